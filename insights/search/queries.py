"""What was typed, taken apart: words, "phrases in quotes", -words that shall not occur, and names of filters.

Everything else in it is punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from insights.flat import STROKES

FIELDS = ("topic", "cell", "person", "org", "year")
SYNONYMS = {"speaker": "person", "organisation": "org", "organization": "org"}
NAMES = "|".join([*FIELDS, *SYNONYMS])
TERM = re.compile(rf'(-?)(?:({NAMES}):\s*)?(?:"([^"]*)"|(\S+))', re.IGNORECASE)
BEGUN = re.compile(
    rf'(?P<before>(?:.*\s)?-?)(?P<name>{NAMES}):(?P<quote>"?)(?P<said>(?<=")[^"]*|[^\s"]*)', re.IGNORECASE
)
NO_FILTER = re.compile(r"^([^\W\d_]{2,}):(?!//)\S")  # a word and a colon, as filters have; not an address of the web
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
LETTERS = {**STROKES, "ß": "ss"}  # as they are written where there is no key for them; the indexes have them so too
LETTERS |= {letter.upper(): plain.upper() for letter, plain in LETTERS.items() if letter not in "ıß"} | {"ẞ": "SS"}
LETTERS |= {"¼": " 1 4 ", "½": " 1 2 ", "¾": " 3 4 ", "⅓": " 1 3 ", "⅔": " 2 3 "}
LETTERS |= {"⅛": " 1 8 ", "⅜": " 3 8 ", "⅝": " 5 8 ", "⅞": " 7 8 ", "¹": "1", "²": "2", "³": "3"}
PLAIN = str.maketrans(LETTERS)
LATIN = range(0xC0, 0x250), range(0x1E00, 0x1F00)  # of which the indexes hold no accents
ACCENTS = range(0x300, 0x370)  # that stand by themselves
MOST_TERMS, LONGEST_TERM, LONGEST = 24, 120, 5_000


@dataclass(frozen=True)
class Terms:
    """Each term is the words, one after another, that must (or must not) stand there; `fields` are named filters.

    So are those `left_out`: with a minus, and each with its name. `no_filters` are written like names of filters, and
    are none: they are looked for like any word.
    """

    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    no_filters: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """The filters that there are."""
        return FIELDS

    @property
    def typed(self) -> str:
        """What is left for the box once the filters are chosen elsewhere."""
        unwanted = [quoted(term) for term in self.unwanted] + [f"{name}:{quoted(said)}" for name, said in self.left_out]
        return " ".join([*map(quoted, self.wanted), *(f"-{words}" for words in unwanted)])


def terms_of(query: str) -> Terms:
    """The terms of whatever was typed; the first two dozen of them. Of filters of one name the last one counts."""
    terms = Terms()
    for minus, name, phrase, word in TERM.findall(query.translate(QUOTES)[:LONGEST])[:MOST_TERMS]:
        said = bare(phrase or word)
        if not said:
            continue
        if name and minus:
            terms.left_out.append((_field(name), (phrase or word).strip()))
        elif name:
            terms.fields[_field(name)] = (phrase or word).strip()
        else:
            (terms.unwanted if minus else terms.wanted).append(said)
            terms.no_filters.extend(NO_FILTER.findall(word))
    return terms


@dataclass(frozen=True)
class Begun:
    """A filter at the end of what stands in the box, of which the value is being typed: its name, and what there is."""

    before: str
    name: str
    quote: str
    said: str

    def box(self, value: str, words: str = "") -> str:
        """What would stand in the box with a whole value; with its `words` where a quote was opened."""
        return f'{self.before}"{words or value}"' if self.quote else f"{self.before}{value}"


def begun_filter(typed: str) -> Begun | None:
    found = BEGUN.fullmatch(typed.translate(QUOTES))
    if not found:
        return None
    before = f"{found['before']}{found['name']}:"
    return Begun(before, _field(found["name"]), found["quote"], found["said"])


def _field(name: str) -> str:
    return SYNONYMS.get(name.lower(), name.lower())


def bare(typed: str, longest: int = LONGEST_TERM) -> str:
    """Words with single spaces between them, accents and strokes folded: what both databases hold."""
    letters = unicodedata.normalize("NFC", typed[:longest]).translate(PLAIN)
    return " ".join("".join(map(_bare_letter, letters)).split())


@cache
def _bare_letter(letter: str) -> str:
    code = ord(letter)
    if code in ACCENTS:
        return ""
    if any(code in letters for letters in LATIN):
        return unicodedata.normalize("NFD", letter)[0]
    return letter if is_of_a_word(letter) else " "


def is_of_a_word(letter: str) -> bool:
    """Whether it is a letter or a digit, or a mark of a script that writes vowels with marks."""
    return (letter.isalnum() and unicodedata.category(letter) != "No") or unicodedata.category(letter) in ("Mn", "Mc")


def quoted(words: str) -> str:
    """As they are written in the box: in quotes, where they are several."""
    return f'"{words}"' if " " in words else words
