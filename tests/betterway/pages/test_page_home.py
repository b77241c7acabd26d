from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from people.models import Network
from tests.making import make_event, make_insight, make_note

pytestmark = pytest.mark.django_db


def test_an_empty_network_says_what_to_do_next(page):
    home = page("/")
    assert "No insights are out yet." in home
    assert 'href="/events/"' in home
    assert "Better Way" in home


def test_name_and_tagline_come_from_the_network(page):
    Network.objects.create(pk=1, name="A Wider Table", tagline="We meet, and write down what mattered.")
    home = page("/")
    assert "· A Wider Table</title>" in home
    assert "We meet, and write down what mattered." in home


def test_it_shows_next_meetings_newest_insights_cells_and_topics(page, meeting):
    make_event("The caretaker speaks last", starts_at=timezone.now() + dt.timedelta(days=3))
    home = page("/")
    for words in ("Small gifts are dear", "The caretaker speaks last", "Sharing and building power", "Small grants"):
        assert words in home
    assert "Adaeze Okonjo, Holloway Fold" in home
    assert "All 1 insight from 1 note" in home
    assert "dye-madder" in home


def test_what_is_next_comes_before_what_was_learned_as_a_telephone_shows_the_one_under_the_other(page, meeting):
    make_event("The caretaker speaks last", starts_at=timezone.now() + dt.timedelta(days=3))
    home = page("/")
    assert home.index("The caretaker speaks last") < home.index("Small gifts are dear") < home.index("New here?")


def test_the_newest_insights_are_one_of_each_note(page, meeting):
    rent = "A report nobody reads is a rent, paid in evenings."
    make_insight(meeting.note, rent, statement="A report nobody reads is rent.", salience=0.9)
    home = page("/")
    assert "A report nobody reads" in home
    assert "Small gifts are dear" not in home


def test_drafts_and_members_only_meetings_are_not_on_it(page, ben):
    soon = timezone.now() + dt.timedelta(days=3)
    make_event("Only a draft", state="draft", starts_at=soon)
    hidden = make_event("For members only", visibility="members", starts_at=soon)
    make_note(hidden)
    home = page("/")
    assert "Only a draft" not in home
    assert "For members only" not in home
    assert "Deciding on a small grant" not in home
    assert "For members only" in page("/", ben)


def test_of_each_meeting_the_home_page_shows_a_point_in_a_convenors_words_before_the_most_telling(client, event):
    note = make_note(event, quotes=[])
    make_insight(note, "A report nobody reads is a rent, paid in evenings.", salience=0.9)
    own = "Ask groups what they stopped doing in order to apply."
    make_insight(note, "Ask what a group has stopped doing in order to apply.", statement=own, salience=0.1)
    html = client.get("/").content.decode()
    assert own in html
    assert "A report nobody reads" not in html
