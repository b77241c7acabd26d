"""Reading copies: a stretch of the text as plain words, with the way back to its offsets.

Every rule of the engine reads such a copy, so no rule needs to know of Markdown marks, non-breaking spaces or curly
quotes; and every answer goes back through `Plain.span`, so no rule can give a wrong offset.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from insights.extraction.folding import INVISIBLE

_QUOTES = {ord(c): "'" for c in "‘’‚‛ʼ`´′"} | {ord(c): '"' for c in "“”„‟«»″"}
_DASHES = {ord(c): "-" for c in "‐‑"} | {ord(c): "–" for c in "‒—―−"}
_SPACES = {
    ord(c): " " for c in "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
} | dict.fromkeys(range(8192, 8203), " ")
_FOLD = {**_QUOTES, **_DASHES, **_SPACES}
_ACCENTS = range(0x0300, 0x0370)
_MARK = re.compile(
    r"(?P<escape>\\)[!-/:-@\[-`{-~]"  # first, and with the mark behind it, which is one no more
    r"|!?\[(?P<label>[^\[\]\n]{0,300})\]\((?P<address>[^()\s]{0,2000})\)"
    r"|(?P<strong>\*{1,3}|_{2,3}|~~)(?=\S)|(?<=\S)(?P<close>\*{1,3}|_{2,3}|~~)"
    r"|(?<![\w])_(?=\w)|(?<=[\w.,;:!?'\"’”)])_(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A stretch of the text with single spaces, straight quotes, en dashes only, composed letters, and no marks.

    `words` is what the rules read; `shown` has the same length and keeps the writer's quotes and dashes. `at[i]` is
    the offset in the text of the i-th character.
    """

    words: str
    shown: str
    at: tuple[int, ...]
    ends: Mapping[int, int] = field(default_factory=dict)
    """Where in the text a letter ends that the text spells in several characters ("a" and an accent), by its offset."""

    def after(self, place: int) -> Plain:
        """The copy without its first `place` characters."""
        return Plain(self.words[place:], self.shown[place:], self.at[place:], self.ends)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text of `words[start:end]`, which must not be empty."""
        last = self.at[end - 1]
        return self.at[start], self.ends.get(last, last + 1)


def read(text: str, start: int, end: int) -> Plain:
    """The reading copy of `text[start:end]`; linear in its length."""
    dropped = _dropped(text, start, end)
    words: list[str] = []
    shown: list[str] = []
    at: list[int] = []
    ends: dict[int, int] = {}
    for place in range(start, end):
        raw = text[place]
        code = ord(raw)
        if place in dropped or code in INVISIBLE:
            continue
        if code in _ACCENTS and words and len(letter := unicodedata.normalize("NFC", words[-1] + raw)) == 1:
            words[-1] = shown[-1] = letter
            ends[at[-1]] = place + 1
            continue
        folded = _FOLD.get(code, raw)
        if folded == " ":
            if not words or words[-1] == " ":
                continue
            raw = " "
        words.append(folded)
        shown.append(raw)
        at.append(place)
    while words and words[-1] == " ":
        words.pop(), shown.pop(), at.pop()
    return Plain("".join(words), "".join(shown), tuple(at), ends)


def _dropped(text: str, start: int, end: int) -> frozenset[int] | set[int]:
    """Offsets of the Markdown marks between `start` and `end`."""
    if not any(mark in text[start:end] for mark in "*_[~\\"):
        return frozenset()
    out: set[int] = set()
    for match in _MARK.finditer(text, start, end):
        if match["escape"]:
            out.add(match.start())
        elif match["label"] is None:
            out.update(range(*match.span()))
        elif match["label"].strip():
            out.update(range(match.start(), match.start("label")))
            out.update(range(match.end("label"), match.end()))
    return out
