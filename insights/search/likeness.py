"""Insights whose statements share half of their words: what may say the same again."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from django.db import connection

from insights.search.indexes import fts5, tsquery
from insights.search.queries import LONGEST, bare

AT_ONCE, SHARING, MOST_SHARED = 100, 50, 8  # statements in a query, rows for each, words looked up of each


def sharing_words(statements: Mapping[int, str], *, note: int) -> dict[int, set[int]]:
    """For each statement (by its insight's pk) some insights that share half of its longest words.

    Only of the note `note`, or published; fifty at most for each, in no order. One query for a hundred statements.
    """
    asked = [(pk, halves) for pk, statement in statements.items() if (halves := _halves(statement))]
    found: dict[int, set[int]] = {}
    for first in range(0, len(asked), AT_ONCE):
        given: list[object] = []
        parts = []
        for pk, halves in asked[first : first + AT_ONCE]:
            part, terms = _sharing(halves)
            parts.append(part)
            given += [pk, *terms, note]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), given)
            for pk, other in cursor.fetchall():
                found.setdefault(pk, set()).add(other)
    return found


def _halves(statement: str) -> list[list[str]]:
    """The longest words in four parts, and every two of them together: any two changed words leave one as it was."""
    words = sorted(dict.fromkeys(bare(statement[:LONGEST], LONGEST).split()), key=len, reverse=True)[:MOST_SHARED]
    parts = [part for first in range(4) if (part := words[first::4])]
    return [[word for part in two for word in part] for two in combinations(parts, min(2, len(parts)))] if parts else []


def _sharing(halves: list[list[str]]) -> tuple[str, list[str]]:
    """The SQL that finds insights with any of the halves, and its parameters."""
    if connection.vendor == "sqlite":
        table = "insights_search s JOIN insights_insight i ON i.id = s.rowid"
        match, given = "insights_search MATCH %s", [" OR ".join(f"({fts5(half)})" for half in halves)]
    else:
        table = "insights_insight i"
        # Asked apart, each half reads the lists of its rarest words only; together they are all read to the end.
        match = "(" + " OR ".join(f"i.search @@ {tsquery(half)}" for half in halves) + ")"
        given = [word for half in halves for word in half]
    rows = f"SELECT i.id FROM {table} WHERE {match} AND (i.state = 'published' OR i.note_id = %s) LIMIT {SHARING}"  # noqa: S608
    return f"SELECT CAST(%s AS bigint), found.id FROM ({rows}) AS found", given  # noqa: S608
