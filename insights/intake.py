"""RULES: a text becomes a note, its meeting, those who took part, and suggested insights with passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from events.models import Cell, Event, Speaker, TopicItem
from insights import likeness, meetings
from insights.extraction import extract
from insights.extraction.anchors import describe
from insights.extraction.fingerprints import fingerprint
from insights.extraction.records import Document, FoundInsight
from insights.models import Flag, FutureMeeting, Insight, Note, NoteRevision, Passage
from insights.reading import plain
from people import addresses, matching
from people.models import LookAlike, Member, Organisation, Person
from people.turns import one_at_a_time


class IntakeError(Exception):
    """Why a text cannot be taken in, as a sentence for whoever brought it."""


class AlreadyKnown(IntakeError):
    """The same words are here already, in `note`."""

    def __init__(self, note: Note) -> None:
        self.note = note
        super().__init__(f"This note is here already: “{note.title}”.")


@dataclass
class Received:
    """What a text brought: its note, and how much was found in it. `new` is False for a note known before."""

    note: Note
    new: bool = True
    people: list[Speaker] = field(default_factory=list)
    new_people: int = 0
    new_organisations: int = 0
    insights: int = 0
    look_alikes: int = 0
    flags: int = 0
    future_meetings: int = 0
    near_copies: list[Note] = field(default_factory=list)
    left_out: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """`text` with line feeds at its line ends, without byte-order mark and NUL; all else as it was."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def read(text: str, *, source: str = "") -> tuple[str, tuple[Document, ...]]:
    """The tidied text, and the notes the engine finds in it, in order, not overlapping. No database.

    Raises IntakeError for a text that is blank or larger than NOTE_MAX_BYTES.
    """
    text = tidy(text)
    if not text.strip():
        raise IntakeError("There is no text yet. Paste the note, or choose a file that has words in it.")
    if len(text.encode("utf-8", "replace")) > settings.NOTE_MAX_BYTES:
        limit = settings.NOTE_MAX_BYTES // 2**20
        raise IntakeError(f"This text is larger than {limit} MB, which is the most a note may have.")
    documents = extract(text, source=source)
    if not documents:
        raise IntakeError("There are no words in this text that we could keep. Is it the right file?")
    return text, documents


def receive(
    text: str,
    *,
    by: Member | None,
    at: datetime,
    event: Event | None = None,
    cell: Cell | None = None,
    kind: str | None = None,
    source: str = "",
) -> list[Received]:
    """Take a text in: one note, or a feed of several. All or nothing, in one transaction.

    Each new note is a draft with a draft event (or `event`, which must have no note yet), everything found
    beside it as suggestions. A note known before is left as it is and returned with `new` False.
    `kind` ("meeting" or "article") overrules what the engine takes the text for.
    Raises IntakeError, with a sentence, for a text that cannot be taken in; AlreadyKnown where all of it
    is here already.
    """
    text, documents = read(text, source=source)
    if event and len(documents) > 1:
        raise IntakeError(
            f"This text holds {len(documents)} notes, so it cannot all belong to “{event.title}”. "
            "Choose no meeting, and each note gets its own; or paste the one note only."
        )
    facts = {"by": by, "at": at, "event": event, "cell": cell, "kind": kind, "source": source}
    received = []
    with transaction.atomic():
        one_at_a_time()
        directory = matching.Directory()
        for document, left_out in zip(documents, _left_out(text, documents), strict=True):
            try:
                one = receive_document(text, document, directory=directory, **facts)
            except AlreadyKnown as known:
                one = Received(known.note, new=False)
            one.left_out = left_out
            if received and one.new:
                put_after(one.note, received[-1].note)
            received.append(one)
    if not any(one.new for one in received):
        raise AlreadyKnown(received[0].note)
    return received


def put_after(note: Note, before: Note) -> None:
    """Remember that `note` stood after `before` in the text, or the file, that both came in with."""
    note.follows = before
    Note.objects.filter(pk=note.pk).update(follows=before)


def _left_out(text: str, documents: Sequence[Document]) -> list[tuple[str, ...]]:
    """For each document, the lines around it that belong to no note (topic lines, "Read more")."""
    edges = [0, *(document.end for document in documents[:-1])]
    before = [text[edge : document.start] for edge, document in zip(edges, documents, strict=True)]
    before[-1] += text[documents[-1].end :]
    return [tuple(line.strip() for line in part.splitlines() if line.strip()) for part in before]


