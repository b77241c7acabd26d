"""How many queries a page takes, however many rows it shows, and how heavy it is."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Cell, Event, Series, Topic
from insights.models import Collection, Insight
from people.models import Member, Network
from tests.making import TEXT, make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
MOST = 12
HEAVIEST = 12_000  # bytes, packed
MOST_REQUESTS, MOST_BYTES = 6, 40_000  # of a page with its style, scripts and pictures, packed

LISTS = ["/", "/events/", "/events/?year=2025", "/insights/", "/cells/", "/topics/", "/people/", "/organisations/"]
LISTS += ["/insights/?q=grant&topic=topic-0&kind=point&year=2025", "/insights/?cell=cell-0", "/reading/"]
LISTS += ["/collections/", "/search/?q=grant", "/search/?q=topic", "/search/?q=person", "/search/"]
PAGES = [
    "/cells/cell-0/",
    "/topics/topic-0/",
    "/series/series-0/",
    "/people/person-0/",
    "/organisations/organisation-0/",
]
PAGES += [
    "/events/meeting-0/",
    "/events/meeting-0/note/",
    "/events/coming-0/",
    "/reading/article-0/",
    "insight",
    "/collections/money-0/",
]


def grow(number: int) -> None:
    """A network in which every list has `number` rows, all of them of the first cell, topic, series and person."""
    Network.objects.get_or_create(pk=1, defaults={"name": "A Wider Table"})
    soon = timezone.now() + dt.timedelta(days=2)
    for n in range(number):
        Cell.objects.get_or_create(name=f"Cell {n}", slug=f"cell-{n}")
        topic, _ = Topic.objects.get_or_create(name=f"Topic {n}", slug=f"topic-{n}")
        series, _ = Series.objects.get_or_create(title=f"Series {n}", slug=f"series-{n}")
        if Event.objects.filter(slug=f"meeting-{n}").exists():
            continue
        first = {"cell": Cell.objects.get(slug="cell-0"), "series": Series.objects.get(slug="series-0")}
        event = make_event(f"Meeting {n}", place="Brackenshaw Library", **first)
        make_event(f"Coming {n}", starts_at=soon, **first)
        make_event(f"Of a series {n}", series=series)
        speaker = make_speaker(event, f"Person {n}", f"Organisation {n}", "director of grants")
        make_speaker(event, "Person 0", "Organisation 0", "chair") if n else None
        note = make_note(event, TEXT, [])
        make_note(None, TEXT, title=f"Article {n}").topics.add(topic, "Topic 0")
        for row in (event, note, make_insight(note, speaker=speaker)):
            row.topics.add(topic, "Topic 0")
    note = Event.objects.get(slug="meeting-0").note
    member, _ = Member.objects.get_or_create(email="kay@example.org", name="Kay Lund")
    for n in range(number):
        made, _ = Collection.objects.get_or_create(
            member=member, title="On money", slug=f"money-{n}", visibility="public"
        )
        for insight in note.insights.exclude(pk__in=made.insights.all()):
            made.items.create(insight=insight)
    for n in range(number):
        make_speaker(note.event, f"Guest {number} {n}", f"Guests {number} {n}")
        make_insight(note, "A report nobody reads is a rent", speaker=note.event.speakers.first()).topics.add("Topic 0")


def queries(client, path: str) -> int:
    for name in ("pages", "numbers"):  # as the first viewer of an edition finds it
        caches[name].clear()
    with CaptureQueriesContext(connection) as found:
        response = client.get(path)
    assert response.status_code == 200, path
    return len(found)


def path_of(path: str) -> str:
    return Insight.objects.order_by("pk").first().get_absolute_url() if path == "insight" else path


@pytest.mark.parametrize("who", ["visitor", "member", "convenor"])
@pytest.mark.parametrize("path", [*LISTS, *PAGES])
def test_a_page_takes_as_many_queries_for_three_rows_as_for_one_and_a_dozen_at_most(client, ben, ada, who, path):
    if who != "visitor":
        client.force_login({"member": ben, "convenor": ada}[who])
    grow(1)
    client.get(path_of(path))  # content types are read once a process
    with_one = queries(client, path_of(path))
    grow(3)
    assert queries(client, path_of(path)) == with_one <= MOST


def test_sixty_rows_take_no_more_than_three_and_no_list_is_heavy(client, ben):
    client.force_login(ben)
    grow(3)
    client.get("/topics/topic-0/")
    with_three = {path: queries(client, path_of(path)) for path in [*LISTS, *PAGES]}
    grow(60)
    assert {path: queries(client, path_of(path)) for path in [*LISTS, *PAGES]} == with_three
    packed = {"HTTP_ACCEPT_ENCODING": "gzip"}
    weights = {
        path: len(client.get(path_of(path), **packed).content) for path in [*LISTS, *PAGES] if "note" not in path
    }
    assert {path: weight for path, weight in weights.items() if weight > HEAVIEST} == {}


@pytest.mark.parametrize("path", [*LISTS, *PAGES])
def test_a_page_with_all_it_asks_for_weighs_40_kilobytes_at_most_in_six_requests(client, path):
    grow(3)
    page = client.get(path_of(path), HTTP_ACCEPT_ENCODING="gzip")
    words = gzip.decompress(page.content).decode()
    asked = set(re.findall(r'<(?:link rel="(?:stylesheet|icon)" href|script src|img src)="/static/([^"]+)"', words))
    assert "betterway/site.css" in asked
    weights = [len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in asked]
    assert 1 + len(asked) <= MOST_REQUESTS
    assert len(page.content) + sum(weights) <= MOST_BYTES


FEW = {"/insights/": 5, "/people/": 5, "/organisations/": 5, "/cells/": 5, "/topics/": 5, "/events/": 5, "/reading/": 5}
FEW |= {"/search/?q=grant": 6, "/search/?q=person": 6, "/events/meeting-0/": 9, "/people/person-0/": 7}


@pytest.mark.parametrize(("path", "most"), FEW.items())
def test_a_visitors_page_takes_few_queries_once_its_edition_has_been_counted(client, path, most):
    grow(3)
    client.get(path)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    assert len(found) <= most


def test_a_members_list_of_meetings_takes_two_queries_more_to_know_who_they_are(client, ben):
    client.force_login(ben)
    grow(3)
    client.get("/events/")
    with CaptureQueriesContext(connection) as found:
        client.get("/events/")
    assert len(found) <= FEW["/events/"] + 2
