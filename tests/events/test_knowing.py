"""Whom a convenor may choose by name, and who is meant: nobody whom she could not find on a list of hers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from events import invitations, knowing, signups
from events.knowing import KnowingError
from people.models import Member
from tests.elsewhere import make_elsewhere
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cell, now):
    return make_event("The second letter", cell=cell, starts_at=now + dt.timedelta(days=30_000))


@pytest.fixture
def earlier(cell, now):
    return make_event("The first letter", cell=cell, starts_at=now + dt.timedelta(days=1))


def member(name: str, **facts) -> Member:
    return Member.objects.create_user(f"{name.split()[0].lower()}@example.org", name=name, **facts)


def names(convenor, event) -> list[str]:
    return [one.name for one in knowing.suggested(convenor, event)]


def refusal(text, convenor, event) -> str:
    with pytest.raises(KnowingError) as refused:
        knowing.meant(text, convenor, event)
    return str(refused.value)


@pytest.fixture
def near(cell, meeting, earlier, ada, now):
    """One who belongs to the cell, one who was at a meeting of it, one who is invited; and one who is none of these."""
    belongs, was_there, invited = member("Ines Vane"), member("Jo Vane"), member("Kit Vane")
    cell.people.add(belongs)
    signups.sign_up(earlier, was_there, at=now)
    invitations.invite(meeting, [invited.email], by=ada, at=now)
    member("Zelda Quill")
    return [belongs, was_there, invited]


def test_a_convenor_chooses_among_people_of_the_cell_of_its_meetings_and_those_invited(near, ada, meeting):
    assert names(ada, meeting) == ["Ines Vane", "Jo Vane", "Kit Vane"]
    assert [knowing.meant(one.name.lower(), ada, meeting) for one in near] == near


def test_whoever_is_not_known_is_as_good_as_nobody(near, ada, nora, meeting):
    assert knowing.meant("Zelda Quill", nora, meeting).email == "zelda@example.org"
    said = "We find nobody called “{}”. Look at the spelling, or give the e-mail address."
    for name in ("Zelda Quill", "Zelda Nobody"):
        assert refusal(name, ada, meeting) == said.format(name)


def test_a_network_convenor_chooses_among_all_with_those_of_the_cell_first(near, nora, ada, meeting, monkeypatch):
    assert names(nora, meeting)[:3] == ["Ines Vane", "Jo Vane", "Kit Vane"]
    assert set(names(nora, meeting)[3:]) == {"Zelda Quill", "Ada Quist", "Nora Vale"}
    monkeypatch.setattr(knowing, "SUGGESTED", 3)
    assert names(nora, meeting) == ["Ines Vane", "Jo Vane", "Kit Vane"]


def test_whoever_convenes_one_meeting_in_a_cell_of_others_learns_nothing_of_that_cell(near, meeting):
    bea = member("Bea Marsh", is_staff=True)
    meeting.convenors.add(bea)
    assert names(bea, meeting) == ["Kit Vane"]


def test_a_meeting_without_a_cell_leads_to_nobody_of_another_without_one(ada, ben, now):
    first, second = (make_event(title, starts_at=now + dt.timedelta(days=3)) for title in ("One", "Two"))
    for event in (first, second):
        event.convenors.add(ada)
    signups.sign_up(first, ben, at=now)
    assert (names(ada, first), names(ada, second)) == (["Ben Osei"], [])


def test_two_of_one_name_are_told_apart_by_their_address(near, ada, meeting, cell):
    other = Member.objects.create_user("second@example.org", name="Ines Vane")
    cell.people.add(other)
    assert refusal("Ines Vane", ada, meeting) == (
        "More than one person is called “Ines Vane”. Give the e-mail address of the one you mean."
    )
    assert knowing.meant("Ines Vane <SECOND@example.org>", ada, meeting) == other


def test_a_name_with_a_comma_is_chosen_as_it_is_suggested(ada, meeting, cell):
    poet = member("Lou Vane, poet")
    cell.people.add(poet)
    assert knowing.meant(f"{poet.name} <{poet.email}>", ada, meeting) == poet


def test_whoever_may_not_log_in_is_not_found(near, ada, meeting):
    Member.objects.filter(name="Ines Vane").update(is_active=False)
    assert names(ada, meeting) == ["Jo Vane", "Kit Vane"]
    assert refusal("Ines Vane", ada, meeting).startswith("We find nobody called “Ines Vane”.")
    assert refusal("ines@example.org", ada, meeting).startswith("Nobody here has the address “ines@example.org”.")


def test_the_page_suggests_them_and_puts_one_in_by_name(client, near, ada, meeting):
    there = reverse("admin:events_event_who_comes", args=[meeting.pk])
    bea = make_elsewhere().bea
    client.force_login(ada)
    words = client.get(there).content.decode()
    assert '<option value="Ines Vane &lt;ines@example.org&gt;"></option>' in words
    assert "Zelda" not in words
    assert bea.email not in words
    client.post(there, {"do": "put_in", "who": "Ines Vane", "why": "She speaks"})
    assert meeting.sign_ups.get().member == near[0]
    assert "A convenor’s word: “She speaks”" in client.get(there).content.decode()
