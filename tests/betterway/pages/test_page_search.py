from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from events.models import Series
from insights.models import Miss
from tests.making import make_event, make_insight, make_note, make_speaker

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


@pytest.fixture
def two_years(meeting):
    """Two points of last year by two people, and one of this year by nobody."""
    meeting = make_event("The boiler house", cell=meeting.cell)
    asha = make_speaker(meeting, "Asha Pillai", "Kelderby Library")
    note = make_note(meeting, "The boiler is a friend.\n\nThe boiler is a foe.", [])
    rows = [
        make_insight(note, "The boiler is a friend.", speaker=asha),
        make_insight(note, "The boiler is a foe.", speaker=make_speaker(meeting, "Ben Oduya", "Millbeck Surgery")),
    ]
    later = make_event("A roof at last", starts_at=meeting.starts_at.replace(year=meeting.starts_at.year + 1))
    return [*rows, make_insight(make_note(later, "No boiler there.", []), "No boiler there.")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("boiler", [0, 1, 2]),
        ("boiler person:asha", [0]),
        ("person:“Asha Pillai”", [0]),
        ("boiler org:surgery", [1]),
        ("boiler year:{later}", [2]),
        ('cell:"sharing and building" boiler -foe', [0]),
        ("boiler year:1950", []),
        ("-friend -small", [1, 2]),
        ("-friend org:surgery", [1]),
    ],
)
@pytest.mark.parametrize("address", ["/search/", "/insights/"])
def test_filters_are_written_in_the_box_on_both_pages(page, meeting, two_years, query, found, address):
    shown = page(f"{address}?{urlencode({'q': query.format(later=meeting.starts_at.year + 1)})}")
    for place, insight in enumerate(two_years):
        assert (f'<a href="{insight.get_absolute_url()}"' in shown) == (place in found)


def test_a_filter_from_the_box_becomes_a_choice_beside_the_list(page, two_years):
    shown = page("/insights/?q=boiler+person:asha")
    assert "said by <strong>Asha Pillai</strong>" in shown
    assert 'name="q" type="search" value="boiler"' in shown
    assert '<input type="hidden" name="person" value="asha-pillai">' in shown


def test_people_and_organisations_are_counted_beside_the_list(page, two_years):
    shown = page("/insights/?q=boiler")
    for name in ("Asha Pillai", "Ben Oduya", "Kelderby Library", "Millbeck Surgery"):
        assert re.search(rf">{name}</a><span>1</span>", shown)


def test_a_name_that_nobody_has_gets_the_nearest(page, two_years):
    for address in ("/search/", "/insights/"):
        shown = page(f"{address}?q=boiler+person:“Asha+Pilai”")
        assert "No person here is called “Asha Pilai”." in shown
        assert ">Asha Pillai</a>" in shown
        assert 'href="?q=boiler"' in shown


def test_a_word_with_a_slip_leads_to_what_may_have_been_meant(page, two_years):
    for address in ("/search/", "/insights/"):
        assert 'Did you mean <a href="?q=boiler">boiler</a>' in page(f"{address}?q=boilr")
    assert "Did you mean" not in page("/search/?q=zzzzzz")


def test_what_may_have_been_meant_tells_nothing_that_may_not_be_seen(page, ben):
    make_note(
        make_event("Among ourselves", visibility="members"), "The boiler is a friend.", ["The boiler is a friend."]
    )
    assert "Did you mean" not in page("/search/?q=boilr")
    assert "Did you mean" in page("/search/?q=boilr", ben)


def test_where_nothing_has_all_the_words_what_has_most_is_shown_and_said_so(page, two_years):
    shown = page("/search/?q=friend+boiler+zebra")
    assert "Nothing has all of these words." in shown
    assert two_years[0].get_absolute_url() in shown
    shown = page("/insights/?q=friend+boiler+zebra")
    assert "No insight has all of these words." in shown
    assert two_years[0].get_absolute_url() in shown


def test_a_note_is_found_by_words_that_no_insight_has_and_leads_to_the_place(page):
    note = make_note(make_event(), "Tea at four.\n\nThe caretaker left **early** that day.", [])
    shown = page("/search/?q=caretakers")
    assert f'href="{note.get_absolute_url()}#:~:text=caretaker%20left%20early%20that%20day"' in shown
    assert 'The <mark class="hit">caretaker</mark> left early that day.' in shown


def test_names_are_offered_while_one_types(client, ben, two_years):
    make_event("Asha among ourselves", visibility="members")
    answer = client.get("/search/suggestions/?q=ash").json()
    assert answer == {"names": ["Asha Pillai"]}
    client.force_login(ben)
    assert client.get("/search/suggestions/?q=ash").json() == {"names": ["Asha among ourselves", "Asha Pillai"]}
    assert client.get("/search/suggestions/?q=pil").json() == {"names": ["Asha Pillai"]}
    for nothing in ("", "a", "%00", "zzz", "%25"):
        assert client.get(f"/search/suggestions/?q={nothing}").json() == {"names": []}


def test_what_members_looked_for_in_vain_is_counted_without_who(page, ben, two_years):
    page("/search/?q=hydrants")  # a stranger, or a robot
    assert not Miss.objects.exists()
    for query in ("hydrants", "Hydrants ", "boiler", "ben@example.org", "07700 900123", "x" * 81):
        page(f"/search/?q={query}", ben)
    assert list(Miss.objects.values_list("words", "number")) == [("hydrants", 2)]


def test_a_filter_alone_shows_the_newest_insights_and_meetings_that_it_leaves(page, two_years):
    shown = page("/search/?q=cell:sharing")
    assert two_years[0].get_absolute_url() in shown
    assert ">The boiler house</a>" in shown
    assert "A roof at last" not in shown


@pytest.mark.parametrize("query", ["***", "-", '""', "topic:", "%22"])
def test_what_asks_for_nothing_finds_nothing(page, two_years, query):
    assert two_years[0].get_absolute_url() not in page(f"/search/?q={query}")
