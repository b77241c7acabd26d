"""RULES: an event's facts change, or it is cancelled; whoever comes is told, and their calendars are right again.

Everything is settled under the lock that places are given under. SEQUENCE rises when, and only when, a fact changes
that a calendar must show (see MOVES), and whenever it does, each of those who have a place is written to with a new
calendar entry, and each of those who wait without one, unless the event is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from events import calendars, invitations, notices, signups
from events.models import Event, SignUp
from events.places import Places, places_of
from people.models import Member

# What moves an entry in somebody's calendar. A new title or summary does not: it comes along with the next message,
# and to those who subscribe by itself.
MOVES = ("starts_at", "ends_at", "hours_known", "place", "joining_link")
COMES = [SignUp.State.GOING, SignUp.State.WAITING]


class ChangingError(Exception):
    """Why an event cannot be changed so, as a sentence for whoever asked."""


@dataclass(frozen=True)
class Told:
    """What a change led to: the event as it is now, how many were written to, and how it is filled."""

    event: Event
    going: int = 0
    waiting: int = 0
    promoted: int = 0
    places: Places | None = None

    @property
    def over(self) -> int:
        return self.places.over if self.places else 0


@transaction.atomic
def change(event: Event, facts: Mapping[str, Any], *, by: Member | None, at: datetime) -> Told:
    """Give these of the event's columns new values; the others stay as they are in the database.

    A state of "cancelled" among them cancels it, and that is all that people are told. Places that come free go to
    those who wait: more of them, fewer held back, a start moved away so that the line opens again. Raises
    ChangingError, and changes nothing, for what cannot be. Locks the event; writes mails.
    """
    stored = _locked(event)
    row = _with(stored, facts)
    _check(stored, row, at)
    moved = moves(stored, row)
    row.sequence += bool(moved)
    names = changed(stored, row)
    _save(row, names, by)
    if row.state == Event.State.CANCELLED:
        return cancel(row, by=by, at=at)
    before = places_of(stored)
    promoted = signups.promote_waiting(row, at=at)
    going, waiting = _tell_changed(row, stored, at, besides=promoted) if moved else (0, 0)
    invitations.tell(row, at=at)
    places = places_of(row)
    if {"capacity", "held_back"} & set(names):
        notices.filling(row, places, before)
    return Told(row, going, waiting, len(promoted), places)


@transaction.atomic
def check(event: Event, facts: Mapping[str, Any], *, at: datetime) -> None:
    """Raise ChangingError where `change` would. Locks the event, so that it still holds when `change` comes."""
    stored = _locked(event)
    _check(stored, _with(stored, facts), at)


@transaction.atomic
def cancel(event: Event, *, by: Member | None, at: datetime, why: str = "") -> Told:
    """Cancel a published event: it stays where it is and says so. Once more changes nothing.

    Places and turns stay as they are, and nobody moves up. `why` stands in the mails. Raises ChangingError for a draft.
    Locks the event; writes mails.
    """
    row = _locked(event)
    if row.state == Event.State.CANCELLED:
        return Told(row, places=places_of(row))
    if row.state == Event.State.DRAFT:
        raise ChangingError("Nobody knows of a draft yet: delete it instead of cancelling it.")
    row.state = Event.State.CANCELLED
    row.sequence += 1
    _save(row, ["state"], by)
    return _tell_cancelled(row, at, " ".join(why.split()))


@transaction.atomic
def publish(event: Event, *, by: Member | None) -> Event:
    """Make a draft public; any other event stays as it is. Returns the fresh row. Locks the event."""
    row = _locked(event)
    if row.state == Event.State.DRAFT:
        row.state = Event.State.PUBLISHED
        _save(row, ["state"], by)
    return row


def moves(before: Event, after: Event) -> list[str]:
    """Which facts differ that calendars must show."""
    return [name for name in MOVES if getattr(before, name) != getattr(after, name)]


def changed(before: Event, after: Event) -> list[str]:
    """Which columns differ, but for the state: cancelling has a verb of its own."""
    names = [field.name for field in Event._meta.concrete_fields if not field.primary_key]
    differ = [name for name in names if _value(before, name) != _value(after, name)]
    return [name for name in differ if name != "state" or after.state != Event.State.CANCELLED]


def _value(event: Event, name: str) -> Any:
    return getattr(event, Event._meta.get_field(name).attname)


def _with(stored: Event, facts: Mapping[str, Any]) -> Event:
    """A copy of the stored row with the new facts in it."""
    row = copy(stored)
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def _check(stored: Event, row: Event, at: datetime) -> None:
    if stored.state == Event.State.CANCELLED and row.state != stored.state:
        raise ChangingError("This meeting was cancelled. Make a new one instead: those who came to this one were told.")
    if stored.state == Event.State.CANCELLED and not stored.is_past(at) and moves(stored, row):
        raise ChangingError("This meeting is cancelled, so its time and place stay as people know them. Add a new one.")
    if stored.state == Event.State.PUBLISHED and row.state == Event.State.DRAFT:
        raise ChangingError("This meeting was public, so it does not become a draft again. Cancel it instead.")
    if stored.state == Event.State.DRAFT and row.state == Event.State.CANCELLED:
        raise ChangingError("Nobody knows of a draft yet: delete it instead of cancelling it.")
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise ChangingError(error.messages[0]) from error
    if row.starts_at != stored.starts_at and row.state == Event.State.PUBLISHED:
        _check_start(stored, row, at)


def _check_start(stored: Event, row: Event, at: datetime) -> None:
    """A meeting that people come to has a start to come. Once it is over its date may be put right, as any other's."""
    if row.starts_at and (row.starts_at > at or stored.is_past(at)):
        return
    if not row.sign_ups.filter(state__in=COMES).exists():
        return
    if row.starts_at is None:
        raise ChangingError("People have signed up, so the meeting needs a date. Give the new one, or cancel it.")
    raise ChangingError("People have signed up, and that start is in the past. Check the date, or cancel the meeting.")


