"""The simple part of the search: rows whose titles or names hold every word that was typed."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from betterway.pages.counts import series_for, topics_for
from events.models import Cell
from people.models import Organisation, Person

WORDS = 8
MOST = 120


def words_of(q: str) -> list[str]:
    """The words that were typed, without quotes and without what shall not stand in it."""
    bare = "".join(letter if letter.isalnum() or letter in "'’-&." else " " for letter in q)
    wanted = [word.strip("'’.&") for word in bare.split() if not word.startswith("-")]
    return [word for word in wanted if word.strip("-")][:WORDS]


def titled(rows: QuerySet[Any], q: str, fields: list[str]) -> QuerySet[Any]:
    """The rows that hold every word in one of `fields`, those whose first field begins with the first word first."""
    words = words_of(q)
    if not words:
        return rows.none()
    for word in words:
        condition = Q()
        for field in fields:
            condition |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(condition)
    begins = Case(When(**{f"{fields[0]}__istartswith": words[0]}, then=0), default=1, output_field=IntegerField())
    return rows.annotate(begins_with=begins).order_by("begins_with", fields[0], "pk")


def names_like(q: str, member: Any) -> dict[str, list[dict[str, str]]]:
    """People, organisations, cells, series and topics by name, eight of each: two queries."""
    if not words_of(q):
        return {}
    people = titled(Person.objects.visible_to(member), q, ["name"]).values("name", "slug")[:8]
    parts = [
        _part("organisations", titled(Organisation.objects.visible_to(member), q, ["name"])),
        _part("cells", titled(Cell.objects.visible_to(member), q, ["name"])),
        _part("topics", titled(topics_for(member), q, ["name"])),
        _part("series", titled(series_for(member), q, ["title"]), "title"),
    ]
    found: dict[str, list[dict[str, str]]] = {"people": list(people)}
    for row in parts[0].union(*parts[1:], all=True).order_by("begins_with", "called")[:MOST]:
        found.setdefault(row["group"], []).append({"name": row["called"], "slug": row["slug"]})
    return {group: rows[:8] for group, rows in found.items()}


def _part(group: str, rows: QuerySet[Any], name: str = "name") -> QuerySet[Any]:
    named = rows.order_by().annotate(group=Value(group), called=F(name))
    return named.values("group", "called", "slug", "begins_with")
