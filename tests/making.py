"""Makes rows for tests: meetings, speakers, notes with insights on exact passages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from events.models import Event, Speaker
from insights.models import Insight, Note, NoteRevision, Passage
from people.models import Affiliation, Organisation, Person

TEXT = """Who holds the purse?

We met to ask who decides when the sums are small, and what each of us could stop asking for tomorrow morning.

Deciding on a small grant costs as much as deciding on a large one. So the form grows, to make it feel like work.

- Ask what a group has stopped doing in order to apply.
- A report nobody reads is a rent, paid in evenings.
"""
QUOTE = "Deciding on a small grant costs as much as deciding on a large one."


def make_event(title: str = "A roof is not an asset", **facts: Any) -> Event:
    starts = timezone.make_aware(dt.datetime(2025, 6, 4, 14, 0))
    times = {"starts_at": starts, "ends_at": starts + dt.timedelta(minutes=90)}
    if "starts_at" in facts:
        times = {"ends_at": facts["starts_at"] and facts["starts_at"] + dt.timedelta(minutes=90)}
    return Event.objects.create(title=title, **{"slug": slugify(title), "state": "published", **times, **facts})


def make_speaker(event: Event, name: str, organisation: str = "", position: str = "", **facts: Any) -> Speaker:
    """A person with that name at the event, joined to an organisation of that name."""
    person, _ = Person.objects.get_or_create(slug=slugify(name), defaults={"name": name})
    affiliation = None
    if organisation:
        row, _ = Organisation.objects.get_or_create(slug=slugify(organisation), defaults={"name": organisation})
        affiliation, _ = Affiliation.objects.get_or_create(person=person, organisation=row, position=position)
    facts = {"position": position, "organisation": organisation, "affiliation": affiliation, **facts}
    return Speaker.objects.create(event=event, person=person, **facts)


def make_note(event: Event | None, text: str = TEXT, quotes: list[str] | None = None, **facts: Any) -> Note:
    """A published note whose `quotes` are published insights that say just that; an article where `event` is None."""
    now = timezone.now()
    title = facts.pop("title", event.title if event else "On meeting as equals")
    common = {"title": title, "text": text, "state": "published", "published_at": now}
    common["fingerprint"] = f"{event and event.pk}-{title}"
    if event is None:
        common |= {"kind": "article", "slug": slugify(title)}
    note = Note.objects.create(**{"event": event, **common, **facts})
    NoteRevision.objects.create(note=note, number=1, text=text, made_at=now)
    for quote in [QUOTE] if quotes is None else quotes:
        make_insight(note, quote)
    return note


def make_insight(note: Note, quote: str = QUOTE, **facts: Any) -> Insight:
    """A published insight of the note, resting on the first place where the quote stands in it."""
    common = {"statement": quote, "words": quote, "state": "published", "approved_at": timezone.now()}
    insight = Insight.objects.create(note=note, order=note.insights.count(), **{**common, **facts})
    make_passage(insight, quote)
    return insight


def make_passage(insight: Insight, quote: str, **facts: Any) -> Passage:
    note = insight.note
    start = note.text.index(quote)
    end = start + len(quote)
    place = {"start": start, "end": end, "prefix": note.text[max(0, start - 40) : start]}
    place |= {"quote": quote, "suffix": note.text[end : end + 40], "revision": note.revisions.last()}
    return Passage.objects.create(insight=insight, note=note, **{**place, **facts})
