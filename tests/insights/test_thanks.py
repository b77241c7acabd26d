"""What came of it: told once to those who were there, when the note has been public for an hour."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from events.models import Event
from insights import publishing, thanks
from insights.models import Note
from people import stops
from people.models import Mail, Member
from tests.conftest import NOW
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def held(cell, ben, nora, now) -> Event:
    """It was yesterday; ben and nora were going, ada did not get a place."""
    event = make_event("The second letter", cell=cell, starts_at=now - dt.timedelta(days=1))
    for member, state in [(ben, "going"), (nora, "going"), (Member.objects.get(name="Ada Quist"), "waiting")]:
        event.sign_ups.create(member=member, state=state, joined_at=now)
    return event


@pytest.fixture
def note(held, now) -> Note:
    return make_note(held, published_at=now)


def thanked(at: dt.datetime) -> list[str]:
    """Everybody who has been thanked by then."""
    thanks.thank(at=at)
    return sorted(Mail.objects.filter(why="what came of it").values_list("to", flat=True))


def test_where_nobody_marked_who_came_those_who_were_going_are_thanked_once(note, now):
    assert thanked(now + HOUR - dt.timedelta(seconds=1)) == []
    for hours in (1, 2, 3):
        assert thanked(now + hours * HOUR) == ["ben@example.org", "nora@example.org"]


def test_where_it_was_marked_only_those_who_came(note, held, ben, now):
    held.sign_ups.filter(member=ben).update(came=True)
    assert thanked(now + HOUR) == ["ben@example.org"]


def test_a_note_taken_back_within_the_hour_thanks_nobody(note, ada, now):
    publishing.withdraw_note(note, by=ada, at=now)
    assert thanked(now + HOUR) == []


def test_taken_back_later_and_published_again_it_thanks_nobody_a_second_time(note, ada, now):
    assert len(thanked(now + HOUR)) == 2
    publishing.withdraw_note(note, by=ada, at=now + HOUR)
    publishing.publish(note, [], by=None, at=now + 2 * HOUR)
    assert len(thanked(now + 4 * HOUR)) == 2


def test_whoever_has_stopped_these_mails_gets_none(note, ben, now):
    stops.stop(ben, "thanks", at=now)
    assert thanked(now + HOUR) == ["nora@example.org"]


def test_a_note_that_came_with_the_archive_or_is_of_long_ago_thanks_nobody(note, now):
    Note.objects.update(with_archive=True)
    assert thanked(now + HOUR) == []
    Note.objects.update(with_archive=False, published_at=now - dt.timedelta(days=15))
    assert thanked(now) == []


@pytest.mark.parametrize(
    ("level", "credit"),
    [
        ("named", "(Asha Pillai, Harbour Lane Kitchen)"),
        ("organisation only", "(Someone from Harbour Lane Kitchen)"),
        ("role only", "(A speaker)"),
        ("unattributed", ""),
    ],
)
def test_a_point_is_credited_no_further_than_the_public_may_know(note, held, now, level, credit):
    speaker = make_speaker(held, "Asha Pillai", "Harbour Lane Kitchen", attribution=level, role="speaker")
    note.insights.update(speaker=speaker)
    thanked(now + HOUR)
    text = Mail.objects.filter(why="what came of it").first().text.replace("\n  ", " ")
    assert f"- Deciding on a small grant costs as much as deciding on a large one. {credit}".rstrip() + "\n" in text
    assert ("Asha" in text) == (level == "named")


def test_points_that_are_not_public_are_not_told(note, now):
    note.insights.update(state="suggested", approved_at=None)
    thanked(now + HOUR)
    text = Mail.objects.filter(why="what came of it").first().text
    assert "Deciding" not in text
    assert "Its note can be read here:\nhttp://127.0.0.1:8000/events/the-second-letter/note/\n" in text
