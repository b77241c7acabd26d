"""What was changed between two texts: paragraph by paragraph, and word by word within those that were changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

Kind = Literal["same", "ins", "del"]

PIECE = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|[\W_]")
ALIKE = 50  # of 100: two paragraphs less alike than this are one taken out and one put in
AROUND = 1  # unchanged paragraphs shown either side of a change
MOST_WORDS = 4_000  # pieces: longer paragraphs are shown whole, before and after
MOST_PAIRS = 10_000  # comparisons within one changed stretch
LONGEST = 4_000  # lines of either text that are compared one by one


@dataclass(frozen=True)
class Stretch:
    """Some words that are the same in both texts, were put in, or were taken out."""

    kind: Kind
    words: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a difference, or, where `left_out` is more than 0, that many unchanged ones not shown."""

    stretches: tuple[Stretch, ...] = ()
    left_out: int = 0

    @property
    def is_changed(self) -> bool:
        return any(stretch.kind != "same" for stretch in self.stretches)


def difference(old: str, new: str) -> list[Paragraph]:
    """Every changed paragraph with its neighbours, in the order of the texts; empty where nothing was changed.

    Blank lines do not count. Taking all "same" and "del" stretches gives the shown paragraphs of the old text,
    all "same" and "ins" those of the new one.
    """
    ours, theirs = _paragraphs(old), _paragraphs(new)
    return list(_without_the_unchanged(list(_compared(ours, theirs))))


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    for tag, i, k, j, n in _blocks(old, new):
        if tag == "equal":
            yield from (Paragraph((Stretch("same", words),)) for words in old[i:k])
        else:
            yield from _replaced(old[i:k], new[j:n])


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Stretches of paragraphs that are equal or not. A book is compared by its beginning and end alone."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    inner, outer = old[head : len(old) - tail], new[head : len(new) - tail]
    yield "equal", 0, head, 0, head
    if max(len(inner), len(outer)) > LONGEST:
        yield "replace", head, head + len(inner), head, head + len(outer)
    else:
        yield from _merged(inner, outer, head)
    yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _merged(old: Sequence[str], new: Sequence[str], offset: int) -> Iterator[tuple[str, int, int, int, int]]:
    """Neighbouring deletions and insertions as one replacement."""
    i = j = 0
    for op in LCSseq.opcodes(old, new):
        if op.tag == "equal":
            yield "replace", offset + i, offset + op.src_start, offset + j, offset + op.dest_start
            yield "equal", offset + op.src_start, offset + op.src_end, offset + op.dest_start, offset + op.dest_end
            i, j = op.src_end, op.dest_end
    yield "replace", offset + i, offset + len(old), offset + j, offset + len(new)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Paragraphs that became others: those that are alike word by word, the rest taken out and put in."""
    i = j = 0
    for a, b in [*_pairs(old, new), (len(old), len(new))]:
        yield from (Paragraph((Stretch("del", words),)) for words in old[i:a])
        yield from (Paragraph((Stretch("ins", words),)) for words in new[j:b])
        if a < len(old):
            yield Paragraph(tuple(_by_word(old[a], new[b])))
        i, j = a + 1, b + 1


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which old paragraph became which new one: in order, so that the likenesses add up to the most."""
    if len(old) * len(new) > MOST_PAIRS:
        return []
    best: list[list[float]] = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[fuzz.ratio(a, b, score_cutoff=ALIKE) for b in new] for a in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    i = j = 0
    found = []
    while i < len(old) and j < len(new):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _by_word(old: str, new: str) -> Iterator[Stretch]:
    ours, theirs = PIECE.findall(old), PIECE.findall(new)
    if max(len(ours), len(theirs)) > MOST_WORDS:
        yield from (Stretch("del", old), Stretch("ins", new))
        return
    taken = put = ""
    kept = [op for op in LCSseq.opcodes(ours, theirs) if op.tag == "equal"]
    i = j = 0
    for op in kept:
        same = "".join(ours[op.src_start : op.src_end])
        taken += "".join(ours[i : op.src_start])
        put += "".join(theirs[j : op.dest_start])
        i, j = op.src_end, op.dest_end
        if (taken or put) and not any(map(str.isalnum, same)) and op.src_end < len(ours):
            taken, put = taken + same, put + same  # a space between two changes is no word that was kept
            continue
        yield from _changed(taken, put)
        yield Stretch("same", same)
        taken = put = ""
    yield from _changed(taken + "".join(ours[i:]), put + "".join(theirs[j:]))


def _changed(taken: str, put: str) -> Iterator[Stretch]:
    if taken == put:
        yield from [Stretch("same", taken)] if taken else []
        return
    if taken:
        yield Stretch("del", taken)
    if put:
        yield Stretch("ins", put)


def _without_the_unchanged(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    changed = [n for n, paragraph in enumerate(paragraphs) if paragraph.is_changed]
    if not changed:
        return
    shown = {m for n in changed for m in range(n - AROUND, n + AROUND + 1)}
    skipped = 0
    for n, paragraph in enumerate(paragraphs):
        if n not in shown:
            skipped += 1
            continue
        if skipped:
            yield Paragraph(left_out=skipped)
        skipped = 0
        yield paragraph
    if skipped:
        yield Paragraph(left_out=skipped)
