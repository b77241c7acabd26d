"""A note's text as Markdown that can be parsed, with the place in the text that each character came from.

Notes come as Markdown, or as plain text with "•" bullets, "———" rules, sub-headings that are lines without a stop,
poems, paragraphs wrapped by hand, or paragraphs whose blank lines were lost. Nothing is taken out but the title
line at the top, blank lines inside a poem and the marks that stand for structure; no visible word is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

SHORT, WIDE, LONG = 60, 120, 100  # a line of verse; the widest hand-wrapped line; a paragraph under a sub-heading
VERSE = 6  # so many short lines together are a poem
NEWLINE = re.compile(r"\r\n|\r|\n")
BULLET = re.compile(r"\s*([•●▪◦‣·])\s*")
ITEM = re.compile(r"\s*([-*+]|\d{1,9}[.)])\s+\S")
HEADING = re.compile(r" {0,3}#{1,6}(\s|$)")
RULE = re.compile(r"\s*([—–_*=-]\s*){3,}$")
UNDERLINE = re.compile(r"\s*(={3,}|-{3,})\s*$")
YEAR = re.compile(r"\b(19|20)\d\d\b")


@dataclass(frozen=True)
class Line:
    """One line of the text: its words without tabs and NUL (same length), where it starts, and what it looks like."""

    words: str
    start: int
    kind: str  # blank, heading, underline, rule, bullet, item, quote, plain

    @property
    def bare(self) -> str:
        return self.words.strip()


@dataclass
class Manuscript:
    """`markdown`, of which character i came from `origin[i]` of the text; some lines with a meaning of their own."""

    markdown: str = ""
    origin: list[int] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)  # lines that stay lines: of a poem, an address
    headings: dict[int, int] = field(default_factory=dict)  # lines that are sub-headings -> level
    _parts: list[str] = field(default_factory=list)
    _count: int = 0

    def add(self, line: Line, *, kept: bool = False, level: int = 0) -> None:
        if kept:
            self.kept.add(self._count)
        if level:
            self.headings[self._count] = level
        words, start = line.words, line.start
        if line.kind == "rule":
            words = "***"
        elif line.kind == "bullet":
            mark = BULLET.match(words)
            lead, words = words[: mark.start(1)], words[mark.end() :]
            self._put(lead + "- ", [start] * (len(lead) + 2))
            start += mark.end()
        self._put(words, range(start, start + len(words)))
        self._end()

    def blank(self) -> None:
        self._end()

    def _end(self) -> None:
        self._put("\n", [self.origin[-1] if self.origin else 0])
        self._count += 1

    def _put(self, words: str, origin: range | list[int]) -> None:
        self._parts.append(words)
        self.origin.extend(origin)

    def done(self) -> Manuscript:
        self.markdown = "".join(self._parts)
        return self


def manuscript(text: str, title: str = "") -> Manuscript:
    """The text made ready for parsing; a first line that says the title is left out."""
    made = Manuscript()
    chunks = list(_chunks(_without_title(list(_lines(text)), title)))
    poem = _poem_lines(chunks)
    for number, chunk in enumerate(chunks):
        if number in poem:
            made.add(chunk[0], kept=True)
            if number + 1 not in poem:
                made.blank()
            continue
        below = chunks[number + 1] if number + 1 < len(chunks) else None
        if _is_sub_heading(chunk, below, first=number < 2):
            made.add(chunk[0], level=2)
            made.blank()
            continue
        _add_chunk(made, chunk)
    return made.done()


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for end, after in [*((m.start(), m.end()) for m in NEWLINE.finditer(text)), (len(text), len(text))]:
        words = text[start:end].replace("\0", "\ufffd").replace("\t", " ")
        yield Line(words, start, _kind(words))
        start = after


def _kind(words: str) -> str:
    if not words.strip():
        return "blank"
    if HEADING.match(words):
        return "heading"
    if UNDERLINE.match(words):
        return "underline"
    if len(words) < WIDE and RULE.match(words):
        return "rule"
    if mark := BULLET.match(words):
        return "bullet" if mark.end() < len(words) else "plain"
    if ITEM.match(words):
        return "item"
    return "quote" if words.lstrip(" ").startswith(">") else "plain"


def _without_title(lines: list[Line], title: str) -> list[Line]:
    """Without the title among the first three lines that are not blank, and what underlines it."""
    wanted = _letters(title)
    for index in [i for i, line in enumerate(lines) if line.bare][:3]:
        if wanted and _letters(lines[index].words) == wanted:
            underlined = index + 1 < len(lines) and lines[index + 1].kind == "underline"
            return lines[:index] + lines[index + 1 + underlined :]
    return lines


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _chunks(lines: list[Line]) -> Iterator[list[Line]]:
    """Lines that stand together, between blank ones."""
    for blank, group in groupby(lines, key=lambda line: line.kind == "blank"):
        if not blank:
            yield list(group)


def _poem_lines(chunks: list[list[Line]]) -> set[int]:
    """The chunks that are one short line each, six or more in a row, hardly any of them ending in a full stop."""
    poem: set[int] = set()
    shorts = [len(c) == 1 and c[0].kind == "plain" and len(c[0].bare) <= SHORT and c[0].bare[-1] != ":" for c in chunks]
    for short, group in groupby(range(len(chunks)), key=shorts.__getitem__):
        numbers = list(group)
        stops = sum(chunks[n][0].bare.endswith(".") for n in numbers)
        if short and len(numbers) >= VERSE and stops * 5 <= len(numbers):
            poem.update(numbers)
    return poem


def _is_sub_heading(chunk: list[Line], below: list[Line] | None, *, first: bool) -> bool:
    """One short line without a stop, above a long paragraph, a list or a quotation. `first`: it may be a dateline."""
    words = chunk[0].bare
    if len(chunk) > 1 or chunk[0].kind != "plain" or below is None:
        return False
    if len(words) > 70 or not words[0].isupper() or words[-1] in ".,;:!?…#*_”’\"')]>" or "](" in words or "_" in words:
        return False
    if first and (YEAR.search(words) or "," in words):
        return False
    return below[0].kind in ("bullet", "item", "quote") or len(below[0].bare) >= LONG


def _add_chunk(made: Manuscript, chunk: list[Line]) -> None:
    for run in _runs(chunk):
        if run[0].kind in ("bullet", "item"):
            _add_item(made, run)
        elif len(run) == 2 and run[1].kind == "underline" and len(run[0].bare) <= LONG:
            made.add(run[0], level=1 if "=" in run[1].words else 2)
        elif run[0].kind == "underline":
            made.blank()
            made.add(Line(run[0].words, run[0].start, "rule"))
        else:
            _add_lines(made, run)
        if run[0].kind not in ("bullet", "item"):
            made.blank()
    made.blank()


def _runs(chunk: list[Line]) -> Iterator[list[Line]]:
    """A chunk cut into what belongs together: an item with the lines it goes on in, a quotation, plain lines."""
    run: list[Line] = []
    for line in chunk:
        goes_on = run and (
            (line.kind == "plain" and run[-1].kind in ("plain", "bullet", "item"))
            or (line.kind == "quote" and run[-1].kind == "quote")
            or (line.kind == "underline" and len(run) == 1 and run[0].kind == "plain")
        )
        if run and not goes_on:
            yield run
            run = []
        run.append(line)
    yield run


def _add_item(made: Manuscript, run: list[Line]) -> None:
    """A list item; the lines after it go on in it if they are set in, or if it was wrapped by hand."""
    rest = run[1:]
    made.add(run[0])
    if rest and not rest[0].words.startswith("  ") and not _wrapped(run):
        made.blank()
        _add_lines(made, rest)
        made.blank()
        return
    for line in rest:
        made.add(line)


def _add_lines(made: Manuscript, run: list[Line]) -> None:
    """Plain or quoted lines: one paragraph wrapped by hand, lines of a poem, or paragraphs without blank lines."""
    if len(run) == 1 or _wrapped(run):
        for line in run:
            made.add(line)
    elif all(len(line.bare) <= SHORT for line in run):
        for line in run:
            made.add(line, kept=True)
    else:
        for line in run:
            made.add(line)
            if line.kind == "quote":
                continue
            made.blank()


def _wrapped(run: list[Line]) -> bool:
    """Whether each line ends where the first word of the next would not have fitted."""
    if any(line.words.endswith(("  ", "\\")) for line in run[:-1]):
        return True  # Markdown's own line breaks: whoever wrote them means Markdown
    width = max(len(line.words.rstrip()) for line in run)
    stops = all(line.bare.endswith((".", "!", "?")) for line in run[:-1])
    if width > WIDE or (stops and (len(run) > 2 or width > LONG - 10)):
        return False  # lines that all end with a sentence are paragraphs
    full = [len(above.words.rstrip()) + 1 + len(below.bare.split(" ")[0]) > width - 5 for above, below in pairwise(run)]
    return sum(full) >= 0.8 * len(full)
