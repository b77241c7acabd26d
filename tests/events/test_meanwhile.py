"""Two convenors have the form of one meeting open at once: neither undoes what the other has saved."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events import changing, meanwhile, signups
from events.models import Event
from people.models import Mail, Member
from tests.events.pages.test_changing import DAY, posted
from tests.events.test_admin import change, flashes
from tests.making import make_event

pytestmark = pytest.mark.django_db
STARTS = dt.datetime(2036, 12, 8, 18, 0, tzinfo=dt.UTC)


@pytest.fixture
def meeting(cell) -> Event:
    return make_event("The second letter", cell=cell, starts_at=STARTS, capacity=2, place="Online")


@pytest.fixture
def as_shown(client, ada, ben, nora, meeting):
    """What Ada's page holds before Nora changes anything; Ben has a place."""
    signups.sign_up(meeting, ben, at=timezone.now())
    Mail.objects.all().delete()
    client.force_login(ada)
    return posted(meeting) | numbers(client.get(change(meeting)))


def numbers(response):
    form = response.context["adminform"].form
    assert f'name="shown" value="{form.shown}"' in response.content.decode()
    return {"shown": form.shown, "told": form.told}


def nora_changes(meeting, nora, **facts):
    changing.change(Event.objects.get(pk=meeting.pk), facts, by=nora, at=timezone.now())


def moved(meeting, nora):
    nora_changes(meeting, nora, starts_at=STARTS + DAY, ends_at=STARTS + DAY + dt.timedelta(hours=2))
    Mail.objects.all().delete()


def test_a_stale_form_does_not_move_the_meeting_back(client, meeting, nora, as_shown):
    moved(meeting, nora)
    said = flashes(client.post(change(meeting), as_shown | {"summary": "Mended"}, follow=True))
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.summary) == (STARTS + DAY, "Mended")
    assert not Mail.objects.exists()
    assert "“Starts” stays as Nora Vale has changed it meanwhile: 9 December 2036, 6pm." in said


@pytest.mark.parametrize("facts", [{"capacity": 9}, {"held_back": 1}, {"visibility": "members"}, {"title": "Another"}])
def test_a_stale_form_undoes_nothing_that_others_have_changed(client, meeting, nora, as_shown, facts):
    nora_changes(meeting, nora, **facts)
    client.post(change(meeting), as_shown | {"summary": "Mended"})
    meeting.refresh_from_db()
    assert {name: getattr(meeting, name) for name in facts} == facts
    assert meeting.summary == "Mended"


def test_a_stale_form_does_not_bring_a_cancelled_meeting_back(client, meeting, nora, as_shown):
    changing.cancel(meeting, by=nora, at=timezone.now())
    client.post(change(meeting), as_shown | {"summary": "Mended"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.summary) == ("cancelled", "Mended")


def test_convenors_that_others_have_ticked_meanwhile_stay_and_those_taken_out_here_go(client, ada, ben, nora, meeting):
    vera = Member.objects.create_user("vera@example.org", name="Vera Long", is_staff=True)
    for convenors, ticked, left in [
        ([ada], [ada], {ada, nora}),
        ([ada, vera], [ada], {ada, nora}),
        ([ada], [ada, vera], {ada, nora, vera}),
    ]:
        meeting.convenors.set(convenors)
        client.force_login(ada)
        as_shown = posted(meeting) | numbers(client.get(change(meeting)))
        meeting.convenors.add(nora)
        client.post(change(meeting), as_shown | {"convenors": [one.pk for one in ticked]})
        assert set(meeting.convenors.all()) == left


def test_what_both_have_changed_is_said_before_it_is_written_over(client, meeting, nora, as_shown):
    nora_changes(meeting, nora, place="Harbour Hall", capacity=9)
    response = client.post(change(meeting), as_shown | {"place": "The library", "summary": "Typed with care"})
    errors = response.context["adminform"].form.errors
    assert errors["place"] == [
        "Nora Vale has changed this while you had the form open: it is “Harbour Hall” now. Nothing is saved yet. "
        "Save again if yours is to stand, or type theirs here."
    ]
    assert errors["__all__"] == ["“Places” stays as Nora Vale has changed it meanwhile: 9."]
    assert "Typed with care" in response.content.decode()
    client.post(change(meeting), as_shown | {"place": "The library", "summary": "Typed"} | numbers(response))
    meeting.refresh_from_db()
    assert (meeting.place, meeting.summary, meeting.capacity) == ("The library", "Typed", 9)


def test_what_is_changed_once_more_is_said_once_more(client, meeting, nora, as_shown):
    nora_changes(meeting, nora, place="Harbour Hall")
    response = client.post(change(meeting), as_shown | {"place": "The library"})
    nora_changes(meeting, nora, place="Harbour Inn")
    response = client.post(change(meeting), as_shown | {"place": "The library"} | numbers(response))
    assert "it is “Harbour Inn” now" in str(response.context["adminform"].form.errors["place"])


def test_what_both_have_changed_alike_needs_no_word(client, meeting, nora, as_shown):
    nora_changes(meeting, nora, place="Harbour Hall")
    client.post(change(meeting), as_shown | {"place": "Harbour Hall", "summary": "Mended"})
    meeting.refresh_from_db()
    assert (meeting.place, meeting.summary) == ("Harbour Hall", "Mended")


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 30])
def test_a_form_that_does_not_know_what_it_showed_is_read_as_it_stands(client, meeting, as_shown, number):
    other = make_event("Another").history.get().pk
    for shown in (number, other):
        client.post(change(meeting), as_shown | {"summary": str(shown), "shown": shown, "told": shown})
        assert Event.objects.get(pk=meeting.pk).summary == str(shown)


def test_an_address_that_both_have_changed_leads_on_from_each_of_the_two(client, meeting, nora, as_shown):
    response = client.post(change(meeting), as_shown | {"slug": "a-third"})
    assert response.status_code == 302
    assert client.get("/events/the-second-letter/").url == "/events/a-third/"


def test_what_was_changed_and_changed_back_is_not_told(meeting, nora):
    number = meanwhile.number_now(meeting)
    nora_changes(meeting, nora, place="Harbour Hall")
    nora_changes(meeting, nora, place="Online", hours_known=False)
    assert [one.stays for one in meanwhile.changes(meeting, number)] == [
        "“The hours are known” stays as Nora Vale has changed it meanwhile: no."
    ]
