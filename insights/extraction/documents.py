"""Where one note ends and the next begins: topics lines, feed ends, titles."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from insights.extraction import letters
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import HEADING, ITEM, PARAGRAPH, RULE, Block

_DEBRIS = re.compile(rf"(?:{'|'.join(words_of.DEBRIS)})$", re.IGNORECASE)
_MAIL_HEADER = re.compile(rf"(?:{'|'.join(words_of.MAIL_HEADERS)}): ?\S", re.IGNORECASE)
_SUBJECT = re.compile(rf"(?:{words_of.MAIL_SUBJECT})+(?=\S)", re.IGNORECASE)
_FEED_END = re.compile(rf"(?:{'|'.join(words_of.FEED_ENDS)})$", re.IGNORECASE)
_CLOSING = re.compile("|".join(words_of.CLOSING_LINES), re.IGNORECASE)
_OPENING = re.compile("|".join(words_of.OPENING_LINES), re.IGNORECASE)
_SECTION = re.compile("|".join(rf"(?:{pattern})" for _, pattern in words_of.SECTION_HEADINGS), re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,2}[.)] ")
_LONGEST_TITLE = 200
_FULL_STOP = re.compile(r"[.,;:][\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one document, furniture left out; `title` is the first of them, None where it was lost."""

    blocks: tuple[Block, ...]
    title: Block | None
    topics: tuple[str, ...]


def split(blocks: Sequence[Block]) -> list[Part]:
    """The documents of a text, in order; none without words."""
    halves = {i: half for i, block in enumerate(blocks) if (half := _doubled(block)) and _opens(blocks, i)}
    site = _site_name(list(halves.values()), blocks)
    out: list[Part] = []
    for first, last, topics_line in _stretches(blocks, halves):
        topics = _topics(halves[topics_line], site) if topics_line is not None else ()
        own = [b for b in blocks[first:last] if not is_debris(b)]
        cuts = [0] if topics_line is not None else _title_cuts(own)
        for a, b in zip(cuts, [*cuts[1:], len(own)], strict=True):
            part = _part(own[a:b], topics)
            if part is not None:
                out.append(part)
    return out


def is_debris(block: Block) -> bool:
    """Whether a block is furniture of a page (sharing links, file names, "Read More"), no words of the note."""
    return block.kind != RULE and len(block.words) < 300 and bool(_DEBRIS.match(block.words))


def _doubled(block: Block) -> str | None:
    """The half of a line that says everything twice, None for other lines."""
    words = block.words
    half, odd = divmod(len(words), 2)
    if not odd or half < 3 or len(words) > 400 or block.kind == RULE or words[half] != " ":
        return None
    return words[:half] if words[:half] == words[half + 1 :] else None


def _opens(blocks: Sequence[Block], index: int) -> bool:
    """Whether a doubled line stands where a note begins: first, or after furniture, or with words after it."""
    return index + 1 < len(blocks) and blocks[index].kind in (PARAGRAPH, HEADING)


def _site_name(halves: list[str], blocks: Sequence[Block]) -> str:
    """The name of the site, which ends every topics line: known, or told from what they share, or from the text."""
    distinct = sorted(set(halves))
    if not distinct:
        return ""
    for name in words_of.SITE_NAMES:
        if all(half.casefold().endswith(name) for half in distinct):
            return distinct[0][-len(name) :]
    shared = _shared_ending([half.split(" ") for half in distinct])
    if len(distinct) > 1 and (" ".join(shared) not in distinct or all(w[:1].isupper() for w in shared)):
        return " ".join(shared)
    return _site_name_in_text(shared, " ".join(b.words for b in blocks if _doubled(b) is None)) or _capitals(shared)


def _shared_ending(lines: list[list[str]]) -> list[str]:
    """The words that all lines end with."""
    shared = 0
    while all(len(line) > shared for line in lines) and len({line[-1 - shared] for line in lines}) == 1:
        shared += 1
    return lines[0][len(lines[0]) - shared :]


def _capitals(shared: list[str]) -> str:
    """The last words of a line that are all capitalised, where something else stands before them."""
    first = len(shared)
    while first and shared[first - 1][:1].isupper() and not shared[first - 1].endswith(","):
        first -= 1
    return " ".join(shared[max(first, 1) if len(shared) - first > 3 else first :]) if first else ""


def _site_name_in_text(parts: list[str], text: str) -> str:
    """The longest ending of two words or more that the text itself speaks of."""
    for first in range(1, len(parts) - 1):
        ending = " ".join(parts[first:])
        if ending in text and "," not in ending:
            return ending
    return ""


def _topics(half: str, site: str) -> tuple[str, ...]:
    rest = half[: -len(site)] if site and half.endswith(site) else half
    return tuple(topic for part in re.split(r"[,;|/·•]", rest) if (topic := part.strip()))


