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
from insights.extraction.anchors import Anchor, describe, find_again
from insights.extraction.fingerprints import fingerprint
from insights.extraction.records import FoundWarning
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


def revise(note: Note, text: str, *, based_on: int, by: Member, at: datetime, why: str = "") -> Revised:
    """Make `text` the note's text: a new revision, every passage at its new place or marked, flags anew.

    `based_on` is the number of the revision that the writer had before her. Raises RevisingError for a blank
    or unchanged text, one that another note has, a revision saved meanwhile, or a published note that would
    show contact details or a hidden name. Locks the note's row; one transaction.
    """
    text = tidy(text)
    warnings = [warning for document in extract(text) for warning in document.warnings]
    with transaction.atomic():
        return _revise(note, text, warnings, based_on=based_on, by=by, at=at, why=why)


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
    passages = _place_passages(note, revision)
    _place_future_meetings(note, old_text)
    _flag_anew(note, warnings)
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
            note.save(update_fields=["text", "fingerprint"])
    except IntegrityError as error:
        raise RevisingError("Another note has exactly these words.") from error


def _place_passages(note: Note, revision: NoteRevision) -> list[Passage]:
    """Find every passage again, each from the revision in which its words last stood exactly."""
    passages = list(note.passages.select_related("insight").order_by("pk"))
    by_revision: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        by_revision[passage.revision_id].append(passage)
    for pk, group in by_revision.items():
        old_text = NoteRevision.objects.get(pk=pk).text  # not by the passage: each would hold a text of its own
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
