"""What stands on the review page with a letter at its words: what is to be settled, and meetings announced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product
from string import ascii_lowercase

from insights import checks, reading
from insights.models import FutureMeeting


@dataclass(frozen=True)
class Settling:
    """A problem, with the letter at its words in the note; empty where it stands nowhere in particular."""

    problem: checks.Problem
    letter: str

    @property
    def anchor(self) -> str:
        return f"at-{self.letter}" if self.letter else ""

    @property
    def label(self) -> str:
        return "To settle" if self.problem.blocks else "To look at"


@dataclass(frozen=True)
class Announced:
    """A meeting that the note announces, with the letter and the anchor of its words."""

    meeting: FutureMeeting
    letter: str

    @property
    def anchor(self) -> str:
        return f"at-{self.letter}"

    label = "To settle"


def letters() -> Iterator[str]:
    """a, b, … z, aa, ab …: numbers are for proposals."""
    return ("".join(word) for size in count(1) for word in product(ascii_lowercase, repeat=size))


def ties_of(settlings: list[Settling], meetings: list[Announced]) -> list[reading.Tie]:
    marks = [(s.problem.start, s.problem.end, s) for s in settlings if s.letter]
    marks += [(row.meeting.start, row.meeting.end, row) for row in meetings]
    return [
        reading.Tie(start, end, row.anchor, row.letter, f"#on-{row.letter}", "", label=row.label, css="flag")
        for start, end, row in marks
    ]
