"""Folding: which differences between two texts are no difference of words.

`fold` cuts a text into tokens that keep their offsets in the raw text; two stretches of text say the same
where their tokens and the dashes between them agree (`Folded.same_dashes`). What is folded away, and
nothing else:

* white space of any kind and amount, line ends, zero-width characters, soft hyphens, direction marks; * the
shape of quotes and dashes (curly or straight, single or double, hyphen, en, em), and the space around a
dash.
  A double quote after a digit stays apart from a single one: 5" is not 5'. No quote or dash is dropped;
* Markdown and list marks: emphasis, code, heading and block-quote marks, bullets, list numbers, escapes,
and
  a link's address. A list number counts as a mark only where a list can stand: "there were⏎12. After" keeps
  its 12;
* composed or decomposed accents (NFC), ligatures, "…" for "...".

Letters, case, digits, superscripts, punctuation and their order stay as they are: "not", "10", "10²", "US"
and "us" are never folded into one another.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from rapidfuzz.distance import LCSseq

SINGLE_QUOTES = "'‘’‚‛`´′‹›＇"
DOUBLE_QUOTES = '"“”„‟«»″＂'
DASHES = "-‐‑‒–—―−﹘﹣－"

INVISIBLE = dict.fromkeys(
    (
        *(0x00AD, 0x061C, 0x180E, 0xFEFF),
        *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10)),
    )
)
"""For `str.translate`: drops soft hyphens, zero-width spaces, direction, variation and byte-order marks."""

LOOSE: dict[int, str | None] = {ord(mark): None for mark in SINGLE_QUOTES + DOUBLE_QUOTES} | {
    ord(mark): " " for mark in DASHES
}
"""For `str.translate`: drops quotes, so that "don’t" is one word, and turns dashes into spaces."""

NO_DASH, DASH, LIST_DASH = b"\0\1\2"
"""What stands before a token: no dash, a dash, or one that opens a line and so may be a dash or a list mark."""

UNIQUE_TOKENS = 6
MOST_CELLS = 16_000_000
"""4,000 by 4,000 tokens, about 18,000 characters each: 2 MB and some milliseconds."""

SOLID_TOKENS = 3
"""A kept stretch of this many tokens is no coincidence and bounds what was changed."""

SENTENCE_ENDS, CLOSERS = frozenset(".!?…"), frozenset("')]")
RARE = 64
MOSTLY = 0.6

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_UNSEEN = "".join(map(chr, INVISIBLE))
_SPACE = r"[^\S\n]"
_LINE = re.compile(r"[^\n]*\n?")
_NO_DASH_RULE = "*_= \t\r\n\u00a0"
_RULE = DASHES + _NO_DASH_RULE
_LINE_MARKS = re.compile(
    rf"{_SPACE}*(?:>{_SPACE}*)*(?:\#{{1,6}}(?!\S))?{_SPACE}*"
    rf"(?:(?P<dash>[{DASHES}])(?!\S)|(?P<plus>\+)(?!\S)|\(?(?P<number>\d{{1,3}})\\?[.)](?!\S))?"
)
_CLOSING = " \t\r\n\u00a0*_)]" + SINGLE_QUOTES + DOUBLE_QUOTES
_LIST_MAY_FOLLOW = (".", "!", "?", ":", ";", "…")
_ADDRESS = r"\]\([^()\s]*(?:\s\"[^\"\n]*\")?\)"
_TOKEN = re.compile(
    rf"(?P<word>[^\W_]+(?:[\u0300-\u036f]+[^\W_]*|[{_UNSEEN}]+[^\W_]+)*)"
    rf"|(?P<dash>[{DASHES}])"
    rf"|(?P<inches>(?<=\d)[{DOUBLE_QUOTES}](?![^\W\d_]))"
    rf"|(?P<dots>\.\.\.|…)"
    rf"|(?P<kept>(?<=[^\W_])[*_·](?=[^\W_]))"
    rf"|(?P<mark>[*_•·▪◦‣●○■□{_UNSEEN}]|(?<![^\W_])`|`(?![^\W_])|\\(?=[!-/:-@\[-`{{-~])"
    rf"|!?\[(?=[^\[\]\n]*{_ADDRESS})|{_ADDRESS})"
    rf"|(?P<quote>[{SINGLE_QUOTES}{DOUBLE_QUOTES}])"
    r"|(?P<other>\S)"
)
_FIXED = {"inches": '"', "dots": "…", "quote": "'"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as folded tokens (words and punctuation marks, no dashes) and where they stand.

    `starts` and `ends` are offsets into `text` in code points, end exclusive, ascending, one a token;
    tokens never overlap. `dashes` holds NO_DASH, DASH or LIST_DASH for what stands before each token, and
    one entry more for what stands after the last.
    """

    text: str
    tokens: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    dashes: bytearray = field(default_factory=bytearray)

    def gap(self, index: int) -> tuple[int, int]:
        """The offsets of what lies between the tokens `index - 1` and `index`, up to the ends of the text."""
        start = self.ends[index - 1] if index else 0
        return start, self.starts[index] if index < len(self.starts) else len(self.text)

    def raw(self, index: int) -> str:
        """The token as it stands in the text."""
        return self.text[self.starts[index] : self.ends[index]]

    def ends_sentence(self, index: int) -> bool:
        """Whether a sentence, a line or the text ends before the token `index`, as far as marks and space tell."""
        if self.opens_line(index):
            return True
        last = index - 1
        while last and self.tokens[last] in CLOSERS:
            last -= 1
        return self.tokens[last] in SENTENCE_ENDS and self.starts[index] > self.ends[index - 1]

    def opens_line(self, index: int) -> bool:
        """Whether a line of its own (or the text) begins, or ends, before the token `index`."""
        start, end = self.gap(index)
        return index in (0, len(self.tokens)) or "\n" in self.text[start:end]


