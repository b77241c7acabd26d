"""Words that are to be taken down, wherever and however they are written, and what a text is without them.

Capitals, accents, the shape of quotes and dashes, white space, marks of emphasis, a link's address and invisible
characters make no difference (what these are is told in `extraction/folding.py`). Whole words only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from insights.extraction.folding import INVISIBLE
from insights.models import REDACTED

LEAST = 3  # letters and digits: what is shorter stands in half the words there are
MOST_PHRASES, LONGEST = 40, 5_000
IN_ADDRESS = REDACTED.replace(" ", "-")

# What may stand between two words: anything but letters and digits; the address of a link; a space in HTML's spelling.
_BETWEEN = r"(?:\]\([^()\s]*(?:\s\"[^\"\n]*\")?\)|&(?:nbsp|shy|zwnj|#0*(?:160|173)|#xa[0d]);|[\W_])"
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>()]*")
_LINK = re.compile(r"!?\[[^\[\]\n]*\]\([^()\s]*(?:\s\"[^\"\n]*\")?\)")
_EMPHASIS = "*_"


class PhraseError(ValueError):
    """Why these words cannot be looked for, as a sentence."""


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    """What a character counts as: small, without accents; nothing for what cannot be seen."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).translate(INVISIBLE)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


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
    """One or more phrases, as somebody has typed them, one a line."""

    def __init__(self, words: str | Iterable[str]) -> None:
        lines = words.splitlines() if isinstance(words, str) else words
        self.lines = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
        if not self.lines:
            raise PhraseError("Give the words that are to be taken down: a name, an address, a sentence.")
        if len(self.lines) > MOST_PHRASES or any(len(line) > LONGEST for line in self.lines):
            raise PhraseError("That is too much at once: give the words line by line, up to forty lines.")
        for line in self.lines:
            self._refuse(line)

    def _refuse(self, line: str) -> None:
        found = _WORD.findall(_flat(line)[0])
        if len("".join(found)) < LEAST:
            raise PhraseError(f"“{line}” is too short to be looked for: give at least three letters or digits.")
        if re.search(_pattern(line), REDACTED):
            raise PhraseError(f"“{line}” stands in what is written instead: “{REDACTED}”. Give more of the words.")

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile("|".join(_pattern(line) for line in sorted(self.lines, key=len, reverse=True)))

    @cached_property
    def _telling(self) -> tuple[str, ...]:
        """A word of each phrase, without which it stands nowhere; the digits of a number may be apart."""
        words = (_WORD.findall(_flat(line)[0]) for line in self.lines)
        return tuple(max(found, key=len) if not _is_number(found) else "" for found in words)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the words stand in `text`: code points, end exclusive, sorted, not overlapping. Linear in the text."""
        folded = unicodedata.normalize("NFKD", text.casefold())
        if not folded.isascii():
            folded = "".join(map(_letters, folded))
        if not any(word in folded for word in self._telling):
            return ()
        flat, places = _flat(text)
        found = [_whole(text, places[m.start()], places[m.end() - 1] + 1) for m in self._compiled.finditer(flat)]
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
        masks = tuple(
            IN_ADDRESS if any(low <= start and end <= high for low, high in addresses) else REDACTED
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


def _flat(text: str) -> tuple[str, list[int]]:
    """The text as it is searched, and for each letter of it the place in `text`."""
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in _letters(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _is_number(words: list[str]) -> bool:
    return all(word.isdecimal() for word in words)


def _pattern(line: str) -> str:
    """Words with space between them stay words; what a mark alone parts ("O’Brien") may stand in one, or in two."""
    flat = _flat(line)[0]
    if _is_number(_WORD.findall(flat)):
        body = f"{_BETWEEN}*".join(re.findall(r"\d", flat))
    else:
        apart = [[re.escape(word) for word in _WORD.findall(part)] for part in flat.split()]
        body = f"{_BETWEEN}+".join(f"{_BETWEEN}*".join(words) for words in apart if words)
    return rf"(?<![^\W_]){body}(?![^\W_])"


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with what would be half a link or half an emphasis without it."""
    while end < len(text) and not _letters(text[end]):
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
