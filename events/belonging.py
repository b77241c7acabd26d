"""RULES: who belongs to a cell, and so may come to meetings that are for its people only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from events.models import Cell
from events.pasting import addresses_in, members_of
from people.models import Member


@dataclass(frozen=True)
class Added:
    """What came of pasted addresses: who is new, who was there already, and which addresses nobody here has."""

    new: list[Member]
    there: list[Member]
    unknown: list[str]


@transaction.atomic
def add_people(cell: Cell, text: str) -> Added:
    """Let the owners of the pasted addresses belong to the cell. Unknown addresses keep nobody else out."""
    members, unknown = members_of(addresses_in(text))
    before = set(cell.people.values_list("pk", flat=True))
    new = [member for member in members if member.pk not in before]
    cell.people.add(*new)
    return Added(new, [member for member in members if member.pk in before], unknown)


def take_off(cell: Cell, member: Member) -> None:
    """Let the member no longer belong to the cell. Places they have at its meetings stay theirs."""
    cell.people.remove(member)
