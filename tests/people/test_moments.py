import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from people.moments import ClockField, DayField, MomentError, MomentField, clock_of, day_of

EIGHTH = dt.date(2026, 12, 8)


@pytest.mark.parametrize(
    "text",
    [
        "8 December 2026",
        "8 Dec 2026",
        "Tue 8 December 2026",
        "Tuesday, 8 December 2026",
        "tues 8th december, 2026",
        "8th of December 2026",
        " 8  DECEMBER  26 ",
        "08/12/2026",
        "8/12/26",
        "8.12.2026",
        "8-12-2026",
        "2026-12-08",
    ],
)
def test_a_day_is_read_as_people_in_britain_write_it(text):
    assert day_of(text) == EIGHTH


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("soon", "“soon” is no day that we can read. Write it like this: 8 December 2026."),
        ("8 12 2026", "“8 12 2026” is no day that we can read. Write it like this: 8 December 2026."),
        (
            "the 8 December 2026",
            "“the 8 December 2026” is no day that we can read. Write it like this: 8 December 2026.",
        ),
        ("8 December", "“8 December” has no year. Write it like this: 8 December 2026."),
        ("31 November 2026", "There is no 31 November 2026. Write it like this: 8 December 2026."),
        ("29/02/2027", "There is no 29 February 2027. Write it like this: 8 December 2026."),
        (
            "12/25/2026",
            "There is no month 25: the day comes first, then the month. Write it like this: 8 December 2026.",
        ),
        (
            "Mon 8 December 2026",
            "8 December 2026 is a Tuesday. Change the day or the date, so that they agree.",
        ),
    ],
)
def test_a_day_that_cannot_be_gets_a_sentence_with_one_that_can(text, sentence):
    with pytest.raises(MomentError) as refused:
        day_of(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("6pm", dt.time(18)),
        ("6 PM", dt.time(18)),
        ("6 p.m.", dt.time(18)),
        ("6.30pm", dt.time(18, 30)),
        ("6:30 pm", dt.time(18, 30)),
        ("18.30", dt.time(18, 30)),
        ("18:30", dt.time(18, 30)),
        ("18:30:15", dt.time(18, 30, 15)),
        ("18", dt.time(18)),
        ("6:30", dt.time(6, 30)),
        ("06.30", dt.time(6, 30)),
        ("10.30", dt.time(10, 30)),
        ("12am", dt.time(0)),
        ("12.15pm", dt.time(12, 15)),
        ("noon", dt.time(12)),
    ],
)
def test_an_hour_is_read_as_people_say_it(text, clock):
    assert clock_of(text) == clock


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("6", "Is 6 in the morning or the evening? Write 6am or 6pm."),
        ("6.30", "Is 6.30 in the morning or the evening? Write 6.30am or 6.30pm."),
        ("25:00", "“25:00” is no time of day that we can read. Write it like this: 6.30pm, or 18:30."),
        ("18pm", "“18pm” is no time of day that we can read. Write it like this: 6.30pm, or 18:30."),
        ("6.75pm", "“6.75pm” is no time of day that we can read. Write it like this: 6.30pm, or 18:30."),
        ("after tea", "“after tea” is no time of day that we can read. Write it like this: 6.30pm, or 18:30."),
    ],
)
def test_an_hour_that_may_be_two_or_none_gets_a_sentence(text, sentence):
    with pytest.raises(MomentError) as refused:
        clock_of(text)
    assert str(refused.value) == sentence


def test_the_fields_read_both_and_take_what_is_empty_or_known_already():
    assert DayField(required=False).clean("") is None
    assert DayField().clean(EIGHTH) == EIGHTH
    assert ClockField().clean("6pm") == dt.time(18)
    moment = MomentField().clean(["8 Dec 2026", "6pm"])
    assert moment.isoformat() == "2026-12-08T18:00:00+00:00"
    assert not MomentField().has_changed(moment, ["8/12/2026", "18.00"])


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        (
            ["8 December", "6"],
            [
                "“8 December” has no year. Write it like this: 8 December 2026.",
                "Is 6 in the morning or the evening? Write 6am or 6pm.",
            ],
        ),
        (["", "6pm"], ["The day is missing. Write it like this: 8 December 2026."]),
        (["8 Dec 2026", ""], ["The time is missing. Write it like this: 6.30pm, or 18:30."]),
    ],
)
def test_a_moment_says_which_half_is_amiss(typed, sentences):
    with pytest.raises(ValidationError) as refused:
        MomentField(required=False).clean(typed)
    assert refused.value.messages == sentences
