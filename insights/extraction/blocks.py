"""The text as blocks: headings, paragraphs, list items and rules, whether it is plain or Markdown.

A line is a block of its own unless it carries on the one above: in hard-wrapped text (a line whose first word would
not have fitted on the line above), after a mark that stands alone, or indented under a list item. So text that lost
its blank lines and text that was wrapped at 72 columns give the same blocks.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace

from insights.extraction.plain import Plain, read

HEADING, PARAGRAPH, ITEM, RULE = "heading", "paragraph", "item", "rule"

_BLANK = " \t\r\f\v\xa0\u200b\u200c\u200d\u2060\ufeff\u2007\u202f\u2009\u3000"
_LINE = re.compile(r"[^\n]*")
_OPENING = re.compile(
    rf"(?P<indent>[{_BLANK}]*)(?P<quote>(?:>[{_BLANK}]?){{0,9}})"
    rf"(?P<mark>\#{{1,6}}(?=[{_BLANK}]|$)|[•◦▪●‣·○■□▸►➢➤✓✔☑✅❖◆➔→∙⁃\uf0a7\uf0b7\uf0d8]\ufe0f?|[-*+–—](?=[{_BLANK}]|$)"
    rf"|\(?\d{{1,3}}[.)](?=[{_BLANK}]|$)|\(?[a-z][)](?=[{_BLANK}])|\([ivx]{{1,4}}\)(?=[{_BLANK}]))?"
    rf"[{_BLANK}]*"
)
# Marks that are marks only where two lines or more begin so: a dash without its space, Word's "o", "1.1".
_LOOSE_MARK = re.compile(
    rf"[{_BLANK}]*(?:(?P<dash>[-–—](?=[A-Z][a-z]+[{_BLANK},]))|(?P<o>o(?=[{_BLANK}]+\S))"
    rf"|(?P<number>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.)]?(?=[{_BLANK}]+[^\W\d])))[{_BLANK}]*"
)
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_RULE = re.compile(rf"[{_BLANK}]*(?:[-–—_*=~·•#][{_BLANK}]*){{3,200}}$")
_SETEXT = re.compile(r"(?:=+|-+)\s*$")
_BOLD_LINE = re.compile(r"(\*\*|__)(?!\s)[^*_\n]{1,200}(?<!\s)\1:?\s*$")
_ENDS = re.compile(r"[.!?:;…][\"')\]]*$")
_LABELLED = re.compile(r"[A-Z][\w ]{1,24}: ")
_CELLS = re.compile(r" \| [^|\n]* \| ")
_CUT = re.compile(r"[|\t]")
_WIDEST_WRAP = 132
_NARROWEST_WRAP = 50
_LEAST_VERSE_LINES = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or rule.

    `start` and `end` are the offsets of its words, without its mark; `outer` is where its line begins. `mark` is the
    list or heading mark as written, `depth` the indent of its line, `gap` the number of blank lines before it.
    """

    kind: str
    start: int
    end: int
    outer: int
    mark: str
    depth: int
    gap: int
    plain: Plain
    quoted: bool = False
    cells: tuple[tuple[int, int], ...] = ()
    """Where the cells of a row of a table stand in its reading copy; none for whatever is no such row."""

    def after(self, place: int) -> Block:
        """The block without the first `place` characters of its reading copy; some must be left."""
        return replace(self, start=self.plain.at[place], plain=self.plain.after(place), cells=())

    @property
    def words(self) -> str:
        """The block as its reading copy has it."""
        return self.plain.words

    @property
    def count(self) -> int:
        """How many words it has."""
        return self.plain.words.count(" ") + 1 if self.plain.words else 0

    @property
    def stops(self) -> bool:
        """Whether it ends as a sentence or lead-in does."""
        return bool(_ENDS.search(self.plain.words))


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    outer: int
    mark: str
    depth: int
    gap: int
    quoted: bool
    kind: str


def parse(text: str) -> list[Block]:
    """The blocks of `text` in order; they never overlap, and every word of the text lies in one of them."""
    lines = _lines(text)
    _mark_loosely(text, lines)
    merged = _merge(text, lines)
    return [_finish(text, line) for line in merged]


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    gap = 0
    place = 0
    for raw in text.split("\n"):
        start, end = place, place + len(raw)
        place = end + 1
        stripped = raw.strip(_BLANK)
        if not stripped:
            gap += 1
            continue
        out.append(_line(text, raw, start, gap))
        gap = 0
    return out


def _line(text: str, raw: str, start: int, gap: int) -> _Line:
    end = start + len(raw.rstrip(_BLANK))
    if _RULE.match(raw):
        return _Line(start + len(raw) - len(raw.lstrip(_BLANK)), end, start, "", 0, gap, False, RULE)
    opening = _OPENING.match(raw)
    if opening is None:  # the pattern can be empty, so this cannot be
        raise AssertionError(raw)
    mark = opening["mark"] or ""
    words = start + opening.end()
    if mark and mark[0] in "-*+":
        task = _TASK.match(text, words, end)
        words = task.end() if task else words
    kind = HEADING if mark.startswith("#") else ITEM if mark else PARAGRAPH
    depth = len(opening["indent"].expandtabs(4))
    return _Line(min(words, end), end, start, mark, depth, gap, bool(opening["quote"]), kind)


