"""Finding a passage again after its note was edited.

The promise: a passage is attached, without a human being asked, only to its own words. So `find_again`
accepts nothing but an exact copy of the quote (exact after folding, see `folding`), and of several copies
only the one whose surroundings tell it apart from every other, in the old text as well as in the new: a
twin that stood in the old text already is another sentence's words. Nearness to the old offset never
counts. Whatever is less than that is left to a convenor, with the best candidates, or is removed.

How: both texts are folded into tokens and aligned by a diff; every exact occurrence of the quote in either
text is found; occurrences are paired by the text around them, first the 40 characters either side, then
more.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from operator import itemgetter
from typing import Literal

from insights.extraction.alignment import ALIKE, CONTEXT, Change, Near
from insights.extraction.folding import CLOSERS, DASHES, SENTENCE_ENDS, Folded, dashes_agree, fold

State = Literal["matches", "moved", "needs checking", "removed"]

NEAR = 0.65
"""How alike, of 1, a reworded passage must be to its quote to be worth a convenor's look."""

DOUBT = 0.5
"""How alike what stands in the old place must be to raise doubt whether the quote was moved away."""

NARROW = 60
"""Tokens that may have been put in around a short quote before its kept neighbours no longer vouch for it."""

TELLING_WORDS = 6
"""A quote of this many words says by itself whose words it is; a shorter one needs its surroundings too."""

VOUCHING = 0.8
"""How alike, of 1, the text on one side of a short quote must be."""

