"""Mails of a kind are stopped by a private link, by a person or by her mail program, and taken up again."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from people import stops
from people.models import StoppedMail, UninvitedAddress
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
THANKS = StoppedMail.Kind.THANKS


def path(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def test_looking_at_the_page_stops_nothing_and_pressing_the_button_does(client, ben):
    there = path(stops.link_for(ben, THANKS))
    assert "Stop these mails?" in client.get(there).content.decode()
    assert not stops.is_stopped(ben, THANKS)
    page = client.post(there, follow=True).content.decode()
    assert "These mails are stopped" in page
    assert stops.is_stopped(ben, THANKS)
    assert not stops.is_stopped(ben, StoppedMail.Kind.LETTERS)


def test_a_mail_program_posts_one_click_without_any_cookie(ben):
    program = Client(enforce_csrf_checks=True)
    response = program.post(path(stops.link_for(ben, THANKS)), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200  # a program is not to be sent elsewhere
    assert stops.is_stopped(ben, THANKS)


def test_used_twice_it_is_still_stopped(client, ben):
    for _ in range(2):
        client.post(path(stops.link_for(ben, THANKS)))
    assert StoppedMail.objects.count() == 1


def test_they_can_be_had_again(client, ben, now):
    stops.stop(ben, THANKS, at=now)
    client.post(path(stops.link_for(ben, THANKS)), {"mails": "again"})
    assert not stops.is_stopped(ben, THANKS)


def test_a_link_that_is_forged_too_old_or_of_nobody_is_over(client, ben):
    good = path(stops.link_for(ben, THANKS))
    pages = [client.get(good.replace("thanks", "letters")), client.get("/stop/x/"), client.post("/stop/1-thanks.x/")]
    with time_machine.travel(NOW - dt.timedelta(days=366), tick=False):
        old = path(stops.link_for(ben, THANKS))
    with time_machine.travel(NOW, tick=False):
        pages.append(client.post(old))
    ben.is_active = False
    ben.save()
    pages.append(client.post(good))
    assert [page.status_code for page in pages] == [410] * 5
    assert all("This link is over" in page.content.decode() for page in pages)
    assert StoppedMail.objects.count() == 0


def test_whoever_has_an_address_stops_invitations_to_it_with_or_without_a_login(client, now):
    there = path(stops.link_for_invitations("New@example.org"))
    assert "new@example.org" not in there.lower()  # nor what could be read from a log of addresses asked for
    shown = client.get(there).content.decode()
    assert "Do not write to this address any more about invitations</button>" in shown
    assert stops.uninvited(["new@example.org"]) == []
    assert "These mails are stopped" in client.post(there, follow=True).content.decode()
    assert stops.uninvited(["old@example.org", "new@example.org"]) == ["new@example.org"]
    client.post(there, {"mails": "again"})
    assert stops.uninvited(["new@example.org"]) == []


def test_what_is_kept_of_an_address_that_wants_no_invitations_does_not_say_it(client):
    for _ in range(2):
        client.post(path(stops.link_for_invitations("new@bücher.example")), {"List-Unsubscribe": "One-Click"})
    [row] = UninvitedAddress.objects.values_list("digest", flat=True)
    assert "new" not in row
    assert stops.uninvited(["NEW@xn--bcher-kva.example"]) == ["NEW@xn--bcher-kva.example"]


def test_a_link_about_a_member_is_not_taken_for_one_about_an_address(client, ben):
    token = path(stops.link_for_invitations(ben.email)).split("/")[2]
    assert stops.stopping_of(token.replace("invitations", "letters")) is None
