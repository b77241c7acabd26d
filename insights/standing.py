"""Where names stand in a text, in full and just as they are written: people and organisations, in one walk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import pairwise
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Word = tuple[str, int, int]
WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"[\s*_]+")
_QUOTES = str.maketrans("’‘‑", "''-")


def places(text: str, names: Mapping[Key, Iterable[str]]) -> list[tuple[int, int, Key]]:
    """Every place (code points, end exclusive) where one of the names stands, with whose it is; sorted, apart.

    Capitals count, but a name all in capitals is the name too; marks of emphasis and the shape of apostrophes do not
    count. Where one name is the beginning of another, the longer one stands there. A name that two bear is the first's.
    Linear in the text.
    """
    known = _by_first_word(names)
    words = [(match[0], match.start(), match.end()) for match in WORD.finditer(text)] if known else []
    found: list[tuple[int, int, Key]] = []
    at = 0
    while at < len(words):
        size, key = _longest(text, words, at, known)
        if size and key is not None:
            found.append((words[at][1], words[at + size - 1][2], key))
        at += size or 1
    return found


Known = dict[str, list[tuple[list[str], list[str], Key]]]


def _by_first_word(names: Mapping[Key, Iterable[str]]) -> Known[Key]:
    """By the first word, small: the words of each name and what stands between them, the longest name first."""
    known: Known[Key] = defaultdict(list)
    for key, several in names.items():
        for name in several:
            words = [(match[0], match.start(), match.end()) for match in WORD.finditer(name)]
            if sum(len(word) for word, _, _ in words) > 1:
                known[words[0][0].casefold()].append(([word for word, _, _ in words], _gaps(name, words), key))
    for rows in known.values():
        rows.sort(key=lambda row: -len(row[0]))
    return known


def _longest(text: str, words: list[Word], at: int, known: Known[Key]) -> tuple[int, Key | None]:
    for name, gaps, key in known.get(words[at][0].casefold(), []):
        here = words[at : at + len(name)]
        if len(here) == len(name) and all(map(_same, here, name)) and _gaps(text, here) == gaps:
            return len(name), key
    return 0, None


def _same(word: Word, name: str) -> bool:
    return word[0] == name or (len(name) > 1 and word[0] == name.upper())


def _gaps(text: str, words: list[Word]) -> list[str]:
    """What stands between the words: white space of any kind is one space, a blank line is not."""
    between = [text[one[2] : other[1]] for one, other in pairwise(words)]
    return [gap if gap.count("\n") > 1 else _SPACE.sub(" ", gap.translate(_QUOTES)) for gap in between]
