"""A member's own page, their details, their address, and the list of members."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import SignUp
from people.models import Mail, Member
from tests.conftest import NOW
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def place(event, member, state: str = "going", minutes: int = 0, **facts) -> SignUp:
    joined = NOW + dt.timedelta(minutes=minutes)
    return SignUp.objects.create(event=event, member=member, state=state, joined_at=joined, **facts)


def test_it_shows_what_is_to_come_with_the_place_or_the_number_in_line(client, ben, ada, nora, cell):
    soon, later, full = (
        make_event(title, cell=cell, starts_at=NOW + dt.timedelta(days=days))
        for title, days in (("Soon", 3), ("Later", 30), ("Full up", 9))
    )
    gone = make_event("Not for me", cell=cell, starts_at=NOW + dt.timedelta(days=5))
    place(soon, ben)
    place(later, ben)
    place(full, ada, "waiting")
    place(full, ben, "waiting", 1)
    place(gone, ben, "cancelled")
    client.force_login(ben)
    words = words_of(client.get("/me/").content.decode())
    assert re.findall(r"Soon|Full up|Later|You are going|Number \d in line", words) == [
        *("Soon", "You are going", "Full up", "Number 2 in line", "Later", "You are going")
    ]
    assert "Not for me" not in words


def test_a_cancelled_meeting_says_so(client, ben, cell):
    place(make_event("Soon", cell=cell, state="cancelled", starts_at=NOW + dt.timedelta(days=3)), ben)
    client.force_login(ben)
    assert "Cancelled" in words_of(client.get("/me/").content.decode())


def test_a_past_meeting_leads_to_what_came_of_it(client, ben, event):
    make_note(event)
    place(event, ben, came=True)
    client.force_login(ben)
    page = client.get("/me/").content.decode()
    assert f'<a href="{event.get_absolute_url()}note/">What came of it</a>' in page
    assert "You were there" in page


@pytest.mark.parametrize("facts", [{"state": "draft", "published_at": None}, {"state": "withdrawn"}])
def test_a_note_that_is_not_out_is_not_mentioned(client, ben, event, facts):
    make_note(event, **facts)
    place(event, ben)
    client.force_login(ben)
    assert "What came of it" not in client.get("/me/").content.decode()


def test_where_there_is_nothing_it_says_what_to_do(client, ben):
    client.force_login(ben)
    assert "You have no place at a meeting to come." in client.get("/me/").content.decode()


def test_the_page_asks_no_more_questions_for_more_past_meetings(client, ben, cell):
    client.force_login(ben)
    counts = []
    for number in range(3):
        event = make_event(f"Past {number}", cell=cell, starts_at=NOW - dt.timedelta(days=number + 1))
        make_note(event)
        place(event, ben)
        if number != 1:
            with CaptureQueriesContext(connection) as asked:
                client.get("/me/")
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_asks_no_more_questions_for_more_turns_in_line(client, ben, ada, cell):
    client.force_login(ben)
    counts = []
    for number in range(3):
        event = make_event(f"Full {number}", cell=cell, starts_at=NOW + dt.timedelta(days=number + 1))
        place(event, ada, "waiting")
        place(event, ben, "waiting", 1)
        with CaptureQueriesContext(connection) as asked:
            shown = client.get("/me/").content.decode()
        counts.append(len(asked))
        assert shown.count("Number 2 in line") == number + 1
    assert counts[0] == counts[1] == counts[2]


def test_nobody_is_listed_until_they_say_so(client, ben, ada):
    client.force_login(ada)
    assert "Nobody is listed yet." in client.get("/members/").content.decode()
    client.force_login(ben)
    client.post("/me/details/", {"name": "Ben Osei", "organisation": "Tidewell Trust", "brings": "", "listed": "on"})
    client.force_login(ada)
    words = words_of(client.get("/members/").content.decode())
    assert "Ben Osei Tidewell Trust" in words
    assert "ben@example.org" not in words


def test_guests_and_those_who_may_not_log_in_are_in_no_list(client, ben, gus):
    Member.objects.update(listed=True)
    Member.objects.create_user("old@example.org", name="Olga Past", listed=True, is_active=False)
    client.force_login(ben)
    words = client.get("/members/").content.decode()
    assert ("Gus Arden" in words, "Olga Past" in words) == (False, False)
    client.force_login(gus)
    client.post("/me/details/", {"name": "Gus", "listed": "on"})
    gus.refresh_from_db()
    assert gus.name == "Gus"
    assert client.get("/members/").status_code == 403


def test_details_that_do_not_fit_are_one_sentence_and_nothing_is_lost(client, ben):
    client.force_login(ben)
    words = client.post("/me/details/", {"name": "N" * 400, "organisation": "Tidewell Trust"}).content.decode()
    assert "That has 400 letters, and there is room for 200. Please shorten it." in words
    assert 'value="Tidewell Trust"' in words
    ben.refresh_from_db()
    assert ben.name == "Ben Osei"


def link(client, email: str = "new@example.org") -> str:
    client.post("/me/address/", {"email": email})
    [path] = re.findall(r"^http://127\.0\.0\.1:8000(/me/address/\S+)$", mail.outbox[-1].body, re.MULTILINE)
    return path


def test_a_new_address_counts_once_it_has_been_confirmed(client, ben):
    client.force_login(ben)
    path = link(client)
    assert mail.outbox[-1].to == ["new@example.org"]
    assert client.get(path).status_code == 200
    ben.refresh_from_db()
    assert ben.email == "ben@example.org"
    client.post(path)
    ben.refresh_from_db()
    assert ben.email == "new@example.org"
    assert mail.outbox[-1].to == ["ben@example.org"]
    assert "go to another address" in mail.outbox[-1].body


def test_the_link_works_once(client, ben):
    client.force_login(ben)
    path = link(client)
    client.post(path)
    response = client.post(path)
    assert response.status_code == 410
    assert "This link is over: it has been used, or it is older than a day." in response.content.decode()


def test_the_link_is_over_after_a_day(client, ben, clock):
    client.force_login(ben)
    path = link(client)
    clock.shift(dt.timedelta(hours=24, minutes=1))
    assert client.post(path).status_code == 410


def test_someone_elses_link_is_refused_with_a_sentence(client, ben, ada):
    client.force_login(ben)
    path = link(client)
    client.force_login(ada)
    response = client.post(path)
    assert response.status_code == 410
    assert "This link belongs to another login." in response.content.decode()
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"


def test_an_address_that_has_a_login_gets_the_same_answer_and_a_mail_that_says_so(client, ben, ada):
    client.force_login(ben)
    pages = []
    for email in ("new@example.org", "ADA@example.org"):
        page = client.post("/me/address/", {"email": email}, follow=True).content.decode()
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.replace(email.lower(), "")))
    assert pages[0] == pages[1]
    assert (mail.outbox[-1].to, "has a login here already" in mail.outbox[-1].body) == (["ada@example.org"], True)


def test_an_address_that_got_a_login_meanwhile_is_refused(client, ben):
    client.force_login(ben)
    path = link(client)
    Member.objects.create_user("new@example.org", name="Zoë")
    assert "This address has a login of its own by now." in client.post(path).content.decode()


def test_ones_own_address_is_no_new_one(client, ben):
    client.force_login(ben)
    assert "That is your address already." in client.post("/me/address/", {"email": "BEN@example.org"}).content.decode()
    assert Mail.objects.count() == 0


def test_a_mail_that_still_waits_goes_to_the_new_address(client, ben):
    client.force_login(ben)
    path = link(client)
    Mail.objects.create(to="ben@example.org", member=ben, subject="Hello", text="Words", why="reminder")
    client.post(path)
    assert Mail.objects.get(subject="Hello").to == "new@example.org"


@pytest.mark.parametrize("path", ["/me/", "/me/details/", "/me/address/", "/me/data/", "/me/leave/", "/members/"])
def test_a_stranger_is_sent_to_the_login_and_back(client, path):
    assert client.get(path).url == f"/login/?next={path}"