def _stretches(blocks: Sequence[Block], halves: dict[int, str]) -> list[tuple[int, int, int | None]]:
    """(first, end, topics line) of the stretches between topics lines and feed ends."""
    out: list[tuple[int, int, int | None]] = []
    first, topics_line = 0, None
    for index, block in enumerate(blocks):
        if index in halves:
            out.append((first, index, topics_line))
            first, topics_line = index + 1, index
        elif _FEED_END.match(block.words) and block.kind != ITEM and _ends_feed_item(blocks, index, halves):
            out.append((first, index, topics_line))
            first, topics_line = index + 1, None
    out.append((first, len(blocks), topics_line))
    return [stretch for stretch in out if stretch[0] < stretch[1]]


def _ends_feed_item(blocks: Sequence[Block], index: int, halves: dict[int, str]) -> bool:
    following = index + 1
    return following >= len(blocks) or following in halves or looks_like_title(blocks[following])


def looks_like_title(block: Block) -> bool:
    """Whether a block could be a title: one short line that does not end as a sentence does, "?" and "!" apart."""
    if block.kind not in (PARAGRAPH, HEADING) or not block.words or len(block.words) > _LONGEST_TITLE:
        return False
    return block.count <= 30 and not _FULL_STOP.search(block.words) and not block.words[0].islower()


def _title_cuts(blocks: list[Block]) -> list[int]:
    """Where documents begin in a stretch without topics lines, as indices of blocks; always from 0."""
    before = list(itertools.accumulate((b.count for b in blocks), initial=0))
    level_one = [i for i, b in enumerate(blocks) if b.mark == "#" and not _SECTION.match(b.words)]
    if len(level_one) > 1:
        pairs = itertools.pairwise(sorted({0, *level_one}))
        return [0, *(later for earlier, later in pairs if before[later] - before[earlier] > 80)]
    if any(b.mark.startswith("#") for b in blocks):
        return [0]
    cuts = [0]
    for index in range(1, len(blocks) - 1):
        if before[index] - before[cuts[-1]] >= 120 and _opens_document(blocks, cuts[-1], index):
            cuts.append(index)
    return cuts


def _opens_document(blocks: list[Block], first: int, index: int) -> bool:
    """Whether the block at `index` is the title of a new document: several cues must agree."""
    block, above, below = blocks[index], blocks[index - 1], blocks[index + 1]
    if not looks_like_title(block) or block.gap == 0 or below.kind != PARAGRAPH or _NUMBERED.match(block.words):
        return False
    if block.words.casefold() in words_of.SUBHEADINGS or block.count < 3 or below.count < 12:
        return False
    if _SECTION.match(block.words) and block.count < 6:
        return False
    title = blocks[first].words.casefold()
    if block.words.casefold().rstrip("?!") in title or title == block.words.casefold():
        return False
    score = 3 if _closes(blocks, index) else 0
    score += 2 if _OPENING.search(below.words[:160]) else 0
    score += min(3, _recurring(block, below))
    score += 1 if block.count >= 5 else 0
    return score >= 5 and (above.kind != PARAGRAPH or above.stops or score >= 6)


def _closes(blocks: list[Block], index: int) -> bool:
    """Whether what stands above `index` is the end of a post: a closing line, or the list of its authors."""
    above = blocks[index - 1]
    if _CLOSING.search(above.words[-400:]):
        return True
    for block in reversed(blocks[max(0, index - 14) : index]):
        if block.kind == PARAGRAPH and looks_like_title(block):
            return block.words.casefold() in words_of.CLOSING_HEADINGS
    return False


def _recurring(title: Block, below: Block) -> int:
    """How many content words of a title recur in the paragraph below it."""
    content = set(re.findall(r"[a-z]{4,}", title.words.casefold())) - words_of.FUNCTION_WORDS
    seen = Counter(re.findall(r"[a-z]{4,}", below.words.casefold()))
    return sum(1 for word in content if any(_same_stem(word, other) for other in seen))


def _same_stem(a: str, b: str) -> bool:
    return a == b or (a[:6] == b[:6] and min(len(a), len(b)) >= 5)


def _part(blocks: list[Block], topics: tuple[str, ...]) -> Part | None:
    blocks = letters.without_answered(blocks)
    while blocks and (blocks[0].kind == RULE):
        blocks = blocks[1:]
    while blocks and blocks[-1].kind == RULE:
        blocks = blocks[:-1]
    if not any(b.words for b in blocks):
        return None
    blocks = _without_mail_header(blocks)
    first = blocks[0]
    title = first if looks_like_title(first) and (len(blocks) > 1 or first.kind == HEADING) else None
    if first.kind == HEADING:
        title = first
    return Part(tuple(blocks), title, topics)


def _without_mail_header(blocks: list[Block]) -> list[Block]:
    """The blocks without the lines above an e-mail, its subject apart; as they are where they open no e-mail."""
    head = list(itertools.takewhile(lambda b: _MAIL_HEADER.match(b.words) or _SUBJECT.match(b.words), blocks))
    subjects = [(block, match) for block in head if (match := _SUBJECT.match(block.words))]
    alone = len(head) < 2 and not blocks[0].words.casefold().startswith("subject:")
    if alone or len(subjects) != 1 or len(head) == len(blocks):
        return blocks
    subject, label = subjects[0]
    return [subject.after(label.end()), *blocks[len(head) :]]
