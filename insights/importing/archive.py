"""RULES: files of many notes come into the archive, one note at a time; a bad one never stops the rest.

The command `import_notes` does it at once; `bringing` does it in the background. Either way each note is taken in, or
refused, in a transaction of its own, by `take`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path

from django.db import Error, transaction
from django.utils import timezone

from insights import intake, publishing
from insights.importing import exports, sources
from insights.importing.sources import Found, Source
from insights.intake import AlreadyKnown, IntakeError, receive_document
from insights.models import Note
from people import matching
from people.models import Member

REFUSALS = (IntakeError, Error, ValueError)


@dataclass
class Report:
    """What an import did: counts, and what to check or what could not be read, each with its file and place."""

    new: int = 0
    known: int = 0
    published: int = 0
    people: int = 0
    organisations: int = 0
    insights: int = 0
    insights_published: int = 0
    future_meetings: int = 0
    look_alikes: int = 0
    to_check: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def add(self, other: Report) -> None:
        """Count in what another report has."""
        for part in fields(self):
            setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))


@dataclass
class Taken:
    """What became of one source: its notes, new ones first; what was counted; what to look at, in sentences.

    `urgent` tells that someone should look before long: it may be a copy, or cannot go public as it is.
    """

    notes: list[Note] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    look: list[str] = field(default_factory=list)
    urgent: bool = False

    @property
    def known(self) -> bool:
        return not self.report.new


def sources_in(paths: Iterable[Path], report: Report) -> list[Source]:
    """The notes of all files, in order; files that cannot be read go into `report.refused`."""
    found: list[Source] = []
    for path in paths:
        left_out: Counter[str] = Counter()
        try:
            with path.open("rb") as stream:
                found += sources.sources_of(stream, path.name, left_out=left_out)
        except OSError as error:
            report.refused.append(f"{path.name}: {error.strerror or error}.")
        except IntakeError as error:
            report.refused.append(f"{path.name}: {error}")
        report.to_check += [f"{path.name}: {sentence}" for sentence in said_of(left_out)]
    return found


def said_of(left_out: Counter[str] | dict[str, int]) -> list[str]:
    """A sentence for each state of posts that were left out."""
    return [f"Left out, because the export calls it “{state}”: {count}." for state, count in sorted(left_out.items())]


def import_sources(
    found: Iterable[Source], report: Report, *, publish: bool, at: datetime, done: Callable[[], None] = lambda: None
) -> None:
    """Take each note in, in a transaction of its own, and fill `report`; `done` is called after each.

    With `publish`, notes that were public before are published with their listed points
    (`publishing.publish_with_archive`).
    """
    directory = matching.Directory()
    for source in found:
        try:
            taken = take(source, sources.read(source), directory, by=None, publish=publish, at=at)
        except REFUSALS as error:
            report.refused.append(f"{source.place}: {error}")
            directory = matching.Directory()  # the old one may hold rows that were never written
        else:
            report.add(taken.report)
            report.to_check += [f"{source.place}: {sentence}" for sentence in taken.look]
        done()


@transaction.atomic
def take(
    source: Source,
    found: Found,
    directory: matching.Directory,
    *,
    by: Member | None,
    publish: bool,
    at: datetime,
) -> Taken:
    """Take in the notes of one source, all or none. Known ones are left as they are.

    Raises IntakeError, or the database's own error; the directory may then hold rows that were never written.
    """
    taken = Taken()
    for document in found.documents:
        try:
            received = receive_document(
                found.text, document, by=by, at=at, source=source.link or source.file, directory=directory
            )
        except AlreadyKnown as known:
            taken.notes.append(known.note)
            taken.report.known += 1
        else:
            _keep_facts(received.note, source)
            if taken.report.new:
                intake.put_after(received.note, taken.notes[taken.report.new - 1])
            taken.notes.insert(taken.report.new, received.note)
            _add(taken, received, publish=publish and source.stated == exports.PUBLIC, at=at)
    if taken.report.new and len(found.documents) > 1:
        taken.look.append(f"It holds {len(found.documents)} notes.")
        taken.urgent = True
    return taken


def _keep_facts(note: Note, source: Source) -> None:
    """An article is by whom, and of the day, that the export says; of a meeting's note these tell nothing."""
    if note.kind == Note.Kind.ARTICLE and (source.posted_at or source.author):
        note.written_on = note.written_on or (source.posted_at and timezone.localdate(source.posted_at))
        note.byline = note.byline or source.author
        note.save(update_fields=["written_on", "byline"])


def _add(taken: Taken, received: intake.Received, *, publish: bool, at: datetime) -> None:
    taken.report.add(
        Report(
            new=1,
            people=received.new_people,
            organisations=received.new_organisations,
            insights=received.insights,
            future_meetings=received.future_meetings,
            look_alikes=received.look_alikes,
        )
    )
    look = [f"Much of it stands in “{note.title}” too. Is it the same meeting?" for note in received.near_copies]
    look += _publish(received.note, taken.report, at=at) if publish else []
    problems = publishing.problems_of(received.note)
    taken.urgent |= bool(look) or any(problem.blocks for problem in problems)
    taken.look += [*look, *(problem.sentence for problem in problems)]


def _publish(note: Note, report: Report, *, at: datetime) -> list[str]:
    try:
        published = publishing.publish_with_archive(note, at=at)
    except publishing.PublishingError:
        return [f"“{note.title}” was kept back as a draft, for the reasons that follow."]
    report.published += published.note_is_new
    report.insights_published += published.insights
    return []
