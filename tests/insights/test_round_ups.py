from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events.models import Topic
from insights import collecting, round_ups
from insights.collecting import CollectingError
from tests.making import make_event, make_insight, make_note

pytestmark = pytest.mark.django_db
SPRING = (dt.date(2026, 4, 1), dt.date(2026, 6, 30))


def at(*moment: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(*moment))


@pytest.fixture
def spring(cell):
    """Three meetings: on the first and on the last day of the period, and on the day after."""
    first = make_note(make_event("First", cell=cell, starts_at=at(2026, 4, 1, 0, 0)))
    last = make_note(make_event("Last", starts_at=at(2026, 6, 30, 23, 30)))
    after = make_note(make_event("After", starts_at=at(2026, 7, 1, 0, 0)))
    return [note.insights.get() for note in (first, last, after)]


def groups(member, topics=()) -> list[tuple[str, list]]:
    found = round_ups.gather(round_ups.of_period(member, *SPRING), topics)
    return [(group.heading, group.insights) for group in found]


def test_a_period_holds_its_first_and_its_last_day_whole(spring, ada):
    assert groups(ada) == [("Sharing and building power", [spring[0]]), ("Other meetings", [spring[1]])]


def test_each_insight_stands_once_under_the_first_of_the_topics_that_it_carries(spring, ada):
    spring[0].topics.add("Trust", "Money")
    spring[1].topics.add("Money")
    money, trust = Topic.objects.get(slug="money"), Topic.objects.get(slug="trust")
    assert groups(ada, [trust, money]) == [("Trust", [spring[0]]), ("Money", [spring[1]])]
    assert groups(ada, [money, trust]) == [("Money", [spring[0], spring[1]])]
    assert groups(ada, [trust]) == [("Trust", [spring[0]])]


def test_the_topics_of_a_period_come_with_those_of_most_insights_first(spring, ada):
    spring[0].topics.add("Trust", "Money")
    spring[1].topics.add("Money")
    spring[2].topics.add("Later")
    found = round_ups.topics_of(round_ups.of_period(ada, *SPRING))
    assert [(topic.name, topic.number) for topic in found] == [("Money", 2), ("Trust", 1)]


def test_topics_that_do_not_occur_are_told_and_do_not_turn_into_everything(spring, ada):
    spring[0].topics.add("Trust", "Money")
    spring[1].topics.add("Money")
    spring[2].topics.add("Later", "Never")
    there = list(round_ups.topics_of(round_ups.of_period(ada, *SPRING)))
    trust, money, later, never = (Topic.objects.get(name=name) for name in ("Trust", "Money", "Later", "Never"))
    assert round_ups.in_order(there, [trust, money]) == [money, trust]
    assert round_ups.in_order(there, []) == []
    with pytest.raises(CollectingError, match="“Later” does not occur in these days"):
        round_ups.in_order(there, [later, money])
    with pytest.raises(CollectingError, match="“Later” and “Never” do not occur"):
        round_ups.in_order(there, [later, never])


def test_days_without_insights_and_days_with_too_many_are_told(spring, ada, monkeypatch):
    with pytest.raises(CollectingError, match="No insight came out of these days"):
        round_ups.gather(round_ups.of_period(ada, dt.date(1999, 1, 1), dt.date(1999, 2, 1)))
    monkeypatch.setattr(collecting, "MOST", 1)
    with pytest.raises(CollectingError, match="2 insights came out of these days, and a round-up holds 1"):
        round_ups.gather(round_ups.of_period(ada, *SPRING))


def test_a_round_up_is_made_with_a_heading_over_each_group_and_only_for_whoever_made_it(spring, ada, now):
    more = make_insight(spring[0].note)
    found = round_ups.gather(round_ups.of_period(ada, *SPRING))
    made = round_ups.make(ada, "What came of spring", found, at=now)
    items = made.items.order_by("position").values_list("insight", "heading")
    assert list(items) == [
        (spring[0].pk, "Sharing and building power"),
        (more.pk, ""),
        (spring[1].pk, "Other meetings"),
    ]
    assert (made.kind, made.visibility) == ("round-up", "private")


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (dt.date(2026, 11, 23), (dt.date(2026, 7, 1), dt.date(2026, 9, 30))),
        (dt.date(2026, 1, 1), (dt.date(2025, 10, 1), dt.date(2025, 12, 31))),
        (dt.date(2026, 4, 30), (dt.date(2026, 1, 1), dt.date(2026, 3, 31))),
    ],
)
def test_the_last_quarter_is_the_one_that_is_over(today, quarter):
    assert round_ups.last_quarter(today) == quarter


@pytest.mark.parametrize(
    ("since", "until", "title"),
    [
        (dt.date(2026, 4, 1), dt.date(2026, 6, 30), "What came of April to June 2026"),
        (dt.date(2026, 2, 1), dt.date(2026, 2, 28), "What came of February 2026"),
        (dt.date(2025, 12, 1), dt.date(2026, 1, 31), "What came of 1 December 2025 to 31 January 2026"),
        (dt.date(2026, 4, 3), dt.date(2026, 6, 30), "What came of 3 April 2026 to 30 June 2026"),
    ],
)
def test_a_round_up_is_called_by_its_months_where_they_are_whole(since, until, title):
    assert round_ups.title_of(since, until) == title
