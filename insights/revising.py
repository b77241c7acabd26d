"""RULES: a changed text becomes a revision, and every passage finds its place in it, or says that it cannot."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from insights import likeness, publishing
from insights.extraction import extract
from insights.extraction.anchors import Anchor, Place, describe, find_again
from insights.extraction.fingerprints import fingerprint
from insights.extraction.records import FoundWarning
from insights.intake import tidy
from insights.models import Flag, FutureMeeting, Insight, Note, NoteRevision, Passage, PassageDecision
from insights.reading import plain
from people.models import Member


class RevisingError(Exception):
    """Why a text cannot become the note's next revision, as a sentence."""


class Overtaken(RevisingError):
    """Somebody has saved `latest` meanwhile."""

    def __init__(self, latest: NoteRevision) -> None:
        self.latest = latest
        name = latest.made_by.name if latest.made_by else "Somebody"
        super().__init__(f"{name} has changed this note meanwhile. Compare the texts before you save yours.")


@dataclass(frozen=True)
class Placed:
    """A passage in a new text: its state there, what it was before, and what it said.

    `candidates` are the words that may be it, where it needs checking; at most two.
    """

    passage: Passage
    state_before: str
    words_before: str
    candidates: tuple[str, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether its state is another than before."""
        return self.passage.state != self.state_before


@dataclass(frozen=True)
class Revised:
    """The new revision, and every passage of the note in it."""

    revision: NoteRevision
    placed: tuple[Placed, ...]

    def of(self, state: str) -> list[Placed]:
        """The passages that are in this state now, in the order of the text."""
        found = [one for one in self.placed if one.passage.state == state]
        return sorted(found, key=lambda one: (one.passage.start, one.passage.pk))

    @property
    def matches(self) -> int:
        return len(self.of(Passage.State.MATCHES))

    @property
    def moved(self) -> int:
        return len(self.of(Passage.State.MOVED))

    @property
    def needs_checking(self) -> int:
        return len(self.of(Passage.State.NEEDS_CHECKING))

    @property
    def removed(self) -> int:
        return len(self.of(Passage.State.REMOVED))


def revise(note: Note, text: str, *, based_on: int, by: Member, at: datetime, why: str = "") -> Revised:
    """Make `text` the note's text: a new revision, every passage at its new place or marked, flags anew.

    `based_on` is the number of the revision that the writer had before her. Raises RevisingError for a blank
    or unchanged text, one that another note has, a revision saved meanwhile, or a published note that would
    show contact details or a hidden name. Locks the note's row; one transaction.
    """
    text = tidy(text)
    warnings = _warnings(text)
    with transaction.atomic():
        return _revise(note, text, warnings, based_on=based_on, by=by, at=at, why=why)


def foresee(note: Note, text: str, *, based_on: int, by: Member, at: datetime) -> Revised:
    """What `revise` would make of it, passage by passage; nothing is kept.

    It is `revise` itself, taken back at once, so that it raises what `revise` raises and tells nothing that
    saving would not do. Locks the note's row for as long as it takes.
    """
    text = tidy(text)
    warnings = _warnings(text)
    with transaction.atomic():
        foreseen = _revise(note, text, warnings, based_on=based_on, by=by, at=at, why="")
        transaction.set_rollback(True)
    return foreseen


def _warnings(text: str) -> list[FoundWarning]:
    return [warning for document in extract(text) for warning in document.warnings]


def _revise(
    note: Note, text: str, warnings: list[FoundWarning], *, based_on: int, by: Member, at: datetime, why: str
) -> Revised:
    note = Note.objects.select_for_update(of=("self",)).select_related("event").get(pk=note.pk)
    latest = note.revisions.order_by("-number")[0]
    _refuse(note, text, latest, based_on)
    revision = NoteRevision.objects.create(
        note=note, number=latest.number + 1, text=text, made_by=by, made_at=at, why=why[:300]
    )
    old_text, note.text, note.fingerprint = note.text, text, fingerprint(text)
    _save(note, by)
    placed = _place_passages(note, revision)
    _place_future_meetings(note, old_text)
    _flag_anew(note, warnings)
    likeness.keep_sketch(note)
    if note.state == Note.State.PUBLISHED:
        _refuse_what_is_new(note, old_text)
    return Revised(revision, tuple(placed))


def _refuse(note: Note, text: str, latest: NoteRevision, based_on: int) -> None:
    if latest.number != based_on:
        raise Overtaken(latest)
    if not text.strip():
        raise RevisingError("The text is empty. To take a note off the pages, withdraw it instead.")
    if text == note.text:
        raise RevisingError("Nothing is changed in this text.")


def _save(note: Note, by: Member) -> None:
    note._history_user = by
    try:
        with transaction.atomic():
            note.save(update_fields=["text", "fingerprint"])
    except IntegrityError as error:
        raise RevisingError("Another note has exactly these words.") from error


def _place_passages(note: Note, revision: NoteRevision) -> list[Placed]:
    """Find every passage again, each from the revision in which its words last stood exactly."""
    passages = list(note.passages.select_related("insight").order_by("pk"))
    said_gone = _said_gone(note)
    by_revision: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_revision[passage.revision_id].append(passage)
    placed = []
    for pk, group in by_revision.items():
        old_text = NoteRevision.objects.get(pk=pk).text  # not by the passage: each would hold a text of its own
        anchors = [Anchor(p.start, p.end, p.quote, p.prefix, p.suffix) for p in group]
        for passage, place in zip(group, find_again(old_text, revision.text, anchors), strict=True):
            placed.append(_placed(passage, revision, place, passage.pk in said_gone))
    fields = ["revision", "start", "end", "quote", "prefix", "suffix", "state"]
    Passage.objects.bulk_update(passages, fields)
    refresh_words(passages)
    return placed


def _said_gone(note: Note) -> set[int]:
    """The passages of which a convenor has said, last of all, that their words are gone."""
    decisions = PassageDecision.objects.filter(passage__note=note, passage__state=Passage.State.REMOVED)
    last = dict(decisions.order_by("decided_at", "pk").values_list("passage", "decision"))
    return {pk for pk, decision in last.items() if decision == PassageDecision.Decision.GONE}


def _placed(passage: Passage, revision: NoteRevision, place: Place, said_gone: bool) -> Placed:
    """Put the passage where it was found. What a convenor has said is gone comes back by a convenor's word only."""
    before, words = passage.state, plain(passage.quote)
    candidates = tuple(plain(candidate.text) for candidate in place.candidates)
    if said_gone:
        passage.state = Passage.State.NEEDS_CHECKING if place.start is not None else Passage.State.REMOVED
        return Placed(passage, before, words, (plain(place.quote),) if place.start is not None else ())
    passage.state = place.state
    if place.start is not None and place.end is not None:
        attach(passage, revision, place.start, place.end)
    return Placed(passage, before, words, candidates)


def attach(passage: Passage, revision: NoteRevision, start: int, end: int) -> None:
    """Let the passage rest on `revision.text[start:end]`; it is not saved."""
    anchor = describe(revision.text, start, end)
    passage.revision, passage.start, passage.end = revision, anchor.start, anchor.end
    passage.quote, passage.prefix, passage.suffix = anchor.quote, anchor.prefix, anchor.suffix


def refresh_words(passages: Iterable[Passage]) -> None:
    """Let the search find each insight by the words of its passages; `passages` are all that those insights have."""
    words: dict[Insight, list[str]] = defaultdict(list)
    for passage in passages:
        words[passage.insight].append(plain(passage.quote))
    for insight, quotes in words.items():
        insight.words = " ".join(quotes)
    Insight.objects.bulk_update(words, ["words"])


def _place_future_meetings(note: Note, old_text: str) -> None:
    meetings = list(note.future_meetings.all())
    anchors = [describe(old_text, meeting.start, meeting.end) for meeting in meetings]
    for meeting, place in zip(meetings, find_again(old_text, note.text, anchors), strict=True):
        if place.start is not None and place.end is not None:
            meeting.start, meeting.end = place.start, place.end
        elif meeting.state == FutureMeeting.State.PROPOSED:
            meeting.delete()
            continue
        meeting.save()


def _flag_anew(note: Note, warnings: list[FoundWarning]) -> None:
    """Flag what the new text has.

    What a convenor has settled stays settled, where it is in the text as often as before, or less.
    """
    settled = defaultdict(list)
    for flag in note.flags.exclude(settled_at=None):
        settled[flag.kind, flag.text].append(flag)
    note.flags.all().delete()
    for warning in warnings:
        kept = settled[warning.kind, warning.text[:500]]
        earlier = kept.pop() if kept else None
        Flag.objects.create(
            note=note,
            kind=warning.kind,
            text=warning.text[:500],
            start=warning.start,
            end=warning.end,
            settled_by=earlier.settled_by if earlier else None,
            settled_at=earlier.settled_at if earlier else None,
        )


def _refuse_what_is_new(note: Note, old_text: str) -> None:
    """Stop a public note from showing what nobody has looked at; what it showed before is no reason to stop."""
    new = []
    for problem in publishing.problems_of(note):
        words = re.escape(note.text[problem.start or 0 : problem.end or 0])
        if problem.blocks and not re.search(rf"(?<!\w){words}(?!\w)", old_text):
            new.append(problem.sentence)
    if new:
        raise RevisingError(" ".join(["This note is public.", *new]))
