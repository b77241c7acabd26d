"""Whatever stands in an address, a page answers: nobody gets a 500 for it.

The table of addresses is walked, so that none can be forgotten. The client raises what a server would answer 500 to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from insights.models import Collection
from tests.betterway.test_hidden_names import addresses as public_addresses
from tests.betterway.test_hidden_names import meeting as make_meeting

pytestmark = pytest.mark.django_db

ODD = {
    "NUL": "gra%00nt",
    "not UTF-8": "%FF%F0",
    "long": "x" * 5_000,
    "beyond 64 bits": "9" * 21,
    "unbalanced": "%22unbalanced",
    "SQL": "'%20OR%20''='%3B--%20%25_%5C",
}
ODD_NUMBERS = {
    "beyond the end": "999999",
    "beyond what Python reads": "9" * 5_000,
    "below nought": "-1",
    "a fraction": "1.5",
    "other digits": "%D9%A1%D9%A2%D9%A3%D9%A4",
}
ODD_WORDS = {
    "NUL alone": "%00",
    "half a pair": "%ED%A0%80",
    "bad encoding": "%zz%",
    "one quote": "%22",
    "quotes": "%22%22",
    "stars": "***",
    "minuses": "--+-+-grant",
    "operators": "AND+OR+NOT+NEAR(+%3A*+%26+%7C+!",
    "stop words": "the+of+and+a",
    "many words": "grant+" * 1_000,
    "unknown facets": "topic%3Anothing+cell%3A+person%3A%22+org%3A*+year%3A20255",
    "emoji": "%F0%9F%92%B0",
    "empty": "",
}
FACETS = ["cell", "topic", "kind", "year", "person", "org"]
NUMBERS = ["page", "p", "after", "limit"]
NAMES = ["q", *FACETS, *NUMBERS, "coming", "next", "seen", "since", "until", "topics", "unknown"]
NARROWED = ["insights:insight-list", "events:event-list", "api:insight-list", "api:event-list"]
SEARCHED = ["insights:insight-list", "search", "suggestions", "api:insight-list"]
HARMLESS = {200, 301, 302, 400, 403, 404, 405, 410, 422}


@pytest.fixture
def insight(cell):
    return make_meeting(cell)


@pytest.fixture
def paths(insight) -> dict[str, str]:
    """Every public address, by its name."""
    return {name: given[0].partition("?")[0] for name, given in public_addresses(insight).items()}


def routes(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """Every address outside the admin, as it is written in the table."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            yield before + str(entry.pattern)
        elif entry.app_name != "admin":
            yield from routes(entry.url_patterns, before + str(entry.pattern))


WITH_WORDS = sorted({"/<slug>/", *(route for route in routes() if "<" in route)})


def odd_paths(route: str, odd: str, known: dict[str, str]) -> Iterator[str]:
    """The address with one of its words odd, the others those of a row that is there."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    for strange in names:
        path = route
        for name in names:
            path = re.sub(rf"<(?:\w+:)?{name}>", odd if name == strange else known[name], path)
        yield path


def test_every_kind_of_address_with_a_word_in_it_is_walked():
    walked = " ".join(WITH_WORDS)
    for kind in ("/api/events/<slug", "/feeds/mine/<", "/feeds/topics/<", "/sitemap-<", "/collections/shared/<"):
        assert kind in walked


@pytest.mark.parametrize("odd", {**ODD, **ODD_NUMBERS}.values(), ids={**ODD, **ODD_NUMBERS})
def test_an_odd_word_in_an_address_leads_nowhere_and_is_no_error(client, insight, odd):
    known = {"pk": str(insight.pk), "slug": insight.note.event.slug, "number": "1", "token": "x", "uidb64": "x"}
    found = {}
    for route in WITH_WORDS:
        for path in odd_paths(route, odd, known):
            found[path] = client.get(path).status_code
    assert {path: status for path, status in found.items() if status not in HARMLESS - {200}} == {}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_query_is_no_error_at_any_address(client, paths, odd):
    query = "&".join(f"{name}={odd}" for name in NAMES)
    found = {name: client.get(path, QUERY_STRING=query).status_code for name, path in paths.items()}
    assert {name: status for name, status in found.items() if status not in HARMLESS} == {}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_facet_gives_a_page_that_helps_or_is_refused_with_a_sentence(client, paths, odd):
    for name in NARROWED:
        for facet in FACETS:
            assert client.get(paths[name], QUERY_STRING=f"{facet}={odd}").status_code in (200, 422), (name, facet)


@pytest.mark.parametrize("odd", ODD_NUMBERS.values(), ids=ODD_NUMBERS)
def test_an_odd_number_of_a_page_gives_a_page_or_is_refused(client, paths, odd):
    for name, path in paths.items():
        if name.endswith("-list") and "revision" not in name:  # which are for convenors
            for number in NUMBERS if name.startswith("api:") else ["page"]:
                assert client.get(path, QUERY_STRING=f"{number}={odd}").status_code in (200, 422), (name, number)


@pytest.mark.parametrize("odd", {**ODD, **ODD_WORDS}.values(), ids={**ODD, **ODD_WORDS})
def test_an_odd_search_gives_a_page_that_helps(client, paths, odd):
    for name in SEARCHED:
        assert client.get(paths[name], QUERY_STRING=f"q={odd}").status_code in (200, 422), name


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_query_is_no_error_on_pages_for_those_who_are_logged_in(client, ada, paths, odd):
    client.force_login(ada)
    query = "&".join(f"{name}={odd}" for name in NAMES)
    for route in routes():
        if "<" not in route and route not in (*paths.values(), "/logout/"):
            assert client.get(route, QUERY_STRING=query).status_code in HARMLESS, route


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_word_in_a_form_of_collections_or_of_following_is_no_error(client, ada, insight, odd):
    """What is typed comes back as a page, a sentence or a 404, and never as an error."""
    client.force_login(ada)
    post(client, f"/insights/{insight.pk}/keep/", "title=On+money")
    mine = Collection.objects.get(member=ada).get_absolute_url()
    for path, names in FORMS.items():
        there = path.format(mine=mine, pk=insight.pk)
        for name in names:
            assert post(client, there, f"{name}={odd}") in (200, 404), (there, name)
    for name in ("since", "until", "topics"):
        days = f"since=2025-01-01&until=2025-12-31&{name}={odd}"
        assert client.get("/collections/round-up/", QUERY_STRING=days).status_code == 200, name
    assert client.get(mine).status_code in (200, 404)


FORMS = {
    "/insights/{pk}/keep/": ["title", "collection"],
    "/collections/new/": ["title"],
    "{mine}edit/": ["title", "introduction", "do"],
    "{mine}share/": ["visibility", "do"],
    "{mine}answer/": ["do", "seen"],
    "/collections/round-up/": ["since", "topics"],
    "/me/follow/": ["kind", "pk", "next", "do"],
    "/me/hear/": ["often"],
    "/admin/insights/insight/{pk}/echoes/": ["other", "do"],
}


def post(client, path: str, body: str) -> int:
    kind = "application/x-www-form-urlencoded"
    return client.post(path, body, content_type=kind, follow=True).status_code
