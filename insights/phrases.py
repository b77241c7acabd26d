"""Words that are to be taken down, wherever and however they are written, and what a text is without them.

Texts are compared as `flat` has them, so that capitals, accents, white space, cut words and what cannot be seen make
no difference; nor do the shape of quotes and dashes, marks of emphasis and a link's address. Whole words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from insights.flat import BETWEEN, WORD, Flat, readings
from insights.models import REDACTED

LEAST = 3  # letters and digits: what is shorter stands in half the words there are
MOST_PHRASES, LONGEST = 40, 5_000

_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>()]*")
_LINK = re.compile(r"!?\[[^\[\]\n]*\]\([^()\s]*(?:\s\"[^\"\n]*\")?\)")
_EMPHASIS = "*_"


class PhraseError(ValueError):
    """Why these words cannot be looked for, as a sentence."""


@dataclass(frozen=True)
class Cleaned:
    """A text without the words: `spans` of the old text (sorted, apart), and what stands there in the new one."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    masks: tuple[str, ...] = ()

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the old text is in the new; cut words are taken whole."""
        return self._at(start, closing=False), self._at(end, closing=True)

    def _at(self, offset: int, *, closing: bool) -> int:
        shift = 0
        for (start, end), mask in zip(self.spans, self.masks, strict=True):
            if offset <= start:
                break
            if offset < end:
                return start + shift + (len(mask) if closing else 0)
            shift += len(mask) - (end - start)
        return offset + shift


class Phrases:
    """One or more phrases, as somebody has typed them, one a line; a line without a letter or digit is none."""

    instead = REDACTED

    def __init__(self, words: str | Iterable[str]) -> None:
        lines = words.splitlines() if isinstance(words, str) else words
        self.lines = list(dict.fromkeys(" ".join(line.split()) for line in lines if _words(line)))
        self.check()

    def check(self) -> None:
        """Raise PhraseError for what cannot be looked for: nothing, too much, or what stands everywhere."""
        if not self.lines:
            raise PhraseError("Give the words that are to be taken down: a name, an address, a sentence.")
        if len(self.lines) > MOST_PHRASES or any(len(line) > LONGEST for line in self.lines):
            raise PhraseError("That is too much at once: give the words line by line, up to forty lines.")
        for line in self.lines:
            if len("".join(_words(line))) < LEAST:
                raise PhraseError(f"“{line}” is too short to be looked for: give at least three letters or digits.")
            if re.search(_pattern(line), self.instead):
                sentence = f"“{line}” stands in what is written instead: “{self.instead}”. Give more of the words."
                raise PhraseError(sentence)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile("|".join(_pattern(line) for line in sorted(self.lines, key=len, reverse=True)))

    @cached_property
    def _telling(self) -> tuple[str, ...]:
        """A word of each phrase, without which it stands nowhere; the digits of a number may be apart."""
        words = map(_words, self.lines)
        return tuple(max(found, key=len) if not _is_number(found) else "" for found in words)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the words stand in `text`: code points, end exclusive, sorted, not overlapping. Linear in the text."""
        found = []
        for flat in readings(text):
            if any(word in flat.letters for word in self._telling):
                found += [_whole(text, *flat.span(*m.span())) for m in self._compiled.finditer(flat.letters)]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)

    def cleaned(self, text: str) -> Cleaned:
        """`text` with what is written instead of the words, and where that stands."""
        spans = self.spans(text)
        addresses = [match.span() for match in _ADDRESS.finditer(text)] if spans else []
        in_address = self.instead.replace(" ", "-").lower()
        masks = tuple(
            in_address if any(low <= start and end <= high for low, high in addresses) else self.instead
            for start, end in spans
        )
        parts, last = [], 0
        for (start, end), mask in zip(spans, masks, strict=True):
            parts += [text[last:start], mask]
            last = end
        return Cleaned("".join([*parts, text[last:]]), spans, masks)

    def clean(self, text: str) -> str:
        """`text` with what is written instead of the words."""
        return self.cleaned(text).text


def _words(line: str) -> list[str]:
    return WORD.findall(Flat(line).letters)


def _is_number(words: list[str]) -> bool:
    return all(word.isdecimal() for word in words)


def _pattern(line: str) -> str:
    """Words with space between them stay words; what a mark alone parts ("O’Brien") may stand in one, or in two."""
    flat = Flat(line).letters
    if _is_number(WORD.findall(flat)):
        body = f"{BETWEEN}*".join(re.findall(r"\d", flat))
    else:
        apart = [[re.escape(word) for word in WORD.findall(part)] for part in flat.split()]
        body = f"{BETWEEN}+".join(f"{BETWEEN}*".join(words) for words in apart if words)
    return rf"(?<![^\W_]){body}(?![^\W_])"


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with what would be half a link or half an emphasis without it."""
    while end < len(text) and not Flat(text[end]).letters:
        end += 1
    for link in _LINK.finditer(text, text.rfind("\n", 0, start) + 1):
        low, high = link.span()
        if low >= end:
            break
        if (
            start <= low < end < high
            or low < start < high < end
            or (low < start and end < high and "](" in text[start:end])
        ):
            start, end = min(start, low), max(end, high)
    if any(mark in _EMPHASIS for mark in text[start:end]):
        while start and text[start - 1] in _EMPHASIS:
            start -= 1
        while end < len(text) and text[end] in _EMPHASIS:
            end += 1
    return start, end
