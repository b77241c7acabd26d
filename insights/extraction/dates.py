"""Dates and times as notes write them; none is guessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, forms in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in forms.split()
}  # fmt: skip
_MONTH = r"(?P<month{n}>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day{n}>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
# Two digits are a year after an apostrophe, or where the clause ends with them: not in "on 3 May, 20 of us".
_CENTURY = r"(?:19|20)\d\d(?!\d)"
_YEAR = rf"(?:,? (?:in )?(?P<year{{n}}>{_CENTURY}|'\d\d(?!\d))| (?P<short{{n}}>\d\d)(?= ?(?:$|[,;!?)\]–|]|[.:](?!\d))))"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,? (?:the )?)?"
_DATE = re.compile(
    rf"(?<![\w£$€.,/-])(?:{_WEEKDAY}(?:"
    rf"{_DAY.format(n=1)}(?: of)? {_MONTH.format(n=1)}(?![a-z]){_YEAR.format(n=1)}?"
    rf"|{_MONTH.format(n=2)} (?:the )?{_DAY.format(n=2)}(?![\d:.]\d|\d){_YEAR.format(n=2)}?"
    rf"|(?P<day3>\d{{1,2}})(?P<sep>[/.-])(?P<month3>\d{{1,2}})(?P=sep)(?P<year3>(?:19|20)?\d\d)(?!\d))"
    rf"|(?P<year4>(?:19|20)\d\d)-(?P<month4>\d\d)-(?P<day4>\d\d)(?!\d))",
    re.IGNORECASE,
)
_CLOCK = r"(?:[01]?\d|2[0-3])(?:[.:][0-5]\d)?"
_TIME = re.compile(
    rf"(?<![\d£.])(?:from )?(?P<time>(?:(?:{_CLOCK}) ?(?:[ap]\.?m\.?)?|noon|midday) ?(?:-|–|to"
    rf"|until|till) ?(?:(?:{_CLOCK}) ?(?:[ap]\.?m\b\.?)?|noon|midday)"
    rf"|{_CLOCK} ?[ap]\.?m\b|(?:[01]?\d|2[0-3]):[0-5]\d|noon|midday)",
    re.IGNORECASE,
)
_CLOCK_LIKE = re.compile(r"[ap]\.?m\b|[.:]\d\d|noon|midday", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a reading copy: offsets there, the words, and the day where day, month and year are stated."""

    start: int
    end: int
    words: str
    date: datetime.date | None


def find(words: str) -> Iterator[Found]:
    """The dates of a reading copy in order; a day and month without a year has no `date`, a bare year is none.

    "4 in 1990", prices and version numbers are no dates. Numbers are read the British way, day first.
    """
    for match in _DATE.finditer(words):
        n = next(n for n in (1, 2, 3, 4) if match[f"day{n}"])
        month = match[f"month{n}"].casefold()
        if month == "may" and match[f"month{n}"][0].islower():
            continue
        number = MONTHS.get(month) or int(month) if month.isdigit() or month in MONTHS else 0
        year = match[f"year{n}"] or (match[f"short{n}"] if n < 3 else None)
        date = _date(year, number, int(match[f"day{n}"]))
        if n >= 3 and date is None:
            continue
        words_found = match.group().rstrip(".")
        yield Found(match.start(), match.start() + len(words_found), words_found, date)


def _date(year: str | None, month: int, day: int) -> datetime.date | None:
    if not year:
        return None
    number = int(year.lstrip("'"))
    number += 2000 if number < 100 else 0
    try:
        return datetime.date(number, month, day)
    except ValueError:
        return None


def time_after(words: str, start: int, reach: int = 40) -> tuple[int, int] | None:
    """The place of a time of day within `reach` characters after `start`, None where there is none."""
    for match in _TIME.finditer(words, start, min(len(words), start + reach)):
        if _CLOCK_LIKE.search(match["time"]):
            return match.span("time")
    return None
