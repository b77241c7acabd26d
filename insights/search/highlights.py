"""Where on a page the words that were searched for stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from insights.extraction import plain
from insights.search.indexes import Index, fts5, tsquery

OPEN, CLOSE = "\ue000", "\ue001"  # private use: taken out of whatever is highlighted
AROUND = 18  # words shown either side of the first hit
LED_TO = 5  # words by which a browser finds the place
LINE = r"[#>]+\s*|[-*+]\s+|\d+[.)]\s+"  # what a line of Markdown may begin with
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
    """Give each of the rows of a page, found in some indexes, its `hit` of all the terms wanted, or of some; or None.

    One query for all of them.
    """
    rows = {(index, row.pk): row for index, some_rows in found.items() for row in some_rows}
    for row in rows.values():
        row.hit = None
    if rows and wanted:
        read = _sqlite_marks if connection.vendor == "sqlite" else _postgresql_marks
        for key, columns in read(rows, wanted, some):
            rows[key].hit = _hit(*columns)


Rows = dict[tuple[Index, int], Any]
Marks = Iterator[tuple[tuple[Index, int], list[str]]]


def _sqlite_marks(rows: Rows, wanted: Sequence[str], some: bool) -> Marks:
    indexes = list(dict.fromkeys(index for index, _ in rows))
    parts, given = [], []
    for place, index in enumerate(indexes):
        numbers = [pk for its, pk in rows if its is index]
        marks = [f"highlight({index.name}, {n}, '{OPEN}', '{CLOSE}')" for n in range(len(index.columns))]
        columns = ", ".join([*marks, *["NULL"] * (_widest(indexes) - len(marks))])
        pks = ", ".join(["%s"] * len(numbers))
        match = f"{index.name} MATCH %s AND rowid IN ({pks})"
        parts.append(f"SELECT {place}, rowid, {columns} FROM {index.name} WHERE {match}")  # noqa: S608
        given += [fts5(wanted, some=some), *numbers]
    yield from _asked(indexes, " UNION ALL ".join(parts), given)


def _postgresql_marks(rows: Rows, wanted: Sequence[str], some: bool) -> Marks:
    """ts_headline marks the folded text, letter for letter as long as the text itself; the marks are carried over."""
    indexes = list(dict.fromkeys(index for index, _ in rows))
    options = f"HighlightAll=true, StartSel={OPEN}, StopSel={CLOSE}"
    marked = f"ts_headline('betterway', %s, {tsquery(wanted, some=some)}, %s)"
    parts, given = [], []
    for (index, pk), row in rows.items():
        columns = [*[marked] * len(index.columns), *["NULL"] * (_widest(indexes) - len(index.columns))]
        parts.append(f"SELECT %s::bigint, %s::bigint, {', '.join(columns)}")
        given += [indexes.index(index), pk]
        for column in index.columns:
            given += [_level(getattr(row, column)), *wanted, options]
    for key, columns in _asked(indexes, " UNION ALL ".join(parts), given):
        texts = [getattr(rows[key], column) for column in key[0].columns]
        yield key, [_carried(marks, text) for marks, text in zip(columns, texts, strict=True)]


def _widest(indexes: list[Index]) -> int:
    return max(len(index.columns) for index in indexes)


def _asked(indexes: list[Index], sql: str, given: list[Any]) -> Marks:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        for place, pk, *columns in cursor.fetchall():
            index = indexes[place]
            yield (index, pk), columns[: len(index.columns)]


def _level(text: str) -> str:
    """The text with accents folded and punctuation blanked, each letter in its place."""
    return "".join(unicodedata.normalize("NFD", letter)[0] if letter.isalnum() else " " for letter in text)


def _carried(marked: str, text: str) -> str:
    """`text` with the marks that its levelled form got."""
    made, place = [], 0
    for letter in marked:
        if letter in (OPEN, CLOSE):
            made.append(letter)
        else:
            made.append(text[place : place + 1])
            place += 1
    return "".join(made)


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
