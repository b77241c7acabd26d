"""Where a text names a person: in full, with an initial between, by surname, by half of one, or by first name alone.

Names and texts are compared as `flat` has them, so that neither accents nor the shape of apostrophes, hyphens and
spaces, nor a line end hide one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.text import slugify

from insights.extraction.vocabulary import FUNCTION_WORDS, NAME_PARTICLES, NAME_TITLES, POST_NOMINALS
from insights.flat import BETWEEN, WORD, Flat, readings
from people.models import Person

# Names that are words too. Alone they count as the name only within a sentence, where the word would be small.
WORDS_TOO = frozenset(
    """april art banks bell best bill bishop black brook brown case chase church cook dale daisy dawn day dean drew
    faith field fields ford frank grace gray green guy hall heather hill holly hope ivy jack joy june king lake lane
    little long love major mark marsh may miles park pat power price read reed rich rob robin rose short small street
    strong sue summer swift victor west white will wise wood woods young""".split()  # noqa: SIM905
)
LEAST_OF_A_HALF = 3  # letters
_NEXT = rf"{BETWEEN}+(?:[^\W_]\.?{BETWEEN}+)?"  # white space, line ends, marks of emphasis, one initial
_MARK = re.compile(r"[^\w\s]+|_+")
_DASH = re.compile(r"[-\u2010-\u2015]")
_GAP = re.compile(r"[\s*_~`\[]*\Z")  # white space, marks of emphasis, the bracket of a link
_NAME_MAY_FOLLOW = re.compile(rf"(?:[,;:]|\b(?:{'|'.join(NAME_TITLES)})\.)\Z")
_SENTENCE_ENDS = re.compile(r"(?<![\W_][^\W_])[.!?:;,]\s|\n\s*\n")
_LETTERS_AFTER = frozenset(letters.casefold() for letters in POST_NOMINALS)


class Found(NamedTuple):
    """A stretch of a text (code points, end exclusive) that names a person.

    `sure`: the whole name stands there. Else it is a first name, a surname or a part of one, which others may have too.
    """

    start: int
    end: int
    sure: bool


class Searched:
    """A text made ready to be searched, once for however many people; linear in its length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.readings = [(flat, _places_of_words(flat)) for flat in readings(text)]


def first_place(person: Person, text: str | Searched) -> tuple[int, int] | None:
    """The first stretch of `text` (code points, end exclusive) that names `person`, or None. Else as `places`."""
    found = places(person, text)
    return found[0][:2] if found else None


