from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from events import topics
from events.models import Topic
from insights import following
from insights.following import FollowingError
from insights.models import Digest, Follow
from people import merging, stops
from people.models import Organisation, Person, StoppedMail

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def topic(db) -> Topic:
    return Topic.objects.create(name="Trust", slug="trust")


def test_following_twice_changes_nothing_and_the_first_time_begins_a_weekly_digest(ben, cell, now):
    one = following.follow(ben, cell, at=now)
    assert following.follow(ben, cell, at=now + dt.timedelta(days=1)) == one
    digest = Digest.objects.get()
    assert (digest.member, digest.often, digest.told_until) == (ben, "weekly", now)


def test_what_is_not_followed_any_more_is_not_followed(ben, cell, topic, now):
    following.follow(ben, cell, at=now)
    following.follow(ben, topic, at=now)
    assert following.unfollow(ben, cell) is True
    assert following.unfollow(ben, cell) is False
    assert [follow.thing for follow in ben.follows.all()] == [topic]


def test_whoever_followed_nothing_for_a_while_hears_from_the_new_beginning_on(ben, cell, now):
    following.follow(ben, cell, at=now)
    following.unfollow(ben, cell)
    later = now + dt.timedelta(days=100)
    following.follow(ben, cell, at=later)
    assert Digest.objects.get().told_until == later


def test_following_takes_up_mails_that_were_stopped(ben, cell, topic, now):
    following.follow(ben, cell, at=now)
    following.hear_nothing(ben, at=now)
    assert stops.is_stopped(ben, StoppedMail.Kind.DIGESTS)
    following.follow(ben, topic, at=now)
    assert not stops.is_stopped(ben, StoppedMail.Kind.DIGESTS)


def test_there_is_a_most_that_one_follows(ben, cell, topic, now, monkeypatch):
    monkeypatch.setattr(following, "MOST", 1)
    following.follow(ben, cell, at=now)
    with pytest.raises(FollowingError, match="You follow 1 already"):
        following.follow(ben, topic, at=now)


@pytest.mark.parametrize("columns", [(), ("cell", "topic"), ("topic", "organisation")])
def test_a_row_is_of_one_thing(ben, cell, topic, now, columns):
    things = {"cell": cell, "topic": topic, "organisation": Organisation.objects.create(name="Fold", slug="fold")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(member=ben, followed_at=now, **{name: things[name] for name in columns})


@pytest.mark.parametrize(
    ("often", "after", "due"),
    [
        ("weekly", (2026, 11, 22, 12, 0), (2026, 11, 23, 8, 0)),
        ("weekly", (2026, 11, 23, 7, 59), (2026, 11, 23, 8, 0)),
        ("weekly", (2026, 11, 23, 8, 0), (2026, 11, 30, 8, 0)),
        ("weekly", (2026, 3, 28, 12, 0), (2026, 3, 30, 8, 0)),  # the clocks go forward on the 29th
        ("weekly", (2026, 10, 19, 8, 0), (2026, 10, 26, 8, 0)),  # and back on the 25th
        ("monthly", (2026, 11, 22, 12, 0), (2026, 12, 1, 8, 0)),
        ("monthly", (2026, 12, 1, 8, 0), (2027, 1, 1, 8, 0)),
        ("monthly", (2026, 1, 31, 23, 59), (2026, 2, 1, 8, 0)),
    ],
)
def test_mails_are_due_at_eight_on_the_clock_here(often, after, due):
    moments = [dt.datetime(*moment, tzinfo=LONDON) for moment in (after, due)]
    assert following.next_due(often, moments[0]) == moments[1]


def test_a_change_from_weekly_to_monthly_loses_nothing(ben, cell, now):
    following.follow(ben, cell, at=now)
    digest = following.hear(ben, "monthly", at=now + dt.timedelta(days=3))
    assert (digest.told_until, digest.often) == (now, "monthly")
    assert digest.due_at == dt.datetime(2026, 12, 1, 8, tzinfo=LONDON)


def test_who_takes_the_mails_up_again_hears_from_then_on(ben, cell, now):
    following.follow(ben, cell, at=now)
    following.hear_nothing(ben, at=now)
    later = now + dt.timedelta(days=50)
    assert following.hear(ben, "weekly", at=later).told_until == later


def test_two_topics_made_one_are_followed_once_and_two_again_after_undoing(ben, ada, nora, topic, now):
    other = Topic.objects.create(name="Faith", slug="faith")
    for member, things in ((ben, (topic, other)), (ada, (other,))):
        for thing in things:
            following.follow(member, thing, at=now)
    topics.merge(other, topic, by=nora, at=now)
    assert [[f.thing for f in member.follows.all()] for member in (ben, ada)] == [[topic], [topic]]
    merging.undo(merging.Merge.objects.get(), by=nora, at=now)
    assert {f.thing.name for f in ben.follows.all()} == {"Trust", "Faith"}
    assert {f.thing.name for f in ada.follows.all()} == {"Faith"}


def test_a_person_made_one_with_another_is_still_followed(ben, nora, now):
    gone, stays = (Person.objects.create(name=f"Asha {n}", slug=f"asha-{n}") for n in "ab")
    following.follow(ben, gone, at=now)
    merging.merge(gone, stays, by=nora, at=now)
    assert [follow.thing for follow in ben.follows.all()] == [stays]


def test_two_organisations_made_one_are_followed_once_and_two_again_after_undoing(ben, ada, nora, now):
    gone, stays = (Organisation.objects.create(name=f"Fold {n}", slug=f"fold-{n}") for n in "ab")
    for member, things in ((ben, (gone, stays)), (ada, (gone,))):
        for thing in things:
            following.follow(member, thing, at=now)
    merge = merging.merge(gone, stays, by=nora, at=now)
    assert [[f.thing for f in member.follows.all()] for member in (ben, ada)] == [[stays], [stays]]
    merging.undo(merge, by=nora, at=now)
    assert {f.thing.name for f in ben.follows.all()} == {"Fold a", "Fold b"}
    assert {f.thing.name for f in ada.follows.all()} == {"Fold a"}
