"""Who belongs to a cell: pasted as e-mail addresses by its convenors."""

from __future__ import annotations

import pytest
from django.urls import reverse

from events.pasting import addresses_in
from people.models import Member
from tests.elsewhere import make_elsewhere

pytestmark = pytest.mark.django_db


def page(cell) -> str:
    return reverse("admin:events_cell_people", args=[cell.pk])


def flashes(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jo@example.org, kit@example.org", ["jo@example.org", "kit@example.org"]),
        ("JO@example.org\r\njo@example.org", ["jo@example.org"]),
        ('"Vane, Jo" <jo@example.org>; Kit Vane <kit@example.org>', ["jo@example.org", "kit@example.org"]),
        ("jo@example.org kit", ["jo@example.org", "kit"]),
        (" ,; \n", []),
        ("jo@exämple.org\x00", ["jo@exämple.org"]),
    ],
)
def test_addresses_are_found_however_they_are_pasted(text, found):
    assert addresses_in(text) == found


def test_people_are_added_by_their_addresses_and_taken_off_again(client, ada, ben, cell):
    client.force_login(ada)
    response = client.post(page(cell), {"do": "add", "emails": "BEN@example.org\nben@example.org"}, follow=True)
    assert flashes(response) == ["1 person belongs to “Sharing and building power” from now on."]
    assert list(cell.people.all()) == [ben]
    response = client.post(page(cell), {"do": f"off:{ben.pk}"}, follow=True)
    assert flashes(response) == ["Ben Osei no longer belongs to “Sharing and building power”."]
    assert not cell.people.exists()


def test_unknown_addresses_are_named_and_stay_in_the_field_while_the_others_are_added(client, ada, ben, cell):
    client.force_login(ada)
    typed = "zoe@example.org, ben@example.org, <script>@x"
    said = client.post(page(cell), {"do": "add", "emails": typed}).content.decode()
    assert "Nobody here has these addresses: zoe@example.org, script." in said
    assert "zoe@example.org\nscript</textarea>" in said
    assert list(cell.people.all()) == [ben]


def test_whoever_belongs_already_is_said_so(client, ada, ben, cell):
    cell.people.add(ben)
    client.force_login(ada)
    response = client.post(page(cell), {"do": "add", "emails": "ben@example.org"}, follow=True)
    assert flashes(response) == ["They belong to it already."]


def test_nothing_pasted_gets_a_sentence(client, ada, cell):
    client.force_login(ada)
    assert "Paste at least one e-mail address." in client.post(page(cell), {"do": "add"}).content.decode()


def test_nobody_is_added_to_a_cell_of_others_or_taken_off_it(client, ada, ben):
    theirs = make_elsewhere()
    theirs.cell.people.add(ben)
    client.force_login(ada)
    assert client.post(page(theirs.cell), {"do": "add", "emails": "ada@example.org"}).status_code == 404
    assert client.post(page(theirs.cell), {"do": f"off:{ben.pk}"}).status_code == 404
    assert list(theirs.cell.people.all()) == [ben]


def test_whoever_does_not_belong_is_not_taken_off(client, ada, ben, cell):
    client.force_login(ada)
    assert client.post(page(cell), {"do": f"off:{ben.pk}"}).status_code == 404
    assert Member.objects.filter(pk=ben.pk).exists()