def places(person: Person, text: str | Searched) -> list[Found]:
    """Every stretch of `text` that names `person`, in order; of those that overlap, the first and longest.

    A single name counts with a capital, or in capitals throughout, and a part of it such as "Hartley" of
    "Hartley-Finch" too. Other names of the person count as well as the present one.
    """
    searched = text if isinstance(text, Searched) else Searched(text)
    found: list[Found] = []
    for one in sorted(_all(person, searched), key=lambda one: (one.start, -one.end, not one.sure)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def in_address(person: Person, slug: str) -> bool:
    """Whether the end of an address says the person's name: in full, or a part of it alone that is no word too."""
    searched = Searched(slug)
    for name in _names(person):
        if any(form.is_telling and form.stands_in(searched) for form in _forms(name)):
            return True
        words = slugify(name).split("-")  # it leaves out letters that it has no other for: "Łukasz" is "ukasz"
        alone = {word for word in (words[0], words[-1]) if len(word) > 1 and word not in _SMALL}
        if any(f"-{part}-" in f"-{slug}-" for part in {"-".join(words), *alone} if part):
            return True
    return False


@dataclass(frozen=True)
class _Form:
    """One way to write a name: the words that it may begin with, and the pattern that it then fits.

    `alone`: a first name, a surname or a part of one; `capital`: it is written with one; `whole`: nothing is left out.
    """

    begins: tuple[str, ...]
    pattern: re.Pattern[str]
    alone: bool = True
    capital: bool = True
    whole: bool = False

    @property
    def is_telling(self) -> bool:
        """Whether it says the name even where capitals tell nothing."""
        return not self.alone or self.begins[-1] not in _SMALL

    def stands_in(self, searched: Searched) -> bool:
        return any(True for flat, where in searched.readings for _ in self.matches(flat, where))

    def matches(self, flat: Flat, where: dict[str, list[int]]) -> Iterator[re.Match[str]]:
        starts = (start for word in self.begins for start in where.get(word, ()))
        return (match for start in starts if (match := self.pattern.match(flat.letters, start)))

    def found(self, flat: Flat, where: dict[str, list[int]]) -> Iterator[Found]:
        for match in self.matches(flat, where):
            start, end = flat.span(*match.span())
            if not self.alone:
                yield Found(start, end, self.whole and self._is_one_name(flat.text[start:end], match[0]))
            elif not (self.capital and flat.text[start].islower()) and (
                self.is_telling or _would_be_small(flat, match.start(), loud=flat.text[start:end].isupper())
            ):
                yield Found(start, end, sure=False)

    def _is_one_name(self, written: str, letters: str) -> bool:
        """Whether it cannot be words that happen to stand together: "Mark. Young people", "will young people"."""
        words = WORD.findall(letters)
        return not _SENTENCE_ENDS.search(letters) and not (written.islower() and _SMALL.issuperset(words))


_SMALL = WORDS_TOO | FUNCTION_WORDS


def _all(person: Person, searched: Searched) -> Iterator[Found]:
    for form in {form for name in _names(person) for form in _forms(name)}:
        for flat, where in searched.readings:
            yield from form.found(flat, where)


def _places_of_words(flat: Flat) -> dict[str, list[int]]:
    where: dict[str, list[int]] = defaultdict(list)
    for match in WORD.finditer(flat.letters):
        where[match[0]].append(match.start())
    return where


def _names(person: Person) -> list[str]:
    return [person.name, *person.other_names.splitlines()]


@lru_cache(maxsize=512)
def _forms(name: str) -> tuple[_Form, ...]:
    return tuple(_ways_to_write(name))


def _ways_to_write(name: str) -> Iterator[_Form]:
    """Every way to write a name; titles before it and letters after it count only beside a single word."""
    written = words = [word for word in name.split() if _bare(word)]
    while len(words) > 1 and _bare(words[0]) in NAME_TITLES:
        words = words[1:]
    while len(words) > 1 and _bare(words[-1]) in _LETTERS_AFTER:
        words = words[:-1]
    if len(written) > 1:
        yield _together(words if len(words) > 1 else written, whole=True)
    if len(words) > 2:
        yield _together([words[0], words[-1]], whole=False)
    for word in _alone(words):
        yield _Form(_begins(word), re.compile(rf"{_spelled(word)}(?![^\W_])"), capital=not word[:1].islower())


def _together(words: Sequence[str], *, whole: bool) -> _Form:
    pattern = _NEXT.join(map(_spelled, words))
    return _Form(_begins(words[0]), re.compile(rf"{pattern}(?![^\W_])"), alone=False, whole=whole)


def _alone(words: Sequence[str]) -> Iterator[str]:
    """What of a name may stand alone: its first word, its last, those between but for "van" and "bin", and halves."""
    for place, word in enumerate(words):
        between = 0 < place < len(words) - 1
        if _has_letters(word, LEAST_OF_A_HALF if between else 2) and not (between and _bare(word) in NAME_PARTICLES):
            yield word
        halves = _DASH.split(word)
        yield from (half for half in halves if len(halves) > 1 and _has_letters(half, LEAST_OF_A_HALF))


def _has_letters(word: str, least: int) -> bool:
    """Whether a word has one part, "Driscoll" in "O'Driscoll", of so many letters; initials have not."""
    return max(map(len, WORD.findall(Flat(word).letters)), default=0) >= least


def _bare(word: str) -> str:
    return "".join(WORD.findall(Flat(word).letters))


def _begins(word: str) -> tuple[str, ...]:
    """With what a word of the text begins if it is this word of a name: "o" and "odriscoll"; the whole comes last."""
    parts = WORD.findall(Flat(word).letters)
    return tuple("".join(parts[:size]) for size in range(1, len(parts) + 1))


def _spelled(word: str) -> str:
    """The pattern of one word of a name: any marks, or none, where it has an apostrophe, a hyphen or a stop."""
    return rf"{BETWEEN}*".join(re.escape(part) for part in _MARK.split(Flat(word).letters) if part)


def _would_be_small(flat: Flat, start: int, *, loud: bool) -> bool:
    """Whether a word that begins there stands within a sentence, so that its capital says that it is a name.

    One that is `loud`, in capitals throughout, does so only after a small letter: its whole line may be loud.
    """
    before = flat.letters[max(0, start - 20) : start]
    gap = _GAP.search(before)
    space = gap[0] if gap else ""
    if not any(map(str.isspace, space)) or space.count("\n") > 1 or len(space) == len(before):
        return False
    last = start - len(space) - 1
    small = flat.text[flat.span(last, last + 1)[0]].islower()
    may_follow = not loud and "\n" not in space and _NAME_MAY_FOLLOW.search(before[: -len(space)])
    return small or bool(may_follow)
