"""Insights that say the same, or nearly the same, as another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q
from rapidfuzz import fuzz

from insights.models import Insight, Note
from insights.search.likeness import sharing_words

REMEMBERED = 300  # seconds for which a page need not search again
NEARLY = 88  # of 100: one word of a dozen changed, or a few letters here and there


@dataclass(frozen=True)
class Repeat:
    """An insight, and one that says the same (`exactly`) or nearly the same."""

    insight: Insight
    other: Insight
    exactly: bool


def repeats_of(note: Note, insights: Sequence[Insight], *, member: Any, afresh: bool = True) -> list[Repeat]:
    """For each of the note's `insights` the likest one, if any: earlier among them, or out where the member may see it.

    Two queries for every hundred insights: the search index finds those that share half of their longest words, and
    only these are compared. Not `afresh`, the search is done once for some minutes: a page that is looked at again
    asks one query, and compares what it asked for as it stands now.
    """
    statements = {insight.pk: insight.statement for insight in insights}
    found = sharing_words(statements, note=note.pk) if afresh else _remembered(note, statements)
    others = _others(note, {pk for pks in found.values() for pk in pks} | {i.pk for i in insights}, member)
    words = {pk: _words(other.statement) for pk, other in others.items()}
    before: set[int] = set()
    repeats = []
    for insight in insights:
        before.add(insight.pk)
        candidates = [
            other
            for pk in found.get(insight.pk, ())
            if (other := others.get(pk)) and pk != insight.pk and (_is_out(other) or pk in before)
        ]
        repeats += _likest(insight, candidates, words)
    return repeats


def _remembered(note: Note, statements: Mapping[int, str]) -> dict[int, set[int]]:
    digest = hashlib.sha256(repr(sorted(statements.items())).encode("utf-8", "surrogatepass")).hexdigest()
    key = f"repeats:{note.pk}:{digest}"
    found = cache.get(key)
    if found is None:
        found = sharing_words(statements, note=note.pk)
        cache.set(key, found, REMEMBERED)
    return found


def _others(note: Note, pks: set[int], member: Any) -> dict[int, Insight]:
    seen = Q(state=Insight.State.PUBLISHED, note__state="published") | Q(note=note)
    rows = Insight.objects.visible_to(member).filter(seen, pk__in=pks).select_related("note__event")
    return {insight.pk: insight for insight in rows.defer("words", "note__text")}


def _is_out(insight: Insight) -> bool:
    return insight.state == Insight.State.PUBLISHED


def _likest(insight: Insight, candidates: list[Insight], words: dict[int, str]) -> list[Repeat]:
    own = _words(insight.statement)
    scored = [(fuzz.ratio(own, words[other.pk], score_cutoff=NEARLY), -other.pk, other) for other in candidates]
    score, _, other = max(scored, key=lambda row: row[:2], default=(0, 0, insight))
    return [Repeat(insight, other, own == words[other.pk])] if score else []


def _words(statement: str) -> str:
    letters = (letter if letter.isalnum() else " " for letter in statement.casefold())
    return " ".join("".join(letters).split())
