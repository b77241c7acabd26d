"""What is found for the words typed: what holds all of them, or else what holds most. Little words ask for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from insights.search.indexes import Index
from insights.search.queries import Terms

EACH, MOST = 2_000, 100  # rows looked at for a word, rows given back
LITTLE_WORDS = """
a about an and are as at be been but by can could did do does for from had has have he her his how i if in
into is it its me more my no not of on one or our out over said say says she should so some somebody someone
something than that the their them then there they thing things this to up us was we were what when where which who
why will with would you your
"""


def search(index: Index, rows: QuerySet[Any], terms: Terms) -> QuerySet[Any]:
    """The rows that hold all that is wanted and nothing unwanted, best match first; none where nothing is wanted.

    Not to be used as a part of another query: `narrowed` is.
    """
    return index.ranked(index.lacking(rows, terms.unwanted), telling(terms.wanted)) if terms.wanted else rows.none()


def narrowed(index: Index, rows: QuerySet[Any], terms: Terms) -> QuerySet[Any]:
    """The rows that match, in the order they had: for counting and for narrowing further.

    Where only filters with a minus were typed, all: it is for the caller to leave out what those stand for.
    """
    if not terms.wanted and not terms.unwanted:
        return rows if terms.left_out else rows.none()
    found = index.lacking(rows, terms.unwanted)
    return index.holding(found, telling(terms.wanted)) if terms.wanted else found


def among(index: Index, rows: QuerySet[Any], terms: Terms) -> QuerySet[Any]:
    """As `narrowed`, sooner where thousands match, but not to be used as a part of another query."""
    return (
        index.among(index.lacking(rows, terms.unwanted), telling(terms.wanted))
        if terms.wanted
        else narrowed(index, rows, terms)
    )


def nearly(index: Index, rows: QuerySet[Any], terms: Terms, most: int = MOST) -> list[Any]:
    """The rows that hold most of the words wanted, `most` at the most, for when none holds all; the best first.

    A rare word counts for more than a common one, and little words only where there are no others. Two queries.
    """
    words = words_to_try(terms.wanted)
    if len(words) < 2:
        return []
    scores: dict[int, float] = {}
    for numbers in _numbers(index, words):
        for pk in numbers:
            scores[pk] = scores.get(pk, 0) + 1 / log2(2 + len(numbers))
    least = max(scores.values(), default=0) / 2
    best = sorted((pk for pk, score in scores.items() if score >= least), key=lambda pk: (-scores[pk], -pk))
    found = index.lacking(rows, terms.unwanted).in_bulk(best[: 5 * most])
    return [found[pk] for pk in best if pk in found][:most]


def telling(wanted: Sequence[str]) -> list[str]:
    """What is wanted, without the little words where there are others: inside a phrase they count."""
    return [term for term in wanted if term.lower() not in LITTLE_WORDS.split()] or list(wanted)


def words_to_try(wanted: Sequence[str]) -> list[str]:
    """The single words of what is wanted, without the little ones where there are others."""
    return telling(list(dict.fromkeys(word.lower() for term in wanted for word in term.split())))


def _numbers(index: Index, words: list[str]) -> list[list[int]]:
    """For each word the numbers of the newest rows that hold it: one query."""
    parts, given = [], []
    for place, word in enumerate(words):
        sql, values = index.numbers([word])
        parts.append(f"SELECT {place}, found.* FROM ({sql} ORDER BY 1 DESC LIMIT {EACH}) AS found")  # noqa: S608
        given += values
    found: list[list[int]] = [[] for _ in words]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        for place, pk in cursor.fetchall():
            found[place].append(pk)
    return found
