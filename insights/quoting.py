"""RULES: an insight that a convenor makes herself, from words of the note."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from insights.extraction import plain as reading_copy
from insights.extraction.anchors import describe
from insights.models import Insight, Note, Passage
from insights.reading import plain
from people.models import Member

STANDING = (Insight.State.SUGGESTED, Insight.State.PUBLISHED)


class QuotingError(Exception):
    """Why no insight can be made of these words, as a sentence."""


def find(note: Note, words: str, *, before: str = "", after: str = "") -> tuple[int, int]:
    """Where words as they are read on the page stand in the note's text (code points, end exclusive).

    Quotes, dashes, white space and Markdown marks do not count; capitals do. Of several places it is the one with
    the most of `before` and `after` around it. Raises QuotingError where there is none, or where nothing tells two
    places apart.
    """
    copy, sought = _copy_of(note.text), _copy_of(words).words.strip()
    if not sought:
        raise QuotingError("Choose the words in the note that the point rests on.")
    places = [match.start() for match in re.finditer(re.escape(sought), copy.words)]
    if not places:
        raise QuotingError("These words do not stand in the note as one stretch. Choose them from one paragraph.")
    left, right = _copy_of(before).words, _copy_of(after).words
    ranked = sorted((_shared(copy.words, place, place + len(sought), left, right), place) for place in places)
    if len(ranked) > 1 and ranked[-1][0] == ranked[-2][0]:
        raise QuotingError("These words stand in the note more than once. Choose some more words around them.")
    start = ranked[-1][1]
    return copy.span(start, start + len(sought))


def _copy_of(text: str) -> reading_copy.Plain:
    return reading_copy.read(text, 0, len(text))


def _shared(words: str, start: int, end: int, left: str, right: str) -> int:
    """How many characters around a place are those that the page has around the chosen words."""
    letters = [c for c in words[max(0, start - 120) : start] if c.isalnum()][::-1]
    above = [c for c in left if c.isalnum()][::-1]
    following = [c for c in words[end : end + 120] if c.isalnum()]
    below = [c for c in right if c.isalnum()]
    return _run(letters, above) + _run(following, below)


def _run(one: list[str], other: list[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@transaction.atomic
def quote(note: Note, start: int, end: int, *, by: Member | None, at: datetime) -> Insight:
    """Suggest an insight that rests on `note.text[start:end]` (code points, end exclusive), with the note's topics.

    Raises QuotingError where no words stand there, or where a point rests on just these already. Locks the note's
    row, so that a button pressed twice makes one.
    """
    Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if not 0 <= start < end <= len(note.text) or not note.text[start:end].strip():
        raise QuotingError("Choose the words in the note that the point rests on.")
    anchor = describe(note.text, start, end)
    known = note.passages.filter(start=anchor.start, end=anchor.end, insight__state__in=STANDING).first()
    if known:
        raise QuotingError(f"There is a point from just these words already: “{known.insight}”")
    words = plain(anchor.quote)
    before = note.passages.filter(start__lte=start).order_by("-start").values_list("insight__order", flat=True).first()
    insight = Insight(note=note, statement=words, words=words, order=before or 0, created_by=by, created_at=at)
    insight._history_user = by
    insight.save()
    insight.topics.set(list(note.topics.filter(retired=False)))
    Passage.objects.create(
        insight=insight,
        note=note,
        revision=note.revisions.order_by("-number")[0],
        start=anchor.start,
        end=anchor.end,
        quote=anchor.quote,
        prefix=anchor.prefix,
        suffix=anchor.suffix,
    )
    return insight
