"""Rows found by their names, and several short lists out of one query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, Q, QuerySet, When
from django.utils.text import slugify

from betterway import called
from betterway.pages.counts import series_for, topics_told_of
from events.models import Cell
from people.models import Organisation, Person

WORDS = 8
SHOWN = 8


def titled(rows: QuerySet[Any], q: str) -> QuerySet[Any]:
    """The rows (with `called`) whose names hold every word, those that begin with the first word first."""
    words = called.folded(q).split()[:WORDS]
    if not words:
        return rows.none()
    begins = Case(When(called.begin_with(rows.model, words[0]), then=0), default=1, output_field=IntegerField())
    return (
        rows.filter(called.hold(rows.model, words)).annotate(begins_with=begins).order_by("begins_with", "called", "pk")
    )


def named_rows(member: Any) -> dict[str, QuerySet[Any]]:
    """What has a name and a page, as far as the member may see it: each with `called`."""
    by_name = {
        "people": Person.objects.visible_to(member),
        "organisations": Organisation.objects.visible_to(member),
        "cells": Cell.objects.visible_to(member),
        "topics": topics_told_of(member),
    }
    rows = {group: found.annotate(called=F("name")) for group, found in by_name.items()}
    return {**rows, "series": series_for(member).annotate(called=F("title"))}


def names_like(q: str, member: Any) -> dict[str, QuerySet[Any]]:
    """People, organisations, cells, topics and series by name, as lists of rank, name and address.

    One of each more than are shown, so that it can be said that there are more.
    """
    groups = named_rows(member).items()
    return {group: titled(rows, q).values_list("begins_with", "called", "slug")[: SHOWN + 1] for group, rows in groups}


def rows_called(rows: QuerySet[Any], said: str, insights: QuerySet[Any]) -> list[tuple[str, str]]:
    """The addresses and names of the rows with that name or address, or else of those whose names hold the words.

    Those first that `insights`, asked for each of them, are of; eight at most.
    """
    slug, just_so = slugify(said), called.are_called(rows.model, said)
    exact = Case(When(slug=slug, then=0), When(just_so, then=1), default=2, output_field=IntegerField())
    like = Q(pk__in=titled(rows, said).order_by().values("pk"))
    found = rows.filter(like | Q(slug=slug) | just_so).annotate(exact=exact, told=Exists(insights))
    nearest = list(found.order_by("exact", "-told", "called", "pk").values_list("slug", "called", "exact")[:SHOWN])
    return [(slug, name) for slug, name, rank in nearest if rank == nearest[0][2]]


def plain_rows(rows: QuerySet[Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` as the database gives them, thousands at once: Django would look at each value."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


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
