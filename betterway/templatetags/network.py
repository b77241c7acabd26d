"""The network's name on every page, and what lists and cards say of meetings and insights."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from rapidfuzz import fuzz, utils

from betterway.pages.keeping import kept
from betterway.templatetags.dates import event_day, time_of
from events.models import Cell, Event, SignUp
from insights.attribution import Credit, credit_of
from insights.models import Insight, Note
from insights.reading import Reading, plain
from people.models import Network

register = template.Library()
NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SAME = 90  # of 100: what two sentences are alike that differ in a word or two
ORDINALS = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"]


@dataclass(frozen=True)
class Standing:
    """What a list says of a meeting in its last column; `css` is "now" for a state and "meta" for a count."""

    words: str
    css: str = "meta"


@register.simple_tag(takes_context=True)
def network(context: Context) -> Network:
    """The network's row, or one with the app's own name where nobody has made it yet.

    Read once an edition, where the page has asked for that anyway.
    """
    request = context.get("request")
    known = hasattr(request, "edition")
    return kept(request, "network", Network.objects.present) if known else Network.objects.present()


@register.filter
def credit(insight: Insight) -> Credit | None:
    return credit_of(insight)


@register.filter
def credit_line(insight: Insight) -> str:
    """Whom a card credits an insight to; empty if to nobody."""
    found = credit_of(insight)
    return found.line if found else ""


@register.filter
def first_quote(insight: Insight) -> str:
    """The words of its first passage (prefetched), unless the statement says the same in all but a word or two."""
    for passage in insight.passages.all()[:1]:
        quote = plain(passage.quote)
        likeness = fuzz.ratio(quote, insight.statement, processor=utils.default_process)
        return "" if likeness >= SAME else quote
    return ""


@register.filter
def reading(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return Reading(text).html()


@register.filter
def dated(note: Note) -> SafeString:
    """The day of the note's meeting, or the one on which an article came out."""
    return event_day(note.event) if note.event else time_of(note.written_on)


@register.filter
def standing(event: Event) -> Standing:
    """The state of a meeting, what places it has left, or how many insights it left.

    `insight_count` and `note_is_out` are annotated; for meetings to come `going`, `waiting` and `my_state` too.
    """
    if event.state == Event.State.CANCELLED:
        return Standing("Cancelled", "now")
    if event.state == Event.State.DRAFT:
        return Standing("Draft", "now")
    if event.insight_count:  # type: ignore[attr-defined]
        return Standing(counted(event.insight_count, "insight"))  # type: ignore[attr-defined]
    if event.note_is_out:  # type: ignore[attr-defined]
        return Standing("The note")
    if hasattr(event, "my_state") and (words := _places(event)):
        return words
    return Standing("For members" if event.visibility == Event.Visibility.MEMBERS else "")


def _places(event: Any) -> Standing | None:
    if event.my_state == SignUp.State.GOING:
        return Standing("You are going", "now")
    if event.my_state == SignUp.State.WAITING:
        return Standing("You are in line", "now")
    if event.places is None:
        return None
    free = max(0, event.places - event.going)
    if free and not event.waiting:
        return Standing(places_left(free))
    return Standing(f"Full, {event.waiting} in line" if event.waiting else "Full", "now")


@register.filter
def places_left(number: int) -> str:
    """Six places left; 40 places left; One place left."""
    return f"{in_words(number).capitalize()} {'place' if number == 1 else 'places'} left"


@register.filter
def in_words(number: int) -> str:
    """no, one … twelve; from 13 on in figures."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


@register.filter
def kind_and_place(event: Event) -> str:
    """Roundtable. Brackenshaw Library. (Nothing of the kind where a cell meets, as the cell stands beside it.)"""
    kind = "" if event.cell_id and event.format == Event.Format.CELL_MEETING else event.kind
    return " ".join(f"{part.rstrip('.')}." for part in (kind.capitalize(), event.place) if part)


@register.filter
def dye(cell: Cell | None) -> str:
    """The class that dyes the thread in a cell's colour; black thread without a cell."""
    return f"dye-{cell.dye}" if cell and cell.dye else ""


@register.filter
def year(moment: dt.datetime | None) -> int | None:
    return timezone.localtime(moment).year if moment else None


@register.filter
def ordinal(number: int) -> str:
    return ORDINALS[number - 1] if 0 < number <= len(ORDINALS) else f"Number {number}"


@register.filter
def counted(number: int, noun: str) -> str:
    """1 insight, 12 insights, no insights."""
    return f"{f'{number:,}' if number else 'no'} {noun}{'' if number == 1 else 's'}"
