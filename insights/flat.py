"""A text as it is searched for names and words: small letters without accents, each with its place in the text.

Capitals, accents (composed, decomposed or left out), ligatures, letters with a stroke and all that cannot be seen make
no difference here. Words, quotes, dashes and white space stay, and `BETWEEN` says what may part words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from itertools import accumulate

from insights.extraction.folding import INVISIBLE

# What may stand between two words of a name: anything but letters and digits; the address of a link; a space or a line
# end in HTML's spelling. No stretch of a text fits it in two ways, so that it cannot backtrack without bound.
BETWEEN = (
    r"(?:\]\((?=[^()\s]*[^\W_])[^()\s]*(?:\s\"[^\"\n]*\")?\)"
    r"|&(?:nbsp|shy|zwnj|#0*(?:160|173)|#xa[0d]);|</?[a-z]{1,10} ?/?>|[\W_])"
)
WORD = re.compile(r"[^\W_]+")

# Letters that Unicode does not take for one with an accent, as they are written where there is no key for them.
STROKES = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_PLAIN = str.maketrans(STROKES | dict.fromkeys("ʹʻʼʽʾʿˈꞌ", "'"))
_UNSEEN = {"Cf", "Me"}  # soft hyphens, joiners, direction marks; circles drawn round a letter
# What parts the letters of one word: a hyphen at the end of a line, marks of emphasis, the unseen in HTML's spelling.
_CUT = re.compile(
    r"(?<=[^\W_])(?:[\u00ad\u2010\u2011-][^\S\n]*\n\s*|[*_~`]{1,3}"
    r"|&(?:shy|zwn?j|#0*(?:173|820[345])|#[xX]0*(?:[aA][dD]|200[bcdBCD]));|<wbr ?/?>)(?=[^\W_])"
)


class _Table(dict[int, str]):
    """For `str.translate`: what each character counts as, reckoned when it is first met."""

    def __missing__(self, code: int) -> str:
        small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold()).translate(INVISIBLE)
        seen = (c for c in small if not unicodedata.combining(c) and unicodedata.category(c) not in _UNSEEN)
        self[code] = "".join(seen).translate(_PLAIN)
        return self[code]


_TABLE = _Table()
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


class Flat:
    """`text` and its `letters`, in which names and words are looked for. Made in time linear in its length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.letters = text.lower() if text.isascii() else text.translate(_TABLE)
        self._from, self._to = _steps(text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `letters[start:end]`, which is not empty, stands in the text: whole letters with their accents."""
        low, high = self._place(start), self._place(end - 1) + 1
        while high < len(self.text) and unicodedata.combining(self.text[high]):
            high += 1
        return low, high

    def _place(self, at: int) -> int:
        step = bisect_right(self._from, at) - 1
        return at if step < 0 else self._to[step] + at - self._from[step]


class _Joined(Flat):
    """A text whose cut words are made whole; its places are those of the text as it stands."""

    def __init__(self, text: str) -> None:
        cuts = [match.span() for match in _CUT.finditer(text)]
        super().__init__(_CUT.sub("", text))
        lost = list(accumulate(end - start for start, end in cuts))
        self._after = [end - gone for (_, end), gone in zip(cuts, lost, strict=True)]
        self._lost = [0, *lost]
        self.text = text

    def _place(self, at: int) -> int:
        place = super()._place(at)
        return place + self._lost[bisect_right(self._after, place)]


def readings(text: str) -> list[Flat]:
    """The text as it stands and, where words of it are cut within, also with these made whole."""
    return [Flat(text), _Joined(text)] if _CUT.search(text) else [Flat(text)]


def _steps(text: str) -> tuple[list[int], list[int]]:
    """Where the letters do not go on one for one: their places from there on, and those in the text."""
    ours, theirs, shift = [], [], 0
    for match in _BEYOND_ASCII.finditer(text):
        at, size = match.start(), len(_TABLE[ord(match[0])])
        if size != 1:
            ours += range(at + shift + 1, at + shift + size)
            theirs += [at] * (size - 1)
            shift += size - 1
            ours.append(at + 1 + shift)
            theirs.append(at + 1)
    return ours, theirs
