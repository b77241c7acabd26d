from __future__ import annotations

import pytest

from events.models import Series
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("gift", "/insights/"),
        ("buildings hands", "/events/buildings-in-our-own-hands/"),
        ("drill hall", "/events/buildings-in-our-own-hands/"),
        ("okonjo", "/people/adaeze-okonjo/"),
        ("holloway", "/organisations/holloway-fold/"),
        ("sharing power", "/cells/sharing-and-building-power/"),
        ("small grants", "/topics/small-grants/"),
        ("equals", "/reading/on-meeting-as-equals/"),
        ("letters", "/series/two-letters/"),
    ],
)
def test_everything_is_found_in_its_group(page, meeting, query, address):
    make_note(None)
    meeting.series = Series.objects.create(title="Two letters", slug="two-letters")
    meeting.save()
    assert f'<a href="{address}' in page(f"/search/?q={query}").split("<main")[1]


def test_what_begins_with_the_word_comes_first(page):
    for name in ("Zed Abel", "Abel Zed", "Mabel Ott"):
        make_speaker(make_event(f"With {name}"), name)
    shown = page("/search/?q=abel").split("<main")[1]
    assert shown.index(">Abel Zed<") < shown.index(">Mabel Ott<") < shown.index(">Zed Abel<")


def test_insights_lead_on_to_their_own_list(page, meeting):
    assert 'href="/insights/?q=gift"' in page("/search/?q=gift")


def test_what_the_viewer_may_not_see_is_not_found(page, ben):
    event = make_event("Among ourselves", visibility="members")
    make_speaker(event, "Lorcan Whitty", "Easterby Council")
    event.topics.add("Closing down")
    make_note(event)
    for query in ("ourselves", "lorcan", "easterby", "closing", "deciding"):
        assert "Nothing is found" in page(f"/search/?q={query}")
    for query in ("ourselves", "lorcan", "easterby", "closing", "deciding"):
        assert "Nothing is found" not in page(f"/search/?q={query}", ben)


@pytest.mark.parametrize(
    "query", ["", "***", '"', "%00", "-", "--", "a" * 5000, "%3Cscript%3Ealert(1)%3C/script%3E", "%25_"]
)
def test_whatever_is_typed_is_answered(page, meeting, query):
    assert "<script>" not in page(f"/search/?q={query}")


def test_an_empty_search_says_how_to(page):
    assert "in quotes to find them together" in page("/search/")
