"""What an address's query narrows a list by, and the choices that lead from it to other lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils import timezone

from events.models import Event, Topic, TopicItem
from insights.models import Insight
from insights.search import matching

NO_YEAR = "none"
LONGEST = 200


@dataclass(frozen=True)
class Choice:
    """One line of a facet: where it leads, what it says, how many there are, and whether it is chosen."""

    address: str
    words: str
    number: int
    chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """The choices under one heading; `off` leads to the list without the chosen one."""

    heading: str
    choices: list[Choice]
    chosen: str = ""
    off: str = ""


class Filters:
    """The query of an address, cleaned: unknown names and values that make no sense do not count."""

    names: tuple[str, ...] = ()

    def __init__(self, given: QueryDict) -> None:
        self.given = {name: given.get(name, "").replace("\0", "").strip()[:LONGEST] for name in self.names}
        year = self.given.get("year", "")
        if year != NO_YEAR and not (year.isascii() and year.isdigit() and len(year) == 4 and "1900" <= year <= "2200"):
            self.given["year"] = ""

    def __getitem__(self, name: str) -> str:
        return self.given[name]

    @property
    def narrowed(self) -> bool:
        return any(self.given.values())

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a search among the narrowed list takes along."""
        return [(name, value) for name, value in self.given.items() if value and name != "q"]

    @property
    def without_words(self) -> str:
        return self.address(q="")

    def address(self, **changes: str) -> str:
        """The same list with some names changed, on its first page."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in {**self.given, **changes}.items() if value})
        return f"?{query.urlencode()}" if query else "?"

    def facet(self, name: str, heading: str, rows: list[tuple[str, str, int]]) -> Facet:
        """A facet of (value, words, count); the chosen value is always among its choices."""
        now = self[name]
        if now and now not in {value for value, _, _ in rows}:
            rows = [*rows, (now, now.replace("-", " ").capitalize(), 0)]
        choices = [
            Choice(self.address(**{name: "" if value == now else value}), words, count, value == now)
            for value, words, count in rows
            if count or value == now
        ]
        chosen = next((choice.words for choice in choices if choice.chosen), "")
        return Facet(heading, choices, chosen, self.address(**{name: ""}))


class EventFilters(Filters):
    names = ("cell", "year", "topic")

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        if self["cell"]:
            events = events.filter(cell__slug=self["cell"])
        return in_year(self._on_topic(events), "starts_at", self["year"])

    def facets(self, events: QuerySet[Event]) -> list[Facet]:
        """By cell and by year, each under the other's choice, and the topic if one is chosen: one query or two."""
        rows = self._on_topic(events).order_by().values_list("cell__slug", "cell__name", "starts_at")
        table = Table(rows.annotate(number=Count("pk")))
        return [table.cells(self), table.years(self), *self._topic(table)]

    def _on_topic(self, events: QuerySet[Event]) -> QuerySet[Event]:
        return events.filter(topics__slug=self["topic"]) if self["topic"] else events

    def _topic(self, table: Table) -> list[Facet]:
        """The chosen topic, by its name if a meeting that the member may see has it."""
        if not self["topic"]:
            return []
        number = table.total(self)
        names = Topic.objects.filter(slug=self["topic"]).values_list("slug", "name") if number else []
        return [self.facet("topic", "Topic", [(slug, name, number) for slug, name in names])]


class InsightFilters(Filters):
    names = ("q", "topic", "cell", "kind", "year")

    def narrow(self, insights: QuerySet[Insight]) -> QuerySet[Insight]:
        if self["cell"]:
            insights = insights.filter(note__event__cell__slug=self["cell"])
        if self["kind"]:
            insights = insights.filter(kind=self["kind"])
        return in_year(self._on_topic(insights), "note__event__starts_at", self["year"])

    def facets(self, insights: QuerySet[Insight]) -> tuple[list[Facet], int]:
        """By cell, topic, kind and year, each under the others' choice, and how many there are in all: two queries."""
        found = matching(insights, self["q"]) if self["q"] else insights
        columns = "note__event__cell__slug", "note__event__cell__name", "note__event__starts_at", "kind"
        rows = self._on_topic(found).order_by().values_list(*columns)
        table = Table(rows.annotate(number=Count("pk")))
        facets = [table.cells(self), self._topics(found), table.kinds(self), table.years(self)]
        return facets, table.total(self)

    def _on_topic(self, insights: QuerySet[Insight]) -> QuerySet[Insight]:
        return insights.filter(topics__slug=self["topic"]) if self["topic"] else insights

    def _topics(self, found: QuerySet[Insight]) -> Facet:
        without = InsightFilters(QueryDict(self.address(topic="")[1:])).narrow(found)
        items = TopicItem.objects.filter(content_type__model="insight", object_id__in=without.order_by().values("pk"))
        rows = items.values_list("tag__slug", "tag__name").annotate(number=Count("pk")).order_by("-number", "tag__name")
        return self.facet("topic", "Topic", list(rows[:18]))


class Table:
    """How many rows there are for each cell, year and kind, added up in Python.

    They come for each moment at which a meeting began: asking SQLite for its year calls back into Python for every
    row, which takes half a second for 100,000.
    """

    def __init__(self, rows: Any) -> None:
        self.names: dict[str, str] = {}
        numbers: Counter[tuple[str, str, str]] = Counter()
        for slug, name, moment, *kind, number in rows:
            self.names[slug or ""] = name or ""
            year = str(timezone.localtime(moment).year) if moment else NO_YEAR
            numbers[slug or "", year, "".join(kind)] += number
        self.rows = [(dict(zip(("cell", "year", "kind"), key, strict=True)), n) for key, n in numbers.items()]

    def cells(self, filters: Filters) -> Facet:
        counts = self._count("cell", filters)
        ordered = sorted((self.names[slug], slug) for slug in counts if slug)
        return filters.facet("cell", "Cell", [(slug, name, counts[slug]) for name, slug in ordered])

    def kinds(self, filters: Filters) -> Facet:
        counts = self._count("kind", filters)
        kinds = [(value, label.capitalize(), counts[value]) for value, label in Insight.Kind.choices]
        return filters.facet("kind", "Kind", kinds)

    def years(self, filters: Filters) -> Facet:
        counts = self._count("year", filters)
        years = [(year, year, counts[year]) for year in sorted(counts, reverse=True) if year != NO_YEAR]
        years += [(NO_YEAR, "Not recorded", counts[NO_YEAR])] if NO_YEAR in counts else []
        return filters.facet("year", "Year", years)

    def total(self, filters: Filters) -> int:
        return sum(self._count("", filters).values())

    def _count(self, name: str, filters: Filters) -> Counter[str]:
        """Counts by `name`, over the rows that all the other choices leave."""
        counts: Counter[str] = Counter()
        given = filters.given
        for row, number in self.rows:
            if all(row[other] == given[other] for other in row if other != name and given.get(other)):
                counts[row.get(name, "")] += number
        return counts


def in_year(rows: QuerySet[Any], field: str, year: str) -> QuerySet[Any]:
    if year == NO_YEAR:
        return rows.filter(**{f"{field}__isnull": True})
    return rows.filter(**{f"{field}__year": int(year)}) if year else rows
