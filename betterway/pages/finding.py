"""Rows found by their names, and several short lists out of one query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, When
from django.utils.text import slugify

from betterway.pages.counts import series_for, topics_seen_by
from events.models import Cell
from people.models import Organisation, Person

WORDS = 8
SHOWN = 8


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


def named_rows(member: Any) -> dict[str, QuerySet[Any]]:
    """What has a name and a page, as far as the member may see it: each with `called`."""
    by_name = {
        "people": Person.objects.visible_to(member),
        "organisations": Organisation.objects.visible_to(member),
        "cells": Cell.objects.visible_to(member),
        "topics": topics_seen_by(member),
    }
    rows = {group: found.annotate(called=F("name")) for group, found in by_name.items()}
    return {**rows, "series": series_for(member).annotate(called=F("title"))}


def names_like(q: str, member: Any) -> dict[str, QuerySet[Any]]:
    """People, organisations, cells, topics and series by name, eight of each, as lists of rank, name and address."""
    if not words_of(q):
        return {}
    groups = named_rows(member).items()
    return {
        group: titled(rows, q, ["called"]).values_list("begins_with", "called", "slug")[:SHOWN]
        for group, rows in groups
    }


def slug_called(rows: QuerySet[Any], said: str) -> str:
    """The address of the row with that name or address, or else of the first whose name holds the words; or none."""
    slug = slugify(said)
    exact = Case(When(slug=slug, then=0), When(called__iexact=said, then=1), default=2, output_field=IntegerField())
    like = Q(pk__in=titled(rows, said, ["called"]).order_by().values("pk"))
    found = rows.filter(like | Q(slug=slug) | Q(called__iexact=said)).annotate(exact=exact)
    return found.order_by("exact", "called", "pk").values_list("slug", flat=True).first() or ""


def together(lists: Mapping[str, QuerySet[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of several short lists (`values_list` of as many columns each, sliced), by their names: one query.

    In no order.
    """
    parts, given = [], []
    for place, rows in enumerate(lists.values()):
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {place}, part.* FROM ({sql}) AS part")  # noqa: S608
        given += values
    found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in lists}
    names = list(lists)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            for place, *row in cursor.fetchall():
                found[names[place]].append(tuple(row))
    return found
