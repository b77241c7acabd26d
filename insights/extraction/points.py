"""The points worth keeping: every listed one, and prose that says something, in units of one to three sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insights.extraction import outline
from insights.extraction import vocabulary as words_of
from insights.extraction.attribution import Reading, Voice
from insights.extraction.blocks import Block

_STAGE = re.compile("|".join(words_of.STAGE_DIRECTIONS), re.IGNORECASE)
_JOINS = re.compile(
    r"^['\"(]?(?:And|But|So|This|These|They|That|Those|It|Its|Which|For example|For instance|E\.g\.|Indeed|Also|Or|Yet|Nor|Their|Such|Instead|However|Rather|Then|In other words|Because|He|She|Here|Now|Both|Either|Neither|Similarly|Equally|Therefore|Thus|Hence|Otherwise|Despite this|All this|All of this|As a result|In this way)\b"
)
_LEAST_WORDS = 8
_LONGEST_UNIT = 460
_MOST_SENTENCES = 3
_SKIPPED_SECTIONS = ("future meetings",)


@dataclass(frozen=True, slots=True)
class Unit:
    """A point: its block, its place in the block's reading copy, its voice, whether it is listed, its section."""

    block: int
    start: int
    end: int
    voice: Voice
    listed: bool
    section: str


def units(blocks: Sequence[Block], shapes: Sequence[str], readings: Sequence[Reading]) -> Iterator[Unit]:
    """The points of a note in order; they never overlap and none reaches from one block into another."""
    for index, block in enumerate(blocks):
        reading = readings[index]
        if reading.section in _SKIPPED_SECTIONS:
            continue
        if shapes[index] == outline.POINT:
            if is_point(block, index, blocks, shapes):
                voice = reading.voices[0] if reading.voices else Voice(None, "none")
                yield Unit(index, 0, len(block.words), voice, True, reading.section)
        elif shapes[index] == outline.PROSE:
            yield from _prose(index, block, reading)


def is_point(block: Block, index: int, blocks: Sequence[Block], shapes: Sequence[str]) -> bool:
    """Whether a listed block is a point rather than a name, a link or a heading of the points nested under it."""
    words = block.words
    nested = index + 1 < len(blocks) and shapes[index + 1] == outline.POINT and blocks[index + 1].depth > block.depth
    if nested and words.endswith(":"):
        return False
    return block.count >= 3 and not re.fullmatch(r"\S+@\S+|https?://\S+", words)


def _prose(index: int, block: Block, reading: Reading) -> Iterator[Unit]:
    unit: list[int] = []
    for place, (start, end) in enumerate(reading.sentences):
        if not worth_keeping(block.words[start:end]):
            if unit:
                yield _unit(index, unit, reading)
            unit = []
            continue
        if unit and not _belongs(block, unit, place, reading):
            yield _unit(index, unit, reading)
            unit = []
        unit.append(place)
    if unit:
        yield _unit(index, unit, reading)


def _unit(index: int, places: list[int], reading: Reading) -> Unit:
    voices = [reading.voices[i] for i in places]
    voice = next((v for v in voices if v.basis == "explicit" and v.by), voices[0])
    return Unit(index, reading.sentences[places[0]][0], reading.sentences[places[-1]][1], voice, False, reading.section)


def worth_keeping(sentence: str) -> bool:
    """Whether a sentence of prose may hold a point: no stage direction, no lead-in, eight words or more."""
    if sentence.endswith(":") or sentence.count(" ") + 1 < _LEAST_WORDS and not _JOINS.match(sentence):
        return False
    return not _STAGE.search(sentence)


def _belongs(block: Block, unit: list[int], place: int, reading: Reading) -> bool:
    """Whether a sentence carries on the point before it."""
    first = reading.sentences[unit[0]][0]
    start, end = reading.sentences[place]
    if len(unit) >= _MOST_SENTENCES or end - first > _LONGEST_UNIT:
        return False
    if reading.voices[place].by != reading.voices[unit[-1]].by:
        return False
    if _JOINS.match(block.words[start:end]):
        return True
    return len(unit) == 1 and start - first < 160
