"""RULES: a meeting announced in a note becomes an event when a convenor says so."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from events.models import Event
from insights.models import FutureMeeting
from people import addresses
from people.models import Member


@transaction.atomic
def accept(meeting: FutureMeeting, *, by: Member, at: datetime) -> Event:
    """Make a draft event of the proposal, in the cell of the note it stands in; doing it twice makes one.

    Returns the event. Locks the proposal; one transaction. The hours are for the convenor to fill in.
    """
    meeting = _locked(meeting)
    if meeting.event:
        return meeting.event
    source = meeting.note.event
    title = meeting.title or f"Meeting on {meeting.date_text}".strip()
    event = Event.objects.create(
        title=title,
        slug=addresses.free_slug(Event, title),
        cell=source.cell if source else None,
        starts_at=timezone.make_aware(datetime.combine(meeting.date, time())) if meeting.date else None,
        hours_known=False,
        description=" ".join(filter(None, [meeting.date_text, meeting.time_text])),
        created_by=by,
    )
    if not Event.objects.editable_by(by).filter(pk=event.pk).exists():
        event.convenors.add(by)
    meeting.event = event
    _decide(meeting, FutureMeeting.State.ACCEPTED, by=by, at=at)
    return event


@transaction.atomic
def dismiss(meeting: FutureMeeting, *, by: Member, at: datetime) -> None:
    """Put the proposal aside, unless a meeting has been made of it."""
    meeting = _locked(meeting)
    if meeting.event is None:
        _decide(meeting, FutureMeeting.State.DISMISSED, by=by, at=at)


def _locked(meeting: FutureMeeting) -> FutureMeeting:
    return FutureMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def _decide(meeting: FutureMeeting, state: str, *, by: Member, at: datetime) -> None:
    meeting.state, meeting.decided_by, meeting.decided_at = state, by, at
    meeting.save()
