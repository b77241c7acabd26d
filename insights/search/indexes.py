"""The three indexes, of insights, of meetings and of notes, and how each database is asked for them.

Their tables, columns and triggers are made by migrations, the last of them 0014_search_letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from events.models import Event
from insights.models import Insight, Note


@dataclass(frozen=True)
class Index:
    """The words of some columns of a model's table; a hit in a column counts as much as its weight says, of 1."""

    model: type[Model]
    name: str
    columns: tuple[str, ...]
    weights: tuple[float, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def holding(self, rows: QuerySet[Any], wanted: Sequence[str]) -> QuerySet[Any]:
        """The rows that hold every term. The terms go into the SQL as parameters."""
        sql, given = self.numbers(wanted)
        return rows.filter(pk__in=RawSQL(sql, given))  # noqa: S611

    def lacking(self, rows: QuerySet[Any], unwanted: Sequence[str]) -> QuerySet[Any]:
        """The rows that hold none of the terms."""
        for term in unwanted:
            rows = rows.exclude(pk__in=self.holding(self.model._base_manager.order_by(), [term]).values("pk"))
        return rows

    def among(self, rows: QuerySet[Any], wanted: Sequence[str]) -> QuerySet[Any]:
        """The rows that hold every term, as `holding` finds them, sooner where there are thousands.

        Asked of the row itself, not by its number: each is read once, and PostgreSQL reads the index alone. Not to be
        used as a part of another query, but for a list of several (`finding.together`).
        """
        if connection.vendor == "sqlite":
            match = [f"{self.name} MATCH %s", f"{self.name}.rowid = {self.table}.id"]
            return rows.extra(tables=[self.name], where=match, params=[fts5(wanted)])  # noqa: S610
        return rows.extra(where=[f"{self.table}.search @@ {tsquery(wanted)}"], params=list(wanted))  # noqa: S610

    def ranked(self, rows: QuerySet[Any], wanted: Sequence[str]) -> QuerySet[Any]:
        """Those `among` the rows that hold every term, best match first, each with its `score`."""
        if connection.vendor == "sqlite":
            score = RawSQL(f"-bm25({self.name}, {', '.join(map(str, self.weights))})", [])  # noqa: S611
        else:
            letters = [0.1] * (4 - len(self.weights)) + list(reversed(self.weights))  # of D, C, B and A
            rank = f"ts_rank('{{{', '.join(map(str, letters))}}}', {self.table}.search, {tsquery(wanted)})"
            score = RawSQL(rank, list(wanted))  # noqa: S611
        return self.among(rows, wanted).annotate(score=score).order_by("-score", "-pk")

    def numbers(self, wanted: Sequence[str]) -> tuple[str, list[str]]:
        """The SQL for the numbers of all rows that hold every term, and its parameters."""
        if connection.vendor == "sqlite":
            return f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH %s", [fts5(wanted)]  # noqa: S608
        return f"SELECT id FROM {self.table} WHERE search @@ {tsquery(wanted)}", list(wanted)  # noqa: S608


INSIGHTS = Index(Insight, "insights_search", ("statement", "words"), (1.0, 0.25))
MEETINGS = Index(Event, "events_search", ("title", "summary", "place", "description"), (1.0, 0.5, 0.5, 0.25))
NOTES = Index(Note, "notes_search", ("title", "text"), (1.0, 0.25))


def fts5(wanted: Sequence[str]) -> str:
    """FTS5's way to ask for every term: they are bare words, and each stands in quotes."""
    return " AND ".join(f'"{term}"' for term in wanted)


def tsquery(wanted: Sequence[str]) -> str:
    """PostgreSQL's way to ask for every term, with a place for each as a parameter."""
    return "(" + " && ".join(["phraseto_tsquery('betterway', %s)"] * len(wanted)) + ")"
