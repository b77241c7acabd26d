"""RULES: a changed text becomes a revision, and every passage finds its place in it, or says that it cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from insights import likeness, publishing
from insights.extraction import extract
from insights.extraction.anchors import Anchor, describe, find_again
from insights.extraction.fingerprints import fingerprint
from insights.intake import tidy
from insights.models import Flag, FutureMeeting, Insight, Note, NoteRevision, Passage
from insights.reading import plain
from people.models import Member


class RevisingError(Exception):
    """Why a text cannot become the note's next revision, as a sentence."""


@dataclass(frozen=True)
class Revised:
    """The new revision, and how many passages are in which state now."""

    revision: NoteRevision
    matches: int
    moved: int
    needs_checking: int
    removed: int


@transaction.atomic
def revise(note: Note, text: str, *, based_on: int, by: Member, at: datetime, why: str = "") -> Revised:
    """Make `text` the note's text: a new revision, every passage at its new place or marked, flags anew.

    `based_on` is the number of the revision that the writer had before her. Raises RevisingError for a blank
    or unchanged text, one that another note has, a revision saved meanwhile, or a published note that would
    show contact details or a hidden name. Locks the note's row; one transaction.
    """
    note = Note.objects.select_for_update(of=("self",)).select_related("event").get(pk=note.pk)
    text = tidy(text)
    latest = note.revisions.order_by("-number")[0]
    _refuse(note, text, latest, based_on)
    revision = NoteRevision.objects.create(
        note=note, number=latest.number + 1, text=text, made_by=by, made_at=at, why=why[:300]
    )
    old_text, note.text, note.fingerprint = note.text, text, fingerprint(text)
    _save(note, by)
    passages = _place_passages(note, revision)
    _place_future_meetings(note, old_text)
    _flag_anew(note)
    likeness.keep_sketch(note)
    if note.state == Note.State.PUBLISHED:
        _refuse_what_is_new(note, old_text)
    return Revised(revision, *(sum(p.state == state for p in passages) for state in Passage.State.values))


def _refuse(note: Note, text: str, latest: NoteRevision, based_on: int) -> None:
    if latest.number != based_on:
        name = latest.made_by.name if latest.made_by else "Somebody"
        raise RevisingError(f"{name} has changed this note meanwhile. Compare the texts before you save yours.")
    if not text.strip():
        raise RevisingError("The text is empty. To take a note off the pages, withdraw it instead.")
    if text == note.text:
        raise RevisingError("Nothing is changed in this text.")


def _save(note: Note, by: Member) -> None:
    note._history_user = by
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError as error:
        raise RevisingError("Another note has exactly these words.") from error


def _place_passages(note: Note, revision: NoteRevision) -> list[Passage]:
    """Find every passage again, each from the revision in which its words last stood exactly."""
    passages = list(note.passages.select_related("revision", "insight").order_by("pk"))
    by_text: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_text[passage.revision.text].append(passage)
    for old_text, group in by_text.items():
        anchors = [Anchor(p.start, p.end, p.quote, p.prefix, p.suffix) for p in group]
        for passage, place in zip(group, find_again(old_text, revision.text, anchors), strict=True):
            passage.state = place.state
            if place.start is not None and place.end is not None:
                _attach(passage, revision, describe(revision.text, place.start, place.end))
    fields = ["revision", "start", "end", "quote", "prefix", "suffix", "state"]
    Passage.objects.bulk_update(passages, fields)
    _refresh_words(passages)
    return passages


def _attach(passage: Passage, revision: NoteRevision, anchor: Anchor) -> None:
    passage.revision, passage.start, passage.end = revision, anchor.start, anchor.end
    passage.quote, passage.prefix, passage.suffix = anchor.quote, anchor.prefix, anchor.suffix


def _refresh_words(passages: Iterable[Passage]) -> None:
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


def _flag_anew(note: Note) -> None:
    """Look for contact details and the like in the new text; what was settled in the same words stays settled."""
    settled = {(flag.kind, flag.text): flag for flag in note.flags.exclude(settled_at=None)}
    note.flags.all().delete()
    for document in extract(note.text):
        for warning in document.warnings:
            before = settled.get((warning.kind, warning.text[:500]))
            Flag.objects.create(
                note=note,
                kind=warning.kind,
                text=warning.text[:500],
                start=warning.start,
                end=warning.end,
                settled_by=before.settled_by if before else None,
                settled_at=before.settled_at if before else None,
            )


def _refuse_what_is_new(note: Note, old_text: str) -> None:
    """Stop a public note from showing what nobody has looked at; what it showed before is no reason to stop."""
    blocking = [problem for problem in publishing.problems_of(note) if problem.blocks]
    new = [p.sentence for p in blocking if note.text[p.start or 0 : p.end or 0] not in old_text]
    if new:
        raise RevisingError(" ".join(["This note is public.", *new]))
