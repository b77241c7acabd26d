"""RULES: whole files of notes come into the archive, one note at a time; a bad one never stops the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path

from django.db import Error, transaction

from insights import publishing
from insights.extraction.records import Document
from insights.importing.files import text_of
from insights.intake import AlreadyKnown, IntakeError, read, receive_document
from insights.models import Note
from people import matching


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


@dataclass(frozen=True)
class Item:
    """One note of a file: its text, and where it stands in words ("feed.txt, note 3, line 40")."""

    text: str
    document: Document
    source: str
    place: str


def items_of(paths: Iterable[Path], report: Report) -> list[Item]:
    """The notes of all files, in order; files that cannot be read go into `report.refused`."""
    items: list[Item] = []
    for path in paths:
        try:
            text, documents = read(text_of(path.read_bytes(), path.name), source=path.name)
        except OSError as error:
            report.refused.append(f"{path.name}: {error.strerror or error}.")
        except IntakeError as error:
            report.refused.append(f"{path.name}: {error}")
        else:
            items += _items(path.name, text, documents)
    return items


def _items(name: str, text: str, documents: Iterable[Document]) -> Iterator[Item]:
    for number, document in enumerate(documents, start=1):
        line = text.count("\n", 0, document.start) + 1
        yield Item(text, document, name, f"{name}, note {number}, line {line}")


def import_items(
    items: Iterable[Item], report: Report, *, publish: bool, at: datetime, done: Callable[[], None] = lambda: None
) -> None:
    """Take each note in, in a transaction of its own, and fill `report`; `done` is called after each.

    With `publish`, notes that were public before are published with their listed points
    (`publishing.publish_with_archive`).
    """
    directory = matching.Directory()
    for item in items:
        try:
            with transaction.atomic():
                report.add(_import_item(item, directory, publish=publish, at=at))
        except AlreadyKnown:
            report.known += 1
        except (IntakeError, Error, ValueError) as error:
            report.refused.append(f"{item.place}: {error}")
            directory = matching.Directory()  # the old one may hold rows that were never written
        done()


def _import_item(item: Item, directory: matching.Directory, *, publish: bool, at: datetime) -> Report:
    received = receive_document(item.text, item.document, by=None, at=at, source=item.place, directory=directory)
    report = Report(
        new=1,
        people=received.new_people,
        organisations=received.new_organisations,
        insights=received.insights,
        future_meetings=received.future_meetings,
        look_alikes=received.look_alikes,
    )
    for note in received.near_copies:
        report.to_check.append(f"{item.place}: Much of it stands in “{note.title}” too. Is it the same meeting?")
    if publish:
        _publish(received.note, item.place, report, at=at)
    report.to_check += [f"{item.place}: {p.sentence}" for p in publishing.problems_of(received.note)]
    return report


def _publish(note: Note, place: str, report: Report, *, at: datetime) -> None:
    try:
        published = publishing.publish_with_archive(note, at=at)
    except publishing.PublishingError:
        report.to_check.append(f"{place}: “{note.title}” was kept back as a draft, for the reasons that follow.")
    else:
        report.published += published.note_is_new
        report.insights_published += published.insights