_EMPHASIS = "*_`~"
_STOPS = SENTENCE_ENDS | CLOSERS | {":", ";"}
MOST_COPIES = 20
"""A quote that stands more often than this in either text is not looked for: nothing would tell its copies apart."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage: `text[start:end] == quote` (code points, end exclusive), and up to 40 characters either side."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of the new text that may be the passage: `new_text[start:end] == text`, likeness from 0 to 1."""

    start: int
    end: int
    score: float
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in the new text.

    "matches" and "moved": `new_text[start:end] == quote`. "needs checking": no offsets, an empty quote, and
    one or two `candidates`, the likelier first, not overlapping. "removed": none of these.
    """

    state: State
    start: int | None = None
    end: int | None = None
    quote: str = ""
    candidates: tuple[Candidate, ...] = ()


def describe(text: str, start: int, end: int) -> Anchor:
    """The anchor of `text[start:end]`; raises ValueError where that is no stretch of the text."""
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"start={start}, end={end}: expected 0 <= start <= end <= {len(text)}, the text's length")
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Anchor(start, end, text[start:end], prefix, suffix)


def find_again(old_text: str, new_text: str, anchors: Sequence[Anchor]) -> tuple[Place, ...]:
    """The place of every anchor of `old_text` in `new_text`, in the order given.

    * "matches": the exact words, kept in their place by the diff, however far the text before them grew;
    * "moved": the exact words, elsewhere, in the same sentence, and nothing like them in the old place;
    * "needs checking": reworded; or several copies that nothing tells apart; or only a twin, or a short quote's
      words without its surroundings; a changed capital is a rewording;
    * "removed": nothing like it, or only what was another sentence of the old text already. A quote without a
      letter, digit or punctuation mark is found in an unchanged text only.

    Raises ValueError for an anchor whose quote is not at its offsets of `old_text`. Unchanged texts give
    "matches" at the same offsets. Takes time about linear in the texts and the number of anchors.
    """
    for number, anchor in enumerate(anchors):
        found = old_text[anchor.start : anchor.end]
        if found != anchor.quote:
            raise ValueError(f"anchors[{number}]: expected its quote {anchor.quote!r} in old_text, found {found!r}")
    if old_text == new_text:
        return tuple(Place("matches", a.start, a.end, a.quote) for a in anchors)
    change = Change(fold(old_text), fold(new_text))
    return tuple(_Search(change, anchor).place() for anchor in anchors)


class _Search:
    """One quote of the old text, sought in the new; copies are known by their first token."""

    def __init__(self, change: Change, anchor: Anchor) -> None:
        self.change, self.anchor, old = change, anchor, change.old
        self.first = bisect_right(old.ends, anchor.start)
        self.last = max(self.first, bisect_left(old.starts, anchor.end))
        self.size = self.last - self.first

    def place(self) -> Place:
        """Where the quote stands now."""
        if not self.size or not self.anchor.quote:
            return Place("removed")
        pairs = self.pairs()
        at, stays = pairs.get(self.first), self.stays(self.first)
        if at is None and self.all_stay():
            at = stays
        if at is not None and self.vouched(at):
            whole = self.in_its_sentence(at)
            if at == stays and whole:
                return self.accepted("matches", at)
            if stays is None and whole and not self.doubts(at):
                return self.accepted("moved", at)
        others = [j for i, j in pairs.items() if i != self.first]
        free = sorted(set(self.news) - set(others), key=lambda j: (j != at, -self.context(j), j))
        kept = [stays] if stays is not None else []
        found = chain(map(self.exactly, kept), self.reworded(), map(self.exactly, free + others), self.elsewhere())
        candidates = tuple(islice(_apart(found), 2))
        return Place("needs checking" if candidates else "removed", candidates=candidates)

    def in_its_sentence(self, at: int) -> bool:
        """Whether the copy at `at` stands in the same sentence as the quote did, where the quote is a part of one."""
        old, new, same = self.change.old, self.change.new, self.change.same
        i, j, k, n = self.first, at, self.last, at + self.size
        while not (begins := _ends(old, i) and _ends(new, j)) and i and j and same(i - 1, j - 1):
            i, j = i - 1, j - 1
        while not (ends := _ends(old, k) and _ends(new, n)) and same(k, n):
            k, n = k + 1, n + 1
        return begins and ends

    def doubts(self, at: int) -> bool:
        """Whether something else than its copy at `at` may be what became of the quote."""
        copy = self.exactly(at)
        return any(_disjoint(copy, other) for other in chain(self.reworded(DOUBT), self.elsewhere()))

    def accepted(self, state: State, at: int) -> Place:
        found = self.exactly(at)
        return Place(state, found.start, found.end, found.text)

    @cached_property
    def olds(self) -> list[int]:
        return self.copies(self.change.old, self.change.old_codes)

    @cached_property
    def news(self) -> list[int]:
        return self.copies(self.change.new, self.change.new_codes)

    @cached_property
    def lead(self) -> str:
        """What the quote holds before its first token: marks, dashes, space."""
        return self.change.old.text[self.anchor.start : self.change.old.starts[self.first]]

    @cached_property
    def trail(self) -> str:
        """What it holds after its last token."""
        return self.change.old.text[self.change.old.ends[self.last - 1] : self.anchor.end]

    def copies(self, text: Folded, codes: str) -> list[int]:
        """Where the quote stands in a text word for word and dash for dash: first tokens, ascending."""
        quote = self.change.old_codes[self.first : self.last]
        found: list[int] = []
        at = codes.find(quote)
        while at >= 0 and len(found) <= MOST_COPIES:
            if self.agrees(text, at):
                found.append(at)
            at = codes.find(quote, at + 1)
        return found

    def agrees(self, text: Folded, at: int) -> bool:
        """Whether dashes, and words of which the quote holds a part only, are the same too at the token `at`."""
        old, lead, trail = self.change.old, self.lead, self.trail
        low, high = 0 if _has_dash(lead) else 1, self.size + _has_dash(trail)
        ours = old.dashes[self.first + low : self.first + high]
        if not dashes_agree(ours, text.dashes[at + low : at + high]):
            return False
        cut_left = self.anchor.start > old.starts[self.first] and old.raw(self.first) != text.raw(at)
        last, end = self.last - 1, at + self.size - 1
        cut_right = self.anchor.end < old.ends[last] and old.raw(last) != text.raw(end)
        return not cut_left and not cut_right

    def stays(self, i: int) -> int | None:
        """The new copy that the diff keeps in the place of the old copy `i`."""
        homes = Counter(home - k for k, home in enumerate(self.change.home[i : i + self.size]) if home >= 0)
        home, kept = max(homes.items(), key=itemgetter(1), default=(-1, 0))
        if 2 * kept >= self.size and home in self.news:
            return home
        low, high = self.change.between(i, i + self.size)
        inside = self.news[bisect_left(self.news, low) : bisect_right(self.news, high - self.size)]
        return inside[0] if len(inside) == 1 else None

    def all_stay(self) -> bool:
        """Whether the diff keeps every copy of the quote in its place, and there are no others."""
        if len(self.news) > MOST_COPIES or [self.stays(i) for i in self.olds] != self.news:
            return False
        return self.context(self.news[self.olds.index(self.first)]) >= ALIKE

    def pairs(self) -> dict[int, int]:
        """Old copies and the new ones that are plainly theirs."""
        if max(len(self.olds), len(self.news)) > MOST_COPIES:
            return {}
        return self.change.paired(self.olds, self.news, self.size)

    def context(self, at: int) -> float:
        """How alike, of 2, the surroundings of the quote and of its copy at `at` are."""
        return sum(self.change.sides(self.first, at, self.size, CONTEXT))

    def vouched(self, at: int) -> bool:
        """Whether the quote is too long to be anybody else's words, or where its copy stands vouches for it."""
        old, new, first, last = self.change.old, self.change.new, self.first, self.last
        words = sum(token[0].isalnum() for token in old.tokens[first:last])
        if words >= TELLING_WORDS or max(self.change.sides(first, at, self.size, CONTEXT)) >= VOUCHING:
            return True
        low, high = self.change.between(first, last)
        if words >= 2 and low <= at < high <= low + self.size + NARROW:
            return True
        ends = ((old, first), (old, last), (new, at), (new, at + self.size))
        return words >= 3 and all(text.ends_sentence(index) for text, index in ends)

    def exactly(self, at: int) -> Candidate:
        """The copy at the new token `at`, with the marks at its ends where the quote has some."""
        old, new, anchor = self.change.old, self.change.new, self.anchor
        (start, opens), (closes, end) = new.gap(at), new.gap(at + self.size)
        first = opens - _reach_back(new.text[start:opens], self.lead)
        last = closes + _reach_on(new.text[closes:end], self.trail)
        first += max(0, anchor.start - old.starts[self.first])
        last -= max(0, old.ends[self.last - 1] - anchor.end)
        first, last = _whole_marks(new.text, first, last, start, end)
        return Candidate(first, last, 1.0, new.text[first:last])

    def reworded(self, least: float = NEAR) -> Iterator[Candidate]:
        """What stands in the quote's old place, if it is like the quote."""
        low, high = self.change.between(self.first, self.last)
        if low < high <= low + 4 * self.size + NARROW:
            near = self.change.nearest(self.first, self.last, low, high)
            if near and near.likeness >= least:
                yield self.candidate(near)

    def elsewhere(self) -> Iterator[Candidate]:
        """What is like the quote anywhere and was not another sentence of the old text."""
        return map(self.candidate, self.change.look_alikes(self.first, self.last, NEAR))

    def candidate(self, near: Near) -> Candidate:
        new = self.change.new
        start, end = new.starts[near.first], new.ends[near.last - 1]
        return Candidate(start, end, near.likeness, new.text[start:end])


