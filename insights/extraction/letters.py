"""What of an e-mail or a letter is no note: the lines of its signature, and the mail that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from insights.extraction import affiliations, names
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import PARAGRAPH, Block
from insights.extraction.mentions import Mention, candidates
from insights.extraction.records import Affiliation

_CLOSES = re.compile(words_of.VALEDICTION, re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w'.-]*(?: [A-Z][\w'.-]*){0,4}(?: \([^()]{2,20}\))?$")
_CONTACT = re.compile(words_of.CONTACT_LINE, re.IGNORECASE)
_SMALL_PRINT = re.compile(words_of.SMALL_PRINT, re.IGNORECASE)
_WROTE = re.compile(r"On (?=.*\d).{4,200} wrote:$")
_HEADER = re.compile(rf"(?:{'|'.join(words_of.MAIL_HEADERS)}|subject): ?\S", re.IGNORECASE)
_LONGEST_LINE = 14
_LEAST_NOTE = 40
"""Fewer words than these above a mail only pass it on: then the note is what it says."""


def without_answered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a mail without the one that it answers; of answers between quoted lines, the answers."""
    above = 0
    for index, block in enumerate(blocks):
        if above >= _LEAST_NOTE and _opens_answered(blocks, index):
            below = blocks[index + 1 :] if any(b.quoted for b in blocks[index:]) else []
            return [*blocks[:index], *(b for b in below if not b.quoted)]
        above += block.count
    return list(blocks)


def _opens_answered(blocks: Sequence[Block], index: int) -> bool:
    head = blocks[index : index + 3]
    if len(head) == 3 and head[0].words.startswith("From:") and all(_HEADER.match(b.words) for b in head):
        return True
    if not _WROTE.match(head[0].words):
        return False
    return (len(head) > 1 and head[1].quoted) or bool(signature(blocks[:index]))


def signature(blocks: Sequence[Block]) -> range:
    """The blocks of the signature, from the line above the name on; empty where nobody signs."""
    for index in range(len(blocks) - 1, 0, -1):
        if _closes(blocks[index - 1]) and blocks[index].kind == PARAGRAPH and _NAME.match(blocks[index].words):
            end = index + 1
            while end < len(blocks) and _signs_on(blocks[end], blocks[index].words.split(" ")[0]):
                end += 1
            return range(index - 1, end)
    return range(0)


def _closes(block: Block) -> bool:
    return block.kind == PARAGRAPH and (block.words == "--" or bool(_CLOSES.fullmatch(block.words)))


def _signs_on(block: Block, name: str) -> bool:
    """Whether a signature goes on: the next short line, a way to reach who signs, small print, the name in full."""
    if block.kind != PARAGRAPH or block.quoted:
        return False
    if _SMALL_PRINT.search(block.words) or (block.count <= _LONGEST_LINE and _CONTACT.search(block.words)):
        return True
    short = block.count <= _LONGEST_LINE and not block.stops
    return short and (block.gap == 0 or (block.words.startswith(name) and bool(_NAME.match(block.words))))


def signer(blocks: Sequence[Block], signed: range) -> Mention | None:
    """Who signs with a full name, as the author, with position and organisation where the lines below tell them."""
    for index in signed[1:]:
        block = blocks[index]
        run = names.tokens(block.words.partition(" (")[0])
        mention = next(candidates(index, block, run, "author"), None) if _NAME.match(block.words) else None
        if mention is not None:
            mention.affiliations = _affiliations([piece for i in signed if i > index for piece in _pieces(blocks[i])])
            mention.score = 9
            return mention
    return None


def _pieces(block: Block) -> Iterator[str]:
    for start, end in block.cells or ((0, len(block.words)),):
        words = block.words[start:end]
        if words and not _CONTACT.search(words) and not _SMALL_PRINT.search(words):
            yield block.plain.shown[start:end]


def _affiliations(pieces: Sequence[str]) -> tuple[Affiliation, ...]:
    """The position that the first line telling one states, and its organisation, which may have the next line."""
    for place, piece in enumerate(pieces):
        if affiliations.has_position(piece):
            found = affiliations.parse(piece)
            below = pieces[place + 1] if place + 1 < len(pieces) else ""
            whole = below[:1].isalpha() and affiliations.organisation_at(below) == below.removeprefix("The ")
            return tuple(Affiliation(a.position, a.organisation or (below if whole else None), a.former) for a in found)
    return ()
