"""RULES: whether an event is open for signing up, and for whom; how whoever gave up comes back."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from events.models import Cell, Event
from events.places import Places
from people.dates import when
from people.models import Member


def why_not(event: Event, member: Member) -> str:
    """Why this member may not come to the event, as a sentence; "" if they may. Whether it is open is not asked."""
    who = Event.WhoMayCome
    if event.who_may_come == who.ANYONE or (event.who_may_come == who.MEMBERS and member.is_member):
        return ""
    if Event.objects.editable_by(member).filter(pk=event.pk).exists():
        return ""
    if event.who_may_come == who.INVITED:
        invited = event.invitations.of(member).exists()
        return "" if invited else "This meeting is for those who were invited."
    if event.who_may_come == who.CELL and not _belongs(member, event.cell_id):
        return f"This meeting is for people of “{event.cell}”. Ask its convenor to add you."
    return "" if event.who_may_come == who.CELL else "This meeting is for members of the network."


def _belongs(member: Member, cell: int | None) -> bool:
    return Cell.objects.filter(Q(people=member) | Q(convenors=member), pk=cell).exists()


def why_off(event: Event) -> str:
    """What somebody reads whom a convenor has taken off the list: as a sentence, with where answers go."""
    write = f" If you think this is a mistake, write to {event.hosts[0].email}." if event.hosts else ""
    return f"A convenor has taken you off the list of this meeting.{write}"


def why_closed(event: Event, *, at: datetime) -> str:
    """Why nobody can sign up for the event at `at`, as a sentence; "" while it is open."""
    if event.state == Event.State.CANCELLED:
        return "This meeting is cancelled."
    if event.state != Event.State.PUBLISHED or event.starts_at is None:
        return "Nobody can sign up for this meeting yet."
    if event.is_past(at):
        return "This meeting is over."
    if event.opens_at and at < event.opens_at:
        return f"Sign-up opens on {when(event.opens_at)}."
    if at >= event.starts_at:
        return "This meeting has begun."
    return f"Sign-up closed on {when(event.closes_at)}." if event.closes_at and at >= event.closes_at else ""


def way_back(event: Event, places: Places, *, at: datetime) -> str:
    """How whoever gave up comes back, while the event is filled like this."""
    if why_closed(event, at=at):
        return "You could not sign up again: sign-up has closed."
    if not (places.full or places.waiting):
        return "You can sign up again as long as it is open."
    if at >= event.line_closes_at:
        return "You could not sign up again: the line has closed."
    return "If you change your mind, you join the line at its end."
