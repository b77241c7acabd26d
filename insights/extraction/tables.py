"""Tables of who was there: each row a person, with what the columns beside the name say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from insights.extraction import affiliations, names
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import Block
from insights.extraction.mentions import Mention, candidates
from insights.extraction.records import Affiliation

_LISTED_SURELY = 9
"""A name in a column of names needs no other sign."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of people: its blocks from `head` to `end`, exclusive, and what each of its columns holds."""

    head: int
    end: int
    columns: tuple[str, ...]


def find(blocks: Sequence[Block]) -> list[Table]:
    """The tables of people in order: a row that heads a column of names and another known one, and the rows below."""
    out: list[Table] = []
    for index, block in enumerate(blocks):
        if (out and index < out[-1].end) or not block.cells:
            continue
        columns = tuple(words_of.TABLE_COLUMNS.get(cell.casefold().strip(" :"), "") for cell in _texts(block))
        if columns.count("name") == 1 and any(column not in ("name", "") for column in columns):
            end = index + 1
            while end < len(blocks) and blocks[end].cells:
                end += 1
            out.append(Table(index, end, columns))
    return out


def people(blocks: Sequence[Block], tables: Sequence[Table], labels: Mapping[int, str]) -> Iterator[Mention]:
    """The people of tables, in order; `labels` gives the role of those in each row."""
    for table in tables:
        for index in range(table.head + 1, table.end):
            mention = _person(index, blocks[index], table.columns, labels.get(index, "participant"))
            if mention is not None:
                yield mention


def _texts(block: Block) -> list[str]:
    return [block.words[start:end] for start, end in block.cells]


def _person(index: int, block: Block, columns: tuple[str, ...], label: str) -> Mention | None:
    cells = dict(zip(_columns(block, columns), block.cells, strict=True))
    start, end = cells.get("name", (0, 0))
    tokens = [t for t in names.tokens(block.words) if start <= t.start < end]
    found = next((m for run in names.runs(block.words, tokens) for m in candidates(index, block, run, label)), None)
    if found is None:
        return None
    position, organisation = (block.plain.shown[slice(*cells.get(c, (0, 0)))] for c in ("position", "organisation"))
    stated = _affiliations(position, None if organisation.casefold() in words_of.NO_EMPLOYER else organisation or None)
    role = words_of.PEOPLE_LABELS.get(position.casefold(), label)
    found.roles = [label if role == "chair" and organisation else role]  # the chair of an organisation, most likely
    found.affiliations = stated or found.affiliations
    found.score = _LISTED_SURELY
    return found


def _columns(block: Block, columns: tuple[str, ...]) -> list[str]:
    """What each cell of a row holds; where cells are missing, the words of those that are there say it."""
    texts = _texts(block)
    if len(texts) == len(columns):
        return [column or str(place) for place, column in enumerate(columns)]
    return [_told_by(text, place) if place != columns.index("name") else "name" for place, text in enumerate(texts)]


def _told_by(text: str, place: int) -> str:
    if "@" in text or not text[:1].isalpha():
        return str(place)
    return "position" if affiliations.has_position(text) else "organisation"


def _affiliations(position: str, organisation: str | None) -> tuple[Affiliation, ...]:
    """What the cells for position and organisation state; the organisation is whoever's the position names no other."""
    if not position:
        return (Affiliation(None, organisation),) if organisation else ()
    found = affiliations.parse(position) or (Affiliation(position, None),)
    stated = (Affiliation(a.position, a.organisation or organisation, a.former) for a in found)
    return tuple(a for a in stated if a.position or a.organisation)
