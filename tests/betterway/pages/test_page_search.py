from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from django.utils.html import escape

from events.models import Series
from insights.models import Miss
from people.models import Organisation, Person
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


@pytest.mark.parametrize("typed", ["zoe", "Zoë", "ZOË", "angstrom", "Ångström", "Zoe Angstrom", "ANGSTRÖM zoë"])
def test_a_name_is_found_with_and_without_its_accents(page, client, typed):
    make_speaker(make_event(), "Zoë Ångström", "Café Élan")
    query = urlencode({"q": typed})
    assert ">Zoë Ångström<" in page(f"/search/?{query}")
    if typed != "ANGSTRÖM zoë":
        assert client.get(f"/search/suggestions/?{query}").json() == {"names": ["Zoë Ångström"]}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("person:zoe", "Zoë Ångström"),
        ("person:ÅNGSTRÖM", "Zoë Ångström"),
        ("org:elan", "Café Élan"),
        ("org:O’Brien", "O'Brien & Sons (North)"),
        ("org:obrien", "O'Brien & Sons (North)"),
        ("org:“O’Brien & Sons”", "O'Brien & Sons (North)"),
        ("org:“O'Brien and Sons”", "O'Brien & Sons (North)"),
        ("org:NHS", "National Health Service"),
    ],
)
def test_a_filter_in_the_box_knows_a_name_however_it_is_typed(page, query, name):
    for person, organisation in [
        ("Zoë Ångström", "Café Élan"),
        ("Al Hart", "O'Brien & Sons (North)"),
        ("Bo Hart", "National Health Service"),
    ]:
        speaker = make_speaker(make_event(f"With {person}"), person, organisation)
        make_insight(make_note(speaker.event, f"{person} spoke.", []), f"{person} spoke.", speaker=speaker)
    Organisation.objects.filter(name="National Health Service").update(other_names="NHS")
    shown = page(f"/insights/?{urlencode({'q': query})}")
    assert f"<strong>{escape(name)}</strong> (<a" in shown
    assert "1 insight</strong>" in shown


def test_an_organisation_is_found_by_its_other_names_and_a_person_not_by_former_ones(page):
    make_speaker(make_event(), "Ann Lee", "National Health Service")
    Organisation.objects.update(other_names="NHS")
    Person.objects.update(other_names="Ann Hart")
    assert ">National Health Service</a>" in page("/search/?q=nhs")
    assert "Nothing is found" in page("/search/?q=hart")
    assert "No person here is called" in page("/search/?q=person:hart")


def test_what_is_called_so_stands_first_and_a_topic_says_how_many_insights_carry_it(page, meeting, ben):
    insight = meeting.note.insights.get()
    insight.topics.add("Deciding")
    make_insight(meeting.note, "A report nobody reads is a rent, paid in evenings.").topics.add("Deciding")
    hidden = make_insight(make_note(make_event("Apart", visibility="members"), title="Apart"))
    hidden.topics.add("Deciding")
    shown = page("/search/?q=deciding").split("<main")[1]
    assert '<strong>Topic:</strong> <a href="/topics/deciding/">Deciding</a>, 2 insights' in shown
    assert shown.index("Topic:") < shown.index('<h2 id="i">')
    assert ">Deciding</a>, 3 insights" in page("/search/?q=deciding", ben)


@pytest.mark.parametrize(
    ("group", "what"),
    [("meetings", "meetings"), ("notes", "notes"), ("articles", "reading"), ("people", "people"), ("series", "series")],
)
def test_of_more_than_eight_of_a_kind_all_are_a_page_away(page, group, what):
    for n in range(45):
        series = Series.objects.create(title=f"Boiler {n:02}", slug=f"boiler-{n}")
        event = make_event(f"Boiler {n:02}", series=series)
        make_speaker(event, f"Boiler Bo{n:02}")
        make_note(event, "On the boiler.", [])
        make_note(None, "On the boiler.", [], title=f"Boiler {n:02}")
    first = page("/search/?q=boiler")
    assert f'<a href="?q=boiler&amp;in={group}">All {what} with “boiler”</a>' in first
    pages = [page(f"/search/?q=boiler&in={group}&page={n}").split("<main")[1] for n in (1, 2)]
    found = {n for n in range(45) if re.search(f">[^<]*(<mark[^<]*</mark>)?[^<]*{n:02}</a>", "".join(pages))}
    assert found == set(range(45))
    assert "<strong>45 results</strong>" in pages[0]
    assert 'name="in" value="' + group in pages[0]


@pytest.mark.parametrize("query", ["q=zebra&in=meetings", "q=zebra&in=people", "q=&in=notes", "q=gift&in=nonsense"])
def test_a_kind_of_which_nothing_is_found_leads_on(page, meeting, query):
    assert 'href="/search/?q=zebra"' in page(f"/search/?{query}") or "zebra" not in query


