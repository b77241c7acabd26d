"""Folding: which differences between two texts are no difference of words.

`fold` cuts a text into tokens that keep their offsets in the raw text. Two stretches of text say the same where their
tokens are the same and the dashes between them agree (`dashes_agree`). What is folded away, and nothing else:

* white space of any kind and amount, line ends, zero-width characters, soft hyphens, direction marks;
* the shape of quotes and dashes (curly or straight, single or double, hyphen, en or em) and the space around a dash,
  but no quote and no dash is dropped, and a double quote after a digit is not a single one: 5" is not 5';
* Markdown and list marks: emphasis, code, headings, block quotes, bullets, list numbers, escapes, and a link's
  address. A number counts as a list number only where a list can stand: in "there were⏎12. After" the 12 is a word;
* composed or decomposed accents (NFC), ligatures, and "..." for "…".

Letters, case, digits, superscripts and punctuation stay as they are: "not", "10" and "10²", "US" and "us" are never
folded into one another.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

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

SENTENCE_ENDS, CLOSERS = frozenset(".!?…"), frozenset("')]")

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