def _has_dash(raw: str) -> bool:
    return any(mark in DASHES for mark in raw)


def _ends(text: Folded, index: int) -> bool:
    """Whether a sentence ends before a token; where a line was only wrapped, none does."""
    if not text.ends_sentence(index):
        return False
    if index in (0, len(text.tokens)) or text.tokens[index - 1] in _STOPS:
        return True
    start, end = text.gap(index)
    return text.text.count("\n", start, end) > 1 or not text.tokens[index][0].islower()


def _whole_marks(text: str, first: int, last: int, low: int, high: int) -> tuple[int, int]:
    """A stretch with the emphasis marks beside it of which it holds the other half, as far as `low` and `high`."""
    opens = first - len(text[low:first].rstrip(_EMPHASIS)) - low
    closes = len(text[last:high]) - len(text[last:high].lstrip(_EMPHASIS))
    if opens and text.count(text[first - opens : first], first, last) % 2:
        first -= opens
    if closes and text.count(text[last : last + closes], first, last) % 2:
        last += closes
    return first, last


def _reach_back(gap: str, lead: str) -> int:
    """How many characters at the end of `gap` stand for `lead`, the marks before the quote's first word."""
    if gap.endswith(lead):
        return len(lead)
    return len(gap.rpartition("\n")[2].lstrip()) if lead.strip() else 0


def _reach_on(gap: str, trail: str) -> int:
    """How many characters at the start of `gap` stand for `trail`, the marks after the quote's last word."""
    if gap.startswith(trail):
        return len(trail)
    return len(gap.partition("\n")[0].rstrip()) if trail.strip() else 0


def _disjoint(a: Candidate, b: Candidate) -> bool:
    return a.end <= b.start or b.end <= a.start


def _apart(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates without those that overlap an earlier one."""
    seen: list[Candidate] = []
    for candidate in candidates:
        if all(_disjoint(candidate, other) for other in seen):
            seen.append(candidate)
            yield candidate
