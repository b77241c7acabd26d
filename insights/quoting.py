"""RULES: an insight that a convenor makes herself, from words of the note."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from insights.extraction.anchors import describe
from insights.models import Insight, Note, Passage
from insights.reading import plain
from people.models import Member


class QuotingError(Exception):
    """Why no insight can be made of these words, as a sentence."""


@transaction.atomic
def quote(note: Note, start: int, end: int, *, by: Member | None, at: datetime) -> Insight:
    """Suggest an insight that rests on `note.text[start:end]` (code points, end exclusive), with the note's topics.

    Raises QuotingError where no words stand there. Returns the insight; one transaction.
    """
    if not 0 <= start < end <= len(note.text) or not note.text[start:end].strip():
        raise QuotingError("Choose the words in the note that the point rests on.")
    anchor = describe(note.text, start, end)
    words = plain(anchor.quote)
    before = note.passages.filter(start__lte=start).order_by("-start").values_list("insight__order", flat=True).first()
    insight = Insight(note=note, statement=words, words=words, order=before or 0, created_by=by, created_at=at)
    insight._history_user = by
    insight.save()
    insight.topics.set(note.topics.names())
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
