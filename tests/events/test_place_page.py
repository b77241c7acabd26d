"""The link in a mail by which a place is given up: a page with a button, for this one place."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from events import place_links, signups
from events.models import Event, SignUp
from insights import says
from tests.conftest import NOW
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(cell, now) -> Event:
    return make_event("The second letter", cell=cell, starts_at=now + dt.timedelta(days=3), capacity=1)


def path(sign_up: SignUp) -> str:
    return place_links.link_to(sign_up).removeprefix("http://127.0.0.1:8000")


def test_the_link_in_the_mail_leads_to_a_page_and_its_button_gives_the_place_to_the_next(
    client, meeting, ben, nora, now
):
    place, turn = (signups.sign_up(meeting, member, at=now) for member in (ben, nora))
    there = path(place)
    assert f"{place_links.link_to(place)}\n" in ben.mails.get().text
    page = client.get(there)
    assert "Give up my place" in page.content.decode()
    assert "one click gives your place to the next in line" in page.content.decode()
    assert (page["X-Robots-Tag"], "private" in page["Cache-Control"]) == ("noindex", True)
    place.refresh_from_db()
    assert place.state == "going"
    page = client.post(there, follow=True).content.decode()
    assert "You have no place at this meeting" in page
    assert "If you change your mind, you join the line at its end." in page
    assert [SignUp.objects.get(pk=row.pk).state for row in (place, turn)] == ["cancelled", "going"]


def test_whoever_waits_leaves_the_line_by_it(client, meeting, ben, nora, now):
    _, turn = (signups.sign_up(meeting, member, at=now) for member in (nora, ben))
    assert "Leave the line" in client.get(path(turn)).content.decode()
    client.post(path(turn))
    turn.refresh_from_db()
    assert turn.state == "cancelled"


def test_used_twice_it_says_how_things_stand_and_writes_one_mail(client, meeting, ben, now):
    place = signups.sign_up(meeting, ben, at=now)
    for _ in range(2):
        page = client.post(path(place), follow=True)
        assert "You have no place at this meeting" in page.content.decode()
    assert ben.mails.filter(why="place given up").count() == 1


def test_somebody_elses_link_changes_nothing(client, meeting, ben, nora, now):
    place = signups.sign_up(meeting, ben, at=now)
    client.force_login(nora)
    page = client.post(path(place))
    assert page.status_code == 410
    assert "This link is for somebody else’s place" in page.content.decode()
    place.refresh_from_db()
    assert place.state == "going"


def test_after_the_meeting_the_link_is_over(client, meeting, ben, now, noon):
    place = signups.sign_up(meeting, ben, at=now)
    noon.move_to(meeting.ends_at)
    page = client.post(path(place))
    assert (page.status_code, "This meeting is over." in page.content.decode()) == (410, True)


def test_at_a_cancelled_meeting_there_is_nothing_to_give_up(client, meeting, ben, now):
    place = signups.sign_up(meeting, ben, at=now)
    Event.objects.update(state="cancelled")
    assert "This meeting is cancelled" in client.post(path(place)).content.decode()


@pytest.mark.parametrize("token", ["x", "1", "1.x", "%F0%9F%8D%B5", "999999999999999999999.x"])
def test_a_forged_link_is_over(client, token):
    page = client.post(f"/places/{token}/")
    assert (page.status_code, "This link does not work" in page.content.decode()) == (410, True)


def test_a_link_signed_for_something_else_opens_nothing(client, meeting, ben, now):
    place = signups.sign_up(meeting, ben, at=now)
    other = says.signer.sign(str(place.pk))
    assert client.post(f"/places/{other}/").status_code == 410


def test_of_someone_who_has_left_the_network_it_is_over(client, meeting, ben, now):
    place = signups.sign_up(meeting, ben, at=now)
    ben.is_active = False
    ben.save()
    assert client.get(path(place)).status_code == 410


def test_whoever_was_taken_off_is_not_thanked_for_it(client, meeting, ada, ben, now):
    row = signups.sign_up(meeting, ben, at=now)
    signups.take_off(row, by=ada, why="Moved abroad", at=now)
    words = client.get(path(row)).content.decode()
    assert "A convenor has taken you off the list of this meeting." in words
    assert "sign up again" not in words
