"""After the meeting: a note is asked for once, and what people said of their needs goes."""

from __future__ import annotations

import datetime as dt

import pytest

from events import afterwards
from events.models import Answer, Event, Question
from people.models import Mail
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def held(cell, now) -> Event:
    """It ended this moment."""
    return make_event("The second letter", cell=cell, starts_at=now - dt.timedelta(minutes=90))


def asked(at: dt.datetime) -> int:
    return afterwards.ask_for_notes(at=at)


def test_a_week_after_the_convenors_are_asked_once_for_the_note(held, ada, now):
    assert asked(now + 7 * DAY - dt.timedelta(seconds=1)) == 0
    for days in (7, 8, 9):
        asked(now + days * DAY)
    assert [(mail.to, mail.why) for mail in Mail.objects.all()] == [(ada.email, "note missing")]


def test_nobody_is_asked_where_there_is_a_note_or_the_meeting_was_off_or_long_ago(held, cell, now):
    make_note(make_event("With a note", cell=cell, starts_at=now))
    make_event("Off", cell=cell, starts_at=now, state="cancelled")
    make_event("Not public", cell=cell, starts_at=now, state="draft")
    make_event("Long ago", cell=cell, starts_at=now - 60 * DAY)
    make_event("Undated", cell=cell, starts_at=None)
    Event.objects.filter(pk=held.pk).delete()
    assert asked(now + 8 * DAY) == 0


def test_what_people_said_of_their_needs_is_deleted_thirty_days_after(held, ben, now):
    coming = make_event("To come", starts_at=now + 60 * DAY)
    for event in (held, coming):
        question = Question.objects.create(event=event, text="Anything you need?")
        place = event.sign_ups.create(member=ben, state="going", joined_at=now)
        Answer.objects.create(sign_up=place, question=question, text=f"Captions at {event}")
    assert afterwards.forget_answers(at=now + 30 * DAY - dt.timedelta(seconds=1)) == 0
    assert afterwards.forget_answers(at=now + 30 * DAY) == 1
    assert [answer.text for answer in Answer.objects.all()] == ["Captions at To come"]