def test_an_article_is_not_crowded_out_by_notes(page):
    for n in range(18):
        make_note(make_event(f"Meeting {n}"), "The boiler, the boiler, the boiler.", [])
    make_note(None, "Of tea, and of a boiler.", [], title="On tea")
    assert ">On tea</a>" in page("/search/?q=boiler")


def test_the_filters_stand_on_the_page_and_go_along(page, two_years):
    shown = page("/search/?q=boiler&cell=sharing-and-building-power")
    assert '<strong>Cell: Sharing and building power</strong> (<a href="?q=boiler">take this off</a>)' in shown
    assert '<input type="hidden" name="cell" value="sharing-and-building-power">' in shown
    assert 'href="/insights/?q=boiler&amp;cell=sharing-and-building-power"' in shown
    shown = page("/search/?cell=sharing-and-building-power")
    assert two_years[0].get_absolute_url() in shown
    assert 'href="?">take this off' in shown
    assert "in quotes to find them together" not in shown
    shown = page("/search/?q=boiler+year:none+person:asha")
    assert "Year: Not recorded" in shown
    assert "Said by: Asha Pillai" in shown


def test_what_comes_nearest_is_taken_and_the_rest_of_the_search_goes_along(page, meeting, two_years):
    shown = page("/insights/?" + urlencode({"q": 'deciding topic:"small grnats" year:2025'}))
    assert 'The nearest is <a href="?q=deciding&amp;topic=small-grants&amp;year=2025">Small grants</a>.' in shown
    assert 'value="deciding topic:&quot;small grnats&quot;"' in shown
    shown = page("/search/?" + urlencode({"q": 'deciding topic:"small grnats" -person:aiza'}))
    assert "The nearest is" in shown
    assert "-person%3Aaiza&amp;topic=small-grants" in shown


def test_of_several_of_a_name_one_who_said_something_is_taken_and_the_others_are_offered(page, two_years):
    make_speaker(make_event("Elsewhere"), "Al Pillai")
    for address in ("/search/", "/insights/"):
        shown = page(f"{address}?q=boiler+person:pillai")
        assert two_years[0].get_absolute_url() in shown
        assert 'Called so too: <a href="?q=boiler&amp;person=al-pillai">Al Pillai</a>' in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("boiler -person:asha", [1, 2]),
        ("boiler -org:surgery", [0, 2]),
        ("boiler -year:{later}", [0, 1]),
        ("boiler -cell:sharing", [2]),
        ("boiler -topic:keys", [1, 2]),
        ("-topic:keys -cell:nosuch", []),
        ("-topic:keys", [1, 2]),
    ],
)
@pytest.mark.parametrize("address", ["/search/", "/insights/"])
def test_a_filter_with_a_minus_leaves_out(page, meeting, two_years, query, found, address):
    two_years[0].topics.add("Keys")
    typed = query.format(later=meeting.starts_at.year + 1)
    shown = page(f"{address}?{urlencode({'q': typed})}")
    for place, insight in enumerate(two_years):
        assert (f'<a href="{insight.get_absolute_url()}"' in shown) == (place in found)
    if found and address == "/insights/":
        assert f'value="{typed}"' in shown
        assert f"<strong>{len(found) + (typed == '-topic:keys')} insight" in shown


def test_the_year_of_an_article_is_the_one_in_which_it_was_written(page, meeting):
    article = make_note(None, "Of boilers.", ["Of boilers."], written_on=dt.date(2024, 5, 3))
    undated = make_note(None, "Of boilers too.", ["Of boilers too."], title="Undated")
    assert article.get_absolute_url() in page("/search/?q=boilers+year:2024")
    assert article.get_absolute_url() not in page("/search/?q=boilers+-year:2024")
    assert undated.get_absolute_url() not in page("/search/?q=boilers+year:2024")
    shown = page("/insights/?year=2024")
    assert "<strong>1 insight</strong>" in shown
    assert article.insights.get().get_absolute_url() in shown
    assert '<a href="?year=2024" rel="nofollow">2024</a><span>1</span>' in page("/insights/")
    assert undated.insights.get().get_absolute_url() in page("/insights/?year=none")


def test_a_choice_out_of_the_longest_eighteen_is_counted_and_named_as_it_is(page, meeting):
    note = meeting.note
    for n in range(20):
        speaker = make_speaker(meeting, f"Ann O'Brien{n}")
        for _ in range(1 if n == 19 else 2):
            make_insight(note, "A report nobody reads is a rent", speaker=speaker)
    shown = page("/insights/?person=ann-obrien19")
    assert "said by <strong>Ann O&#x27;Brien19</strong>" in shown
    assert 'take it off">Ann O&#x27;Brien19</a><span>1</span>' in shown
    shown = page("/insights/?person=ann-obrien19&kind=question")
    assert 'take it off">Ann O&#x27;Brien19</a><span>0</span>' in shown


