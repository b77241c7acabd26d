"""The choices beside a list, each with how many rows it would leave, and the address that says which are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models.functions import ExtractYear
from django.http import QueryDict

NO_YEAR = "none"
LONGEST = 200

Rows = list[tuple[str, str, int]]  # a value, its words, how many
Items = Sequence[tuple[Any, ...]]


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

    def facet(self, name: str, heading: str, rows: Rows, called: str = "") -> Facet:
        """A facet of (value, words, count); the chosen value is always among its choices, named by `called`."""
        now = self[name]
        if now and now not in {value for value, _, _ in rows}:
            rows = [*rows, (now, called or now.replace("-", " ").capitalize(), 0)]
        choices = [
            Choice(self.address(**{name: "" if value == now else value}), words, count, value == now)
            for value, words, count in rows
            if count or value == now
        ]
        words = next((choice.words for choice in choices if choice.chosen), "")
        return Facet(heading, choices, words, self.address(**{name: ""}))

    def years(self, table: Table) -> Facet:
        counts = table.count("year")
        undated = counts.pop(None, 0)
        years = [(str(year), str(year), counts[year]) for year in sorted(counts, reverse=True)]
        return self.facet("year", "Year", [*years, (NO_YEAR, "Not recorded", undated)])

    @property
    def chosen_year(self) -> dict[str, int | None]:
        """As a table has it."""
        return {"year": None if self["year"] == NO_YEAR else int(self["year"])} if self["year"] else {}


class Table:
    """Rows with a value in each column, and how many of them there are of each value under what is `chosen`.

    Counted in Python: a database would be asked for all the rows anew for each column. `items` are topics, each with
    the first value of its row.
    """

    def __init__(self, columns: Sequence[str], rows: Items, chosen: Mapping[str, Any], items: Items = ()) -> None:
        self.places = {name: place for place, name in enumerate(columns)}
        self.rows, self.chosen, self.items = rows, chosen, items

    @property
    def total(self) -> int:
        return len(self._left())

    def count(self, column: str) -> Counter[Any]:
        """By each of its values, None among them, over the rows that all the other choices leave."""
        rows = self._left(but=column)
        if column == "topic":
            first = set(map(itemgetter(0), rows))
            return Counter(topic for row, topic in self.items if row in first)
        return Counter(map(itemgetter(self.places[column]), rows))

    def _left(self, but: str = "") -> Items:
        rows = self.rows
        for name in self.chosen.keys() - {but}:
            value = self.chosen[name]
            if name == "topic":
                on = {row for row, topic in self.items if topic == value}
                rows = [row for row in rows if row[0] in on]
            else:
                place = self.places[name]
                rows = [row for row in rows if row[place] == value]
        return rows


class Year(ExtractYear):
    """The year of a moment on the clock here, or of a day.

    SQLite's own, as Django's would call back into Python for each of 100,000 rows. It is the year in UTC, which is what
    the clock here shows when a year begins.
    """

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Sequence[Any]]:
        sql, given = compiler.compile(self.lhs)
        return f"CAST(strftime('%%Y', {sql}) AS integer)", given

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, Sequence[Any]]:
        sql, given = self.as_sql(compiler, connection)
        return f"CAST({sql} AS integer)", given


def is_year(words: str) -> bool:
    return words == NO_YEAR or (words.isascii() and words.isdigit() and len(words) == 4 and "1900" <= words <= "2200")
