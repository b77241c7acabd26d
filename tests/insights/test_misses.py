from __future__ import annotations

import datetime as dt

import pytest

from insights import misses
from insights.models import Miss

pytestmark = pytest.mark.django_db


def test_the_same_words_are_counted_together_however_they_are_typed(now):
    for typed in ("Fire doors", " fire   DOORS ", "fire door"):
        misses.count(typed, at=now)
    assert list(Miss.objects.values_list("words", "number")) == [("fire doors", 2), ("fire door", 1)]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "ada@example.org",
        "ring 07700900123",
        "020 7946 0958",
        "(01632) 960-123",
        "x" * 81,
        '"',
        '""',
        "-",
        "*:",
        "“ ”",
    ],
)
def test_what_is_nobodys_question_is_not_kept(typed, now):
    misses.count(typed, at=now)
    assert not Miss.objects.exists()


def test_what_nobody_has_looked_for_in_ninety_days_is_forgotten(now):
    misses.count("fire doors", at=now - dt.timedelta(days=91))
    misses.count("hydrants", at=now - dt.timedelta(days=89))
    assert misses.forget(at=now) == 1
    assert Miss.objects.get().words == "hydrants"
