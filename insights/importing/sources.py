"""A file of one or many notes, cut into sources: single notes and posts, each with its place and what is told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from django.conf import settings

from insights import intake
from insights.extraction.records import Document
from insights.importing import exports, files
from insights.importing.hypertext import markdown_of
from insights.intake import IntakeError

_START = 4096


@dataclass(frozen=True)
class Found:
    """A text, and the notes that the engine finds in it."""

    text: str
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Source:
    """One note of a file, or one post of an export: its words, HTML or text, and what the file tells of it.

    `found` is there where the words have been read already. `stated` is the state that an export gives a post.
    """

    file: str
    number: int
    line: int
    words: str
    html: bool = False
    title: str = ""
    link: str = ""
    author: str = ""
    posted_at: datetime | None = None
    stated: str = exports.PUBLIC
    topics: Sequence[str] = ()
    too_large: bool = False
    found: Found | None = field(default=None, compare=False)

    @property
    def place(self) -> str:
        return f"{self.file}, note {self.number}, line {self.line}"


def sources_of(stream: BinaryIO, name: str, *, left_out: Counter[str] | None = None) -> Iterator[Source]:
    """The notes of a file, in order. Of an export, with `left_out`, what was not public is counted there instead.

    Reads exports as it goes, other files at once. Raises IntakeError, with the file's name, for what cannot be read.
    """
    files.check_name(name)
    start = stream.read(_START)
    stream.seek(0)
    if not files.is_export(start):
        yield from _notes(files.text_of(stream.read(settings.NOTE_MAX_BYTES + 1), name), name)
        return
    try:
        for post in exports.posts_of(stream):
            if left_out is None or post.stated == exports.PUBLIC:
                yield _of_post(post, name)
            else:
                left_out[post.stated[:40]] += 1
    except IntakeError as error:
        raise IntakeError(f"“{files.shown(name)}” cannot be read. {error}") from error


def _of_post(post: exports.Post, name: str) -> Source:
    return Source(
        name,
        post.number,
        post.line,
        "" if post.too_large else post.html,
        html=True,
        title=post.title,
        link=post.link,
        author=post.author,
        posted_at=post.posted_at,
        stated=post.stated,
        topics=post.topics,
        too_large=post.too_large,
    )


def _notes(text: str, name: str) -> Iterator[Source]:
    try:
        text, documents = intake.read(text, source=name)
    except IntakeError as error:
        raise IntakeError(f"“{files.shown(name)}” cannot be taken in. {error}") from error
    for number, document in enumerate(documents, start=1):
        yield Source(
            name,
            number,
            text.count("\n", 0, document.start) + 1,
            text[document.start : document.end],
            title=document.title,
            topics=document.topics,
            found=Found(text, (document,)),
        )


def read(source: Source) -> Found:
    """The source's text with the notes in it, and what the file tells of them. No database. Raises IntakeError."""
    if source.found:
        return source.found
    if source.too_large:
        limit = settings.NOTE_MAX_BYTES // 2**20
        raise IntakeError(f"It is larger than {limit} MB, which is the most a note may have.")
    text = markdown_of(source.words, title=source.title) if source.html else source.words
    if source.html and not _says_more(text, source.title):
        raise IntakeError("It has a title, and no words under it.")
    text, documents = intake.read(text, source=source.file)
    return Found(text, tuple(_told(document, source) for document in documents))


def _says_more(text: str, title: str) -> bool:
    return sum(map(str.isalnum, text)) > sum(map(str.isalnum, title))


def _told(document: Document, source: Source) -> Document:
    return replace(document, topics=tuple(source.topics) or document.topics, title=document.title or source.title)
