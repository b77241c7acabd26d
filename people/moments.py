"""RULES: a day and an hour as people type them ("Tue 8 December 2026", "8/12/26"; "6.30pm", "18.30"); their fields."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any

from django import forms

MONTHS = [name.lower() for name in calendar.month_name[1:]]
WEEKDAYS = [name.lower() for name in calendar.day_name]
NOON = ("noon", "midday")
DAY_LIKE, HOUR_LIKE = "Write it like this: 8 December 2026.", "Write it like this: 6.30pm, or 18:30."

_IN_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = re.compile(r"(?:([a-z]+)\.? )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ?([a-z]+)\.?(?: (\d{4}|\d\d))?")
_HOUR = re.compile(r"(\d{1,2})(?:([.:])(\d\d)(?::(\d\d)(?:\.\d+)?)?)? ?(am|pm)?")


class MomentError(Exception):
    """Why what was typed is no day, or no hour, as a sentence with one that is."""


def day_of(text: str) -> dt.date:
    """The day that the text names, with the day before the month as in Britain. Raises MomentError."""
    plain = " ".join(text.lower().replace(",", " ").split())
    if found := _YEAR_FIRST.fullmatch(plain):
        return _checked(int(found[3]), int(found[2]), int(found[1]))
    if found := _IN_NUMBERS.fullmatch(plain):
        return _checked(int(found[1]), int(found[3]), _year(found[4]))
    found = _IN_WORDS.fullmatch(plain)
    month = _place_of(found[3], MONTHS) if found else 0
    weekday = _place_of(found[1], WEEKDAYS) if found and found[1] else 0
    if not found or not month or bool(found[1]) != bool(weekday):
        raise MomentError(f"“{text[:50]}” is no day that we can read. {DAY_LIKE}")
    if not found[4]:
        raise MomentError(f"“{text[:50]}” has no year. {DAY_LIKE}")
    date = _checked(int(found[2]), month, _year(found[4]))
    if weekday and weekday != date.isoweekday():
        raise MomentError(f"{date.day} {date:%B %Y} is a {date:%A}. Change the day or the date, so that they agree.")
    return date


def clock_of(text: str) -> dt.time:
    """The hour that the text names. Raises MomentError, also where it may be either half of the day: "6", "6.30"."""
    plain = re.sub(r"([ap])\.?m\.?$", r"\1m", " ".join(text.lower().split()))
    if plain in NOON:
        return dt.time(12)
    found = _HOUR.fullmatch(plain)
    hour, minute, second = (int(found[part] or 0) for part in (1, 3, 4)) if found else (24, 0, 0)
    if not found or max(minute, second) > 59 or not (1 <= hour <= 12 if found[5] else hour <= 23):
        raise MomentError(f"“{text[:50]}” is no time of day that we can read. {HOUR_LIKE}")
    if found[5]:
        return dt.time(hour % 12 + 12 * (found[5] == "pm"), minute, second)
    # A dot stands in the hours that people say, "6.30pm"; a colon, or a nought before it, in those of 24.
    if (not found[2] and 1 <= hour <= 12) or (found[2] == "." and len(found[1]) == 1 and hour):
        raise MomentError(f"Is {plain} in the morning or the evening? Write {plain}am or {plain}pm.")
    return dt.time(hour, minute, second)


def _checked(day: int, month: int, year: int) -> dt.date:
    if not 1 <= month <= 12:
        raise MomentError(f"There is no month {month}: the day comes first, then the month. {DAY_LIKE}")
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise MomentError(f"There is no {day} {MONTHS[month - 1].title()} {year}. {DAY_LIKE}") from None


def _year(text: str) -> int:
    """In full; two figures are of the hundred years from 1969 on, as in strptime."""
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)


def _place_of(word: str, names: list[str]) -> int:
    """Which of the names the word is, or begins with three letters or more ("sept", "tues"); 0 for none."""
    return next((place for place, name in enumerate(names, 1) if len(word) >= 3 and name.startswith(word)), 0)


class DayField(forms.DateField):
    def to_python(self, value: Any) -> dt.date | None:
        try:
            return super().to_python(day_of(value) if isinstance(value, str) and value.strip() else value)
        except MomentError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class ClockField(forms.TimeField):
    def to_python(self, value: Any) -> dt.time | None:
        try:
            return super().to_python(clock_of(value) if isinstance(value, str) and value.strip() else value)
        except MomentError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class MomentField(forms.SplitDateTimeField):
    """A day and an hour, in two boxes."""

    default_error_messages = {
        "invalid_date": "The day is missing. " + DAY_LIKE,
        "invalid_time": "The time is missing. " + HOUR_LIKE,
    }

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.fields = (DayField(required=False), ClockField(required=False))
