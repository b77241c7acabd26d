"""RULES: a note that was cut in the wrong place when it came in: what is two notes is split.

`joining` is the way back. Only drafts are cut: links to the words of what was public must go on working.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events.models import Event
from insights import dividing, intake, likeness, meetings
from insights.extraction import extract
from insights.extraction.fingerprints import fingerprint
from insights.extraction.records import Document
from insights.models import Insight, Note, NoteRevision, Passage
from insights.revising import attach
from people import matching
from people.models import Member
from people.turns import one_at_a_time

PLACED = ["note", "revision", "start", "end", "quote", "prefix", "suffix"]
STANDING = (Passage.State.MATCHES, Passage.State.MOVED)


class CuttingError(Exception):
    """Why a note is not cut there, or not joined, as a sentence."""


@dataclass(frozen=True)
class Foreseen:
    """What a cut would bring: of each half its title and how many points it has, and who takes part in which."""

    titles: tuple[str, str]
    points: tuple[int, int]
    people: tuple[list[str], list[str]]
    event: Event | None
    edges: tuple[str, str]
    """The last words above the cut, and the first below it."""


def line_of(text: str, place: int) -> int:
    """Where the line begins in which an offset of the text stands: a note is cut between lines."""
    return text.rfind("\n", 0, place) + 1


def kept_because(note: Note) -> str:
    """Why a note is neither split nor joined, as a sentence; empty where it can be."""
    if note.state != Note.State.DRAFT or note.published_at:
        return (
            f"“{note}” is public, or has been, so it stays in one piece: links to its words must go on working. "
            "Change its text instead."
        )
    return ""


def foresee(note: Note, place: int, *, by: Member, at: datetime) -> Foreseen:
    """What `split` would make of it; nothing is kept. Raises what `split` raises."""
    with transaction.atomic():
        new = split(note, place, by=by, at=at)
        halves = (Note.objects.get(pk=note.pk), new)
        found = Foreseen(
            (halves[0].title, halves[1].title),
            (halves[0].insights.count(), halves[1].insights.count()),
            (_people(halves[0].event), _people(halves[1].event)),
            new.event,
            (" ".join(halves[0].text.split()[-25:]), " ".join(new.text.split()[:25])),
        )
        transaction.set_rollback(True)
    return found


def _people(event: Event | None) -> list[str]:
    return [speaker.person.name for speaker in event.speakers.select_related("person")] if event else []


@transaction.atomic
def split(note: Note, place: int, *, by: Member, at: datetime) -> Note:
    """Make what stands from the offset `place` on a note of its own, with a meeting as the engine proposes it.

    Points, flags and announced meetings go with their words, as they are; each passage rests on the very same
    characters. Whoever is named or speaks in one half only goes there; in both, stands in both. Returns the new note.
    Raises CuttingError. Locks the note's row, and intake; one transaction.
    """
    one_at_a_time()
    note = Note.objects.select_for_update(of=("self",)).select_related("event").get(pk=note.pk)
    passages = list(note.passages.select_related("insight"))
    _refuse(note, passages, place)
    upper, lower = note.text[:place], note.text[place:]
    document = _document(lower)
    goes = {p.insight_id for p in passages if p.state in STANDING and p.start >= place}
    new = _make_note(note, document, lower, by=by, at=at)
    rows = dividing.speakers(note, new, place, goes, by=by) if new.event else {}
    _add_those_found(note, new, document, by=by)
    above = write(note, upper, by=by, at=at, why=f"Split: “{new}” is a note of its own")
    below = write(new, lower, by=by, at=at, why=f"Split off from “{note}”")
    for insight in note.insights.filter(pk__in=goes):
        insight.note, insight.speaker, insight._history_user = new, rows.get(insight.speaker_id), by
        insight.save(update_fields=["note", "speaker"])
    _place(passages, place, above, below)
    dividing.flags_and_meetings(note, new, place)
    dividing.organisations(note, new)
    dividing.let_through(note, new, goes, rows)
    _put_between(note, new)
    return new


def _put_between(note: Note, new: Note) -> None:
    """The new note stands after the one that it was split from, and before the next one."""
    Note.objects.filter(follows=note).update(follows=new)
    intake.put_after(new, note)


def _refuse(note: Note, passages: Sequence[Passage], place: int) -> None:
    if sentence := kept_because(note):
        raise CuttingError(sentence)
    if not 0 < place < len(note.text) or place != line_of(note.text, place):
        raise CuttingError("Choose the line with which the new note begins.")
    halves = (note.text[:place], note.text[place:])
    if not all(any(map(str.isalnum, half)) for half in halves):
        raise CuttingError("No words would be left in one of the two. Choose a line within the note.")
    waiting = [p for p in passages if p.state == Passage.State.NEEDS_CHECKING and p.insight.state != "dismissed"]
    if waiting:
        raise CuttingError("Some passages wait to be checked. Say first where their words stand, then split the note.")
    _refuse_torn(passages, place)
    prints = {fingerprint(half) for half in halves}
    if len(prints) == 1 or Note.objects.exclude(pk=note.pk).filter(fingerprint__in=prints).exists():
        raise CuttingError("A note with exactly the words of one of the two is here already.")


def _refuse_torn(passages: Iterable[Passage], place: int) -> None:
    """Raise CuttingError where a point would be torn in two: that is for the convenor to decide."""
    sides: dict[Insight, set[bool]] = {}
    for passage in passages:
        if passage.state in STANDING:
            below = sides.setdefault(passage.insight, set())
            below |= {passage.start >= place, passage.end > place}
    torn = next((insight for insight, below in sides.items() if len(below) > 1), None)
    if torn:
        raise CuttingError(
            f"The words of “{torn}” stand on both sides of this line. Choose another line, or split that point first."
        )


def _document(text: str) -> Document:
    """What the engine finds in the text; where it takes it for several notes, the first of them."""
    documents = extract(text)
    if not documents:
        raise CuttingError("There are no words below this line that could be a note.")
    return documents[0]


def _make_note(note: Note, document: Document, text: str, *, by: Member, at: datetime) -> Note:
    is_meeting = note.event or document.kind == Note.Kind.MEETING
    event = _make_event(note.event, document, by=by) if is_meeting else None
    new = intake.make_note(document, text, event, by=note.created_by or by, at=at, source=note.source)
    new.written_on = None if event else note.written_on
    new.save(update_fields=["written_on"])
    return new


def _make_event(old: Event | None, document: Document, *, by: Member) -> Event:
    """The proposed meeting: looked after by the same people, and no more open than the one it was a part of."""
    cell = meetings.cell_of(document.event, by) or (old.cell if old else None)
    event = meetings.make_event(document, by=by, cell=cell)
    if old:
        event.attribution, event.visibility, event._history_user = old.attribution, old.visibility, by
        event.save(update_fields=["attribution", "visibility"])
        event.convenors.add(*old.convenors.all())
    return event


def _add_those_found(note: Note, new: Note, document: Document, *, by: Member) -> None:
    """Put on the list of the new meeting whom the engine finds, but nobody who is or was on that of the old one."""
    if new.event is None:
        return
    known = dividing.ever_listed(note.event) if note.event else set()
    found = [person for person in document.people if matching.name_key(person.name) not in known]
    meetings.add_speakers(new.event, found, matching.Directory(), by=by)


def write(note: Note, text: str, *, by: Member, at: datetime, why: str) -> NoteRevision:
    """Give the note this text, as its next revision; returns that.

    What was done before on its review page can no longer be undone. Its passages are not placed.
    """
    note.text, note.fingerprint, note._history_user = text, fingerprint(text), by
    note.save(update_fields=["text", "fingerprint"])
    note.desk_steps.all().delete()
    likeness.keep_sketch(note)
    number = next_number(note)
    return NoteRevision.objects.create(note=note, number=number, text=text, made_by=by, made_at=at, why=why[:300])


def next_number(note: Note) -> int:
    return 1 + (note.revisions.order_by("-number").values_list("number", flat=True).first() or 0)


def _place(passages: Iterable[Passage], place: int, above: NoteRevision, below: NoteRevision) -> None:
    """Let each passage that stands rest on the same characters of its half; the others stay with the first."""
    standing = [passage for passage in passages if passage.state in STANDING]
    for passage in standing:
        if passage.start >= place:
            passage.note = below.note
            attach(passage, below, passage.start - place, passage.end - place)
        else:
            attach(passage, above, passage.start, passage.end)
    Passage.objects.bulk_update(standing, PLACED)
