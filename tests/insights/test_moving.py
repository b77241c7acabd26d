"""A note put with the wrong meeting goes to the right one, with all that belongs to it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from events.models import Event, Speaker
from insights import moving, promise
from insights.models import Insight
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(cell):
    return make_event("The right one", cell=cell)


@pytest.fixture
def note(event):
    """The note of a meeting that was only made for it, with a speaker who said its one point."""
    Event.objects.filter(pk=event.pk).update(state="draft")
    event.refresh_from_db()
    note = make_note(event, state="draft", published_at=None)
    note.insights.update(speaker=make_speaker(event, "Asha Pillai"), state="suggested", approved_at=None)
    return note


def test_the_note_its_points_and_who_took_part_go_along(note, there, ada, client):
    old = note.event.get_absolute_url()
    moved = moving.move(note, there, by=ada)
    assert (moved.event, moved.insights.get().speaker) == (there, there.speakers.get())
    assert list(promise.broken()) == []
    assert client.get(old).headers["Location"] == there.get_absolute_url()
    assert list(Event.objects.all()) == [there]


def test_whoever_is_there_already_stays_as_they_stand_there(note, there, ada):
    known = make_speaker(there, "Asha Pillai", position="chair")
    moving.move(note, there, by=ada)
    assert (Insight.objects.get().speaker, Speaker.objects.get()) == (known, known)


def test_a_meeting_that_was_public_stays_without_its_note(event, there, ada):
    note = make_note(event)
    moving.move(note, there, by=ada)
    assert Event.objects.filter(pk=event.pk).exists()
    assert not event.speakers.exists()


@pytest.mark.parametrize("why", ["cancelled", "has a note already"])
def test_a_meeting_that_cannot_take_it_says_so(note, there, ada, why):
    if why == "cancelled":
        Event.objects.filter(pk=there.pk).update(state="cancelled")
        there.refresh_from_db()
    else:
        make_note(there, "Other words.", quotes=[])
    with pytest.raises(moving.MovingError, match=why):
        moving.move(note, there, by=ada)


def test_an_article_has_no_meeting_to_leave(there, ada):
    with pytest.raises(moving.MovingError, match="belongs to no meeting"):
        moving.move(make_note(None), there, by=ada)


def test_a_convenor_moves_it_on_a_page_to_a_meeting_of_hers(note, there, ada, client):
    client.force_login(ada)
    page = reverse("admin:insights_note_move", args=[note.pk])
    assert "The right one" in client.get(page).content.decode()
    elsewhere = make_event("Of others")
    refused = client.post(page, {"event": elsewhere.pk})
    assert "Choose a meeting from the list" in refused.content.decode()
    answer = client.post(page, {"event": there.pk}, follow=True)
    assert "The note is that of “The right one” now." in answer.content.decode()
