"""What an address's query narrows a list by, and the choices that lead from it to other lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, When
from django.http import QueryDict

from betterway.pages.counts import insights_for
from betterway.pages.facets import NO_YEAR, Facet, Filters, Table, Year, is_year
from betterway.pages.finding import named_rows, plain_rows, rows_called, together
from events.models import Cell, Event, Speaker, Topic, TopicItem
from insights.models import Insight, InsightQuerySet, NoteQuerySet
from insights.search.indexes import INSIGHTS
from insights.search.queries import quoted, terms_of
from insights.search.ranking import among, narrowed
from people.models import Organisation, Person

MOST_CHOICES = 18
GROUPS = {"topic": "topics", "cell": "cells", "person": "people", "org": "organisations"}
PEOPLE = {"person": "Said by", "org": "Of the organisation"}
HEADINGS = {"cell": "Cell", "topic": "Topic", **PEOPLE}
MODELS: dict[str, Any] = {"topic": Topic, "cell": Cell, "person": Person, "org": Organisation}
WORDS = {"topic": "topic", "cell": "cell", "person": "person", "org": "organisation", "year": "year"}
ORDERS = {name: (lambda row: row[1]) if name == "cell" else (lambda row: (-row[2], row[1])) for name in MODELS}
COLUMNS = ("insight", "cell", "kind", "year", "person", "org")
TOLD = ("person_told", "organisation_told")
YEAR = Case(When(note__event=None, then=Year("note__written_on")), default=Year("note__event__starts_at"))


@dataclass(frozen=True)
class Unknown:
    """A filter written in the box that names nothing here: its name, what was said, and whether it had a minus."""

    name: str
    said: str
    minus: bool = False

    @property
    def word(self) -> str:
        return WORDS[self.name]

    @property
    def typed(self) -> str:
        return f"{'-' if self.minus else ''}{self.name}:{quoted(self.said)}"


class EventFilters(Filters):
    names = ("cell", "year", "topic")

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        if self["cell"]:
            events = events.filter(cell__slug=self["cell"])
        return in_year(self._on_topic(events), "starts_at", self["year"])

    def facets(self, events: QuerySet[Event]) -> tuple[list[Facet], int]:
        """By cell and by year, each under the other's choice, and the topic if one is chosen; and how many in all.

        Two queries or three.
        """
        cells = {slug: (pk, name) for pk, slug, name in Cell.objects.values_list("pk", "slug", "name")}
        chosen = {"cell": cells.get(self["cell"], (0, ""))[0]} if self["cell"] else {}
        rows = self._on_topic(events).order_by().values_list("cell", Year("starts_at"))
        table = Table(("cell", "year"), plain_rows(rows), {**chosen, **self.chosen_year})
        counts = table.count("cell")
        named = sorted((name, slug, counts[pk]) for slug, (pk, name) in cells.items())
        by_cell = self.facet("cell", "Cell", [(slug, name, number) for name, slug, number in named])
        return [by_cell, self.years(table), *self._topic(table.total)], table.total

    def _on_topic(self, events: QuerySet[Event]) -> QuerySet[Event]:
        return events.filter(topics__slug=self["topic"]) if self["topic"] else events

    def _topic(self, number: int) -> list[Facet]:
        """The chosen topic, by its name if a meeting that the member may see has it."""
        if not self["topic"]:
            return []
        names = Topic.objects.filter(slug=self["topic"]).values_list("slug", "name") if number else []
        return [self.facet("topic", "Topic", [(slug, name, number) for slug, name in names])]


class InsightFilters(Filters):
    """Filters chosen beside the list, or written in the box: topic:trust person:"Asha Pillai" -year:2024.

    Those in the box with a minus stay there; the others become choices. `others` are more people, cells and the like of
    a name that was written, with their addresses.
    """

    names = ("q", "topic", "cell", "person", "org", "kind", "year")

    def __init__(self, given: QueryDict, member: Any) -> None:
        super().__init__(given)
        self.member = member
        self.terms = terms_of(self["q"])
        self.unknown: list[Unknown] = []
        self.others: list[tuple[str, str]] = []
        self.left_out: list[InsightFilters] = []
        self.named: dict[str, str] = {}  # how what was written in the box is called
        if self.terms.fields or self.terms.left_out:
            self._take_from_the_box()

    @property
    def chosen(self) -> bool:
        """Whether anything but words narrows the list."""
        return bool(self.unknown or self.left_out) or any(self[name] for name in self.names if name != "q")

    @property
    def box(self) -> str:
        """What stands in the box: the words, and the filters in which there is something to put right."""
        return " ".join(filter(None, [self["q"], *(unknown.typed for unknown in self.unknown)]))

    def instead(self, unknown: Unknown, called: str, slug: str) -> str:
        """The same search with something that there is in place of what is unknown."""
        rest = " ".join(filter(None, [self["q"], *(one.typed for one in self.unknown if one != unknown)]))
        if unknown.minus:
            return self.address(q=f"{rest} -{unknown.name}:{quoted(called)}".strip())
        return self.address(**{"q": rest, unknown.name: slug})

    def made(self) -> list[Facet]:
        """The choices that are made, by name, each with the way without it: one query if any has a name."""
        asked = [name for name in GROUPS if self[name] and name not in self.named]
        called = {**self.named, **{name: words for name, (_, words) in self._chosen(asked).items()}}
        facets = [self.facet(name, heading, [], called[name]) for name, heading in HEADINGS.items() if self[name]]
        if self["kind"]:
            facets.append(self.facet("kind", "Kind", [(v, str(w).capitalize(), 0) for v, w in Insight.Kind.choices]))
        if self["year"]:
            facets.append(self.facet("year", "Year", [(NO_YEAR, "Not recorded", 0), (self["year"], self["year"], 0)]))
        return facets

    def narrow(self, insights: InsightQuerySet) -> InsightQuerySet:
        """The insights that all the filters leave, whatever was typed; none where a name in the box is unknown."""
        if self.unknown:
            return insights.none()
        if self["cell"]:
            insights = insights.filter(note__event__cell__slug=self["cell"])
        if self["kind"]:
            insights = insights.filter(kind=self["kind"])
        insights = self._of_people(self._on_topic(insights))
        return self._without_left_out(in_year(insights, "note__event__starts_at", self["year"], "note"), "narrow")

    def narrow_meetings(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The meetings that the filters leave: those at which the person, or somebody of the organisation, spoke."""
        if self.unknown or self["kind"]:
            return events.none()
        return self._without_left_out(self._on_topic(self._at(events)), "narrow_meetings")

    def narrow_notes(self, notes: NoteQuerySet) -> NoteQuerySet:
        """The notes of such meetings, and the articles, as far as they have a topic and a day."""
        if self.unknown or self["kind"]:
            return notes.none()
        if any(self[name] for name in ("cell", "year", "person", "org")):
            of_meetings = Q(event__in=self._at(Event.objects.order_by()).values("pk"))
            if not any(self[name] for name in ("cell", "person", "org")):
                of_meetings |= Q(event=None) & _year("written_on", self["year"])
            notes = notes.filter(of_meetings)
        return self._without_left_out(self._on_topic(notes), "narrow_notes")

    def facets(self, insights: InsightQuerySet) -> tuple[list[Facet], int]:
        """By each filter under the others' choice, and how many there are in all.

        Three queries, and a fourth where a person or the like is chosen.
        """
        chosen = self._chosen([name for name in GROUPS if self[name]])
        table = self._table(insights, {name: pk for name, (pk, _) in chosen.items()})
        numbers = {name: self._most(name, table) for name in GROUPS}
        called = together({name: _called(name, counts) for name, counts in numbers.items()})
        rows = {name: [(slug, words, numbers[name][pk]) for slug, words, pk in called[name]] for name in GROUPS}
        cell, topic, person, org = (
            self.facet(name, heading, sorted(rows[name], key=ORDERS[name]), chosen.get(name, (0, ""))[1])
            for name, heading in HEADINGS.items()
        )
        kinds = table.count("kind")
        kind = self.facet("kind", "Kind", [(v, str(w).capitalize(), kinds[v]) for v, w in Insight.Kind.choices])
        return [cell, topic, kind, self.years(table), person, org], table.total

    def _take_from_the_box(self) -> None:
        for name, said in self.terms.fields.items():
            if slug := self._slug_of(name, said):
                self.given[name] = slug
        for name, said in self.terms.left_out:
            if slug := self._slug_of(name, said, minus=True):
                self.left_out.append(InsightFilters(QueryDict(f"{name}={slug}"), self.member))
        unknown = {(one.name, one.said) for one in self.unknown if one.minus}
        left_out = [one for one in self.terms.left_out if one not in unknown]
        self.terms = replace(self.terms, fields={}, left_out=left_out)
        self.given["q"] = self.terms.typed
        self.others = [(called, self.address(**{name: slug})) for name, called, slug in self.others]

    def _slug_of(self, name: str, said: str, *, minus: bool = False) -> str:
        """The value that a filter in the box stands for; of several of that name one that insights are of."""
        if name == "year" and is_year(said):
            return said
        found = [] if name == "year" else self._called_so(name, said)
        if not found:
            self.unknown.append(Unknown(name, said, minus))
            return ""
        if not minus:
            self.others += [(name, called, slug) for slug, called in found[1:]]
            self.named[name] = found[0][1]
        return found[0][0]

    def _called_so(self, name: str, said: str) -> list[tuple[str, str]]:
        rows, insights = named_rows(self.member)[GROUPS[name]], insights_for(self.member)
        of = {
            "topic": lambda: insights.filter(topics=OuterRef("pk")),
            "cell": lambda: insights.filter(note__event__cell=OuterRef("pk")),
            "person": lambda: insights.by(OuterRef("pk")),
            "org": lambda: insights.of(OuterRef("pk")),
        }
        return rows_called(rows, said, of[name]())

    def _without_left_out(self, rows: Any, narrow: str) -> Any:
        """The rows less those that the filters with a minus stand for."""
        for filters in self.left_out:
            taken = getattr(filters, narrow)(rows.model.objects.order_by())
            rows = rows.exclude(pk__in=taken.values("pk"))
        return rows

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

    def _table(self, insights: InsightQuerySet, chosen: dict[str, Any]) -> Table:
        """The insights that hold the words, and what is chosen of them: two queries."""
        if self.unknown:
            return Table(COLUMNS, [], {})
        every = Insight.objects.order_by()
        found = self._without_left_out(insights, "narrow")
        found = among(INSIGHTS, found, self.terms) if self["q"] else found
        on = TopicItem.objects.on(Insight)
        on = on.filter(object_id__in=narrowed(INSIGHTS, every, self.terms).values("pk")) if self["q"] else on
        rows = found.with_told().order_by().values_list("pk", "note__event__cell", "kind", YEAR, *TOLD)
        given = {**chosen, **({"kind": self["kind"]} if self["kind"] else {}), **self.chosen_year}
        return Table(COLUMNS, plain_rows(rows), given, plain_rows(on.values_list("object_id", "tag")))

    def _most(self, name: str, table: Table) -> dict[int, int]:
        """The numbers of those with most insights, all cells and what is chosen among them, and how many."""
        counts = table.count(name)
        counts.pop(None, None)
        longest = len(counts) if name == "cell" else MOST_CHOICES
        most = nsmallest(longest, counts.items(), key=lambda row: (-row[1], row[0]))
        return dict([*most, *((pk, number) for pk, number in counts.items() if pk == table.chosen.get(name))])

    def _chosen(self, asked: Collection[str]) -> dict[str, tuple[int, str]]:
        """The number and the name of what is chosen, as far as the member may know of it: one query, if any is."""
        rows = named_rows(self.member) if asked else {}
        called = {name: rows[GROUPS[name]].filter(slug=self[name]).values_list("called", "pk") for name in asked}
        found = together(called)
        return {name: next(((pk, words) for words, pk in found[name]), (0, "")) for name in asked}


def _called(name: str, numbers: Collection[int]) -> QuerySet[Any]:
    return MODELS[name].objects.filter(pk__in=numbers).order_by().values_list("slug", "name", "pk")


def in_year(rows: QuerySet[Any], field: str, year: str, note: str = "") -> QuerySet[Any]:
    """The rows of the year by `field`; those of articles, which have a day and no meeting, by that of their `note`."""
    if not year:
        return rows
    wanted = _year(field, year)
    if note:
        of_article = Q(**{f"{note}__event": None})
        wanted = (~of_article & wanted) | (of_article & _year(f"{note}__written_on", year))
    return rows.filter(wanted)


def _year(field: str, year: str) -> Q:
    return Q(**{f"{field}__isnull": True}) if year == NO_YEAR else Q(**{f"{field}__year": int(year)})
