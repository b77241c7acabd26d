"""What a search finds: a few of each kind for its first page, or one kind to the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from betterway.pages.counts import insights_for
from betterway.pages.filters import InsightFilters
from betterway.pages.finding import SHOWN, named_rows, names_like, titled, together
from betterway.pages.paging import WholePaginator, whole_rows
from events.models import Event
from insights.models import Insight, Note
from insights.search.highlights import set_hits
from insights.search.indexes import INSIGHTS, MEETINGS, NOTES
from insights.search.ranking import narrowed, nearly
from insights.search.ranking import search as ranked

INSIGHTS_SHOWN, PAGE, NAMES_PAGE = 6, 40, 120
MOST = {"insights": INSIGHTS_SHOWN, "meetings": SHOWN, "notes": SHOWN, "articles": SHOWN}
INDEXES = {"insights": INSIGHTS, "meetings": MEETINGS, "notes": NOTES, "articles": NOTES}
HEADINGS = {
    "meetings": "Meetings",
    "notes": "Notes",
    "articles": "Reading",
    "topics": "Topics",
    "cells": "Cells",
    "series": "Series",
    "people": "People",
    "organisations": "Organisations",
}
ADDRESSES = {
    "topics": "events:topic-detail",
    "cells": "events:cell-detail",
    "series": "events:series-detail",
    "people": "people:person-detail",
    "organisations": "people:organisation-detail",
}

Numbers = dict[str, list[int]]


@dataclass(frozen=True)
class Name:
    """Something with a page whose name holds the words; `insights` is told of topics only."""

    name: str
    slug: str
    insights: int = 0


@dataclass(frozen=True)
class Names:
    """What of one kind is called so, in one line; `more` where the line is not all."""

    group: str
    rows: list[Name]
    more: bool

    @property
    def heading(self) -> str:
        """Topic; Topics, where there are more."""
        singular = {"People": "Person", "Series": "Series"}.get(HEADINGS[self.group], HEADINGS[self.group][:-1])
        return HEADINGS[self.group] if len(self.rows) > 1 else singular

    @property
    def address(self) -> str:
        return ADDRESSES[self.group]


@dataclass
class Found:
    """What a search found, a few of each kind; `near` where nothing holds all the words, but some hold most.

    `nearest` where only the insights are such, as nothing shorter than a note holds all. `more` holds the kinds of
    which there are more than are shown.
    """

    insights: list[Any] = field(default_factory=list)
    meetings: list[Event] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    articles: list[Note] = field(default_factory=list)
    names: list[Names] = field(default_factory=list)
    near: bool = False
    nearest: bool = False
    more: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return any((self.insights, self.meetings, self.notes, self.articles, self.names))


def find(filters: InsightFilters, *, near: bool = False) -> Found:
    """What holds all the words typed, under the filters typed with them; `near`, what holds most. Six queries at most.

    Where only filters or -words were typed, the newest insights and meetings that they leave.
    """
    names: list[Names] = []
    nearest = False
    if near:
        numbers = _with_most_words(filters)
    elif filters.terms.wanted:
        numbers, names = _with_all_words(filters)
        nearest = _only_in_long_texts(numbers, names)
    else:
        numbers = _newest(filters)
    if nearest:
        numbers["insights"] = _insights_with_most_words(filters)
    more = {group for group, pks in numbers.items() if len(pks) > MOST[group]}
    shown = {group: pks[: MOST[group]] for group, pks in numbers.items()}
    written = whole_rows([*shown["notes"], *shown["articles"]], _whole("notes"))
    insights, meetings = (whole_rows(shown[group], _whole(group)) for group in ("insights", "meetings"))
    set_hits({INSIGHTS: insights, MEETINGS: meetings, NOTES: written}, filters.terms.wanted, some=near or nearest)
    notes, articles = [row for row in written if row.event_id], [row for row in written if not row.event_id]
    return Found(insights, meetings, notes, articles, names, near, nearest and bool(insights), more)


def page_of(group: str, filters: InsightFilters, number: Any) -> Page:
    """A page of everything of one kind that holds the words. Five queries at most."""
    if group in ADDRESSES:
        rows = titled(named_rows(filters.member)[group], " ".join(filters.terms.wanted))
        return Paginator(rows.values("called", "slug"), NAMES_PAGE).get_page(number)
    index, rows = INDEXES[group], _left(filters)[group]
    total = narrowed(index, rows, filters.terms).count()
    page = WholePaginator(ranked(index, rows, filters.terms), _whole(group), PAGE, total).get_page(number)
    set_hits({index: page.object_list}, filters.terms.wanted)
    return page


def with_numbers(names: list[Names], numbers: Mapping[str, int]) -> list[Names]:
    """The names, each topic with its number."""
    return [
        replace(some, rows=[replace(row, insights=numbers.get(row.slug, 0)) for row in some.rows])
        if some.group == "topics"
        else some
        for some in names
    ]


def _whole(group: str) -> QuerySet[Any]:
    """With all that is shown of them; for rows that have passed the gate: see _left."""
    if group == "insights":
        return Insight.objects.with_context()
    return Event.objects.select_related("cell") if group == "meetings" else Note.objects.select_related("event__cell")


def _left(filters: InsightFilters) -> dict[str, QuerySet[Any]]:
    """What the filters leave of what the viewer may see; bare rows, that are cheap to sort."""
    user = filters.member
    notes = filters.narrow_notes(Note.objects.visible_to(user).filter(state=Note.State.PUBLISHED))
    return {
        "insights": filters.narrow(insights_for(user)),
        "meetings": filters.narrow_meetings(Event.objects.visible_to(user)),
        "notes": notes.filter(event__isnull=False),
        "articles": notes.filter(event__isnull=True),
    }


def _with_all_words(filters: InsightFilters) -> tuple[Numbers, list[Names]]:
    """The best of each kind, and what is called so, each one more than is shown: one query."""
    lists: dict[str, Any] = {
        group: ranked(INDEXES[group], rows, filters.terms).values_list("score", Value(""), Cast("pk", CharField()))[
            : MOST[group] + 1
        ]
        for group, rows in _left(filters).items()
    }
    called = {} if filters.chosen else names_like(" ".join(filters.terms.wanted), filters.member)
    found = together({**lists, **called})
    best = {group: sorted(((score, int(pk)) for score, _, pk in found[group]), reverse=True) for group in lists}
    names = [
        Names(group, [Name(name, slug) for _, name, slug in sorted(found[group])[:SHOWN]], len(found[group]) > SHOWN)
        for group in ADDRESSES
        if found.get(group)
    ]
    return {group: [pk for _, pk in rows] for group, rows in best.items()}, names


def _only_in_long_texts(numbers: Numbers, names: list[Names]) -> bool:
    """Whether all the words stand in notes and articles only, where they may stand far from one another."""
    return not (numbers["insights"] or numbers["meetings"] or names) and any(numbers.values())


def _insights_with_most_words(filters: InsightFilters) -> list[int]:
    return [row.pk for row in nearly(INSIGHTS, _left(filters)["insights"], filters.terms, INSIGHTS_SHOWN)]


def _with_most_words(filters: InsightFilters) -> Numbers:
    left = _left(filters)
    return {
        group: [row.pk for row in nearly(INDEXES[group], left[group], filters.terms, most)]
        for group, most in MOST.items()
    }


def _newest(filters: InsightFilters) -> Numbers:
    """The newest insights and meetings, where only filters or -words were typed: one query."""
    if not filters.terms.unwanted and not filters.chosen:
        return {group: [] for group in MOST}
    moments = {"insights": "approved_at", "meetings": "starts_at"}
    left = _left(filters)
    lists = {
        group: INDEXES[group]
        .lacking(left[group], filters.terms.unwanted)
        .order_by(F(moment).desc(nulls_last=True), "-pk")
        .values_list(moment, "pk")[: MOST[group] + 1]
        for group, moment in moments.items()
    }
    found = together(lists)
    newest = {group: sorted(rows, key=lambda row: (bool(row[0]), *row), reverse=True) for group, rows in found.items()}
    return {group: [pk for _, pk in newest.get(group, [])] for group in MOST}
