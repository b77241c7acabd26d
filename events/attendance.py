"""RULES: who came to a meeting, and the numbers that are left of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from events.models import Event, SignUp
from events.models.sign_ups import SignUpQuerySet
from people.dates import day, local_day
from people.models import Member


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
    event = Event.objects.select_for_update(of=("self",)).get(pk=sign_up.event_id)
    row = SignUp.objects.select_related("member").get(pk=sign_up.pk)
    if event.state == Event.State.CANCELLED:
        raise AttendanceError("This meeting was cancelled, so nobody came.")
    if not may_be_marked(event, at=at):
        raise AttendanceError(f"Who came is marked on the day: {day(event.starts_at)}.")
    if row.state != SignUp.State.GOING:
        raise AttendanceError(f"{row.member} has no place at this meeting, so nothing was marked.")
    if row.came != came:
        row.came = came
        row._history_user = by
        row.save()
    return row


def with_firsts(rows: SignUpQuerySet, event: Event, *, at: datetime) -> SignUpQuerySet:
    """The rows of this event, each with `been_before`: whether its member came to an earlier meeting."""
    earlier = SignUp.objects.filter(member=OuterRef("member"), came=True, event__starts_at__lt=event.starts_at or at)
    return rows.annotate(been_before=Exists(earlier))


def numbers_of(rows: Iterable[SignUp]) -> Numbers:
    """The numbers of a list that was read `with_firsts`."""
    going = [row for row in rows if row.state == SignUp.State.GOING]
    came = [row for row in going if row.came]
    return Numbers(len(going), len(came), sum(not row.been_before for row in came))
