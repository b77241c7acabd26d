"""Exports of sites (WordPress, Squarespace: "WXR"; plain RSS too) become their posts and pages, one after the other."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.conf import settings
from django.utils import timezone

from insights.intake import IntakeError
from people.typed import CONTROLS

PUBLIC = "publish"
_KINDS = ("post", "page")
_STEP = 2**20  # the parser begins a long tag anew with each piece
_PLUGINS = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+|fusion_\w+)\b[^\[\]]{0,2000}\]", re.IGNORECASE
)
_FIELDS = {
    "title", "link", "creator", "encoded", "description", "post_date", "post_date_gmt", "pubDate", "status",
    "post_type", "category",
}  # fmt: skip
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@dataclass
class Post:
    """A post or page of an export. `number` counts these from 1; `line` is where it begins in the file."""

    number: int
    line: int
    title: str = ""
    link: str = ""
    author: str = ""
    html: str = ""
    posted_at: datetime | None = None
    stated: str = PUBLIC
    topics: list[str] = field(default_factory=list)
    too_large: bool = False


def posts_of(stream: BinaryIO) -> Iterator[Post]:
    """The posts and pages of an export, in the order of the file, whatever their state; menus and media are passed by.

    Reads as it goes: memory holds a few posts. Raises IntakeError, with the line, where the file is damaged
    or declares entities. ("iterparse" would do the same, but does not tell lines.)
    """
    reader = _Reader()
    parser = DefusedXMLParser(target=reader, forbid_dtd=True)
    reader.line = lambda: parser.parser.CurrentLineNumber
    try:
        for step in _steps(stream):
            parser.feed(step)
            yield from reader.taken()
        parser.close()
    except DefusedXmlException as error:
        raise IntakeError(
            f"It holds declarations that can make it grow without end (line {reader.line()}). "
            "No export has them: export it again."
        ) from error
    except (ParseError, LookupError, ValueError) as error:
        raise IntakeError(
            f"The file is damaged at line {reader.line()}, or breaks off there. Export it again."
        ) from error
    yield from reader.taken()


def _steps(stream: BinaryIO) -> Iterator[bytes]:
    """The file in pieces, without the control characters that WordPress writes and XML must not have."""
    step = stream.read(_STEP)
    wide = step.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    while step:
        yield step if wide else step.translate(None, CONTROLS.encode())
        step = stream.read(_STEP)


class _Reader:
    """Is told of the file's elements in order, and gathers the fields of each item."""

    def __init__(self) -> None:
        self.line: Callable[[], int] = lambda: 0
        self.done: list[Post] = []
        self.fields: dict[str, list[str]] | None = None
        self.names: dict[str, str] = {}
        self.author: dict[str, str] = {}
        self.words: list[str] = []
        self.size = self.began = self.count = 0
        self.domain = ""

    def taken(self) -> list[Post]:
        done, self.done = self.done, []
        return done

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "item" and self.fields is None:
            self.fields, self.began, self.size = {}, self.line(), 0
        self.words = []
        self.domain = attributes.get("domain", "")

    def data(self, words: str) -> None:
        if self.size <= settings.NOTE_MAX_BYTES:
            self.words.append(words)
            self.size += len(words)

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        words, self.words = "".join(self.words), []
        if self.fields is None:
            self._end_author(name, words)
            self.size = 0
        elif name == "item":
            self._end_item(self.fields)
            self.fields = None
        elif name in _FIELDS and self._counts(name, tag):
            self.fields.setdefault(name, []).append(words if name == "encoded" else words.strip())

    def _counts(self, name: str, tag: str) -> bool:
        """Whether the element is what its name says: an excerpt is no content, and a menu no topic."""
        if name == "encoded":
            return tag == _CONTENT
        return name != "category" or self.domain in ("", "category", "post_tag")

    def close(self) -> None:
        """Nothing is left to say."""

    def _end_author(self, name: str, words: str) -> None:
        if name in ("author_login", "author_display_name"):
            self.author[name] = words.strip()
        elif name == "author":
            self.names[self.author.get("author_login", "")] = self.author.get("author_display_name", "")
            self.author = {}

    def _end_item(self, fields: dict[str, list[str]]) -> None:
        def first(name: str) -> str:
            return next(iter(fields.get(name, [])), "")

        if first("post_type") not in ("", *_KINDS):
            return
        self.count += 1
        login = first("creator")
        self.done.append(
            Post(
                self.count,
                self.began,
                title=" ".join(first("title").split())[:300],
                link=first("link") if first("link").startswith(("http://", "https://")) else "",
                author=(self.names.get(login) or login)[:200],
                html=_paragraphs(first("encoded") or first("description")),
                posted_at=_posted_at(first),
                stated=first("status") or PUBLIC,
                topics=_topics(fields.get("category", [])),
                too_large=self.size > settings.NOTE_MAX_BYTES,
            )
        )


def _topics(categories: list[str]) -> list[str]:
    """Each category and tag once; "Uncategorised" is what WordPress writes where there is none."""
    named = {name.casefold(): name[:100] for name in reversed(categories) if name}
    return [name for key, name in reversed(named.items()) if key not in ("uncategorised", "uncategorized")]


def _posted_at(first: Callable[[str], str]) -> datetime | None:
    """When it came out: by the world's clock where that is stated, else by the network's."""
    for name, zone in (("post_date_gmt", UTC), ("post_date", timezone.get_default_timezone())):
        try:
            return datetime.strptime(first(name), "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
        except ValueError:
            continue
    try:
        moment = parsedate_to_datetime(first("pubDate"))
    except (TypeError, ValueError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _paragraphs(html: str) -> str:
    """WordPress's classic editor leaves paragraphs as empty lines and line ends; put in as tags what it means."""
    html = _PLUGINS.sub("", html)
    if re.search(r"<(?:p|div|br)[\s/>]", html, re.IGNORECASE):
        return html
    html = re.sub(r"\r\n?", "\n", html)
    html = re.sub(r"\n[ \t]*\n\s*", "<p>", html)
    return re.sub(r"(?<!>)\n(?![ \t]*<(?:/?[uo]l|/?li|/?t|h\d|/?blockquote))", "<br>", html)
