"""Where a text names a person: in full, with an initial between, by surname or by first name alone."""

from __future__ import annotations

import re

from people.models import Person

# Names that are words too. Alone they count as the name only within a sentence, where the word would be small.
WORDS_TOO = frozenset(
    """april art banks bell best bill bishop black brook brown case chase church cook dale daisy dawn day dean drew
    faith field fields ford frank grace gray green guy hall heather hill holly hope ivy jack joy june king lake lane
    little long love major mark marsh may miles park pat power price read reed rich rob robin rose short small street
    strong sue summer swift victor west white will wise wood woods young""".split()  # noqa: SIM905
)
BETWEEN = r"[\W_]+(?:\w\.?[\W_]+)?"  # white space, line ends, marks of emphasis, one initial


def first_place(person: Person, text: str) -> tuple[int, int] | None:
    """The first stretch of `text` (code points, end exclusive) that names `person`, or None.

    Case counts for a single name only. Other names of the person count as well as the present one.
    """
    found = [match.span() for pattern in _patterns(person) if (match := pattern.search(text))]
    return min(found, key=_longest, default=None)


def places(person: Person, text: str) -> list[tuple[int, int]]:
    """Every stretch of `text` that names `person`, in order; of those that overlap, the first and longest."""
    spans = sorted((match.span() for pattern in _patterns(person) for match in pattern.finditer(text)), key=_longest)
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def in_full(words: str) -> bool:
    """Whether a stretch found by `places` is more than a first name or a surname alone, which others may have too."""
    return len(re.findall(r"[^\W_]+", words)) > 1


def _longest(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _patterns(person: Person) -> list[re.Pattern[str]]:
    patterns = []
    for name in [person.name, *person.other_names.splitlines()]:
        words = [word for word in name.split() if any(c.isalpha() for c in word)]
        if len(words) > 1:
            together = BETWEEN.join(map(re.escape, words))
            patterns.append(re.compile(rf"(?<!\w){together}(?!\w)", re.IGNORECASE))
        patterns += [_alone(word) for word in {*words[:1], *words[-1:]} if len(word.strip(".")) > 1]
    return patterns


def _alone(word: str) -> re.Pattern[str]:
    within = r"(?<=[a-z,;:] )" if word.casefold() in WORDS_TOO else ""
    return re.compile(rf"{within}(?<!\w){re.escape(word)}(?!\w)")
