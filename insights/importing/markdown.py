"""Runs of words and blocks of them, written as Markdown source that the engine and the note page read as meant.

Words come before marks: where a mark could not stand without changing how the words are read, it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby

BREAK = "\n"
_WHITE = re.compile(r"[ \t\n\r\f\xa0]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SPECIAL = re.compile(
    r"(?P<pair>\*+|_+)"
    r"|\\(?=[!-/:-@\[-`{-~]|$)"
    r"|(?<=\])\("
    r"|<(?=[A-Za-z][A-Za-z0-9+.-]{1,31}:|[^\s<>@]{1,64}@)"
    r"|&(?=#?\w{1,31};)"
)
# What would turn a line into a heading, a quotation, a rule or the two-thousandth item of a list. A dash, an
# asterisk or a small number before a space is left: whoever typed it meant an item.
_OPENING = re.compile(r"(?P<digits>\d{4,9}(?=[.)](?:\s|$)))|(?=#{1,6}(?:\s|$)|>|\+\s|(?:[-*_=]\s*){3,}$)")


class Kind(Enum):
    PARAGRAPH, HEADING, ROW, RULE = range(4)


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike all through; or a `BREAK`, the end of a line."""

    words: str
    bold: bool = False
    italic: bool = False
    href: str = ""

    @property
    def look(self) -> tuple[bool, bool, str]:
        return self.bold, self.italic, self.href


@dataclass(eq=False, slots=True)
class Item:
    """An item of a list that blocks stand in; its mark goes before the first of them."""

    mark: str
    marked: bool = False


@dataclass(eq=False, slots=True)
class Quote:
    """A quotation that blocks stand in."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, row of a table, or rule; `within` holds the quotations and items around it, outer first."""

    kind: Kind
    words: str
    within: tuple[Item | Quote, ...] = ()
    level: int = 0
    table: int = 0


def paragraphs(runs: Sequence[Run]) -> list[str]:
    """The runs as Markdown, cut where a line is empty; lines within a paragraph end in a hard break."""
    found: list[list[str]] = [[]]
    for ends, line in groupby(runs, lambda run: run.words == BREAK):
        if not ends:
            found[-1] += filter(None, [_line(line)])
        elif len(list(line)) > 1:
            found.append([])
    return ["  \n".join(lines) for lines in found if lines]


def _line(runs: Iterable[Run]) -> str:
    joined = _joined(_collapsed(runs))
    out = ""
    groups = [(href, list(group)) for href, group in groupby(joined, lambda run: run.href)]
    for number, (href, group) in enumerate(groups):
        after = groups[number + 1][1][0].words if number + 1 < len(groups) else ""
        out += _linked(group, href, out, after) if href else _marked(group, out, after)
    opening = _OPENING.match(out)
    return out[: opening.end()] + "\\" + out[opening.end() :] if opening else out


def _collapsed(runs: Iterable[Run]) -> list[Run]:
    """The runs with white space as a browser shows it: one space, none at the ends."""
    found: list[Run] = []
    for (bold, italic, href), same in groupby(runs, lambda run: run.look):
        words = _UNSEEN.sub("", "".join(run.words for run in same))
        words = _WHITE.sub(lambda white: white[0] if white[0] == "\xa0" else " ", words)
        if not found or found[-1].words.endswith(" "):
            words = words.lstrip(" \xa0" if not found else " ")
        if words:
            found.append(Run(words, bold, italic, href))
    while found and not (words := found[-1].words.rstrip(" \xa0")):
        found.pop()
    if found:
        found[-1] = replace(found[-1], words=words)
    return found


def _joined(runs: Iterable[Run]) -> list[Run]:
    """The runs with those joined that look alike; space between such two counts as looking like them."""
    found: list[list[Run]] = []
    for run in runs:
        if len(found) > 1 and found[-1][0].words == " " and found[-2][0].look == run.look:
            space = found.pop()
            found[-1] += space
        if found and found[-1][0].look == run.look:
            found[-1].append(run)
        else:
            found.append([run])
    return [replace(same[0], words="".join(run.words for run in same)) for same in found]


def _linked(runs: list[Run], href: str, before: str, after: str) -> str:
    plain = "".join(run.words for run in runs)
    if not any(letter.isalnum() for letter in plain):
        return _marked(runs, before, after)
    lead, trail = " " * plain.startswith(" "), " " * plain.endswith(" ")
    words = _marked(runs, "[", "]").strip()
    return f"{lead}[{_balanced(words)}]({href}){trail}"


def _balanced(words: str) -> str:
    """A link's words with their brackets escaped, unless these are in pairs."""
    depth = 0
    for letter in words:
        depth += (letter == "[") - (letter == "]")
        if depth < 0:
            break
    return words if depth == 0 else re.sub(r"(?<!\\)([\[\]])", r"\\\1", words)


def _marked(runs: list[Run], before: str, after: str) -> str:
    out: list[str] = [before[-1:]]
    for number, run in enumerate(runs):
        following = runs[number + 1].words if number + 1 < len(runs) else after
        out.append(_emphasised(run, out[-1][-1:], following[:1]))
    return "".join(out[1:])


