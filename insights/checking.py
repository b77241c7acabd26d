"""RULES: where a passage stands of which only something like its words is left, as a convenor says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from insights import revising
from insights.extraction.anchors import Anchor, Candidate, Place, find_again
from insights.extraction.folding import Folded, fold
from insights.models import Note, NoteRevision, Passage, PassageDecision
from people.models import Member

Decision = PassageDecision.Decision
MOST_CANDIDATES = 2


class CheckingError(Exception):
    """Why a passage cannot be settled this way, as a sentence."""


@dataclass(frozen=True)
class Waiting:
    """A passage that waits for a convenor's word, and the stretches of the note's text that may be it."""

    passage: Passage
    candidates: tuple[Candidate, ...]


def waiting(note: Note) -> list[Waiting]:
    """The passages of the note to check, in the order of the points, each with at most two candidates.

    Reads each revision that they were quoted from once.
    """
    passages = note.passages.to_check().select_related("insight").order_by("insight__order", "pk")
    candidates = _candidates(passages, note.text)
    return [Waiting(passage, candidates[passage.pk]) for passage in passages]


def _candidates(passages: Iterable[Passage], text: str) -> dict[int, tuple[Candidate, ...]]:
    by_revision: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_revision[passage.revision_id].append(passage)
    found = {}
    for pk, group in by_revision.items():
        old_text = NoteRevision.objects.get(pk=pk).text
        anchors = [Anchor(p.start, p.end, p.quote, p.prefix, p.suffix) for p in group]
        for passage, place in zip(group, find_again(old_text, text, anchors), strict=True):
            found[passage.pk] = _of(place)
    return found


def _of(place: Place) -> tuple[Candidate, ...]:
    """Its candidates; the words themselves where they are back after a convenor has said that they were gone."""
    if place.start is None or place.end is None:
        return place.candidates[:MOST_CANDIDATES]
    return (Candidate(place.start, place.end, 1.0, place.quote),)


@transaction.atomic
def take(passage: Passage, number: int, *, seen: int, by: Member, at: datetime) -> Passage:
    """Let the passage rest on its candidate `number` (from 0), as the convenor saw them in revision `seen`.

    Raises CheckingError where the passage has been settled, the text was changed since, or there is no such
    candidate. Records the decision. Locks the note's row.
    """
    passage, latest = _locked(passage, seen)
    candidates = _candidates([passage], latest.text)[passage.pk]
    if not 0 <= number < len(candidates):
        raise CheckingError("Choose one of the places shown.")
    return _attach(passage, latest, candidates[number], Decision.HERE, by=by, at=at)


@transaction.atomic
def place(passage: Passage, words: str, *, seen: int, by: Member, at: datetime) -> Passage:
    """Let the passage rest on these words of the note, which the convenor gives; else as `take`.

    They are found whatever their quotes, dashes and white space. Raises CheckingError where they stand nowhere in
    the text, or at several places.
    """
    passage, latest = _locked(passage, seen)
    return _attach(passage, latest, _only_place(words, latest.text), Decision.ELSEWHERE, by=by, at=at)


@transaction.atomic
def gone(passage: Passage, *, seen: int, by: Member, at: datetime) -> Passage:
    """Record that the words are gone. The passage keeps its quote and says so; else as `take`."""
    passage, latest = _locked(passage, seen)
    passage.state = Passage.State.REMOVED
    passage.save(update_fields=["state"])
    _record(passage, latest, Decision.GONE, passage.quote, by=by, at=at)
    return passage


def _locked(passage: Passage, seen: int) -> tuple[Passage, NoteRevision]:
    note = Note.objects.select_for_update(of=("self",)).get(pk=passage.note_id)
    latest = note.revisions.order_by("-number")[0]
    fresh = Passage.objects.select_related("insight").get(pk=passage.pk)
    if fresh.state != Passage.State.NEEDS_CHECKING:
        raise CheckingError("Nothing was changed: that passage has been settled already.")
    if latest.number != seen:
        raise CheckingError("The text of the note was changed meanwhile. Look at the places again, as they stand now.")
    return fresh, latest


def _attach(
    passage: Passage, latest: NoteRevision, found: Candidate, decision: str, *, by: Member, at: datetime
) -> Passage:
    before = passage.quote
    revising.attach(passage, latest, found.start, found.end)
    passage.state = Passage.State.MATCHES
    passage.save()
    revising.refresh_words(Passage.objects.filter(insight=passage.insight_id).select_related("insight"))
    _record(passage, latest, decision, before, by=by, at=at)
    return passage


def _record(passage: Passage, latest: NoteRevision, decision: str, before: str, *, by: Member, at: datetime) -> None:
    PassageDecision.objects.create(
        passage=passage,
        decision=decision,
        revision=latest,
        words_before=before,
        words_now="" if decision == Decision.GONE else passage.quote,
        decided_by=by,
        decided_at=at,
    )


def _only_place(words: str, text: str) -> Candidate:
    quote, folded = fold(words), fold(text)
    if not any(token[0].isalnum() for token in quote.tokens):
        raise CheckingError("Copy the words from the note into the field first.")
    found = _places(quote, folded)
    if not found:
        raise CheckingError("These words do not stand in the note. Copy them from the text as it is now.")
    if len(found) > 1:
        raise CheckingError("These words stand at several places. Copy some more of the words around them.")
    first, last = found[0], found[0] + len(quote.tokens) - 1
    start, end = folded.starts[first], folded.ends[last]
    return Candidate(start, end, 1.0, text[start:end])


def _places(quote: Folded, folded: Folded) -> list[int]:
    size = len(quote.tokens)
    return [i for i in range(len(folded.tokens) - size + 1) if folded.tokens[i : i + size] == quote.tokens]
