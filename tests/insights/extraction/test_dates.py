import datetime

import pytest

from insights.extraction.dates import find, time_after

CASES = [
    ("on 30th May 2023 we met", [("30th May 2023", "2023-05-30")]),
    ("Tuesday 13 October 2026", [("Tuesday 13 October 2026", "2026-10-13")]),
    ("May 30th, 2023", [("May 30th, 2023", "2023-05-30")]),
    ("2nd March 23", [("2nd March 23", "2023-03-02")]),
    ("22/02/2024 and 2024-02-23", [("22/02/2024", "2024-02-22"), ("2024-02-23", "2024-02-23")]),
    ("19th October, 3.00pm-4.30", [("19th October", None)]),
    ("31 February 2024", [("31 February 2024", None)]),
    ("rising from 31,000 in 1987 to above 60,000", []),
    ("we may 3 times", []),
    ("chapter 3.2.1 of the file", []),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_dates_are_read_as_written_and_never_guessed(words: str, expected: list[tuple[str, str | None]]) -> None:
    found = [(f.words, f.date.isoformat() if f.date else None) for f in find(words)]
    assert found == expected


@pytest.mark.parametrize(
    "words", ["on 3 May, 20 of us", "9 March, 12 chairs", "on 4 June 24 people came", "May 3, 24 chairs", "6 July, 15%"]
)
def test_a_count_after_a_date_is_no_year(words: str) -> None:
    assert [found.date for found in find(words)] == [None]


@pytest.mark.parametrize("words", ["4 June '24 in the hall", "4 June 24", "(4 June 24)", "4 June, 2024 in the hall"])
def test_two_digits_are_a_year_after_an_apostrophe_or_where_the_clause_ends(words: str) -> None:
    assert [str(found.date) for found in find(words)] == ["2024-06-04"]


@pytest.mark.parametrize(
    ("words", "time"),
    [
        (", 3.00pm-4.30. Next", "3.00pm-4.30"),
        (" at 2pm", "2pm"),
        (", 10.00 to 11.30", "10.00 to 11.30"),
        (" for 40 people", None),
    ],
)
def test_a_time_of_day_follows_a_date(words: str, time: str | None) -> None:
    span = time_after(words, 0)
    assert (words[slice(*span)] if span else None) == time


def test_two_digits_are_a_year_of_this_century() -> None:
    assert next(find("1 June 99")).date == datetime.date(2099, 6, 1)
