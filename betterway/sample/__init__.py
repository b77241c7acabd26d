"""RULES: the sample network, read from network.toml and the notes beside it, through the same intake as any note."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events import signups
from events.models import Cell, Event, Series, Speaker, Topic
from insights import collecting, echoes, intake, publishing, quoting
from insights.models import Collection, Insight, Note
from people import addresses, matching, merging
from people.models import Affiliation, LookAlike, Mail, Member, Network, Organisation, Person

FOLDER = Path(__file__).parent
DAYS_TO_WRITE_A_NOTE = 6
LONG_AGO = datetime(2023, 11, 14, 19, 30, tzinfo=UTC)  # when the note of the meeting without a date was written


@transaction.atomic
def load(*, at: datetime) -> Member:
    """Make the sample network in an empty database; its next meetings lie ahead of `at`.

    Returns the sample's network convenor. All or nothing; some seconds.
    """
    facts = tomllib.loads((FOLDER / "network.toml").read_text(encoding="utf-8"))
    network = facts["network"]
    Network.objects.create(pk=1, name=network["name"], tagline=network.get("description") or network["tagline"])
    members = {row["email"]: _member(row) for row in facts["members"]}
    cells = {row["slug"]: _cell(row, members) for row in facts["cells"]}
    series = {row["slug"]: Series.objects.create(**row) for row in facts.get("series", [])}
    for row in facts["topics"]:
        Topic.objects.create(name=row["name"], description=row["description"])
    _people_and_organisations(facts)
    for row in facts["events"]:
        _past_event(row, members, cells, series)
    for row in facts["upcoming"]:
        _sign_ups(_next_event(row, cells, at=at), row, members, at=at)
    for member in members.values():
        Person.objects.filter(name=member.name).update(member=member)
    Mail.objects.update(state=Mail.State.SENT, sent_at=F("created_at"))  # a network just loaded writes to nobody
    convenor = next(m for m in members.values() if m.is_superuser)
    for row in facts["articles"]:
        _article(row, convenor)
    for row in facts["echoes"]:
        echoes.put_together(_says(row["one"]), _says(row["other"]), row["kind"], by=convenor, at=at)
    for row in facts["collections"]:
        _collection(row, convenor, at=at)
    return convenor


def _member(row: dict[str, Any]) -> Member:
    return Member.objects.create_user(
        row["email"],
        name=row["name"],
        organisation=row.get("organisation", ""),
        is_staff=row.get("convenor", False),
        is_superuser=row.get("network_convenor", False),
    )


def _cell(row: dict[str, Any], members: dict[str, Member]) -> Cell:
    convenors = row.pop("convenors")
    cell = Cell.objects.create(**row)
    cell.convenors.set(members[email] for email in convenors)
    return cell


def _people_and_organisations(facts: dict[str, Any]) -> None:
    for model, rows in [(Organisation, facts["organisations"]), (Person, facts["people"])]:
        for row in rows:
            other = "\n".join(row.pop("other_names", []))
            model.objects.create(slug=addresses.free_slug(model, row["name"]), other_names=other, **row)


def _says(words: str) -> Insight:
    """The one published insight with these words in its statement."""
    return Insight.objects.published().get(statement__contains=words)


def _collection(row: dict[str, Any], member: Member, *, at: datetime) -> None:
    collection = collecting.start(member, row["title"], at=at)
    collection.introduction, collection.closing = row["introduction"], row["closing"]
    items = row["items"]
    collecting.keep_all(collection, [(_says(item["says"]), item.get("heading", "")) for item in items])
    kept = list(collection.items.order_by("position"))
    for one, item in zip(kept, items, strict=True):
        one.remark = item.get("remark", "")
    collecting.write(collection, kept, by=member)
    collecting.share(collection, Collection.Visibility.PUBLIC, by=member, at=at)


def _moment(day: date, hour: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(hour)))


def _past_event(
    row: dict[str, Any],
    members: dict[str, Member],
    cells: dict[str, Cell],
    series: dict[str, Series],
) -> None:
    author, day = members[row["author"]], row.get("date")
    event = Event.objects.create(
        title=row["title"],
        slug=row["slug"],
        cell=cells.get(row.get("cell", "")),
        series=series.get(row.get("series", "")),
        series_position=row.get("series_position"),
        state=Event.State.DRAFT,
        visibility=row.get("visibility", Event.Visibility.PUBLIC),
        format=row["format"],
        summary=row["summary"],
        place=row.get("place", ""),
        starts_at=_moment(day, row["starts"]) if day else None,
        ends_at=_moment(day, row["ends"]) if day else None,
        created_by=author,
    )
    if not event.cell:
        event.convenors.add(author)
    event.topics.set(row["topics"])
    written = _moment(day, "19:30") + timedelta(days=DAYS_TO_WRITE_A_NOTE) if day else LONG_AGO
    text = (FOLDER / "notes" / row["note"]).read_text(encoding="utf-8")
    note = intake.receive(text, by=author, at=written, event=event, source=row["note"])[0].note
    for pair in LookAlike.objects.filter(person__name__in=row.get("same_people", [])):
        merging.same(pair, by=author, at=written)
    _correct_speakers(event, row, author)
    event.speakers.update(consent=Speaker.Consent.AGREED)
    note.topics.set(row["topics"])
    note.byline = author.name
    note.save()
    if row.get("note_state", "published") == "published":
        _review(note, row, author, at=written)


def _correct_speakers(event: Event, row: dict[str, Any], author: Member) -> None:
    """Name those who spoke as the convenor knows them, where the note leaves more than one reading."""
    directory = matching.Directory()
    for facts in row.get("speakers", []):
        known = event.speakers.filter(person__name=facts["name"]).select_related("person", "affiliation").first()
        person = known.person if known else matching.person_for(directory, facts["name"], None, by=author)
        stated = {name: facts[name] for name in ("role", "position", "organisation")}
        affiliation = _affiliation(person, stated, directory, author)
        if known and known.affiliation and known.affiliation != affiliation:
            _forget(known.affiliation, event.note)
        Speaker.objects.update_or_create(event=event, person=person, defaults={**stated, "affiliation": affiliation})


def _affiliation(
    person: Person, stated: dict[str, str], directory: matching.Directory, author: Member
) -> Affiliation | None:
    if not stated["organisation"]:
        return None
    place = matching.organisation_for(directory, stated["organisation"], by=author)
    facts = {"person": person, "organisation": place, "position": stated["position"]}
    return Affiliation.objects.get_or_create(**facts)[0]


def _forget(affiliation: Affiliation, note: Note) -> None:
    """Take an affiliation that was read wrongly off the records, with the organisation if nothing else names it."""
    organisation = affiliation.organisation
    affiliation.delete()
    note.organisations.remove(organisation)
    if not organisation.affiliations.exists() and not organisation.note_set.exists():
        organisation.delete()


def _review(note: Note, row: dict[str, Any], author: Member, *, at: datetime) -> None:
    """What a careful convenor does: settle what is flagged, put the best points in words, publish, dismiss."""
    for flag in note.flags.all():
        publishing.settle(flag, by=author, at=at)
    for correction in row.get("corrections", []):
        if "ends_with" in correction:  # a point of its own, out of words that the app keeps together
            start = note.text.index(correction["starts_with"])
            end = note.text.index(correction["ends_with"], start) + len(correction["ends_with"])
            quoting.quote(note, start, end, by=author, at=at)
    worded, listed, dismissed = [], [], []
    for insight in note.insights.prefetch_related("passages").select_related("note__event", "speaker"):
        correction = _correction_for(insight, row.get("corrections", []))
        _correct(insight, correction, row["topics"], author)
        if correction.get("dismiss"):
            dismissed.append(insight)
        elif "statement" in correction:
            worded.append(insight)
        else:
            (listed if insight.listed else dismissed).append(insight)
    publishing.publish(note, listed, by=author, at=at)
    publishing.publish(note, worded, by=author, at=at + timedelta(minutes=20))
    publishing.dismiss(dismissed, by=author, at=at)


def _correction_for(insight: Insight, corrections: list[dict[str, Any]]) -> dict[str, Any]:
    """The correction whose first words the passage begins with, or else holds."""
    words = " ".join(insight.passages.all()[0].quote.split())
    begins = [row for row in corrections if words.startswith(" ".join(row["starts_with"].split()))]
    holds = [row for row in corrections if row["starts_with"] in words and "ends_with" not in row]
    return next(iter(begins + holds), {})


def _correct(insight: Insight, correction: dict[str, Any], topics: list[str], author: Member) -> None:
    publishing.edit(
        insight,
        statement=correction.get("statement", insight.statement),
        kind=correction.get("kind", insight.kind),
        speaker=insight.speaker,
        topics=correction.get("topics", topics),
        by=author,
    )


def _next_event(row: dict[str, Any], cells: dict[str, Cell], *, at: datetime) -> Event:
    day = timezone.localdate(at) + timedelta(days=row["days_from_now"])
    event = Event.objects.create(
        title=row["title"],
        slug=row["slug"],
        cell=cells.get(row.get("cell", "")),
        state=Event.State.PUBLISHED,
        visibility=row.get("visibility", Event.Visibility.PUBLIC),
        format=row.get("format", Event.Format.CELL_MEETING),
        summary=row["summary"],
        description=row["description"],
        place=row.get("place", ""),
        capacity=row.get("capacity"),
        starts_at=_moment(day, row["starts"]),
        ends_at=_moment(day, row["ends"]),
    )
    event.topics.set(row.get("topics", []))
    directory = matching.Directory()
    for place, speaker in enumerate(row.get("speakers", [])):
        Speaker.objects.create(
            event=event,
            person=matching.person_for(directory, speaker["name"], speaker.get("organisation"), by=None),
            role=speaker["role"],
            position=speaker.get("position", ""),
            organisation=speaker.get("organisation", ""),
            position_in_list=place,
        )
    return event


def _sign_ups(event: Event, row: dict[str, Any], members: dict[str, Member], *, at: datetime) -> None:
    """Ask the questions, and sign up who is listed, one after the other in the days before `at`."""
    for order, question in enumerate(row.get("questions", [])):
        event.questions.create(order=order, **question)
    questions = event.questions.values_list("pk", flat=True)
    rows = row.get("sign_ups", [])
    for turn, said in enumerate(rows):
        answers = dict(zip(questions, said.get("answers", []), strict=False))
        signups.sign_up(event, members[said["email"]], at=at - timedelta(hours=5 * (len(rows) - turn)), answers=answers)


def _article(row: dict[str, Any], author: Member) -> None:
    written = _moment(row["date"], "09:00")
    text = (FOLDER / "articles" / row["file"]).read_text(encoding="utf-8")
    note = intake.receive(text, by=author, at=written, kind=Note.Kind.ARTICLE, source=row["url"])[0].note
    note.title, note.slug, note.written_on = row["title"], row["slug"], row["date"]
    note.byline = ", ".join([*row["authors"], row["source"]])
    note.save()
    note.topics.set(row["topics"])
    _review(note, row, author, at=written)
