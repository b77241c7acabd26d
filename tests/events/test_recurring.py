"""Meetings that come again: their days, what each is made of, and changing several of them at once."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from events import changing, recurring, signups
from events.models import Event, Question, Recurrence
from events.recurring import RecurringError, Scope
from people.models import Mail
from tests.making import make_event

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
THIRD_WEDNESDAY = {"every": "month", "which": 3, "weekday": 2}


@pytest.fixture
def first(cell, now) -> Event:
    """The third Wednesday of December 2026, 3pm to 4.30pm."""
    return make_event(
        "Cell meeting", cell=cell, starts_at=dt.datetime(2026, 12, 16, 15, tzinfo=LONDON), place="Online", capacity=2
    )


@pytest.fixture
def run(first, ada, now) -> list[Event]:
    """It and the five after it, all of them published."""
    days = recurring.days_of(Recurrence(**THIRD_WEDNESDAY), after=dt.date(2026, 12, 16), number=5)
    made = recurring.make(first, Recurrence(**THIRD_WEDNESDAY), days, publish=True, by=ada, at=now)
    return [Event.objects.get(pk=first.pk), *made]


def starts() -> list[str]:
    return [f"{timezone.localtime(event.starts_at):%d %b %H:%M}" for event in Event.objects.order_by("starts_at")]


PATTERNS = [
    (THIRD_WEDNESDAY, ["2026-12-16", "2027-01-20", "2027-02-17", "2027-03-17"]),
    ({"every": "month", "which": -1, "weekday": 4}, ["2026-11-27", "2026-12-25", "2027-01-29", "2027-02-26"]),
    ({"every": "week", "weekday": 6}, ["2026-11-29", "2026-12-06", "2026-12-13", "2026-12-20"]),
    ({"every": "two weeks", "weekday": 0}, ["2026-11-30", "2026-12-14", "2026-12-28", "2027-01-11"]),
    ({"every": "month", "which": 1, "weekday": 0}, ["2026-12-07", "2027-01-04", "2027-02-01", "2027-03-01"]),
]


@pytest.mark.parametrize(("pattern", "days"), PATTERNS)
def test_a_pattern_falls_on_its_days(pattern, days):
    after = dt.date(2026, 11, 22) if pattern["every"] != "two weeks" else dt.date(2026, 11, 16)
    found = recurring.days_of(Recurrence(**pattern), after=after, number=4)
    assert [day.isoformat() for day in found] == days


def test_the_rhythm_of_every_other_week_outlasts_a_break():
    pattern = Recurrence(every="two weeks", weekday=2)
    days = recurring.days_of(pattern, after=dt.date(2026, 3, 4), number=2, today=dt.date(2026, 3, 25))
    assert days == [dt.date(2026, 4, 1), dt.date(2026, 4, 15)]


def test_sign_up_opens_and_closes_as_many_days_later_as_the_meeting(run, ada, now):
    opens, closes = run[1].starts_at - dt.timedelta(days=2), run[1].starts_at - dt.timedelta(days=1)
    Event.objects.filter(pk=run[1].pk).update(opens_at=opens, closes_at=closes)
    event = Event.objects.get(pk=run[1].pk)
    recurring.change(event, {"days": -5}, Scope.THIS, over=[], by=ada, at=now)
    event.refresh_from_db()
    assert (event.opens_at, event.closes_at) == (opens - dt.timedelta(days=5), closes - dt.timedelta(days=5))


def test_a_day_chosen_by_hand_stays_unless_it_is_written_over(run, ada, now):
    moved = {"starts_at": run[2].starts_at + dt.timedelta(days=1), "ends_at": run[2].ends_at + dt.timedelta(days=1)}
    changing.change(run[2], moved, by=ada, at=now)
    found = recurring.effects(run[1], {"days": 7}, Scope.FROM_HERE, by=ada, at=now)
    assert [effect.own for effect in found][:3] == [(), ("days",), ()]


def test_no_road_lets_sign_up_open_after_the_start(run, ada, now):
    with pytest.raises(changing.ChangingError, match="Sign-up opens before the meeting starts"):
        changing.change(run[0], {"opens_at": run[0].starts_at}, by=ada, at=now)


def test_every_other_week_goes_on_in_the_rhythm_of_the_last_meeting():
    pattern = Recurrence(every="two weeks", weekday=2)
    days = recurring.days_of(pattern, after=dt.date(2026, 12, 16), number=2)  # a Wednesday itself
    assert [day.isoformat() for day in days] == ["2026-12-30", "2027-01-13"]


def test_three_o_clock_stays_three_o_clock_when_the_clocks_change(run):
    assert starts() == ["16 Dec 15:00", "20 Jan 15:00", "17 Feb 15:00", "17 Mar 15:00", "21 Apr 15:00", "19 May 15:00"]
    assert [event.starts_at.astimezone(dt.UTC).hour for event in run] == [15, 15, 15, 15, 14, 14]


def test_each_is_a_meeting_of_its_own_with_the_settings_questions_and_topics_of_the_first(first, ada, now):
    opens = dt.datetime(2026, 12, 1, 9, tzinfo=LONDON)
    Event.objects.update(opens_at=opens, who_may_come="cell", reminder_days="3", held_back=1, sequence=4)
    Question.objects.create(event=first, text="Which table?", required=True)
    first.topics.set(["Small grants"])
    [made] = recurring.make(
        first, Recurrence(**THIRD_WEDNESDAY), [dt.date(2027, 4, 21)], publish=False, by=ada, at=now
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.state, made.who_may_come, made.reminder_days, made.held_back) == ("draft", "cell", "3", 1)
    assert (made.uid != first.uid, made.sequence, made.slug) == (True, 0, "cell-meeting-2027-04-21")
    assert made.opens_at == dt.datetime(2027, 4, 6, 9, tzinfo=LONDON)
    assert made.ends_at - made.starts_at == dt.timedelta(minutes=90)
    assert [(q.text, q.required) for q in made.questions.all()] == [("Which table?", True)]
    assert ([*made.topics.names()], made.created_by, first.questions.count()) == (["Small grants"], ada, 1)


def test_making_them_twice_makes_them_once(run, ada, now):
    days = [timezone.localdate(event.starts_at) for event in run]
    assert recurring.make(run[0], Recurrence(**THIRD_WEDNESDAY), days, publish=True, by=ada, at=now) == []
    assert (Event.objects.count(), Recurrence.objects.count()) == (6, 1)


def test_what_cannot_be_made_gets_a_sentence(first, ada, now):
    for days, sentence in [
        ([], "Tick at least one day."),
        ([dt.date(2020, 1, 1)], "Choose days to come."),
        ([dt.date(2027, 1, 1) + dt.timedelta(days=n) for n in range(25)], "No more than 24 meetings"),
    ]:
        with pytest.raises(RecurringError, match=sentence):
            recurring.make(first, Recurrence(**THIRD_WEDNESDAY), days, publish=True, by=ada, at=now)
    Event.objects.update(hours_known=False)
    with pytest.raises(RecurringError, match="Give this meeting its date and hours first"):
        recurring.make(first, Recurrence(**THIRD_WEDNESDAY), [dt.date(2027, 1, 20)], publish=True, by=ada, at=now)


@pytest.mark.parametrize(
    ("scope", "places"),
    [
        (Scope.THIS, ["Online", "Online", "Hall", "Online", "Online", "Online"]),
        (Scope.FROM_HERE, ["Online", "Online", "Hall", "Hall", "Hall", "Hall"]),
        (Scope.TO_COME, ["Hall"] * 6),
    ],
)
def test_a_change_reaches_this_one_or_all_from_here_or_all_to_come(run, ada, now, scope, places):
    recurring.change(run[2], {"place": "Hall"}, scope, over=[], by=ada, at=now)
    assert list(Event.objects.order_by("starts_at").values_list("place", flat=True)) == places


def test_what_is_over_or_cancelled_is_not_touched(run, ada, now):
    changing.cancel(run[3], by=ada, at=now)
    later = run[1].ends_at + dt.timedelta(days=1)
    recurring.change(run[2], {"place": "Hall"}, Scope.TO_COME, over=[], by=ada, at=later)
    assert list(Event.objects.order_by("starts_at").values_list("place", flat=True)) == [
        "Online", "Online", "Hall", "Online", "Hall", "Hall"
    ]  # fmt: skip


def test_a_new_hour_is_that_hour_in_winter_and_in_summer_and_the_length_stays(run, ada, now):
    recurring.change(run[0], {"clock": dt.time(16, 30)}, Scope.TO_COME, over=[], by=ada, at=now)
    assert {start[-5:] for start in starts()} == {"16:30"}
    assert {event.ends_at - event.starts_at for event in Event.objects.all()} == {dt.timedelta(minutes=90)}


def test_days_later_and_a_new_length_go_together(run, ada, now):
    recurring.change(run[4], {"days": 1, "minutes": 60}, Scope.FROM_HERE, over=[], by=ada, at=now)
    assert starts()[3:] == ["17 Mar 15:00", "22 Apr 15:00", "20 May 15:00"]
    assert [event.ends_at - event.starts_at for event in Event.objects.order_by("starts_at")][3:] == [
        dt.timedelta(minutes=90), dt.timedelta(minutes=60), dt.timedelta(minutes=60)
    ]  # fmt: skip


def test_what_was_changed_by_hand_is_named_and_stays_unless_it_is_asked_for(run, ada, now):
    changing.change(run[3], {"place": "Harbour Hall"}, by=ada, at=now)
    effects = recurring.effects(run[2], {"place": "Library", "capacity": 9}, Scope.FROM_HERE, by=ada, at=now)
    assert [effect.own for effect in effects] == [(), ("place",), (), ()]
    recurring.change(run[2], {"place": "Library", "capacity": 9}, Scope.FROM_HERE, over=[], by=ada, at=now)
    kept = Event.objects.get(pk=run[3].pk)
    assert (kept.place, kept.capacity) == ("Harbour Hall", 9)
    again = Event.objects.get(pk=run[2].pk)
    recurring.change(again, {"place": "Library"}, Scope.FROM_HERE, over=[kept.pk], by=ada, at=now)
    assert Event.objects.get(pk=kept.pk).place == "Library"


def test_one_moved_to_another_hour_by_hand_keeps_it(run, ada, now):
    moved = run[3].starts_at + dt.timedelta(hours=2)
    changing.change(run[3], {"starts_at": moved, "ends_at": moved + dt.timedelta(hours=1)}, by=ada, at=now)
    effects = recurring.effects(run[2], {"clock": dt.time(10), "minutes": 90}, Scope.FROM_HERE, by=ada, at=now)
    assert effects[1].own == ("clock", "minutes")
    recurring.change(run[2], {"clock": dt.time(10)}, Scope.FROM_HERE, over=[], by=ada, at=now)
    assert [start[-5:] for start in starts()] == ["15:00", "15:00", "10:00", "17:00", "10:00", "10:00"]


def test_whoever_has_signed_up_for_one_of_them_is_told_and_nobody_else(run, ada, ben, now):
    signups.sign_up(run[4], ben, at=now)
    Mail.objects.all().delete()
    recurring.change(run[0], {"clock": dt.time(16)}, Scope.TO_COME, over=[], by=ada, at=now)
    mail = Mail.objects.get()
    assert (mail.to, mail.why, mail.meeting) == (ben.email, "changed", run[4].pk)
    assert "T160000" in mail.calendar


def test_all_from_here_on_are_cancelled_and_told(run, ada, ben, now):
    signups.sign_up(run[4], ben, at=now)
    Mail.objects.all().delete()
    Event.objects.filter(pk=run[5].pk).update(state="draft")
    told = recurring.cancel(run[2], Scope.FROM_HERE, by=ada, at=now, why="The hall is closed.")
    assert len(told) == 3
    assert list(Event.objects.order_by("starts_at").values_list("state", flat=True)) == [
        "published", "published", "cancelled", "cancelled", "cancelled", "draft"
    ]  # fmt: skip
    assert "METHOD:CANCEL" in Mail.objects.get().calendar


def test_where_one_cannot_be_changed_none_is(run, ada, ben, now):
    signups.sign_up(run[0], ben, at=now)
    with pytest.raises(RecurringError, match="Cell meeting, 16 December 2026: People have signed up"):
        recurring.change(run[5], {"days": -25}, Scope.TO_COME, over=[], by=ada, at=now)
    assert starts()[-1] == "19 May 15:00"


def test_meetings_that_were_moved_into_a_cell_of_others_are_not_reached(run, ada, nora, now):
    Event.objects.filter(pk=run[4].pk).update(cell=None)
    recurring.change(run[0], {"place": "Hall"}, Scope.TO_COME, over=[], by=ada, at=now)
    assert Event.objects.get(pk=run[4].pk).place == "Online"
    recurring.change(run[0], {"place": "Hall"}, Scope.TO_COME, over=[], by=nora, at=now)
    assert Event.objects.get(pk=run[4].pk).place == "Hall"
