"""Whoever's login was over when they pressed a button comes back to the page with the button, not to a dead end."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from insights import collecting
from insights.models import Collection

pytestmark = pytest.mark.django_db


@pytest.fixture
def insight(meeting):
    return meeting.note.insights.get()


@pytest.fixture
def buttons(insight, cell, ben, now):
    """The address of each button with what its form sends, and the page that it stands on."""
    own = collecting.start(ben, "On money", at=now)
    of_cell, me = {"kind": "cell", "pk": cell.pk, "next": cell.get_absolute_url()}, {"next": "/me/"}
    return [
        (f"/insights/{insight.pk}/keep/", {}, f"/insights/{insight.pk}/"),
        ("/me/follow/", of_cell, cell.get_absolute_url()),
        ("/me/follow/", {**of_cell, **me, "do": "stop"}, "/me/"),
        ("/me/hear/", {"often": "never"}, "/me/"),
        ("/collections/new/", {"title": "On tea"}, "/collections/"),
        (f"{own.get_absolute_url()}share/", {"visibility": "link"}, own.get_absolute_url()),
        (f"{own.get_absolute_url()}answer/", {"do": "publish"}, own.get_absolute_url()),
        ("/feeds/mine/renew/", {}, "/feeds/"),
        ("/feeds/mine/renew/", me, "/me/"),
    ]


def test_a_button_pressed_without_a_login_leads_back_to_its_page(client, buttons):
    led = [client.post(path, sent).url for path, sent, _ in buttons]
    assert led == [f"/login/?next={page}" for _, _, page in buttons]
    said = client.get("/login/").content.decode()
    assert "Your login was over. Once you have logged in, press the button again: nothing is done yet." in said


def test_the_address_of_a_button_leads_to_its_page(client, ben, buttons):
    for member in (None, ben):
        client.force_login(member) if member else None
        for path, sent, page in buttons:
            assert client.get(path).url == ("/me/" if path == "/me/follow/" else page) or "next" in sent


def test_pages_send_which_of_them_the_button_stands_on(client, ben, cell):
    client.force_login(ben)
    assert f'name="next" value="{cell.get_absolute_url()}"' in client.get(cell.get_absolute_url()).content.decode()


def test_what_was_typed_stands_there_again_after_the_login(client, ben, insight):
    client.post(reverse("insights:insight-keep", args=[insight.pk]), {"title": "On tea & bread"})
    client.post("/login/", {"email": ben.email, "next": f"/insights/{insight.pk}/"})
    code = re.search(r"^ *([A-Z0-9-]{6,9})$", mail.outbox[-1].body, re.MULTILINE)[1]
    back = client.post("/login/code/", {"code": code, "next": f"/insights/{insight.pk}/"}, follow=True)
    shown = back.content.decode()
    assert back.redirect_chain[-1][0] == insight.get_absolute_url()
    assert '<details class="keep" open>' in shown
    assert 'value="On tea &amp; bread"' in shown
    assert "On tea" not in client.get(insight.get_absolute_url()).content.decode()
    assert not Collection.objects.exists()


def test_the_collection_chosen_and_the_title_of_a_new_one_wait_too(client, ben, insight, now):
    own = [collecting.start(ben, title, at=now).slug for title in ("On money", "On tea")]
    client.post(reverse("insights:insight-keep", args=[insight.pk]), {"title": "", "collection": own[0]})
    client.post("/collections/new/", {"title": "On bread"})
    client.force_login(ben)
    assert f'<option value="{own[0]}" selected>' in client.get(insight.get_absolute_url()).content.decode()
    assert 'value="On bread"' in client.get("/collections/").content.decode()


def test_nobody_is_led_to_another_site(client):
    assert client.post("/me/follow/", {"next": "https://elsewhere.example/"}).url == "/login/?next=/me/"
