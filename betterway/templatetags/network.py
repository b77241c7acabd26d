"""The network's name on every page, and what cards say of an insight."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import pluralize

from events.models import Cell
from insights.attribution import Credit, credit_of
from insights.models import Insight
from people.models import Network

register = template.Library()


@register.simple_tag
def network() -> Network:
    """The network's row, or one with the app's own name where nobody has made it yet."""
    return Network.objects.first() or Network(name="Better Way")


@register.filter
def credit(insight: Insight) -> Credit | None:
    return credit_of(insight)


@register.filter
def dye(cell: Cell | None) -> str:
    """The class that dyes the thread in a cell's colour; black thread without a cell."""
    return f"dye-{cell.dye}" if cell and cell.dye else ""


@register.filter
def counted(number: int, noun: str) -> str:
    """"1 insight", "12 insights", "no insights"; a plural that is no -s stands after a comma: "person,people"."""
    one, _, many = noun.partition(",")
    word = pluralize(number, f"{one},{many or one + 's'}")
    return f"{number:,} {word}" if number else f"no {word}"
