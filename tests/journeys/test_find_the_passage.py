"""A member half remembers something: from the search to the marked words in the note."""

from __future__ import annotations

import re

import pytest

from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db

TEXT = """\
Keys on a nail

Bronagh Keane told us that she leaves the keys of the Lantern Rooms on a **nail beside the door**.

• Trust is cheaper than a second caretaker, and it turns up on Sundays.

• People look after a room when they have their own key to it.
"""


@pytest.fixture
def archive(event):
    note = make_note(event, TEXT, [])
    speaker = make_speaker(event, "Bronagh Keane", "Lantern Rooms", "director")
    trust = make_insight(
        note,
        "Trust is cheaper than a second caretaker, and it turns up on Sundays.",
        statement="Trusting people with the keys costs less than paying a caretaker.",
        speaker=speaker,
    )
    other = make_note(make_event("A jar by the door"), "A jar that nobody watches fills faster.", [])
    make_insight(other, "A jar that nobody watches fills faster.")
    return trust


def page(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_from_two_words_to_the_very_sentence(client, archive):
    found = page(client, "/insights/?q=caretakers+trusted")
    assert archive.get_absolute_url() in found
    assert "A jar that nobody" not in found
    assert '<mark class="hit">' in found
    insight = page(client, archive.get_absolute_url())
    there = re.search(r'href="([^"]*#insight-\d+)"', insight).group(1)
    note = page(client, there.split("#")[0])
    assert re.search(rf'<mark[^>]*id="{there.split("#")[1]}"[^>]*>Trust is cheaper than a second caretaker', note)


def test_from_the_person_to_the_insight(client, archive):
    assert "/people/bronagh-keane/" in page(client, "/people/")
    assert archive.get_absolute_url() in page(client, "/people/bronagh-keane/")


def test_from_the_home_page_to_the_cell_to_the_meeting(client, archive, cell):
    home = page(client, "/")
    assert cell.get_absolute_url() in home
    assert "/events/who-holds-the-purse/" in page(client, cell.get_absolute_url())
    assert archive.get_absolute_url() in page(client, "/events/who-holds-the-purse/")


def test_a_wrong_ending_of_an_insights_address_leads_to_the_right_one(client, archive):
    response = client.get(f"/insights/{archive.pk}/something-else/")
    assert (response.status_code, response.url) == (301, archive.get_absolute_url())


def test_what_is_not_public_is_found_by_nobody_else(client, archive, ben, ada):
    archive.note.event.visibility = "members"
    archive.note.event.save()
    paths = ["/insights/?q=caretaker", "/search/?q=caretaker", "/", "/people/", "/events/", "/insights/"]
    statement = "Trusting people with the keys"
    for path in paths:
        assert statement not in page(client, path)
        assert "Bronagh" not in page(client, path)
    assert client.get(archive.get_absolute_url()).status_code == 404
    assert client.get(archive.note.get_absolute_url()).status_code == 404
    client.force_login(ben)
    assert statement in page(client, "/insights/?q=caretaker")
    archive.state = "suggested"
    archive.save()
    assert statement not in page(client, "/insights/?q=caretaker")
    client.force_login(ada)
    assert client.get(archive.get_absolute_url()).status_code == 200
