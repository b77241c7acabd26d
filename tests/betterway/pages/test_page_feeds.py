"""Files and feeds for calendars: who finds what in them, and how a private address is made and renewed."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events import changing, signups
from events.calendar_links import links_for
from events.models import CalendarAddress, Event, SignUp
from people.models import Member
from tests.making import make_event

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def soon(cell) -> Event:
    starts = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + 3 * DAY
    return make_event("The second letter", cell=cell, starts_at=starts, place="Online")


@pytest.fixture
def address(ben) -> CalendarAddress:
    return CalendarAddress.objects.create(member=ben)


def titles(response) -> list[str]:
    """What stands in a calendar, read by both libraries."""
    text = response.content.decode()
    ours = [str(entry["SUMMARY"]) for entry in icalendar.Calendar.from_ical(text).walk("VEVENT")]
    assert ours == [entry.summary.value for entry in vobject.readOne(text).contents.get("vevent", [])]
    return ours


def test_a_meeting_is_downloaded_by_whoever_may_see_it(client, cyd, ben, soon):
    there = f"{soon.get_absolute_url()}calendar.ics"
    response = client.get(there)
    assert titles(response) == ["The second letter"]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="the-second-letter.ics"'
    Event.objects.update(visibility="members")
    assert client.get(there).status_code == 404
    client.force_login(ben)
    assert titles(client.get(there)) == ["The second letter"]
    Event.objects.update(state="draft")
    assert client.get(there).status_code == 404


def test_a_meeting_without_a_known_day_has_no_file(client, cell):
    event = make_event(cell=cell, starts_at=None)
    assert client.get(f"{event.get_absolute_url()}calendar.ics").status_code == 404
    assert links_for(event) == []


def test_the_joining_link_is_in_no_file_and_no_feed_for_everybody(client, ben, soon):
    Event.objects.update(joining_link="https://talk.example.org/1", link_shown_minutes=30_000)
    client.force_login(ben)
    for path in (f"{soon.get_absolute_url()}calendar.ics", "/feeds/meetings.ics", f"/feeds/cells/{soon.cell.slug}.ics"):
        assert "talk.example" not in client.get(path).content.decode().replace("\r\n ", "")


def test_feeds_have_public_meetings_whoever_asks_and_keep_the_cancelled(client, nora, cell, soon):
    for state, visibility in (("draft", "public"), ("published", "members")):
        make_event(f"Hidden {state}", cell=cell, starts_at=soon.starts_at, state=state, visibility=visibility)
    make_event("Elsewhere", starts_at=soon.starts_at + DAY)
    make_event("Long ago", cell=cell, starts_at=timezone.now() - 400 * DAY)
    make_event("Last month", cell=cell, starts_at=timezone.now() - 30 * DAY)
    make_event("Undated", cell=cell, starts_at=None)
    changing.cancel(soon, by=None, at=timezone.now())
    client.force_login(nora)
    assert titles(client.get(f"/feeds/cells/{cell.slug}.ics")) == ["Last month", "Cancelled: The second letter"]
    assert titles(client.get("/feeds/meetings.ics")) == ["Last month", "Cancelled: The second letter", "Elsewhere"]


def test_a_feed_that_has_not_changed_is_not_sent_again(client, soon):
    first = client.get("/feeds/meetings.ics")
    again = client.get("/feeds/meetings.ics", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    changing.change(soon, {"place": "Harbour Hall"}, by=None, at=timezone.now())
    moved = client.get("/feeds/meetings.ics", headers={"if-none-match": first["ETag"]})
    assert (moved.status_code, titles(moved)) == (200, ["The second letter"])
    assert "SEQUENCE:1" in moved.content.decode()
    Event.objects.update(visibility="members")
    assert client.get("/feeds/meetings.ics", headers={"if-none-match": moved["ETag"]}).status_code == 200


def test_the_feed_of_a_cell_that_was_renamed_is_found_under_its_old_name(client, nora, cell, soon):
    client.force_login(nora)
    facts = {"name": cell.name, "slug": "purses", "convenors": [c.pk for c in cell.convenors.all()]}
    client.post(f"/admin/events/cell/{cell.pk}/change/", facts)
    response = client.get("/feeds/cells/sharing-and-building-power.ics")
    assert (response.status_code, response["Location"]) == (301, "/feeds/cells/purses.ics")


@pytest.mark.parametrize("of_a_cell", [True, False])
def test_feeds_take_as_many_questions_for_three_meetings_as_for_one(client, ben, address, cell, of_a_cell):
    numbers = []
    for n in range(3):
        starts = timezone.now() + (n + 1) * DAY
        event = make_event(f"Meeting {n}", cell=cell if of_a_cell else None, starts_at=starts)
        signups.sign_up(event, ben, at=timezone.now())
        for path in ("/feeds/meetings.ics", address.get_absolute_url()):
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            numbers.append(len(asked))
    assert numbers[:2] == numbers[2:4] == numbers[4:] == [3, 4]


def test_ones_own_feed_has_ones_places_and_turns_and_nobody_elses(client, ben, ada, address, cell, soon):
    now = timezone.now()
    others = [make_event(f"Meeting {n}", cell=cell, starts_at=soon.starts_at + n * DAY) for n in (1, 2, 3)]
    Event.objects.filter(pk=others[0].pk).update(visibility="members")
    for event in (soon, others[0], others[2]):
        signups.sign_up(event, ben, at=now)
    SignUp.objects.create(event=others[1], member=ben, state="waiting", joined_at=now)
    SignUp.objects.create(
        event=make_event("Adas own", starts_at=soon.starts_at), member=ada, state="going", joined_at=now
    )
    signups.cancel(others[2].sign_ups.get(), at=now)
    changing.cancel(soon, by=None, at=now)
    response = client.get(address.get_absolute_url())
    assert titles(response) == ["Cancelled: The second letter", "Meeting 1", "In line: Meeting 2"]
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, max-age=300", "noindex")


def test_a_private_address_is_long_and_nobody_elses(ben, ada):
    tokens = {CalendarAddress.objects.create(member=member).token for member in (ben, ada)}
    assert [len(token) for token in tokens] == [32, 32]


def test_an_old_a_wrong_and_a_deactivated_address_are_not_found(client, ben, address):
    there = address.get_absolute_url()
    assert client.get(there).status_code == 200
    assert client.get("/feeds/mine/0123.ics").status_code == 404
    Member.objects.filter(pk=ben.pk).update(is_active=False)
    assert client.get(there).status_code == 404
    Member.objects.filter(pk=ben.pk).update(is_active=True)
    client.force_login(ben)
    client.post("/feeds/mine/renew/")
    assert client.get(there).status_code == 404
    address.refresh_from_db()
    assert client.get(address.get_absolute_url()).status_code == 200


def test_a_private_address_is_made_on_the_page_and_only_for_oneself(client, ben, ada):
    client.force_login(ben)
    assert "Make me a private address" in client.get("/feeds/").content.decode()
    words = client.post("/feeds/mine/renew/", follow=True).content.decode()
    assert "Here is your private address." in words
    assert ben.calendar_address.get_absolute_url() in words
    client.force_login(ada)
    assert ben.calendar_address.token not in client.get("/feeds/").content.decode()


def test_a_private_address_can_be_given_up(client, ben, address):
    client.force_login(ben)
    client.post("/feeds/mine/renew/", {"what": "remove"})
    assert not CalendarAddress.objects.exists()


@pytest.mark.parametrize(("after", "there"), [("/me/", "/me/"), ("https://evil.example/", "/feeds/"), ("", "/feeds/")])
def test_the_buttons_lead_back_to_the_page_they_stood_on(client, ben, after, there):
    client.force_login(ben)
    assert client.post("/feeds/mine/renew/", {"next": after})["Location"] == there


def test_a_stranger_is_asked_to_log_in_for_a_private_address(client, db):
    assert client.post("/feeds/mine/renew/")["Location"].startswith("/login/")
    assert "Log in" in client.get("/feeds/").content.decode()


def test_the_page_of_a_meeting_to_come_has_links_for_calendars(client, soon):
    words = client.get(soon.get_absolute_url()).content.decode()
    for host in ("calendar.google.com", "outlook.live.com", "outlook.office.com", "calendar.yahoo.com"):
        assert f"https://{host}/" in words
    assert f"{soon.get_absolute_url()}calendar.ics" in words
    Event.objects.update(state="cancelled")
    assert "calendar.google.com" not in client.get(soon.get_absolute_url()).content.decode()
