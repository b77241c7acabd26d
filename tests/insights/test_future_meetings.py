from __future__ import annotations

import datetime as dt

import pytest

from events.models import Event
from insights import future_meetings
from insights.models import FutureMeeting
from tests.making import make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(event) -> FutureMeeting:
    note = make_note(event)
    day = dt.date(2027, 2, 9)
    return FutureMeeting.objects.create(
        note=note, title="Who may be wrong?", date=day, date_text="9 February", time_text="2pm", start=0, end=3
    )


def test_accept_makes_a_draft_in_the_cell_of_the_note_once(meeting, ada, now, cell):
    event = future_meetings.accept(meeting, by=ada, at=now)
    assert (event.title, event.state, event.cell, event.starts_at.date()) == (
        "Who may be wrong?",
        "draft",
        cell,
        dt.date(2027, 2, 9),
    )
    assert future_meetings.accept(meeting, by=ada, at=now) == event
    assert Event.objects.count() == 2


def test_a_proposal_that_was_accepted_is_not_put_aside_by_a_second_click(meeting, ada, now):
    stale = FutureMeeting.objects.get()
    event = future_meetings.accept(meeting, by=ada, at=now)
    future_meetings.dismiss(stale, by=ada, at=now)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.event) == ("accepted", event)


def test_a_proposal_that_was_put_aside_can_still_be_accepted(meeting, ada, now):
    future_meetings.dismiss(meeting, by=ada, at=now)
    assert future_meetings.accept(meeting, by=ada, at=now).state == "draft"
