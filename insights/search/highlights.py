"""Where on a page the words that were searched for stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from insights.extraction import plain
from insights.search.indexes import Index
from insights.search.queries import bare
from insights.search.ranking import telling, words_to_try
from insights.search.stems import stem

OPEN, CLOSE = "\ue000", "\ue001"  # private use: taken out of whatever is highlighted
AROUND = 18  # words shown either side of the first hit
LED_TO = 5  # words by which a browser finds the place
LINE = r"[#>]+\s*|[-*+]\s+|\d+[.)]\s+"  # what a line of Markdown may begin with
MARKS = "".join(letter for letter in map(chr, range(0x300, 0x20000)) if unicodedata.category(letter) in ("Mn", "Mc"))
WORD = re.compile(rf"[^\W_][^\W_{MARKS}]*(?:[{MARKS}]+[^\W_{MARKS}]*)*")  # with the marks of its letters
BLOCK = re.compile(rf"\n\s*\n|\n(?=\s*(?:{LINE}))")


@dataclass(frozen=True)
class Hit:
    """Where the words stand: in the `headline` (a statement or a title), and `around` the first place in the rest.

    `around` is empty where they stand in the headline only. `fragment` ends an address and leads a browser to the
    place in the text.
    """

    headline: SafeString
    around: SafeString
    fragment: str = ""


def set_hits(found: Mapping[Index, Iterable[Any]], wanted: Sequence[str], *, some: bool = False) -> None:
    """Give each of the rows of a page, found in some indexes, its `hit` of all the terms wanted; or None.

    With `some`, of single words of theirs. No query: which words of a text a database finds is told by their stems.
    """
    terms = [_stems(term) for term in (words_to_try(wanted) if some else telling(wanted))]
    for index, rows in found.items():
        for row in rows:
            texts = [re.sub(f"[{OPEN}{CLOSE}]", "", getattr(row, column)) for column in index.columns]
            row.hit = _hit(*(_with_marks(text, terms) for text in texts)) if terms else None


def _with_marks(text: str, terms: Sequence[list[str]]) -> str:
    """The text with a mark before and after each place where a term stands, whole phrases as one."""
    words = list(WORD.finditer(text))
    firsts = {one[:1] for term in terms for one in term}
    stems = [_stem(word[0]) if word[0][0].lower() in firsts or not word[0].isascii() else "" for word in words]
    spans: list[tuple[int, int]] = []
    for place in range(len(words)):
        fitting = [len(term) for term in terms if stems[place : place + len(term)] == term]
        if fitting:
            spans.append((words[place].start(), words[place + max(fitting) - 1].end()))
    made, last = [], 0
    for start, end in _merged(spans):
        made += [text[last:start], OPEN, text[start:end], CLOSE]
        last = end
    return "".join([*made, text[last:]])


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _stems(term: str) -> list[str]:
    return [stem(word) for word in term.lower().split()]


def _stem(word: str) -> str:
    return stem((word if word.isascii() else bare(word)).lower())


def _hit(headline: str, *others: str) -> Hit:
    """The hit in columns with their marks; the rest is shown from the first of them that has any."""
    rest = next((other for other in others if OPEN in other), "")
    words, first = _read(rest)
    if not words:
        return Hit(_marked(headline), _marked(""))
    begin, end = max(0, first - AROUND), first + AROUND + 1
    cut = " ".join(words[begin:end])
    cut += CLOSE * (cut.count(OPEN) - cut.count(CLOSE))
    if _letters(cut) in _letters(headline):
        return Hit(_marked(headline), _marked(""))
    shown = f"{'… ' if begin else ''}{cut}{' …' if end < len(words) else ''}"
    there = quote(re.sub(f"[{OPEN}{CLOSE}]", "", " ".join(words[first : first + LED_TO])).strip(".,;:!?"), safe="")
    return Hit(_marked(headline), _marked(shown), f"#:~:text={there.replace('-', '%2D')}")


def _read(marked: str) -> tuple[list[str], int]:
    """The words of the paragraph, or line of a list, with the first mark, and which of them that is."""
    block = next((block for block in BLOCK.split(marked) if OPEN in block), "")
    text = re.sub(rf"^\s*(?:{LINE})+", "", block)
    words = plain.read(text, 0, len(text)).shown.split()
    return words, next((n for n, word in enumerate(words) if OPEN in word), 0)


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _marked(words: str) -> SafeString:
    """Escaped, and then the hits marked; marks that are not in pairs stood in the text itself and go."""
    html = re.sub(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}", r'<mark class="hit">\1</mark>', escape(words))
    return mark_safe(re.sub(f"[{OPEN}{CLOSE}]", "", html))  # noqa: S308  # escaped above
