"""Links that put a meeting into a calendar on the web: the same instant, and words that no address breaks on."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from events.calendar_links import links_for
from tests.making import make_event

pytestmark = pytest.mark.django_db
TITLE = "Who & what? 50% ü #1"


@pytest.fixture
def event(cell):
    starts = dt.datetime(2026, 6, 3, 15, 0, tzinfo=ZoneInfo("Europe/London"))  # 2pm in UTC
    return make_event(TITLE, cell=cell, starts_at=starts, place="Hall, upstairs", summary="Tea & talk")


def asked(event) -> dict[str, dict[str, str]]:
    """What each link says, by its words."""
    queries = {link.words: parse_qs(urlsplit(link.url).query) for link in links_for(event)[1:]}
    return {words: {name: values[0] for name, values in query.items()} for words, query in queries.items()}


def test_each_says_the_instant_the_title_and_the_place(event):
    said = asked(event)
    assert said["Google"]["dates"] == "20260603T140000Z/20260603T153000Z"
    assert (said["Outlook.com"]["startdt"], said["Outlook.com"]["enddt"]) == (
        "2026-06-03T14:00:00Z",
        "2026-06-03T15:30:00Z",
    )
    assert (said["Yahoo"]["st"], said["Yahoo"]["et"]) == ("20260603T140000Z", "20260603T153000Z")
    assert [said[one][word] for one, word in (("Google", "text"), ("Office 365", "subject"), ("Yahoo", "title"))] == [
        TITLE
    ] * 3
    assert said["Google"]["location"] == said["Yahoo"]["in_loc"] == "Hall, upstairs"
    assert "Tea & talk" in said["Outlook.com"]["body"]


def test_a_meeting_of_which_only_the_day_is_known_is_for_the_day(event):
    event.starts_at, event.ends_at = dt.datetime(2026, 6, 3, tzinfo=ZoneInfo("Europe/London")), None
    event.hours_known = False
    said = asked(event)
    assert said["Google"]["dates"] == "20260603/20260604"
    assert (said["Office 365"]["startdt"], said["Office 365"]["allday"]) == ("2026-06-03", "true")
    assert (said["Yahoo"]["st"], said["Yahoo"]["dur"]) == ("20260603", "allday")


def test_no_link_is_made_by_hand(event):
    assert [link.url.count(" ") + link.url.count("#") for link in links_for(event)] == [0] * 5
