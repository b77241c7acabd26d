"""Dates as this house writes them, in UK time."""

from __future__ import annotations

import datetime as dt

import pytest

from betterway.templatetags.dates import event_day, event_time, hours, time_of
from events.models import Event
from people.dates import clock, day, short_day


def utc(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=dt.UTC)


def event(starts: dt.datetime | None, ends: dt.datetime | None = None, **facts) -> Event:
    return Event(starts_at=starts, ends_at=ends, **facts)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (utc(2023, 5, 30, 13), "Tuesday 30 May 2023"),
        (utc(2023, 5, 30, 23, 30), "Wednesday 31 May 2023"),  # summer time: half past midnight already
        (utc(2023, 1, 30, 23, 30), "Monday 30 January 2023"),
        (dt.date(2020, 2, 29), "Saturday 29 February 2020"),
        (None, "date not recorded"),
    ],
)
def test_a_day(moment, words):
    assert day(moment) == words


def test_a_day_without_its_weekday():
    assert short_day(utc(2023, 5, 30, 13)) == "30 May 2023"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (utc(2023, 5, 30, 13), "2pm"),
        (utc(2023, 1, 30, 14, 30), "2.30pm"),
        (utc(2023, 1, 30, 9, 5), "9.05am"),
        (utc(2023, 1, 30, 12), "noon"),
        (utc(2023, 1, 30, 12, 30), "12.30pm"),
        (utc(2023, 1, 30, 0), "midnight"),
        (utc(2023, 1, 30, 0, 15), "12.15am"),
    ],
)
def test_a_time_of_day(moment, words):
    assert clock(moment) == words


def test_the_hours_of_an_event():
    assert hours(event(utc(2023, 5, 30, 13), utc(2023, 5, 30, 14, 30))) == "2pm–3.30pm"
    assert hours(event(utc(2023, 5, 30, 13))) == "2pm"
    assert hours(event(utc(2023, 5, 30, 13), utc(2023, 5, 31, 15))) == "2pm to Wednesday 31 May 2023, 4pm"
    assert hours(event(utc(2023, 5, 30, 13), utc(2023, 5, 30, 14), hours_known=False)) == ""
    assert hours(event(None)) == ""


def test_the_clocks_change_during_an_event():
    # 25 October 2026: at 2am summer time the clocks go back to 1am.
    assert hours(event(utc(2026, 10, 24, 23), utc(2026, 10, 25, 2))) == "midnight–2am"
    assert event_time(event(utc(2026, 10, 25, 0, 30))) == (
        '<time datetime="2026-10-25T01:30+01:00">Sunday 25 October 2026, <span>1.30am</span></time>'
    )
    assert event_time(event(utc(2026, 10, 25, 1, 30))) == (
        '<time datetime="2026-10-25T01:30+00:00">Sunday 25 October 2026, <span>1.30am</span></time>'
    )


def test_an_event_whose_hours_are_not_known_has_its_day_only():
    there = event(utc(2023, 5, 30, 13), hours_known=False)
    assert event_time(there) == event_day(there) == '<time datetime="2023-05-30">Tuesday 30 May 2023</time>'


def test_no_date_is_said_in_words():
    for nothing in (event_time(event(None)), event_day(event(None)), event_day(None), time_of(None)):
        assert nothing == '<span class="undated">date not recorded</span>'
