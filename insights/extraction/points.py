"""The points worth keeping: every listed one, and prose that says something, in units of one to three sentences.

Where a unit of prose ends is decided for a whole run of sentences at once: every way of cutting it is weighed by how
its sentences hang together and by the size of its units, and the best is taken (dynamic programming, linear in the
number of sentences). The weights were fitted to hand-made annotations of notes of several organisations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insights.extraction import dates, outline
from insights.extraction import vocabulary as words_of
from insights.extraction.attribution import Reading, Voice
from insights.extraction.blocks import Block

_STAGE = re.compile("|".join(words_of.STAGE_DIRECTIONS), re.IGNORECASE)
_GOES_ON = re.compile(words_of.GOES_ON, re.IGNORECASE)
_CONNECTS = re.compile(rf"^['\"(]?(?:{'|'.join(words_of.CONNECTING)})\b")
_POINTS_BACK = re.compile(rf"^['\"(]?(?:{'|'.join(words_of.POINTING_BACK)})\b")
_SHE = re.compile(r"^['\"(]?(?:He|She|His|Her)\b")
_QUOTE = re.compile(r"^['\"]")
_DENIES = re.compile(r"\b(?:not|never|no longer)\b|n't\b")
_AFFIRMS = re.compile(r"^(?:It|They|That|What) (?:is|are|was|were|matters?|does|do)\b|^(?:It's|They're|That's)\b")
_ERRAND = re.compile(words_of.ERRAND, re.IGNORECASE)
_WITH_REASON = re.compile(words_of.ERRAND_WITH_REASON, re.IGNORECASE)
_LONGEST_ERRAND = 16
_NEXT_ONE = re.compile(words_of.NEXT_ONE, re.IGNORECASE)
_LEAST_WORDS = 8
_SKIPPED_SECTIONS = ("future meetings",)

# How firmly a sentence hangs on the one before it, by sign; below zero it rather begins a point of its own.
JOINS = {
    "connects": 0.2,
    "points back": 1.0,
    "pronoun": -1.0,
    "quotation": 0.1,
    "question after question": 1.5,
    "after two questions": -1.6,
    "after a short one": -1.8,
    "affirms after a denial": 0.25,
}
SIZES = {1: 0.25, 2: 1.4, 3: 0.0, 4: 0.0}
LONG, EACH_100_LONGER = 345, -1.25
SHORT, EACH_100_SHORTER = 110, -0.45


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
    tasks = False
    for index, block in enumerate(blocks):
        reading = readings[index]
        if shapes[index] == outline.SUBHEADING or block.words.endswith(":"):
            tasks = outline.announces_tasks(block.words)
        if reading.section in _SKIPPED_SECTIONS:
            continue
        if shapes[index] == outline.POINT:
            if is_point(block, index, blocks, shapes) and not (tasks and is_housekeeping(block.words)):
                voice = reading.voices[0] if reading.voices else Voice(None, "none")
                first = reading.sentences[0][0] if reading.sentences else 0
                yield Unit(index, first, len(block.words), voice, True, reading.section)
        elif shapes[index] == outline.PROSE:
            yield from _prose(index, block, reading, tasks=tasks)


def is_point(block: Block, index: int, blocks: Sequence[Block], shapes: Sequence[str]) -> bool:
    """Whether a listed block is a point rather than a link, the next date, or the heading of the points under it."""
    words = block.words
    nested = index + 1 < len(blocks) and shapes[index + 1] == outline.POINT and blocks[index + 1].depth > block.depth
    if nested and words.endswith(":"):
        return False
    if _NEXT_ONE.match(words) and any(dates.find(words)):
        return False
    return block.count >= 3 and not re.fullmatch(r"\S+@\S+|https?://\S+", words)


def worth_keeping(sentence: str) -> bool:
    """Whether a sentence of prose may belong to a point: no stage direction, no lead-in."""
    return not sentence.endswith(":") and (not _STAGE.search(sentence) or bool(_GOES_ON.search(sentence)))


def is_housekeeping(words: str) -> bool:
    """Whether every part of a task only serves the meeting: "Circulate the slides and book the room for May"."""
    if words.count(" ") >= _LONGEST_ERRAND or _WITH_REASON.search(words):
        return False
    return all(_ERRAND.match(part) for part in re.split(r",? and (?![A-Z])|[,;] ", words))


def _prose(index: int, block: Block, reading: Reading, *, tasks: bool) -> Iterator[Unit]:
    for run in _runs(block, reading, tasks=tasks):
        for places in _without_orphans(block, reading, _cut(block, reading, run)):
            start, end = reading.sentences[places[0]][0], reading.sentences[places[-1]][1]
            if _words_in(block, reading, places) >= _LEAST_WORDS:
                yield Unit(index, start, end, _voice(reading, places), False, reading.section)


def _without_orphans(block: Block, reading: Reading, cut: list[list[int]]) -> list[list[int]]:
    """The units, those of a few words joined to the one before, or the first to the next, so that none is lost."""
    out: list[list[int]] = []
    for places in cut:
        if out and min(_words_in(block, reading, unit) for unit in (places, out[-1])) < _LEAST_WORDS:
            out[-1] = out[-1] + places
        else:
            out.append(places)
    return out


def _words_in(block: Block, reading: Reading, places: Sequence[int]) -> int:
    return block.words.count(" ", reading.sentences[places[0]][0], reading.sentences[places[-1]][1]) + 1


def _runs(block: Block, reading: Reading, *, tasks: bool) -> Iterator[list[int]]:
    """Runs of neighbouring sentences that may belong to points and have one voice."""
    run: list[int] = []
    for place, (start, end) in enumerate(reading.sentences):
        words = block.words[start:end]
        keep = worth_keeping(words) and not reading.bare[place] and not (tasks and is_housekeeping(words))
        if run and (not keep or reading.voices[place].by != reading.voices[run[-1]].by):
            yield run
            run = []
        if keep:
            run.append(place)
    if run:
        yield run


def _voice(reading: Reading, places: Sequence[int]) -> Voice:
    """The voice of a unit: the surest that one of its sentences has."""
    voices = [reading.voices[i] for i in places]
    return next((v for v in voices if v.basis == "explicit" and v.by), voices[0])


def _cut(block: Block, reading: Reading, run: Sequence[int]) -> list[list[int]]:
    """The best way of cutting a run of sentences into units."""
    joins = [_join(block, reading, place) for place in run]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        options = []
        for size in range(1, min(max(SIZES), end) + 1):
            first = end - size
            length = reading.sentences[run[end - 1]][1] - reading.sentences[run[first]][0]
            held = sum(joins[first + 1 : end])
            options.append((best[first][0] + held + _size_score(size, length), first))
        best.append(max(options))
    out: list[list[int]] = []
    end = len(run)
    while end:
        first = best[end][1]
        out.append(list(run[first:end]))
        end = first
    return out[::-1]


def _size_score(size: int, length: int) -> float:
    longer, shorter = max(0, length - LONG), max(0, SHORT - length)
    return SIZES[size] + EACH_100_LONGER * longer / 100 + EACH_100_SHORTER * shorter / 100


def _join(block: Block, reading: Reading, place: int) -> float:
    """How firmly a sentence hangs on the one before it."""
    if place == 0:
        return 0.0
    start, end = reading.sentences[place]
    words, above = block.words[start:end], block.words[slice(*reading.sentences[place - 1])]
    two_above = block.words[slice(*reading.sentences[place - 2])] if place > 1 else ""
    asks_on = words.endswith("?") and above.endswith("?")
    signs = {
        "connects": _CONNECTS.match(words),
        "points back": _POINTS_BACK.match(words),
        "pronoun": _SHE.match(words),
        "quotation": _QUOTE.match(words),
        "question after question": asks_on,
        "after two questions": not asks_on and above.endswith("?") and two_above.endswith("?"),
        "affirms after a denial": _AFFIRMS.match(words) and _DENIES.search(above),
        "after a short one": not asks_on and above.count(" ") + 1 < _LEAST_WORDS,
    }
    return sum(JOINS[name] for name, present in signs.items() if present)
