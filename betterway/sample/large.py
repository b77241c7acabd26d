"""RULES: a big believable network on top of the sample, for measuring: the same for the same number, whenever made.

A meeting leaves ten insights, and a person speaks at one and a half meetings: 100,000 insights come of 10,000 meetings
and 20,000 people. The sentences are put together from parts, so words are as unevenly common as in speech.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils.text import slugify

from events.models import Cell, Event, Speaker, Topic, TopicItem
from insights.extraction.anchors import describe
from insights.models import Insight, Note, NoteRevision, Passage
from people.models import Affiliation, Organisation, Person

SEED, AT_ONCE, RARELY = 20, 2_000, 0.02
OF_A_MEETING, SPEAKERS, PEOPLE_OF_A_MEETING, PEOPLE_OF_AN_ORGANISATION = 10, 3, 2, 10
WORDS = tomllib.loads((Path(__file__).parent / "large.toml").read_text(encoding="utf-8"))


@transaction.atomic
def load(number: int, *, at: datetime) -> int:
    """Add `number` insights with their meetings and people, in the years before `at`; returns how many.

    All or nothing; some minutes for 100,000.
    """
    chance = random.Random(SEED)  # noqa: S311  # no secret, but the same again
    meetings = -(-number // OF_A_MEETING)
    people = _people(meetings * PEOPLE_OF_A_MEETING, chance)
    events = _events(meetings, chance, at)
    speakers = _speakers(events, people, chance)
    _insights(events, speakers, number, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return number


def _people(number: int, chance: random.Random) -> list[Affiliation]:
    bodies = [
        f"{place} {body} {n + 1}"
        for n in range(1 + number // 1_000)
        for place in WORDS["places"]
        for body in WORDS["bodies"]
    ]
    wanted = bodies[: max(1, number // PEOPLE_OF_AN_ORGANISATION)]
    organisations = _made(Organisation(name=name, slug=slugify(name)) for name in wanted)
    names = (
        f"{chance.choice(WORDS['first'])} {chance.choice(WORDS['last'])}-{chance.choice(WORDS['last'])}"
        for _ in range(number)
    )
    rows = (Person(name=name, slug=f"{slugify(name)}-{n}") for n, name in enumerate(names))
    people = _made(rows)
    return _made(
        Affiliation(
            person=person, organisation=chance.choice(organisations), position=chance.choice(WORDS["positions"])
        )
        for person in people
    )


def _events(number: int, chance: random.Random, at: datetime) -> list[Event]:
    cells = list(Cell.objects.all())
    return _made(
        Event(
            title=f"{chance.choice(WORDS['who'])}, {chance.choice(WORDS['when'])}: meeting {n + 1}",
            slug=f"meeting-{n + 1}",
            state=Event.State.PUBLISHED,
            cell=chance.choice(cells),
            summary=_sentence(chance),
            place=chance.choice(WORDS["places"]),
            starts_at=(start := at - timedelta(days=1 + n * 7_300 // number, hours=2)),
            ends_at=start + timedelta(hours=1, minutes=30),
        )
        for n in range(number)
    )


def _speakers(events: list[Event], people: list[Affiliation], chance: random.Random) -> dict[int, list[Speaker]]:
    chosen = ((event, one) for event in events for one in chance.sample(people, min(SPEAKERS, len(people))))
    rows = _made(
        Speaker(
            event=event, person_id=one.person_id, affiliation=one, position=one.position,
            organisation=one.organisation.name, consent=Speaker.Consent.AGREED,
        )
        for event, one in chosen
    )  # fmt: skip
    found: dict[int, list[Speaker]] = {}
    for row in rows:
        found.setdefault(row.event_id, []).append(row)
    return found


def _insights(events: list[Event], speakers: dict[int, list[Speaker]], number: int, chance: random.Random) -> None:
    said = [[_sentence(chance) for _ in range(OF_A_MEETING)] for _ in events]
    notes = _made(
        Note(
            event=event, title=event.title, text="\n\n".join(points), state=Note.State.PUBLISHED,
            fingerprint=f"large-{event.pk}", published_at=event.ends_at, created_at=event.ends_at,
        )
        for event, points in zip(events, said, strict=True)
    )  # fmt: skip
    revisions = _made(NoteRevision(note=note, number=1, text=note.text, made_at=note.published_at) for note in notes)
    points = (
        (revision, order, words)
        for revision, some in zip(revisions, said, strict=True)
        for order, words in enumerate(some)
    )
    kinds, weights = Insight.Kind.values, [60, 15, 8, 6, 8, 3]
    rows = _made(
        Insight(
            note=revision.note, statement=words, words=words, order=order, state=Insight.State.PUBLISHED,
            kind=chance.choices(kinds, weights)[0], approved_at=revision.note.published_at,
            speaker=chance.choice([None, *speakers[revision.note.event_id]]), salience=chance.random(),
        )
        for revision, order, words in islice(points, number)
    )  # fmt: skip
    of = {revision.note_id: revision for revision in revisions}
    _made(_passage(row, of[row.note_id]) for row in rows)
    _topics(rows, chance)


def _passage(insight: Insight, revision: NoteRevision) -> Passage:
    start = sum(len(words) + 2 for words in revision.text.split("\n\n")[: insight.order])
    place = describe(revision.text, start, start + len(insight.words))
    where = {"start": place.start, "end": place.end, "quote": place.quote}
    around = {"prefix": place.prefix, "suffix": place.suffix}
    return Passage(insight=insight, note=revision.note, revision=revision, **where, **around)


def _topics(insights: list[Insight], chance: random.Random) -> None:
    topics, kind = list(Topic.objects.order_by("pk")), ContentType.objects.get_for_model(Insight)
    common = [1 / (place + 1) for place in range(len(topics))]
    _made(
        TopicItem(tag=topic, content_type=kind, object_id=insight.pk)
        for insight in insights
        for topic in {topic.pk: topic for topic in chance.choices(topics, common, k=2)}.values()
    )


def _sentence(chance: random.Random) -> str:
    parts = [chance.choice(WORDS[part]) for part in ("who", "did", "what", "when")]
    if chance.random() < RARELY:
        parts[-1] += f", between {chance.choice(WORDS['rare'])} and {chance.choice(WORDS['rare'])}"
    return f"{' '.join(parts)}."


def _made(rows: Iterator[Any]) -> list[Any]:
    """The rows, put into the database a few thousand at a time."""
    made: list[Any] = []
    while batch := list(islice(rows, AT_ONCE)):
        made += type(batch[0])._base_manager.bulk_create(batch)
    return made