def _mark_loosely(text: str, lines: list[_Line]) -> None:
    """Read as marks what two lines or more begin with and a single line might begin with by chance."""
    found = [
        (line, m) for line in lines if line.kind == PARAGRAPH and (m := _LOOSE_MARK.match(text, line.outer, line.end))
    ]
    often = Counter(match.lastgroup for _, match in found)
    for line, match in found:
        if match.lastgroup and often[match.lastgroup] > 1 and match.end() < line.end:
            line.start, line.mark, line.kind = match.end(), match[match.lastgroup], ITEM


def _merge(text: str, lines: list[_Line]) -> list[_Line]:
    width = _wrap_width(lines)
    verse = _lower_case_verse(text, lines)
    out: list[_Line] = []
    last = 0  # length of the last physical line
    for number, line in enumerate(lines):
        above = out[-1] if out else None
        if above is not None and _setext(text, above, line):
            above.kind, above.mark = HEADING, "#"
            continue
        if above is not None and number not in verse and _carries_on(text, above, line, width, last):
            if above.end == above.start:
                above.start = line.start
            above.end = line.end
        else:
            out.append(line)
        last = line.end - line.outer
    return [line for line in out if line.kind == RULE or line.end > line.start]


def _wrap_width(lines: list[_Line]) -> int:
    """The width at which the text was wrapped, 0 where it was not."""
    lengths = [line.end - line.outer for line in lines if line.kind != RULE]
    widest = max(lengths, default=0)
    full = sum(length > 0.75 * widest for length in lengths)
    wrapped = _NARROWEST_WRAP <= widest <= _WIDEST_WRAP and full >= max(2, 0.25 * len(lengths))
    return widest if wrapped else 0


def _lower_case_verse(text: str, lines: list[_Line]) -> set[int]:
    """The lines of poems whose lines begin in lower case, so that they carry on none: short, and broken by choice.

    In wrapped text the first word of a line would not have fitted on the line above; in verse it mostly would.
    """
    out: set[int] = set()
    first = 0
    while first < len(lines):
        end = first + 1
        while end < len(lines) and _short_plain(lines[end]) and not lines[end].gap and _short_plain(lines[end - 1]):
            end += 1
        run = range(first + 1, end)
        lower = sum(text[lines[i].start].islower() for i in run)
        if len(run) >= _LEAST_VERSE_LINES and lower > len(run) / 2:
            longest = max(lines[i].end - lines[i].outer for i in range(first, end))
            fits = sum(lines[i - 1].end - lines[i - 1].outer + 1 + _first_word(text, lines[i]) <= longest for i in run)
            if fits > len(run) / 2:
                out.update(run)
        first = end
    return out


def _short_plain(line: _Line) -> bool:
    return line.kind == PARAGRAPH and line.end - line.outer < _NARROWEST_WRAP


def _setext(text: str, above: _Line, line: _Line) -> bool:
    underline = line.gap == 0 and line.kind == RULE and above.kind == PARAGRAPH
    return underline and above.end - above.start <= 150 and bool(_SETEXT.match(text, line.start, line.end))


def _carries_on(text: str, above: _Line, line: _Line, width: int, last: int) -> bool:
    if RULE in (above.kind, line.kind) or (above.kind == HEADING and above.end > above.start):
        return False
    if line.mark or line.quoted != above.quoted:
        return False
    if above.end == above.start:  # a mark alone on its line
        return True
    if above.kind == ITEM and line.gap and line.depth >= above.depth + 2 and line.depth >= 2:
        return True
    if line.gap:
        return False
    if above.kind == ITEM and line.depth > above.depth:
        return True
    row = max(above.start, above.end - last), above.end
    if _CELLS.search(text, *row) or (_CUT.search(text, *row) and _CUT.search(text, line.start, line.end)):
        return False
    if text[line.start].islower() and not _ENDS.search(text[above.end - 1 : above.end]):
        return True
    if _LABELLED.match(text, line.start, line.end):
        return False
    return bool(width) and last + 1 + _first_word(text, line) > width


def _first_word(text: str, line: _Line) -> int:
    stop = text.find(" ", line.start, line.end)
    return (stop if stop >= 0 else line.end) - line.start


def _finish(text: str, line: _Line) -> Block:
    plain = read(text, line.start, line.end)
    kind = line.kind
    if kind == PARAGRAPH and _BOLD_LINE.match(text, line.start, line.end):
        kind = HEADING
    block = Block(kind, line.start, line.end, line.outer, line.mark, line.depth, line.gap, plain, line.quoted)
    block = replace(block, cells=_cells(text, line, plain))
    return block if plain.words or kind == RULE else replace(block, kind=RULE)


def _cells(text: str, line: _Line, plain: Plain) -> tuple[tuple[int, int], ...]:
    """The cells of a line that is cut by bars or tabs, empty ones too; the bars around a row are none of its cuts."""
    start, end = line.start, line.end
    if "\n" in text[start:end]:
        return ()
    start, end = start + (text[start] == "|"), end - (text[end - 1] == "|")
    cuts = [start - 1, *(m.start() for m in _CUT.finditer(text, start, end)), end]
    out = []
    for before, after in itertools.pairwise(cuts):
        low, high = bisect.bisect_left(plain.at, before + 1), bisect.bisect_left(plain.at, after)
        words = plain.words[low:high]
        low += len(words) - len(words.lstrip(" "))
        out.append((low, low + len(words.strip(" "))))
    return tuple(out) if len(out) > 1 else ()
