"""What an address's query narrows a list by, and the choices that lead from it to other lists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils import timezone

from betterway.pages.finding import named_rows, slug_called, together
from events.models import Event, Speaker, Topic, TopicItem
from insights.models import Insight, InsightQuerySet, NoteQuerySet
from insights.search.indexes import INSIGHTS
from insights.search.queries import terms_of
from insights.search.ranking import narrowed

NO_YEAR = "none"
LONGEST = 200
MOST_CHOICES = 18
GROUPS = {"topic": "topics", "cell": "cells", "person": "people", "org": "organisations"}
PEOPLE = {"person": "Said by", "org": "Of the organisation"}
WORDS = {"topic": "topic", "cell": "cell", "person": "person", "org": "organisation", "year": "year"}


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
        if not is_year(self.given.get("year", "")):
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
    """Filters chosen beside the list, or written in the box: topic:trust person:"Asha Pillai"."""

    names = ("q", "topic", "cell", "person", "org", "kind", "year")

    def __init__(self, given: QueryDict, member: Any) -> None:
        super().__init__(given)
        self.member = member
        self.terms = terms_of(self["q"])
        self.unknown: list[tuple[str, str, str]] = []  # name, its word, what was said
        if self.terms.fields:
            self._take_from_the_box()
            self.terms = terms_of(self["q"])

    def narrow(self, insights: InsightQuerySet) -> InsightQuerySet:
        """The insights that all the filters leave, whatever was typed; none where a name in the box is unknown."""
        if self.unknown:
            return insights.none()
        if self["cell"]:
            insights = insights.filter(note__event__cell__slug=self["cell"])
        if self["kind"]:
            insights = insights.filter(kind=self["kind"])
        return in_year(self._of_people(self._on_topic(insights)), "note__event__starts_at", self["year"])

    @property
    def chosen(self) -> bool:
        """Whether anything but words narrows the list."""
        return bool(self.unknown) or any(value for name, value in self.given.items() if name != "q")

    def narrow_meetings(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The meetings that the filters leave: those at which the person, or somebody of the organisation, spoke."""
        if self.unknown or self["kind"]:
            return events.none()
        return self._on_topic(self._at(events))

    def narrow_notes(self, notes: NoteQuerySet) -> NoteQuerySet:
        """The notes of such meetings, and the articles, as far as they have a topic."""
        if self.unknown or self["kind"]:
            return notes.none()
        if any(self[name] for name in ("cell", "year", "person", "org")):
            notes = notes.filter(event__in=self._at(Event.objects.order_by()).values("pk"))
        return self._on_topic(notes)

    def facets(self, insights: InsightQuerySet) -> tuple[list[Facet], int]:
        """By each filter under the others' choice, and how many there are in all: two queries."""
        found = narrowed(INSIGHTS, insights, self.terms) if self["q"] else insights
        found = found.none() if self.unknown else found
        columns = "note__event__cell__slug", "note__event__cell__name", "note__event__starts_at", "kind"
        rows = self._of_people(self._on_topic(found)).order_by()
        table = Table(rows.values_list(*columns).annotate(number=Count("pk")))
        lists = self._names(found)
        topic, person, org = (
            self.facet(name, heading, lists[name]) for name, heading in [("topic", "Topic"), *PEOPLE.items()]
        )
        return [table.cells(self), topic, table.kinds(self), table.years(self), person, org], table.total(self)

    def _take_from_the_box(self) -> None:
        rows = named_rows(self.member)
        for name, said in self.terms.fields.items():
            slug = said if name == "year" and is_year(said) else ""
            if name != "year":
                slug = slug_called(rows[GROUPS[name]], said)
            if slug:
                self.given[name] = slug
            else:
                self.unknown.append((name, WORDS[name], said))
        self.given["q"] = self.terms.typed

    def _on_topic(self, rows: Any) -> Any:
        return rows.filter(topics__slug=self["topic"]) if self["topic"] else rows

    def _at(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The meetings of the cell and the year, at which the person or somebody of the organisation spoke."""
        if self["cell"]:
            events = events.filter(cell__slug=self["cell"])
        if self["person"]:
            named = Speaker.objects.named_to(self.member).filter(person__slug=self["person"])
            events = events.filter(pk__in=named.values("event"))
        if self["org"]:
            told = Speaker.objects.organisation_known_to(self.member)
            events = events.filter(pk__in=told.filter(affiliation__organisation__slug=self["org"]).values("event"))
        return in_year(events, "starts_at", self["year"])

    def _of_people(self, insights: InsightQuerySet) -> InsightQuerySet:
        if self["person"]:
            insights = insights.by_name().filter(speaker__person__slug=self["person"])
        if self["org"]:
            insights = insights.by_organisation().filter(speaker__affiliation__organisation__slug=self["org"])
        return insights

    def _names(self, found: InsightQuerySet) -> dict[str, list[tuple[str, str, int]]]:
        """The topics, people and organisations with the most insights among those that the other filters leave."""
        left = {name: self._without(name).narrow(found).order_by() for name in GROUPS if name != "cell"}
        number = Count("pk", distinct=True)
        items = TopicItem.objects.filter(content_type__model="insight", object_id__in=left["topic"].values("pk"))
        lists = {
            "topic": items.values_list("tag__slug", "tag__name"),
            "person": left["person"].by_name().values_list("speaker__person__slug", "speaker__person__name"),
            "org": left["org"]
            .by_organisation()
            .filter(speaker__affiliation__isnull=False)
            .values_list("speaker__affiliation__organisation__slug", "speaker__affiliation__organisation__name"),
        }
        counted = {
            name: rows.annotate(number=number).order_by("-number")[:MOST_CHOICES] for name, rows in lists.items()
        }
        return {name: sorted(rows, key=lambda row: (-row[2], row[1])) for name, rows in together(counted).items()}

    def _without(self, name: str) -> InsightFilters:
        return InsightFilters(QueryDict(self.address(**{name: ""})[1:]), self.member)


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


def is_year(words: str) -> bool:
    return words == NO_YEAR or (words.isascii() and words.isdigit() and len(words) == 4 and "1900" <= words <= "2200")


def in_year(rows: QuerySet[Any], field: str, year: str) -> QuerySet[Any]:
    if year == NO_YEAR:
        return rows.filter(**{f"{field}__isnull": True})
    return rows.filter(**{f"{field}__year": int(year)}) if year else rows