@transaction.atomic
def receive_document(
    text: str,
    document: Document,
    *,
    by: Member | None,
    at: datetime,
    event: Event | None = None,
    cell: Cell | None = None,
    kind: str | None = None,
    source: str = "",
    directory: matching.Directory | None = None,
) -> Received:
    """Take in one note that `read` found in `text`. Raises AlreadyKnown, IntakeError. One transaction."""
    one_at_a_time()
    words = text[document.start : document.end]
    _refuse_known(words)
    if directory:
        directory.catch_up()
    directory = directory or matching.Directory()
    tables = (Person.objects, Organisation.objects, LookAlike.objects.to_decide())
    before = [table.count() for table in tables]
    if event or (kind or document.kind) == Note.Kind.MEETING:
        event = event or meetings.make_event(document, by=by, cell=cell)
        if Note.objects.filter(event=event).exists():
            raise IntakeError(f"“{event.title}” has a note already. Choose another meeting, or none.")
    note = make_note(document, words, event, by=by, at=at, source=source)
    speakers = meetings.add_speakers(event, document.people, directory, by=by) if event else {}
    _add_organisations(note, document, directory, by=by)
    revision = NoteRevision.objects.create(note=note, number=1, text=words, made_by=by, made_at=at, why="As it came in")
    _add_insights(note, revision, document, speakers, by=by, at=at)
    _add_proposals(note, document)
    likeness.keep_sketch(note)
    return Received(
        note,
        people=list(speakers.values()),
        new_people=tables[0].count() - before[0],
        new_organisations=tables[1].count() - before[1],
        insights=len(document.insights),
        look_alikes=LookAlike.objects.to_decide().count() - before[2],
        flags=len(document.warnings),
        future_meetings=len(document.future_meetings),
        near_copies=likeness.near_copies_of(note),
    )


def _refuse_known(words: str) -> None:
    known = Note.objects.filter(fingerprint=fingerprint(words)).first()
    if known:
        raise AlreadyKnown(known)


def make_note(
    document: Document, words: str, event: Event | None, *, by: Member | None, at: datetime, source: str
) -> Note:
    """The draft of a note, without a revision; its address is free."""
    title = (document.title or (event.title if event else "") or " ".join(words.split()[:8]))[:300]
    authors = [person.name for person in document.people if "author" in person.roles]
    note = Note.objects.create(
        kind=Note.Kind.MEETING if event else Note.Kind.ARTICLE,
        event=event,
        slug=None if event else addresses.free_slug(Note, title),
        title=title,
        text=words,
        byline=", ".join(authors)[:300],
        source=source[:300],
        fingerprint=fingerprint(words),
        created_by=by,
        created_at=at,
    )
    note.topics.set(meetings.topic_names(document))
    return note


def _add_organisations(note: Note, document: Document, directory: matching.Directory, *, by: Member | None) -> None:
    note.organisations.set(
        {matching.organisation_for(directory, found.name, by=by) for found in document.organisations}
    )


def _add_insights(
    note: Note,
    revision: NoteRevision,
    document: Document,
    speakers: dict[str, Speaker],
    *,
    by: Member | None,
    at: datetime,
) -> None:
    insights = [
        _insight(note, found, order, speakers.get(found.by or ""), by=by, at=at)
        for order, found in enumerate(document.insights, start=1)
    ]
    bulk_create_with_history(insights, Insight, default_user=by)
    Passage.objects.bulk_create(
        _passage(insight, revision, found.start - document.start, found.end - document.start)
        for insight, found in zip(insights, document.insights, strict=True)
    )
    topics = list(note.topics.all())
    TopicItem.objects.bulk_create(
        TopicItem(tag=topic, content_object=insight) for insight in insights for topic in topics
    )


def _insight(
    note: Note, found: FoundInsight, order: int, speaker: Speaker | None, *, by: Member | None, at: datetime
) -> Insight:
    words = plain(found.text)
    return Insight(
        note=note,
        statement=words or found.text,
        words=words,
        kind=found.kind if found.kind in Insight.Kind.values else Insight.Kind.POINT,
        speaker=speaker,
        order=order,
        listed=found.listed,
        salience=found.salience,
        basis=found.basis,
        reasons=list(found.reasons),
        created_by=by,
        created_at=at,
    )


def _passage(insight: Insight, revision: NoteRevision, start: int, end: int) -> Passage:
    anchor = describe(revision.text, start, end)
    return Passage(
        insight=insight,
        note_id=revision.note_id,
        revision=revision,
        start=anchor.start,
        end=anchor.end,
        quote=anchor.quote,
        prefix=anchor.prefix,
        suffix=anchor.suffix,
    )


def _add_proposals(note: Note, document: Document) -> None:
    shift = document.start
    Flag.objects.bulk_create(
        Flag(note=note, kind=w.kind, text=w.text[:500], start=w.start - shift, end=w.end - shift)
        for w in document.warnings
    )
    FutureMeeting.objects.bulk_create(
        FutureMeeting(
            note=note,
            title=m.title[:300],
            date=m.date,
            date_text=m.date_text[:100],
            time_text=m.time_text[:100],
            start=m.start - shift,
            end=m.end - shift,
        )
        for m in document.future_meetings
    )
