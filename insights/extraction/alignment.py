"""What an edit keeps of a text: a diff of two folded texts, and the stretches of the new one that are like a quote."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from insights.extraction.folding import Folded

UNIQUE_TOKENS = 6
"""Stretches of this length that occur once in either text hold the diff together."""

MOST_CELLS = 16_000_000
"""4,000 by 4,000 tokens, about 18,000 characters each: 2 MB and some milliseconds."""

SOLID_TOKENS = 3
"""A kept stretch of this many tokens is no coincidence and bounds what was changed."""

CONTEXT = 40
"""Characters either side by which copies of the same words are told apart."""

WIDTHS = (CONTEXT, 160, 640)
"""Characters compared either side, in turn, until one copy stands out."""

CLEAR = 0.25
"""By how much, of 2, the surroundings of a pair must be more alike than those of any rival."""

ALIKE = 1.2
"""How alike, of 2, surroundings must be to speak for a pair: unrelated English text reaches about .8."""

RARE = 64
"""A word that stands at more places than this says nothing about where a quote may be."""

MOSTLY = 0.6
_GAP = 0.4


class Near(NamedTuple):
    """New tokens, from `first` up to, not including, `last`, and how like the quote they are, 0 to 1."""

    first: int
    last: int
    likeness: float


class Line:
    """Tokens as one string with spaces between, to compare stretches of them character by character."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.line = " ".join(tokens)
        self.starts = [0, *accumulate(len(token) + 1 for token in tokens)]

    def text(self, first: int, last: int) -> str:
        """The tokens from `first` up to, not including, `last`."""
        return self.line[self.starts[first] : max(self.starts[first], self.starts[last] - 1)]

    def around(self, first: int, last: int, width: int) -> tuple[str, str]:
        """Up to `width` characters before and after those tokens."""
        before, after = max(0, self.starts[first] - 1), self.starts[last]
        return self.line[max(0, before - width) : before], self.line[after : after + width]