def test_searches_of_guests_are_not_counted_and_those_among_insights_are(page, ben, gus):
    for address in ("/search/", "/insights/"):
        page(f"{address}?q=hydrants", gus)
        assert not Miss.objects.exists()
    page("/insights/?q=hydrants", ben)
    assert Miss.objects.get().words == "hydrants"


def test_where_only_a_whole_note_holds_all_the_words_the_insights_that_hold_most_come_first(page, meeting):
    note = meeting.note
    note.text += "\n\nA caretaker came by, and a gift of soup."
    note.save()
    shown = page("/search/?q=how+does+a+caretaker+decide+on+a+gift")
    assert "No insight has all of these words. These come nearest." in shown
    insights, _, notes = shown.partition('id="n"')
    assert meeting.note.insights.get().get_absolute_url() in insights
    assert note.get_absolute_url() in notes
    assert "No insight has" not in page("/search/?q=gift")
    assert "No insight has" not in page("/search/?q=buildings+hands")


def test_insights_lead_on_to_their_own_list(page, meeting):
    assert 'href="/insights/?q=gift"' in page("/search/?q=gift")


def test_what_the_viewer_may_not_see_is_not_found(page, ben):
    event = make_event("Among ourselves", visibility="members")
    make_speaker(event, "Lorcan Whitty", "Easterby Council")
    make_note(event).insights.get().topics.add("Closing down")
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


def test_a_word_that_the_viewer_cannot_reach_does_not_stand_before_one_that_they_can(page, two_years, ben):
    said = "A bowler " * 9
    make_note(make_event("Among ourselves", visibility="members"), said, [said.strip()])
    assert 'Did you mean <a href="?q=boiler">boiler</a>' in page("/search/?q=boler")
    assert 'Did you mean <a href="?q=bowler">bowler</a>' in page("/search/?q=boler", ben)


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


def test_after_the_name_of_a_filter_its_values_are_offered_and_the_rest_of_the_box_stays(client, meeting, two_years):
    def offered(typed):
        return client.get(f"/search/suggestions/?{urlencode({'q': typed})}").json()["names"]

    assert offered("gifts topic:sma") == ["gifts topic:small-grants"]
    assert offered('-topic:"gran') == ['-topic:"Small grants"']
    assert offered("cell:") == ["cell:sharing-and-building-power"]
    assert offered("Speaker:ash") == ["Speaker:asha-pillai"]
    assert offered("org:holl") == ["org:holloway-fold"]
    assert offered("year:20") == ["year:2026", "year:2025"]
    assert offered("year:2025") == ["year:2025"]
    for nothing in ("topic:zzz", "year:x", "colour:re", "topic:%"):
        assert offered(nothing) == []


def test_values_are_offered_of_what_the_viewer_may_see(client, ben, meeting):
    hidden = make_event("Hidden", visibility="members", starts_at=timezone.make_aware(dt.datetime(2019, 5, 1)))
    make_speaker(hidden, "Wilma Tide", "Tide Trust")
    make_speaker(hidden, "Olu Strand", attribution="role only")
    make_note(hidden).insights.get().topics.add("Tides")
    typed = {"person:wil": "person:wilma-tide", "org:tide": "org:tide-trust", "topic:tid": "topic:tides"}
    typed |= {"year:2019": "year:2019"}
    for begun in typed:
        assert client.get(f"/search/suggestions/?q={begun}").json() == {"names": []}
    client.force_login(ben)
    for begun, whole in typed.items():
        assert client.get(f"/search/suggestions/?q={begun}").json() == {"names": [whole]}
    assert client.get("/search/suggestions/?q=person:olu").json() == {"names": []}


@pytest.mark.parametrize("address", ["/search/", "/insights/"])
def test_a_filter_that_there_is_not_is_explained_and_its_words_are_looked_for(page, meeting, address):
    shown = page(f"{address}?q=colour:red+gifts")
    assert "There is no filter “colour:”, so it was looked for as words." in shown
    assert (
        "<code>topic:</code>, <code>cell:</code>, <code>person:</code>, <code>org:</code> and <code>year:</code>"
        in shown
    )
    assert 'Small <mark class="hit">gifts</mark> are dear' in shown
    assert "There is no filter" not in page(f"{address}?q=gifts")


def test_who_spoke_may_be_asked_for_as_a_speaker(page, meeting):
    shown = page("/insights/?q=speaker:adaeze")
    assert "said by <strong>Adaeze Okonjo</strong>" in shown
    assert "Small gifts" in shown


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
