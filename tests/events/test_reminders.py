"""Reminders: at the hour of the meeting, some days before, once, and never too late."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from events import reminders, signups
from events.models import Event
from people.models import Mail
from tests.making import make_event

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 26, 14, tzinfo=dt.UTC)
DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(START - 30 * DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(cell, clock) -> Event:
    return make_event("The second letter", cell=cell, starts_at=START, capacity=2)


def remind(clock, at: dt.datetime) -> list[str]:
    """Whom a tick at that moment writes to."""
    clock.move_to(at)
    before = set(Mail.objects.values_list("pk", flat=True))
    reminders.remind(at=at)
    return list(Mail.objects.exclude(pk__in=before).filter(why="reminder").order_by("pk").values_list("to", flat=True))


def join(meeting, *members):
    return [signups.sign_up(meeting, member, at=timezone.now()) for member in members]


def test_each_is_reminded_once_seven_days_and_once_one_day_before(meeting, ada, ben, clock):
    join(meeting, ada, ben)
    all_going = ["ada@example.org", "ben@example.org"]
    assert remind(clock, START - 7 * DAY - MINUTE) == []
    assert remind(clock, START - 7 * DAY) == all_going
    assert remind(clock, START - 7 * DAY + MINUTE) == []
    assert remind(clock, START - DAY) == all_going
    assert remind(clock, START - MINUTE) == []
    assert Mail.objects.filter(why="reminder").count() == 4


def test_only_those_who_are_going_are_reminded(meeting, ada, ben, nora, clock):
    rows = join(meeting, ada, ben, nora)
    signups.cancel(rows[0], at=timezone.now())
    meeting.sign_ups.filter(member=nora).update(state="waiting")
    assert remind(clock, START - 7 * DAY) == ["ben@example.org"]


def test_after_hours_of_nothing_running_it_still_comes_but_not_after_a_day(meeting, ben, clock):
    join(meeting, ben)
    assert remind(clock, START - 6 * DAY) == []
    assert remind(clock, START - MINUTE) == ["ben@example.org"]


def test_none_comes_after_the_start(meeting, ben, clock):
    join(meeting, ben)
    assert remind(clock, START) == []


def test_whoever_signed_up_since_is_not_reminded_of_it(meeting, ada, ben, clock):
    join(meeting, ada)
    clock.move_to(START - 7 * DAY + HOUR)
    join(meeting, ben)
    assert remind(clock, START - 7 * DAY + 2 * HOUR) == ["ada@example.org"]


def test_nor_is_whoever_was_given_a_place_since(meeting, ada, ben, nora, clock):
    rows = join(meeting, ada, ben, nora)
    clock.move_to(START - 7 * DAY + HOUR)
    signups.cancel(rows[0], at=timezone.now())
    assert remind(clock, START - 7 * DAY + 2 * HOUR) == ["ben@example.org"]


def test_a_moved_meeting_reminds_anew(meeting, ben, clock):
    join(meeting, ben)
    remind(clock, START - 7 * DAY)
    later = START + 14 * DAY
    Event.objects.update(starts_at=later, ends_at=later + HOUR)
    assert remind(clock, START - DAY) == []
    assert remind(clock, later - 7 * DAY) == ["ben@example.org"]


@pytest.mark.parametrize("facts", [{"state": "cancelled"}, {"state": "draft"}, {"reminder_days": ""}])
def test_there_is_none_for_a_meeting_that_is_off_or_wants_none(meeting, ben, clock, facts):
    join(meeting, ben)
    Event.objects.update(**facts)
    assert remind(clock, START - DAY) == []


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("2026-03-29T14:00", "2026-03-28T14:00+00:00"),  # summer time begins that night: 23 hours before
        ("2026-10-25T14:00", "2026-10-24T13:00+00:00"),  # it ends: 25 hours before
        ("2026-10-26T01:30", "2026-10-25T00:30+00:00"),  # an hour that comes twice: its first time
        ("2026-06-10T09:00", "2026-06-09T08:00+00:00"),
    ],
)
def test_a_day_before_is_the_same_hour_on_the_clock_where_the_clocks_change(start, moment):
    starts = timezone.make_aware(dt.datetime.fromisoformat(start))
    assert reminders.moment_before(starts, 1).astimezone(dt.UTC).isoformat(timespec="minutes") == moment


def test_where_only_the_day_is_known_the_mail_leaves_in_the_morning(meeting, ben, clock):
    Event.objects.update(starts_at=timezone.localtime(START).replace(hour=0), hours_known=False)
    join(meeting, ben)
    midnight = timezone.localtime(START - DAY).replace(hour=0)
    assert remind(clock, midnight + MINUTE) == []
    assert remind(clock, midnight + 9 * HOUR) == ["ben@example.org"]


def test_over_the_change_of_the_clocks_the_mail_leaves_at_the_meetings_hour(meeting, ben, clock):
    starts = dt.datetime(2026, 10, 25, 14, tzinfo=dt.UTC)  # in that night the clocks went back
    clock.move_to(starts - 20 * DAY)
    Event.objects.update(starts_at=starts, ends_at=starts + HOUR, reminder_days="1")
    join(meeting, ben)
    assert remind(clock, starts - 25 * HOUR - MINUTE) == []
    assert remind(clock, starts - 25 * HOUR) == ["ben@example.org"]


def test_questions_to_the_database_do_not_grow_with_those_who_were_reminded(
    meeting, ada, ben, clock, django_assert_max_num_queries
):
    join(meeting, ada, ben)
    remind(clock, START - DAY)
    with django_assert_max_num_queries(6):
        reminders.remind(at=START - DAY)


def test_who_still_waits_when_the_line_closes_is_told_once_that_no_place_came_free(meeting, ada, ben, clock):
    Event.objects.update(capacity=1)
    meeting.refresh_from_db()
    join(meeting, ada, ben)
    assert reminders.close_lines(at=START - 2 * HOUR - MINUTE) == 0
    assert [reminders.close_lines(at=START - 2 * HOUR + n * MINUTE) for n in (0, 1)] == [1, 0]
    mail = Mail.objects.get(why="line closed")
    assert (mail.to, mail.subject.partition(":")[0]) == ("ben@example.org", "No place came free")
    assert reminders.close_lines(at=START) == 0
