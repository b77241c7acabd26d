"""RULES: a cell goes from its convenors to others in one step."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from events.models import Cell, Event
from people.models import Member


class HandingOverError(Exception):
    """What stands in the way, as a sentence."""


@transaction.atomic
def hand_over(cell: Cell, to: Iterable[Member], *, stay: bool, by: Member) -> int:
    """Make `to` the convenors of a cell, beside the present ones if they `stay`; returns how many meetings changed.

    Drafts, notes and sign-up lists belong to the cell, so they go along by themselves. So do those of its meetings
    that a present convenor looks after by name: the new ones are put beside, or in the place of, the old ones. Raises
    HandingOverError for nobody, or for somebody who may not use these pages. Locks the cell and those meetings; all of
    it is in their histories. Twice is as good as once.
    """
    to = set(to)
    if not to:
        raise HandingOverError("Choose who takes the cell over. Without a convenor nobody could look after it.")
    if strangers := sorted(str(member) for member in to if not member.is_convenor):
        raise HandingOverError(f"{', '.join(strangers)} may not use these pages yet. Make them a convenor first.")
    cell = Cell.objects.select_for_update().get(pk=cell.pk)
    before = set(cell.convenors.all())
    leaving = set() if stay else before - to
    theirs = Event.objects.filter(pk__in=Event.objects.filter(cell=cell, convenors__in=list(before)).values("pk"))
    _convene(cell, to, leaving, by)
    return sum(_convene(event, to, leaving, by) for event in theirs.order_by("pk").select_for_update(of=("self",)))


def _convene(row: Cell | Event, to: set[Member], leaving: set[Member], by: Member) -> bool:
    """Put `to` in, take `leaving` out; returns whether that changed anything."""
    before = set(row.convenors.all())
    after = (before | to) - leaving
    row._history_user = by
    row.convenors.set(after)
    return after != before
