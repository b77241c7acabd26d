"""RULES: the meeting that a note tells of: its facts, its place in a series, and those who took part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time

from django.utils import timezone

from events.models import Cell, Event, Series, Speaker
from events.topics import offered_among
from insights.extraction.records import Document, EventFacts, FoundPerson
from people import addresses, matching
from people.models import Affiliation, Member, Person


def topic_names(document: Document) -> list[str]:
    """The topics that stand above the note, without those that are no longer offered."""
    return offered_among(topic[:100] for topic in document.topics if topic.strip())


def make_event(document: Document, *, by: Member | None, cell: Cell | None) -> Event:
    """A draft event with the facts that the note states; whoever logs it may edit it."""
    facts = document.event
    title = (document.title or "Untitled meeting")[:300]
    cell = cell or cell_of(facts, by)
    series, position = _series_of(facts, title, by)
    event = Event.objects.create(
        title=title,
        slug=addresses.free_slug(Event, title),
        cell=cell,
        format=facts.format if facts and facts.format in Event.Format.values else Event.Format.OTHER,
        series=series,
        series_position=position,
        starts_at=timezone.make_aware(datetime.combine(facts.date, time())) if facts and facts.date else None,
        hours_known=False,
        created_by=by,
    )
    if by and not Event.objects.editable_by(by).filter(pk=event.pk).exists():
        event.convenors.add(by)
    event.topics.set(topic_names(document))
    return event


def cell_of(facts: EventFacts | None, by: Member | None) -> Cell | None:
    """The cell that the note names: one the convenor convenes, or, for an archive, one made for it."""
    if not facts or not facts.cell:
        return None
    if by:
        return Cell.objects.editable_by(by).filter(name__iexact=facts.cell).first()
    name = facts.cell[:200]
    cell = Cell.objects.filter(name__iexact=name).first()
    return cell or Cell.objects.create(name=name, slug=addresses.free_slug(Cell, name))


def _series_of(facts: EventFacts | None, title: str, by: Member | None) -> tuple[Series | None, int | None]:
    """The series that the note says it is a part of, and its place there if that is free.

    The meeting whose note this one refers to brings its series, or joins the new one where it stood in none.
    """
    if not facts or not facts.series or not facts.series.position:
        return None, None
    position = facts.series.position
    name = _without_place(title)
    other = _other_meeting(facts.series.other_title, by)
    series = (other and other.series) or Series.objects.filter(title__iexact=name).first()
    if series is None:
        series = Series.objects.create(title=name[:250], slug=addresses.free_slug(Series, name))
    if other and other.series is None:
        other.series, other.series_position = series, _free(series, position - 1 if position > 1 else 2)
        other.save(update_fields=["series", "series_position"])
    return series, _free(series, position)


def _without_place(title: str) -> str:
    """A title without the brackets that tell its place in a series."""
    return re.sub(r"\s*[(\[][^)\]]*[)\]]\s*$", "", title) or title


def _other_meeting(title: str | None, by: Member | None) -> Event | None:
    """The one meeting under this title, with or without its place in brackets, that the convenor may edit."""
    if not title:
        return None
    events = Event.objects.editable_by(by) if by else Event.objects.all()
    for named in (title, _without_place(title)):
        found = list(events.filter(title__iexact=named).select_related("series")[:2])
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _free(series: Series, position: int) -> int | None:
    return None if series.events.filter(series_position=position).exists() else position


def add_speakers(
    event: Event, people: Sequence[FoundPerson], directory: matching.Directory, *, by: Member | None
) -> dict[str, Speaker]:
    """Make those who took part speakers of the event; returns them by the name that the note gives them.

    A person who is in the event's list already keeps the row that is there.
    """
    speakers: dict[str, Speaker] = {}
    there = {speaker.person_id: speaker for speaker in event.speakers.select_related("person")}
    for place, found in enumerate(people):
        if not (found.spoke or role_of(found)):
            continue
        stated = {"position": found.position or "", "event": event}
        person = matching.person_for(directory, found.name, found.organisation, **stated, by=by)
        speaker = there.get(person.pk) or make_speaker(event, person, found, directory, by=by, place=place)
        there[person.pk] = speakers[found.name] = speaker
    return speakers


def role_of(found: FoundPerson) -> str | None:
    """The first of the roles found that a speaker can have."""
    return next((role for role in found.roles if role in Speaker.Role.values), None)


def make_speaker(
    event: Event, person: Person, found: FoundPerson, directory: matching.Directory, *, by: Member | None, place: int
) -> Speaker:
    """The person's row at the event, with the position and organisation as stated; `place` is theirs in the list."""
    speaker = Speaker(
        event=event,
        person=person,
        role=role_of(found) or Speaker.Role.SPEAKER,
        position=(found.position or "")[:300],
        organisation=(found.organisation or "")[:300],
        affiliation=_affiliation(person, found, directory, by=by),
        position_in_list=place,
    )
    speaker._history_user = by
    speaker.save()
    return speaker


def _affiliation(
    person: Person, found: FoundPerson, directory: matching.Directory, *, by: Member | None
) -> Affiliation | None:
    """The first of the stated affiliations that still holds; every stated one is put on record."""
    rows = []
    for stated in found.affiliations:
        if not stated.organisation or stated.former:
            continue
        organisation = matching.organisation_for(directory, stated.organisation, by=by)
        row, _ = Affiliation.objects.get_or_create(
            person=person, organisation=organisation, position=(stated.position or "")[:300]
        )
        rows.append(row)
    return rows[0] if rows else None
