from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from betterway.pages.years import years_of
from insights.models import Insight
from tests.making import make_event, make_insight, make_note

pytestmark = pytest.mark.django_db


def in_year(year: int, number: int, cell=None) -> None:
    starts = timezone.make_aware(dt.datetime(year, 12, 31, 23, 30))
    note = make_note(make_event(f"Late in {year}", starts_at=starts, cell=cell), quotes=[])
    for place in range(number):
        make_insight(note, statement=f"Point {place} of {year}").topics.add("Trust")


def test_years_are_counted_as_the_clock_on_the_wall_has_them_with_the_empty_ones(now):
    in_year(2023, 4)
    in_year(2025, 2)
    years = years_of(Insight.objects.all(), at=now)
    assert [(row.year, row.number) for row in years.rows] == [(2023, 4), (2024, 0), (2025, 2)]
    assert [row.y for row in years.rows] == [23, 85, 54]


def test_the_year_that_is_not_over_says_so(now):
    in_year(now.year - 1, 1)
    in_year(now.year, 3)
    assert years_of(Insight.objects.all(), at=now).words == f"1 in {now.year - 1}, 3 so far in {now.year}"


def test_one_year_is_no_picture(now):
    in_year(2023, 4)
    assert years_of(Insight.objects.all(), at=now) is None


def test_a_cell_and_a_topic_show_the_picture_and_its_table(page, cell):
    in_year(2023, 2, cell)
    in_year(2024, 1, cell)
    for address in (cell.get_absolute_url(), "/topics/trust/"):
        shown = page(address)
        assert "Insights a year: 2 in 2023, 1 in 2024</title>" in shown
        assert "<td>2023</td><td>2</td>" in shown


def test_a_cell_shows_its_open_questions(page, cell):
    in_year(2023, 1, cell)
    assert "Open questions" not in page(cell.get_absolute_url())
    Insight.objects.update(kind="question")
    assert "Open questions" in page(cell.get_absolute_url())
