"""What giving up means is said before the click and after it, in the same words as it happens."""

from __future__ import annotations

import datetime as dt

import pytest

from events import signups
from events.giving_up import foretold, give_up
from events.models import Event, SignUp
from events.places import places_of
from people.models import Member
from tests.making import make_event

pytestmark = pytest.mark.django_db
AGAIN = "You can sign up again as long as it is open."
AT_ITS_END = "If you change your mind, you join the line at its end."


@pytest.fixture
def meeting(cell, now) -> Event:
    """In three days, with two places."""
    return make_event("The second letter", cell=cell, starts_at=now + dt.timedelta(days=3), capacity=2)


def fill(meeting: Event, number: int, now: dt.datetime) -> list[SignUp]:
    members = [Member.objects.create_user(f"m{n}@example.org", name=f"M {n}") for n in range(number)]
    return [signups.sign_up(meeting, member, at=now) for member in members]


def said(row: SignUp, at: dt.datetime) -> tuple[str, str]:
    """Before the click, and after it."""
    return foretold(row, places_of(row.event), at=at), give_up(row, at=at)


def test_with_people_in_line_the_place_goes_to_the_next_and_one_would_join_at_the_end(meeting, now):
    first, *_, third = fill(meeting, 3, now)
    assert said(first, now) == (
        f"If you can’t come, one click gives your place to the next in line, at once. {AT_ITS_END}",
        f"Thank you for saying so: your place has gone to the next in line. {AT_ITS_END}",
    )
    third.refresh_from_db()
    assert third.state == "going"


@pytest.mark.parametrize("capacity", [2, None])
def test_with_nobody_in_line_the_place_is_free(meeting, now, capacity):
    meeting.capacity = capacity
    meeting.save()
    assert said(fill(meeting, 2, now)[0], now) == (
        f"If you can’t come, one click gives your place up. {AGAIN}",
        f"Thank you for saying so: your place is free for somebody else. {AGAIN}",
    )


def test_once_the_line_has_closed_nobody_gets_it_and_there_is_no_way_back(meeting, now):
    rows = fill(meeting, 3, now)
    late = meeting.starts_at - dt.timedelta(minutes=30)
    closed = "You could not sign up again: the line has closed."
    assert said(rows[0], late) == (
        f"If you can’t come, one click gives your place up. {closed}",
        f"Thank you for saying so: your place is given up. {closed}",
    )


def test_where_more_are_going_than_there_are_places_nobody_gets_it(meeting, now, ada):
    first, *_, last = fill(meeting, 4, now)
    signups.put_in(meeting, last.member, by=ada, why="She speaks", at=now)
    assert said(first, now) == (
        f"If you can’t come, one click gives your place up. {AT_ITS_END}",
        f"Thank you for saying so: your place is given up. {AT_ITS_END}",
    )


def test_once_sign_up_has_closed_there_is_no_way_back(meeting, now):
    meeting.closes_at = now + dt.timedelta(days=1)
    meeting.save()
    first = fill(meeting, 1, now)[0]
    closed = "You could not sign up again: sign-up has closed."
    assert said(first, now + dt.timedelta(days=2)) == (
        f"If you can’t come, one click gives your place up. {closed}",
        f"Thank you for saying so: your place is given up. {closed}",
    )


def test_who_leaves_the_line_would_join_it_at_its_end(meeting, now):
    assert said(fill(meeting, 3, now)[2], now) == (
        f"One click takes you out of the line. {AT_ITS_END}",
        f"You have left the line. {AT_ITS_END}",
    )
