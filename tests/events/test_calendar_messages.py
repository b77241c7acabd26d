"""Somebody's calendar is right after all messages of a story, in whatever order the mails arrive."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from events import changing, signups
from events.models import Event, SignUp
from people.models import Mail, Member
from tests.events.calendar_client import Client
from tests.making import make_event

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
START = dt.datetime(2026, 12, 2, 15, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def meeting(cell) -> Event:
    return make_event("The second letter", cell=cell, starts_at=START, place="Brackenshaw Library", capacity=1)


@pytest.fixture
def jo(db) -> Member:
    return Member.objects.create_user("jo@example.org", name="Jo Vane")


class Story:
    """What happens to one event, an hour apart, or all at one moment."""

    def __init__(self, event: Event, at: dt.datetime, pause: dt.timedelta) -> None:
        self.event, self.at, self.pause = event, at, pause

    def now(self) -> dt.datetime:
        self.at += self.pause
        return self.at

    def join(self, member: Member) -> SignUp:
        return signups.sign_up(self.event, member, at=self.now())

    def leave(self, member: Member) -> None:
        signups.cancel(self.event.sign_ups.get(member=member), at=self.now())

    def move(self, **facts) -> None:
        if "starts_at" in facts:
            facts["ends_at"] = facts["starts_at"] + HOUR
        changing.change(self.event, facts, by=None, at=self.now())

    def cancel(self) -> None:
        changing.cancel(self.event, by=None, at=self.now())


def messages_to(member: Member) -> list[str]:
    return [mail.calendar for mail in Mail.objects.filter(to=member.email).order_by("pk") if mail.calendar]


def ends(member: Member) -> set[tuple]:
    """What the calendar shows at the end, after the messages in every order."""
    found = set()
    for order in permutations(messages_to(member)):
        client = Client(member.email)
        for message in order:
            client.receive(message)
        found.add(tuple(client.shown))
    return found


PAUSES = pytest.mark.parametrize("pause", [HOUR, dt.timedelta(0)], ids=["an hour apart", "at one moment"])


@PAUSES
def test_request_move_cancel_leaves_no_entry(meeting, ben, now, pause):
    story = Story(meeting, now, pause)
    story.join(ben)
    story.move(starts_at=START + DAY)
    story.cancel()
    assert len(messages_to(ben)) == 3
    assert ends(ben) == {()}


@PAUSES
def test_a_meeting_moved_three_times_stands_where_it_was_moved_last(meeting, ben, now, pause):
    story = Story(meeting, now, pause)
    story.join(ben)
    for days in (1, 9, 2):
        story.move(starts_at=START + days * DAY)
    story.move(place="Harbour Hall")
    moved = START + 2 * DAY
    assert ends(ben) == {(("The second letter", moved, moved + HOUR, "Harbour Hall"),)}


@PAUSES
def test_who_gives_a_place_up_and_comes_back_has_the_entry_of_the_last_move(meeting, ben, now, pause):
    story = Story(meeting, now, pause)
    story.join(ben)
    story.leave(ben)
    story.join(ben)
    story.move(starts_at=START + DAY)
    assert len(messages_to(ben)) == 4
    assert ends(ben) == {(("The second letter", START + DAY, START + DAY + HOUR, "Brackenshaw Library"),)}


@PAUSES
def test_who_leaves_after_a_move_and_never_comes_back_has_no_entry(meeting, ben, now, pause):
    story = Story(meeting, now, pause)
    story.join(ben)
    story.move(starts_at=START + DAY)
    story.leave(ben)
    story.move(starts_at=START + 2 * DAY)
    assert ends(ben) == {()}


@PAUSES
def test_who_leaves_while_it_moves_and_comes_back_has_the_new_time(meeting, ben, now, pause):
    story = Story(meeting, now, pause)
    story.join(ben)
    story.leave(ben)
    story.move(starts_at=START + DAY)
    story.join(ben)
    story.move(joining_link="https://talk.example.org/2")
    assert ends(ben) == {(("The second letter", START + DAY, START + DAY + HOUR, "Brackenshaw Library"),)}


@PAUSES
def test_whoever_waits_gets_an_entry_with_the_place_and_loses_it_with_the_meeting(meeting, ben, jo, now, pause):
    story = Story(meeting, now, pause)
    story.join(ben)
    story.join(jo)
    story.move(starts_at=START + DAY)
    assert messages_to(jo) == []
    story.leave(ben)
    assert ends(jo) == {(("The second letter", START + DAY, START + DAY + HOUR, "Brackenshaw Library"),)}
    assert ends(ben) == {()}
    story.cancel()
    assert (ends(ben), ends(jo)) == ({()}, {()})


def test_all_messages_about_one_event_have_one_number_and_rising_sequences(meeting, ben, now):
    story = Story(meeting, now, HOUR)
    story.join(ben)
    story.move(starts_at=START + DAY)
    story.leave(ben)
    story.join(ben)
    story.cancel()
    client = Client(ben.email)
    sequences = []
    for message in messages_to(ben):
        client.receive(message)
        sequences.append(next(iter(client.known.values()))[0][0])
    assert list(client.known) == [str(meeting.uid)]
    assert sequences == [0, 1, 2, 3, 4]
