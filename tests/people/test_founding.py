from __future__ import annotations

import pytest

from people import founding
from people.models import Member, Network

pytestmark = pytest.mark.django_db


def test_found_names_the_network_and_makes_its_convenor():
    member = founding.found(name=" Common Table ", email="Maya@Example.org", convenor="Maya Lund")
    assert Network.objects.get().name == "Common Table"
    assert (member.email, member.is_network_convenor, member.has_usable_password()) == (
        "maya@example.org",
        True,
        False,
    )


def test_found_twice_keeps_the_member_and_changes_the_name():
    founding.found(name="Common Table", email="maya@example.org", convenor="Maya Lund")
    founding.found(name="The Common Table", email="maya@example.org", convenor="Maya")
    assert Network.objects.get().name == "The Common Table"
    assert Member.objects.get().name == "Maya Lund"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "  "}, "The network needs a name of at most 100 characters."),
        ({"name": "x" * 101}, "The network needs a name of at most 100 characters."),
        ({"email": "maya"}, "“maya” is not an e-mail address."),
        ({"convenor": ""}, "The first convenor needs a name."),
    ],
)
def test_found_says_what_is_wrong_and_makes_nothing(given, sentence):
    with pytest.raises(founding.FoundingError) as error:
        founding.found(**{"name": "Common Table", "email": "maya@example.org", "convenor": "Maya Lund", **given})
    assert str(error.value) == sentence
    assert not Network.objects.exists()
    assert not Member.objects.exists()