def _emphasised(run: Run, before: str, after: str) -> str:
    """The words between their marks, as close to them as marks may stand (CommonMark's flanking rules)."""
    mark = "*" * (2 * run.bold + run.italic)
    first, last = 0, len(run.words)
    if mark and before != "*":
        while first < last and _slips(run.words[first], before if first == 0 else run.words[first - 1]):
            first += 1
        while last > first and _slips(run.words[last - 1], after if last == len(run.words) else run.words[last]):
            last -= 1
    if not mark or before == "*" or not any(letter.isalnum() for letter in run.words[first:last]):
        return escaped(run.words, before, after)
    words = run.words[first:last]
    lead, trail = run.words[:first], run.words[last:]
    inside = escaped(words, lead or before, trail or after)
    return f"{escaped(lead, before, words)}{mark}{inside}{mark}{escaped(trail, words, after)}"


def _slips(letter: str, outside: str) -> bool:
    """Whether a letter at the edge of emphasis must stand outside of the mark: space, or punctuation next to a word."""
    return letter.isspace() or (not letter.isalnum() and outside.isalnum())


def escaped(words: str, before: str = "", after: str = "") -> str:
    """`words` with a backslash before what Markdown would take for a mark, between the two neighbours."""
    if not any(mark in words for mark in "*_\\(<&"):
        return words
    around = f"{before[-1:] or ' '}{words}{after[:1] or ' '}"
    out, place = [], 1
    for match in _SPECIAL.finditer(around, 1):
        if match.start() < len(around) - 1:
            found = around[match.start() : min(match.end(), len(around) - 1)]
            out += [around[place : match.start()], _escape(found, match, around)]
            place = match.start() + len(found)
    return "".join([*out, around[place:-1]])


def _escape(found: str, match: re.Match[str], around: str) -> str:
    left, right = around[match.start() - 1], around[match.end() : match.end() + 1] or " "
    if match["pair"] and left.isspace() and right.isspace():
        return found
    if found[0] == "_" and left.isalnum() and right.isalnum():
        return found
    return "".join(f"\\{mark}" for mark in found)


def written(blocks: Sequence[Block], title: str = "") -> str:
    """The blocks as one Markdown text that ends in a line feed; under `title`, where one is given.

    Only what stands first may be a heading of the first level: a text with several of them is a feed of notes.
    """
    blocks = _without_idle_rules(blocks)
    if title and not (blocks and blocks[0].kind == Kind.HEADING and _bare(blocks[0].words) == _bare(title)):
        blocks = [Block(Kind.HEADING, escaped(" ".join(title.split())), level=1), *blocks]
    out, above = [], None
    for block in _lowered(blocks, bool(title)):
        out += [_between(above, block), _prefixed(block)]
        above = block
    return "".join(out) + "\n" if out else ""


def _bare(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _without_idle_rules(blocks: Sequence[Block]) -> list[Block]:
    """Without rules at the ends, and without all but one in a row."""
    found: list[Block] = []
    for block in blocks:
        if block.kind != Kind.RULE or (found and found[-1].kind != Kind.RULE):
            found.append(block)
    return found[:-1] if found and found[-1].kind == Kind.RULE else found


def _lowered(blocks: Sequence[Block], titled: bool) -> Iterator[Block]:
    levels = [block.level for block in blocks if block.kind == Kind.HEADING]
    shift = levels.count(1) > 1 or (titled and 1 in levels[1:])
    for number, block in enumerate(blocks):
        first = number == 0 and (titled or block.level == 1)
        if block.kind == Kind.HEADING:
            level = 1 if first else min(block.level + shift, 6)
            block = replace(block, level=level)
        yield block


def _between(above: Block | None, block: Block) -> str:
    """What parts two blocks: a hard break between rows, a line end before an item's mark, else an empty line."""
    if above is None:
        return ""
    if block.kind == above.kind == Kind.ROW and block.table == above.table:
        return "  \n"
    quotes = [[holder for holder in one.within if isinstance(holder, Quote)] for one in (above, block)]
    if quotes[0] == quotes[1] and _follows(above, block):
        return "\n"
    shared = [holder for holder, other in zip(above.within, block.within, strict=False) if holder is other]
    return f"\n{_indent(shared).rstrip()}\n"


def _follows(above: Block, block: Block) -> bool:
    """Whether a block is the next item of a list. Only a dash or a 1 may follow other words without an empty line."""
    above_item = next((holder for holder in reversed(above.within) if isinstance(holder, Item)), None)
    item = next((holder for holder in block.within if isinstance(holder, Item) and not holder.marked), None)
    if above_item is None or item is None:
        return False
    beside = len(above.within) == len(block.within) and above_item.mark[0].isdigit()
    return beside or item.mark in ("- ", "1. ")


def _indent(holders: Iterable[Item | Quote]) -> str:
    return "".join("> " if isinstance(holder, Quote) else " " * len(holder.mark) * holder.marked for holder in holders)


def _prefixed(block: Block) -> str:
    """The block with its marks. An item that has no words of its own before those of an inner one gets no mark."""
    opening = next((h for h in reversed(block.within) if isinstance(h, Item) and not h.marked), None)
    place = block.within.index(opening) if opening else len(block.within)
    first = _indent(block.within[:place]) + (opening.mark if opening else "") + _indent(block.within[place + 1 :])
    if opening:
        opening.marked = True
    words = {Kind.HEADING: f"{'#' * block.level} {block.words}", Kind.RULE: "---"}.get(block.kind, block.words)
    return first + words.replace("\n", "\n" + _indent(block.within))
