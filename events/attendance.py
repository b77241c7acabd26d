"""RULES: who came to a meeting, and the numbers that are left of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from events import signups
from events.models import Departed, Event, SignUp
from events.models.sign_ups import SignUpQuerySet
from events.places import places_of
from people.dates import day, local_day
from people.models import Member

WITHOUT_PLACE = "Came without a place."


class AttendanceError(Exception):
    """Why somebody cannot be marked as having come, as a sentence for the convenor."""


@dataclass(frozen=True)
class Numbers:
    """What came of a list: how many had a place, how many of them came, and for how many it was the first time."""

    signed_up: int
    came: int
    new: int


def may_be_marked(event: Event, *, at: datetime) -> bool:
    """Whether the meeting's day, in the UK, has come."""
    return event.starts_at is not None and local_day(event.starts_at) <= local_day(at)


@transaction.atomic
def mark(sign_up: SignUp, came: bool | None, *, by: Member, at: datetime) -> SignUp:
    """Say that somebody came, or did not; None takes it back. Once more changes nothing.

    Raises AttendanceError before the meeting's day, at a cancelled meeting, and for whoever has no place. Locks the
    event, as every verb about its list does: none of them writes over what another has just written.
    """
    _locked(sign_up.event_id, at)
    row = SignUp.objects.select_related("member").get(pk=sign_up.pk)
    if row.state != SignUp.State.GOING:
        raise AttendanceError(f"{row.member} has no place at this meeting, so nothing was marked.")
    if row.came != came:
        row.came = came
        row._history_user = by
        row.save()
    return row


@transaction.atomic
def came_anyway(event: Event, member: Member, *, by: Member, at: datetime) -> SignUp:
    """Say that somebody came who had no place; they stand among those who had one. Once more changes nothing.

    Raises AttendanceError before the meeting's day and at a cancelled meeting. Locks the event; writes no mail.
    """
    event = _locked(event.pk, at)
    row = event.sign_ups.filter(member=member).first() or SignUp(event=event, member=member)
    if row.state != SignUp.State.GOING:
        row.joined_at = signups.next_moment(places_of(event), at)
        row.state, row.why, row.taken_off = SignUp.State.GOING, WITHOUT_PLACE, False
        row.sequence += bool(row.pk)
    if row.came is not True:
        row.came, row._history_user = True, by
        row.save()
    return row


def _locked(pk: int, at: datetime) -> Event:
    """The event's row, of which it can be said who came."""
    event = Event.objects.select_for_update(of=("self",)).get(pk=pk)
    if event.state == Event.State.CANCELLED:
        raise AttendanceError("This meeting was cancelled, so nobody came.")
    if not may_be_marked(event, at=at):
        on = f": {day(event.starts_at)}" if event.starts_at else ""
        raise AttendanceError(f"Who came is marked on the day{on}.")
    return event


def with_firsts(rows: SignUpQuerySet, event: Event, *, at: datetime) -> SignUpQuerySet:
    """The rows of this event, each with `been_before`: whether its member came to an earlier meeting."""
    earlier = SignUp.objects.filter(member=OuterRef("member"), came=True, event__starts_at__lt=event.starts_at or at)
    return rows.annotate(been_before=Exists(earlier))


def numbers_of(event: Event, rows: Iterable[SignUp]) -> Numbers:
    """The numbers of the event's list, which was read `with_firsts`; whoever has been erased since counts too."""
    going = [row for row in rows if row.state == SignUp.State.GOING]
    came = [row for row in going if row.came]
    gone = Departed.objects.filter(event=event).first() or Departed()
    return Numbers(
        len(going) + gone.had_place, len(came) + gone.came, sum(not row.been_before for row in came) + gone.new
    )


@transaction.atomic
def keep_numbers(member: Member, *, at: datetime) -> None:
    """Count the member among those who have left at every meeting that is over, just before their rows are deleted."""
    for row in member.sign_ups.going().filter(event__starts_at__lt=at).select_related("event"):
        (row,) = with_firsts(SignUp.objects.filter(pk=row.pk), row.event, at=at)
        came = int(row.came is True)
        gone, _ = Departed.objects.get_or_create(event_id=row.event_id)
        Departed.objects.filter(pk=gone.pk).update(
            had_place=F("had_place") + 1, came=F("came") + came, new=F("new") + came * (not row.been_before)
        )
