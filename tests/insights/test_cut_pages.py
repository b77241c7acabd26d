"""The pages on which a note is split or joined: they ask first, and say in a sentence what is in the way."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from insights import intake
from insights.models import Note
from tests.insights.test_cutting import KETTLES, KEYS, LONG

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(ada):
    text = f"# {KEYS}{LONG}\n\n# {KETTLES}{LONG.replace('pot', 'cup')}\n"
    return [one.note for one in intake.receive(text, by=ada, at=timezone.now())]


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def page(name, note, **query):
    return reverse(f"admin:insights_note_{name}", args=[note.pk], query=query)


def flashes(response):
    return [str(message) for message in response.context["messages"]]


def test_the_desk_of_a_draft_leads_to_the_cut_and_that_of_a_public_note_does_not(desk, notes):
    there = reverse("admin:insights_note_review", args=[notes[0].pk])
    assert f'action="{page("cut", notes[0])}"' in desk.get(there).content.decode()
    Note.objects.filter(pk=notes[0].pk).update(state="published", published_at=timezone.now())
    assert page("cut", notes[0]) not in desk.get(there).content.decode()
    assert "is public, or has been" in desk.get(page("cut", notes[0])).content.decode()


def test_what_would_come_of_it_is_shown_and_then_done(desk, notes):
    shown = desk.get(page("cut", notes[0], words="Nobody minds how long a meeting is", **{"words-before": "asked."}))
    html = shown.content.decode()
    assert Note.objects.count() == 2
    assert "Nothing is done yet." in html
    assert "“Who keeps the keys?”" in html
    assert html.count("csrfmiddlewaretoken") > desk.get(page("cut", notes[0])).content.decode().count(
        "csrfmiddlewaretoken"
    )
    facts = {"place": shown.context["place"], "revision": shown.context["revision"]}
    answer = desk.post(page("cut", notes[0]), facts, follow=True)
    assert Note.objects.count() == 3
    new = Note.objects.latest("pk")
    assert new.text == LONG
    assert answer.redirect_chain[-1][0] == reverse("admin:insights_note_review", args=[new.pk])
    assert flashes(answer) == [
        f"Split. This is the new note, “{new}”; “Who keeps the keys?” keeps what stood above it."
    ]


def test_words_that_stand_nowhere_or_at_the_edge_are_answered_with_a_sentence(desk, notes):
    assert "do not stand in the note" in desk.get(page("cut", notes[0], words="of elsewhere")).content.decode()
    edge = desk.get(page("cut", notes[0], words="Who keeps the keys?")).content.decode()
    assert "Choose the line with which the new note begins." in edge
    assert "Who keeps the keys?</textarea>" in edge


@pytest.mark.parametrize("facts", [{}, {"revision": 1}, {"revision": 1, "place": "x"}, {"revision": 9, "place": 60}])
def test_a_place_that_the_page_never_gave_changes_nothing(desk, notes, facts):
    answer = desk.post(page("cut", notes[0]), facts, follow=True)
    assert len(flashes(answer)) == 1
    assert Note.objects.count() == 2


def test_two_notes_are_joined_after_a_page_that_says_what_goes(desk, notes):
    assert f'href="{page("join", notes[1])}"' in desk.get(page("cut", notes[0])).content.decode()
    html = desk.get(page("join", notes[1])).content.decode()
    assert "The meeting “Who fills the kettle?” goes" in html
    answer = desk.post(page("join", notes[1]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:insights_note_review", args=[notes[0].pk])
    assert list(Note.objects.all()) == [notes[0]]


def test_what_cannot_be_joined_says_why_and_the_first_note_has_none_before_it(desk, notes):
    Note.objects.filter(pk=notes[0].pk).update(state="withdrawn")
    assert "is public, or has been" in desk.get(page("join", notes[1])).content.decode()
    assert "is public, or has been" in flashes(desk.post(page("join", notes[1]), follow=True))[0]
    assert desk.get(page("join", notes[0])).status_code == 404


def test_nobody_cuts_or_joins_notes_of_others(client, notes, ben):
    client.force_login(ben)
    for name in ("cut", "join"):
        assert client.post(page(name, notes[1]), {"place": 60, "revision": 1}).status_code == 302
    assert Note.objects.count() == 2
