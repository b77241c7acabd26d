"""What was typed, taken apart: words, "phrases in quotes", -words that shall not occur, and names of filters.

Everything else in it is punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

FIELDS = ("topic", "cell", "person", "org", "year")
TERM = re.compile(rf'(-?)(?:({"|".join(FIELDS)}):\s*)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
MOST_TERMS, LONGEST_TERM, LONGEST = 24, 120, 5_000


@dataclass(frozen=True)
class Terms:
    """Each term is the words, one after another, that must (or must not) stand there; `fields` are named filters."""

    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def typed(self) -> str:
        """What is left for the box once the filters are chosen elsewhere."""
        return " ".join([*map(_quoted, self.wanted), *(f"-{_quoted(term)}" for term in self.unwanted)])


def terms_of(query: str) -> Terms:
    """The terms of whatever was typed; the first two dozen of them. Of filters of one name the last one counts."""
    terms = Terms()
    for minus, name, phrase, word in TERM.findall(query.translate(QUOTES)[:LONGEST])[:MOST_TERMS]:
        said = bare(phrase or word)
        if not said:
            continue
        if name and not minus:
            terms.fields[name.lower()] = (phrase or word).strip()
        else:
            (terms.unwanted if minus else terms.wanted).append(bare(f"{name} {said}"))
    return terms


def bare(typed: str, longest: int = LONGEST_TERM) -> str:
    """Letters and digits with single spaces between them, accents folded: what both databases can be asked for."""
    letters = unicodedata.normalize("NFD", typed[:longest])
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


def _quoted(term: str) -> str:
    return f'"{term}"' if " " in term else term
