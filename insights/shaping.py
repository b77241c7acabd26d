"""RULES: a proposal takes the shape in which a convenor would keep it: joined with the one above, or cut in two.

Only proposals change shape. What is public keeps its address and its passages: withdraw it first.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django.db import transaction

from insights.extraction import kinds, plain, sentences
from insights.extraction.anchors import Anchor, describe
from insights.models import Insight, Note, Passage
from insights.reading import plain as shown
from people.models import Member

STANDING = (Passage.State.MATCHES, Passage.State.MOVED)


class ShapingError(Exception):
    """Why a proposal stays as it is, as a sentence."""


def place_of(insight: Insight) -> int:
    """Where an insight begins in its note. Reads `passages.all()`: prefetch it."""
    return min((passage.start for passage in insight.passages.all()), default=0)


def in_order(insights: Iterable[Insight]) -> list[Insight]:
    """Insights in the order of the note's text. Reads `passages.all()`: prefetch it."""
    return sorted(insights, key=lambda insight: (place_of(insight), insight.order, insight.pk))


def joinable(insights: Iterable[Insight]) -> dict[int, Insight]:
    """For each proposal that can be joined with the one above, by pk, that one; both must be proposals.

    What was dismissed does not stand between two; what is public does. Reads `passages.all()`: prefetch it.
    """
    standing = [row for row in in_order(insights) if row.state in (Insight.State.SUGGESTED, Insight.State.PUBLISHED)]
    both = [pair for pair in pairwise(standing) if {row.state for row in pair} == {Insight.State.SUGGESTED}]
    return {lower.pk: upper for upper, lower in both}


def above(insight: Insight) -> Insight | None:
    """The proposal that this one can be joined with, None where there is none."""
    return joinable(insight.note.insights.prefetch_related("passages")).get(insight.pk)


@transaction.atomic
def merge_with_above(insight: Insight, *, by: Member) -> Insight:
    """Join a proposal with the one above it, which keeps its kind and speaker; returns that one.

    Both statements stand one after the other, passages with nothing but white space between become one, topics are
    put together. Raises ShapingError where there is none above, or where this is no proposal.
    """
    _locked_proposal(insight)
    upper = above(insight)
    if upper is None:
        raise ShapingError("No proposal stands right above this one: there is none to join it with.")
    upper.statement = f"{upper.statement} {insight.statement}"
    _take_passages(upper, insight)
    upper.topics.add(*insight.topics.names())
    insight._history_user = by
    insight.delete()
    _save(upper, by)
    return upper


def _take_passages(upper: Insight, lower: Insight) -> None:
    text = upper.note.text
    last = upper.passages.filter(state__in=STANDING).order_by("-end").first()
    for passage in lower.passages.order_by("start"):
        gap = text[last.end : passage.start] if last else "?"
        if last and passage.state in STANDING and last.end <= passage.start and not gap.strip():
            _quote(last, describe(text, last.start, passage.end))
            last.save()
            passage.delete()
        else:
            passage.insight = upper
            passage.save()


def cuts_of(insight: Insight) -> list[tuple[int, str]]:
    """Where a proposal can be cut: (offset in the note's text, the words that would begin the new point).

    Between its sentences, and between its passages. Reads `passages.all()`: prefetch it.
    """
    standing = [p for p in insight.passages.all() if p.state in STANDING]
    out: list[tuple[int, str]] = []
    for passage in standing:
        copy = plain.read(passage.quote, 0, len(passage.quote))
        for start, end in sentences.split(copy.words):
            out.append((passage.start + copy.at[start], copy.shown[start:end]))
    return out[1:]


@transaction.atomic
def split(insight: Insight, at: int, *, by: Member) -> Insight:
    """Cut a proposal in two at an offset of the note's text that `cuts_of` gives; returns the new, second one.

    A statement that still says what the words say is cut with them; one that was reworded stays with the first.
    Speaker and topics stand on both. Raises ShapingError where it is no proposal, or cannot be cut there.
    """
    _locked_proposal(insight)
    passages = [p for p in insight.passages.order_by("start") if p.state in STANDING]
    if at not in [place for place, _ in cuts_of(insight)]:
        raise ShapingError("The point cannot be cut there. Choose one of the places that the page shows.")
    untouched = insight.statement == _words(passages)
    new = _copy_of(insight, by)
    text = insight.note.text
    for passage in passages:
        if passage.start >= at:
            passage.insight = new
        elif passage.end > at:
            second = describe(text, at, passage.end)
            _quote(passage, describe(text, passage.start, passage.start + len(text[passage.start : at].rstrip())))
            rest = Passage(insight=new, note=insight.note, revision=passage.revision, state=passage.state)
            _quote(rest, second)
            rest.save()
        passage.save()
    new.statement = _words(new.passages.order_by("start"))
    new.kind = kinds.kind_of(new.statement)
    if untouched:
        insight.statement = _words(insight.passages.order_by("start"))
        insight.kind = kinds.kind_of(insight.statement)
    _save(new, by)
    _save(insight, by)
    return new


def _copy_of(insight: Insight, by: Member) -> Insight:
    new = Insight(
        note=insight.note, statement=insight.statement, words=insight.words, speaker=insight.speaker,
        attribution=insight.attribution, order=insight.order, listed=insight.listed, salience=insight.salience,
        basis=insight.basis, reasons=insight.reasons, created_by=by,
    )  # fmt: skip
    new._history_user = by
    new.save()
    new.topics.set(insight.topics.names())
    return new


def _locked_proposal(insight: Insight) -> None:
    Note.objects.select_for_update(of=("self",)).get(pk=insight.note_id)
    fresh = Insight.objects.filter(pk=insight.pk, state=Insight.State.SUGGESTED).exists()
    if not fresh:
        raise ShapingError("Only a proposal can change its shape. Withdraw or take back this point first.")


def _quote(passage: Passage, anchor: Anchor) -> None:
    passage.start, passage.end, passage.quote = anchor.start, anchor.end, anchor.quote
    passage.prefix, passage.suffix = anchor.prefix, anchor.suffix


def _words(passages: Iterable[Passage]) -> str:
    return " ".join(shown(passage.quote) for passage in passages)


def _save(insight: Insight, by: Member) -> None:
    insight.words = _words(insight.passages.order_by("start"))
    insight._history_user = by
    insight.save()