class Change:
    """An old text and a new one, and which tokens of the old one a diff keeps in the new.

    `old_codes` and `new_codes` hold one character a token, the same one for the same token in both texts. `home` is
    the new token for every old one, `origin` the old for every new one, -1 where there is none.
    """

    def __init__(self, old: Folded, new: Folded) -> None:
        self.old, self.new = old, new
        codes: dict[str, int] = {}
        self.old_codes = "".join(chr(codes.setdefault(token, len(codes))) for token in old.tokens)
        self.new_codes = "".join(chr(codes.setdefault(token, len(codes))) for token in new.tokens)
        self.home, self.origin = [-1] * len(old.tokens), [-1] * len(new.tokens)
        blocks = align(self.old_codes, self.new_codes)
        for i, j, size in blocks:
            self.home[i : i + size] = range(j, j + size)
            self.origin[j : j + size] = range(i, i + size)
        self.solid = [block for block in blocks if block[2] >= SOLID_TOKENS]
        self.old_line, self.new_line = Line(old.tokens), Line(new.tokens)

    def same(self, i: int, j: int) -> bool:
        """Whether the old token `i` and the new token `j` both exist and are the same."""
        return 0 <= i < len(self.home) and 0 <= j < len(self.origin) and self.old_codes[i] == self.new_codes[j]

    def between(self, first: int, last: int) -> tuple[int, int]:
        """The new tokens between what the diff keeps before the old token `first` and from `last` on."""
        low, high = 0, len(self.new.tokens)
        before = bisect_left(self.solid, first, key=lambda block: block[0]) - 1
        if before >= 0:
            i, j, size = self.solid[before]
            low = j + min(size, first - i)
        after = bisect_right(self.solid, last, key=lambda block: block[0] + block[2])
        if after < len(self.solid):
            i, j, size = self.solid[after]
            high = j + max(0, last - i)
        return low, high

    def sides(self, i: int, j: int, size: int, width: int) -> tuple[float, float]:
        """How alike, of 1, the text before and the text after `size` old tokens from `i` and new ones from `j` are."""
        (before, after), theirs = self.old_line.around(i, i + size, width), self.new_line.around(j, j + size, width)
        return fuzz.ratio(before, theirs[0]) / 100, fuzz.ratio(after, theirs[1]) / 100

    def paired(self, olds: Sequence[int], news: Sequence[int], size: int) -> dict[int, int]:
        """Copies of the same `size` tokens in the old text and those in the new that are plainly theirs.

        By what stands around them, the nearest `CONTEXT` characters first; the last old and new one left are a pair.
        """
        pairs: dict[int, int] = {}
        for width in WIDTHS:
            while len(olds) * len(news) > 1 and (clear := self._clear_pairs(olds, news, size, width)):
                pairs |= clear
                olds = [i for i in olds if i not in clear]
                news = [j for j in news if j not in clear.values()]
        if len(olds) == len(news) == 1:
            pairs[olds[0]] = news[0]
        return pairs

    def _clear_pairs(self, olds: Sequence[int], news: Sequence[int], size: int, width: int) -> dict[int, int]:
        """The pairs whose surroundings are alike, and clearly more alike than those of any other pair with either."""
        alike = {(i, j): sum(self.sides(i, j, size, width)) for i in olds for j in news}
        clear = {}
        for (i, j), likeness in alike.items():
            rivals = [alike[i, other] for other in news if other != j]
            rivals += [alike[other, j] for other in olds if other != i]
            if likeness >= ALIKE and likeness - max(rivals) >= CLEAR:
                clear[i] = j
        return clear

    def look_alikes(self, first: int, last: int, least: float) -> Iterator[Near]:
        """New stretches at least so like `old.tokens[first:last]` that were not other words of the old text already.

        They are sought where most of the quote's words stand that are not on every page.
        """
        votes: Counter[int] = Counter()
        bucket = (last - first) // 2 + 2
        for k, token in enumerate(self.old.tokens[first:last]):
            votes.update({(at - k) // bucket for at in self._rare.get(token, ())})
        for place, count in votes.most_common(4):
            low, high = max(0, (place - 1) * bucket), (place + 2) * bucket + last - first
            near = self.nearest(first, last, low, min(high, len(self.origin))) if count > 1 else None
            if near and near.likeness >= least and not self._stood_elsewhere(near, first, last):
                yield near

    def nearest(self, first: int, last: int, low: int, high: int) -> Near | None:
        """The part of `new.tokens[low:high]` that is most like `old.tokens[first:last]`, from sentence end to end."""
        best, total, reached = (0.0, low, low), 0.0, low
        for start, end in self._kept(first, last, low, high):
            total -= _GAP * (start - reached)
            if total <= 0:
                total, opened = 0.0, start
            total, reached = total + end - start, end
            if total > best[0]:
                best = total, opened, end
        if not best[0]:
            return None
        i, j = self._whole_sentences(first, last, *best[1:])
        ours, theirs = self.old_line.text(first, last), self.new_line.text(i, j)
        if len(ours) * len(theirs) > 4 * MOST_CELLS:
            return Near(i, j, max(0.0, best[0] / (last - first)))
        return Near(i, j, fuzz.ratio(ours, theirs) / 100)

    def _kept(self, first: int, last: int, low: int, high: int) -> list[tuple[int, int]]:
        """The stretches of `new.tokens[low:high]` that stand in `old.tokens[first:last]` in the same order."""
        if (last - first) * (high - low) > MOST_CELLS:
            return [(j, j + 1) for j in self.home[first:last] if low <= j < high]
        kept = _common(self.old_codes[first:last], self.new_codes[low:high])
        return [(low + j, low + j + size) for _, j, size in kept if size]

    @cached_property
    def _rare(self) -> dict[str, list[int]]:
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, token in enumerate(self.new.tokens):
            if token[0].isalnum():
                places[token].append(index)
        return {token: where for token, where in places.items() if len(where) <= RARE}

    def _whole_sentences(self, first: int, last: int, low: int, high: int) -> tuple[int, int]:
        """The new stretch moved to the nearest sentence ends, on the sides where the quote has such an end."""
        steps = [step * sign for step in range((last - first) // 3 + 3) for sign in (-1, 1)]
        if self.old.ends_sentence(first):
            starts = (low + step for step in steps if 0 <= low + step < high)
            low = next(filter(self.new.ends_sentence, starts), low)
        if self.old.ends_sentence(last):
            ends = (high - step for step in steps if low < high - step <= len(self.origin))
            high = next(filter(self.new.ends_sentence, ends), high)
        return low, high

    def _stood_elsewhere(self, near: Near, first: int, last: int) -> bool:
        """Whether most of the stretch stood in the old text already, outside `old.tokens[first:last]`."""
        kept = 0
        for j in range(max(1, near.first), near.last):
            i = self.origin[j]
            kept += i > 0 and not first <= i < last and self.origin[j - 1] == i - 1
        return kept > MOSTLY * (near.last - near.first)


def align(old: str, new: str) -> list[tuple[int, int, int]]:
    """The stretches that `new` keeps of `old`, as (place in old, place in new, length): ascending in both, disjoint.

    A patience diff: stretches of `UNIQUE_TOKENS` that occur once in either text and in the same order hold
    it together; what lies between two of them is compared in full (longest common subsequence, rapidfuzz),
    unless that takes more than `MOST_CELLS` cells: such a stretch counts as replaced. So time stays about
    linear and memory bounded.
    """
    blocks: list[tuple[int, int, int]] = []
    i = j = 0
    for a, b in [*_landmarks(old, new), (len(old), len(new))]:
        if a < i or b < j:
            continue
        blocks += [(i + x, j + y, size) for x, y, size in _common(old[i:a], new[j:b])]
        i, j = a, b
        while i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
        blocks.append((a, b, i - a))
    return [block for block in blocks if block[2]]


def _landmarks(old: str, new: str) -> list[tuple[int, int]]:
    """The places of the stretches that are unique in both texts; as many as stand in the same order in both."""
    theirs = _unique(new)
    pairs = [(i, theirs[piece]) for piece, i in _unique(old).items() if piece in theirs]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        length = bisect_left(tails, j)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [j]
        ends[length : length + 1] = [index]
    chain = []
    index = ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _unique(codes: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for start in range(len(codes) - UNIQUE_TOKENS + 1):
        piece = codes[start : start + UNIQUE_TOKENS]
        places[piece] = -1 if piece in places else start
    return {piece: start for piece, start in places.items() if start >= 0}


def _common(old: str, new: str) -> list[tuple[int, int, int]]:
    if len(old) * len(new) > MOST_CELLS:
        return []
    return [(m.a, m.b, m.size) for m in LCSseq.editops(old, new).as_matching_blocks()]