def _save(row: Event, names: list[str], by: Member | None) -> None:
    if names:
        row._history_user = by
        row.save(update_fields=[*names, "sequence"])


def _tell_changed(row: Event, before: Event, at: datetime, *, besides: list[SignUp]) -> tuple[int, int]:
    """Write to those who come or wait, `besides` those who have just been told of their place and so of the meeting."""
    going, waiting = _who(row, over=before.is_past(at))
    told = {sign_up.pk for sign_up in besides}
    going = [sign_up for sign_up in going if sign_up.pk not in told]
    for sign_up in going:
        notices.changed(sign_up, before, calendar=calendars.request(sign_up, at=at))
    for sign_up in waiting:
        notices.changed(sign_up, before)
    return len(going), len(waiting)


def _tell_cancelled(row: Event, at: datetime, why: str) -> Told:
    going, waiting = _who(row, over=row.is_past(at))
    for sign_up in going:
        notices.cancelled(sign_up, why=why, calendar=calendars.cancellation(sign_up, at=at))
    for sign_up in waiting:
        notices.cancelled(sign_up, why=why)
    return Told(row, len(going), len(waiting), 0, places_of(row))


def _who(row: Event, *, over: bool) -> tuple[list[SignUp], list[SignUp]]:
    """Those who are going and those who wait, in order; nobody once the event is over or while it is a draft."""
    if over or row.state == Event.State.DRAFT:
        return [], []
    rows = list(row.sign_ups.filter(state__in=COMES).select_related("member").order_by("joined_at", "pk"))
    for sign_up in rows:
        sign_up.event = row
    going = [sign_up for sign_up in rows if sign_up.state == SignUp.State.GOING]
    return going, [sign_up for sign_up in rows if sign_up.state == SignUp.State.WAITING]


def _locked(event: Event) -> Event:
    """The event's row as it is now, under the lock that places are given under."""
    return Event.objects.select_for_update(of=("self",)).select_related("cell").get(pk=event.pk)