def fold(text: str) -> Folded:
    """The tokens of `text`; time and memory linear in its length."""
    folded = Folded(text)
    dash = NO_DASH
    for start, end, opening in _lines(text):
        dash = dash if dash == DASH else max(dash, opening)
        for match in _TOKEN.finditer(text, start, end):
            if match.lastgroup == "dash":
                dash = DASH
            elif match.lastgroup != "mark":
                folded.tokens.append(_folded_token(match))
                folded.starts.append(match.start())
                folded.ends.append(match.end())
                folded.dashes.append(dash)
                dash = NO_DASH
    folded.dashes.append(dash)
    return folded


def dashes_agree(ours: bytes | bytearray, theirs: bytes | bytearray) -> bool:
    """Whether two equally long stretches have dashes at the same places; a LIST_DASH agrees with anything."""
    return ours == theirs or all(a == b or LIST_DASH in (a, b) for a, b in zip(ours, theirs, strict=True))


def _folded_token(match: re.Match[str]) -> str:
    token = _FIXED.get(match.lastgroup or "", match.group())
    if token.isascii():
        return token
    return unicodedata.normalize("NFC", token.translate(INVISIBLE)).translate(_LIGATURES)


def _lines(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, dash) of every line: where its words begin after its marks, and the dash among those."""
    list_may_follow, last_number = True, -1
    for line in _LINE.finditer(text):
        start, end = line.span()
        if not line.group().strip(_RULE):
            yield end, end, LIST_DASH if line.group().strip(_NO_DASH_RULE) else NO_DASH
            list_may_follow, last_number = True, -1
            continue
        marks = _LINE_MARKS.match(text, start, end)
        assert marks is not None  # noqa: S101  every part of the pattern may be empty
        kind, number = marks.lastgroup, int(marks["number"] or -1)
        numbered_on = kind == "number" and 0 <= number - last_number <= 1
        if kind in (None, "dash") or list_may_follow or numbered_on:
            start, last_number = marks.end(), number if kind else last_number
        else:
            start = marks.start(kind or 0)
        yield start, end, LIST_DASH if kind == "dash" else NO_DASH
        list_may_follow = line.group().rstrip(_CLOSING).endswith(_LIST_MAY_FOLLOW)


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

    def tokens_at(self, start: int, end: int) -> tuple[int, int]:
        """The tokens (first, last exclusive) that the characters from `start` to `end` touch."""
        return bisect_right(self.starts, start) - 1, bisect_left(self.starts, end)


class Change:
    """An old text and a new one, and which tokens of the old one a diff keeps in the new.

    `old_codes` and `new_codes` hold one character a token, the same one for the same token in both texts.
    `home` is the new token for every old one, `origin` the old for every new one, -1 where there is none.
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

    @cached_property
    def rare(self) -> dict[str, list[int]]:
        """Where the words of the new text stand that stand at no more than `RARE` places."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for index, token in enumerate(self.new.tokens):
            if token[0].isalnum():
                places[token].append(index)
        return {token: where for token, where in places.items() if len(where) <= RARE}

    def same(self, i: int, j: int) -> bool:
        """Whether the old token `i` and the new token `j` are the same, and both exist."""
        return 0 <= i < len(self.old_codes) and 0 <= j < len(self.new_codes) and self.old_codes[i] == self.new_codes[j]

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

    def stood_elsewhere(self, low: int, high: int, first: int, last: int) -> bool:
        """Whether most of `new.tokens[low:high]` stood in the old text already, outside `old.tokens[first:last]`."""
        kept = 0
        for j in range(max(1, low), high):
            i = self.origin[j]
            kept += i > 0 and not first <= i < last and self.origin[j - 1] == i - 1
        return kept > MOSTLY * (high - low)


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
