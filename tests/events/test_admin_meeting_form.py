"""The form of a meeting as somebody new to it meets it: what comes first, what is folded away, and publishing."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from events.models import Event
from people.models import Mail
from tests.conftest import NOW
from tests.events.test_admin import change, facts, flashes
from tests.making import make_event, make_speaker

pytestmark = pytest.mark.django_db

ADD = "/admin/events/event/add/"
COMING = {"starts_at_0": "8 December 2036", "starts_at_1": "6pm"}


@pytest.fixture(autouse=True)
def _ada_is_there(client, ada):
    client.force_login(ada)


def folded(response):
    """The headings of the groups that are closed."""
    words = response.content.decode()
    return [" ".join(found.split()) for found in re.findall(r"<details><summary>\s*<h2[^>]*>([^<]*)</h2>", words)]


EVERY_GROUP = [
    "What people read about it",
    "Signing up: when it opens, the line, reminders",
    "Who can see it",
    "What kind of meeting, and its series",
    "After the meeting",
    "Who looks after it",
    "Questions on signing up",
    "Speakers",
]


def test_what_every_meeting_needs_comes_first_and_the_rest_is_folded_away(client):
    response = client.get(ADD)
    first = [field.field.name for line in next(iter(response.context["adminform"])) for field in line]
    assert first == ["title", "cell", "starts_at", "ends_at", "place", "joining_link", "capacity", "who_may_come"]
    assert folded(response) == EVERY_GROUP


def test_a_group_with_a_mistake_in_it_is_open(client):
    response = client.post(ADD, facts(reminder_days="a week", summary="x" * 600))
    assert folded(response) == EVERY_GROUP[2:]


def test_speakers_are_open_where_somebody_stands_twice(client, event):
    asha = make_speaker(event, "Asha Pillai").person
    response = client.post(change(event), facts([{"person": asha.pk}] * 2, title=event.title, state="published"))
    assert "Somebody stands twice" in response.content.decode()
    assert folded(response) == EVERY_GROUP[:-1]


def test_a_new_meeting_is_published_with_one_button(client, cell):
    said = flashes(client.post(ADD, facts(**COMING, cell=cell.pk, _publish="Save and publish"), follow=True))
    assert Event.objects.get().state == "published"
    assert "“Next month” is published. Everybody can see it on the site now." in said


def test_a_draft_is_published_with_one_button_and_those_invited_are_told(client, ada, cell):
    facts_of = {"cell": cell, "state": "draft", "starts_at": NOW + dt.timedelta(days=3650), "who_may_come": "invited"}
    event = make_event("The second letter", **facts_of)
    event.invitations.create(email="eva@example.org", invited_by=ada)
    posted = facts(title=event.title, slug=event.slug, cell=cell.pk, who_may_come="invited", visibility="members")
    said = flashes(client.post(change(event), {**posted, **COMING, "_publish": "Save and publish"}, follow=True))
    event.refresh_from_db()
    assert event.state == "published"
    assert "“The second letter” is published. Members can see it on the site now." in said
    assert list(Mail.objects.values_list("to", "why")) == [("eva@example.org", "invited")]
    assert event.history.first().history_user == ada


def test_the_button_stands_on_drafts_only(client, event):
    button = 'name="_publish"'
    assert button in client.get(ADD).content.decode()
    assert button not in client.get(change(event)).content.decode()
    Event.objects.update(state="draft")
    assert button in client.get(change(event)).content.decode()


def test_what_cannot_be_published_says_why_and_the_button_is_still_there(client, event):
    Event.objects.update(state="draft")
    posted = facts(title=event.title, slug=event.slug, cell="", who_may_come="cell", _publish="Save and publish")
    response = client.post(change(event), posted)
    assert response.context["adminform"].form.errors == {"cell": ["Choose the cell whose people may come."]}
    assert 'name="_publish"' in response.content.decode()
    event.refresh_from_db()
    assert event.state == "draft"


def test_a_cancelled_meeting_is_not_published_again(client, event):
    Event.objects.update(state="cancelled")
    client.post(change(event), facts(title=event.title, slug=event.slug, cell=event.cell_id, _publish="yes"))
    event.refresh_from_db()
    assert event.state == "cancelled"


def test_a_meeting_published_without_a_date_is_said_to_stand_among_the_past_ones(client):
    said = flashes(client.post(ADD, facts(_publish="Save and publish"), follow=True))
    assert "It has no date, so it stands among the past meetings, and nobody can sign up for it." in said


def test_an_end_without_a_day_is_on_the_day_of_the_start(client):
    client.post(ADD, facts(**COMING, ends_at_0="", ends_at_1="8pm"))
    event = Event.objects.get()
    assert event.ends_at - event.starts_at == dt.timedelta(hours=2)


def test_an_end_without_any_day_is_asked_for_it(client):
    response = client.post(ADD, facts(ends_at_0="", ends_at_1="8pm"))
    assert "The day is missing" in str(response.context["adminform"].form.errors["ends_at"])


def test_too_many_places_are_said_to_be_too_many(client):
    errors = client.post(ADD, facts(capacity="99999999999", held_back="99999999999")).context["adminform"].form.errors
    assert errors["capacity"] == ["That is more places than we can count; leave it empty for no limit."]
    assert errors["held_back"] == ["No more places can be held back than there are."]


def test_what_is_missing_is_asked_for_in_our_own_words(client):
    speaker = {"person": "", "role": "", "position": "Treasurer"}
    words = client.post(ADD, facts([speaker], title="")).content.decode()
    assert "Nothing is saved yet. Put right what is marked below, and save again." in words
    assert "Give the meeting a title." in words
    assert "Please fill this in: it is needed." in words
    assert "This field is required" not in words
    assert "Please correct" not in words


def test_what_was_published_is_not_said_to_be_added_too(client):
    said = flashes(client.post(ADD, facts(**COMING, _publish="Save and publish"), follow=True))
    assert said == ["“Next month” is published. Everybody can see it on the site now."]
    said = flashes(client.post(ADD, facts(**COMING, title="Another"), follow=True))
    assert len(said) == 1


def test_now_is_written_without_seconds(client):
    words = client.get("/admin/jsi18n/").content.decode()
    assert '"%H:%M",' in words.split('"TIME_INPUT_FORMATS": [')[1].splitlines()[1]


def test_the_form_says_who_looks_after_a_meeting_of_a_cell_before_it_is_saved(client, nora, cell, ada):
    """A network convenor who plans for a cell of others is none of those who look after it."""
    client.force_login(nora)
    shown = client.get(ADD).content.decode()
    assert "Its convenors look after the meeting: they read what people say on signing up, and sign its mails." in shown
    assert "choose yourself too: adding the meeting does not make you one of them." in shown
    client.post(ADD, facts(title="Planned for others", slug="planned-for-others", cell=cell.pk))
    made = Event.objects.get(title="Planned for others")
    assert (made.hosts, Event.objects.convened_by(nora).count()) == ([ada], 0)
