"""The form of a meeting says who will be written to, and saving or cancelling does write to them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events import signups
from events.models import Event
from people.models import Mail, Member
from tests.events.test_admin import change, facts, flashes
from tests.making import make_event

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def meeting(cell) -> Event:
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    return make_event("The second letter", cell=cell, starts_at=noon + 3 * DAY, capacity=2, place="Online")


@pytest.fixture
def three(meeting) -> list[Member]:
    names = ["Ines", "Jo", "Kit"]
    members = [Member.objects.create_user(f"{name.lower()}@example.org", name=f"{name} Vane") for name in names]
    for member in members:
        signups.sign_up(meeting, member, at=timezone.now())
    Mail.objects.all().delete()
    return members


def posted(meeting, **changed):
    """The meeting's form as it is filled in already."""
    times = {}
    for name in ("starts_at", "ends_at"):
        local = timezone.localtime(getattr(meeting, name))
        times |= {f"{name}_0": f"{local:%d/%m/%Y}", f"{name}_1": f"{local:%H:%M}"}
    rows = {"title": meeting.title, "slug": meeting.slug, "state": meeting.state, "cell": meeting.cell_id}
    rows |= {"place": meeting.place, "capacity": meeting.capacity, "joining_link": meeting.joining_link}
    return facts(**{**rows, **times, **changed})


def test_the_form_says_beforehand_who_will_be_written_to(client, ada, meeting, three):
    client.force_login(ada)
    words = client.get(change(meeting)).content.decode()
    assert "2 people have a place and 1 person waits in line." in words
    assert "with a new calendar entry for those with a place." in words


def test_the_form_of_a_meeting_without_sign_ups_says_nothing_of_mails(client, ada, meeting):
    client.force_login(ada)
    assert "by mail" not in client.get(change(meeting)).content.decode()


def test_saving_a_new_place_tells_them_and_says_so(client, ada, meeting, three):
    client.force_login(ada)
    response = client.post(change(meeting), posted(meeting, place="Harbour Hall"), follow=True)
    assert "2 people with a place and 1 person in line have been written to." in flashes(response)
    assert [mail.why for mail in Mail.objects.all()] == ["changed"] * 3
    assert meeting.history.first().history_user == ada


def test_saving_the_form_as_it_is_tells_nobody(client, ada, meeting, three):
    client.force_login(ada)
    client.post(change(meeting), posted(meeting))
    assert (Mail.objects.count(), Event.objects.get().sequence) == (0, 0)


def test_fewer_places_than_people_is_saved_and_says_how_many_are_over(client, ada, meeting, three):
    client.force_login(ada)
    response = client.post(change(meeting), posted(meeting, capacity=1), follow=True)
    assert "1 more person is going than there are places. Nobody has lost a place." in flashes(response)


def test_more_places_go_to_who_waits_and_the_page_says_so(client, ada, meeting, three):
    client.force_login(ada)
    response = client.post(change(meeting), posted(meeting, capacity=9), follow=True)
    assert "1 person who waited has a place now." in flashes(response)


def test_moving_it_into_the_past_gets_a_sentence_and_keeps_what_was_typed(client, ada, meeting, three):
    client.force_login(ada)
    times = {"starts_at_0": "18/03/2020", "starts_at_1": "15:00", "ends_at_0": "18/03/2020", "ends_at_1": "16:00"}
    words = client.post(change(meeting), posted(meeting, title="Typed with care", **times)).content.decode()
    assert "People have signed up, and that start is in the past. Check the date, or cancel the meeting." in words
    assert "Typed with care" in words
    assert Mail.objects.count() == 0


def test_an_end_before_the_start_is_said_once(client, ada, meeting, three):
    client.force_login(ada)
    words = client.post(change(meeting), posted(meeting, ends_at_0="18/03/2020", ends_at_1="16:00")).content.decode()
    assert words.count("A meeting ends after it starts: check both times.") == 1


def test_a_published_meeting_made_with_a_past_date_is_warned_of(client, ada, meeting):
    client.force_login(ada)
    times = {"starts_at_0": "18/03/2020", "starts_at_1": "15:00", "ends_at_0": "18/03/2020", "ends_at_1": "16:00"}
    response = client.post(change(meeting), posted(meeting, **times), follow=True)
    assert "This meeting starts in the past, so nobody can sign up for it." in flashes(response)


def test_the_form_does_not_cancel(client, ada, meeting, three):
    client.force_login(ada)
    words = client.get(change(meeting)).content.decode()
    assert "A meeting is cancelled on a page of its own" in words
    assert 'name="state"' not in words
    client.post(change(meeting), posted(meeting, state="cancelled"))
    assert (Event.objects.get().state, Mail.objects.count()) == ("published", 0)


def test_the_form_of_a_cancelled_meeting_says_so_first_and_does_not_move_it(client, ada, meeting, three):
    Event.objects.update(state="cancelled")
    client.force_login(ada)
    assert "This meeting is cancelled, and its page says so." in client.get(change(meeting)).content.decode()
    response = client.post(change(meeting), posted(meeting, place="Harbour Hall", title="Typed with care"))
    assert response.context["adminform"].form.non_field_errors() == [
        "This meeting is cancelled, so its time and place stay as people know them. Add a new one."
    ]
    assert "Typed with care" in response.content.decode()
    assert Mail.objects.count() == 0


def test_cancelling_on_its_page_says_whom_it_reaches_and_passes_on_why(client, ada, meeting, three):
    client.force_login(ada)
    there = f"/admin/events/event/{meeting.pk}/cancel/"
    assert "2 people have a place and 1 person waits in line." in client.get(there).content.decode()
    response = client.post(there, {"why": "The speaker is ill."}, follow=True)
    assert flashes(response)[0] == "“The second letter” is cancelled."
    assert ["The speaker is ill." in mail.text for mail in Mail.objects.all()] == [True] * 3
    assert "cancelled already" in client.get(there).content.decode()
    client.post(there, {"why": "Again"})
    assert Mail.objects.count() == 3


def test_a_reason_that_is_too_long_keeps_what_was_typed_and_cancels_nothing(client, ada, meeting, three):
    client.force_login(ada)
    words = client.post(f"/admin/events/event/{meeting.pk}/cancel/", {"why": "Ill. " * 120}).content.decode()
    assert "Keep it under 500 letters" in words
    assert "Ill. Ill." in words
    assert Event.objects.get().state == "published"


def test_a_draft_is_not_cancelled(client, ada, meeting):
    Event.objects.update(state="draft")
    client.force_login(ada)
    words = client.post(f"/admin/events/event/{meeting.pk}/cancel/", {"why": ""}).content.decode()
    assert "delete it instead of cancelling it" in words
    assert Event.objects.get().state == "draft"
