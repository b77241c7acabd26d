"""What pages say to search engines: sitemaps, robots.txt, and schema.org facts in a block that no browser runs."""

from __future__ import annotations

import json

import pytest
from lxml import etree, html

from events.models import Attribution, Series
from insights.models import Collection
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def insight(cell):
    event = make_event("Who decides", cell=cell, place="Online")
    asha = make_speaker(event, "Asha Pillai", "Kelderby Library")
    return make_insight(make_note(event, "Soup first. </script><b>", []), "Soup first.", speaker=asha)


def facts(client, path: str) -> dict:
    page = html.document_fromstring(client.get(path).content)
    (block,) = page.xpath("//script[@type='application/ld+json']/text()")
    return json.loads(block)


def test_pages_tell_their_facts(client, insight):
    event = insight.note.event
    assert facts(client, event.get_absolute_url())["location"]["@type"] == "VirtualLocation"
    assert facts(client, insight.note.get_absolute_url())["about"]["name"] == "Who decides"
    assert facts(client, "/people/asha-pillai/")["name"] == "Asha Pillai"
    assert facts(client, "/organisations/kelderby-library/")["@type"] == "Organization"
    said = facts(client, insight.get_absolute_url())
    assert said["author"]["name"] == "Asha Pillai"
    assert [words["text"] for words in said["isBasedOn"]] == ["Soup first."]


def test_a_cell_a_topic_and_a_series_tell_theirs(client, cell, insight, settings):
    event = insight.note.event
    event.topics.add("Small grants")
    event.series = Series.objects.create(title="Purses", slug="purses")
    event.save()
    make_event("Among ourselves", series=event.series, visibility="members", cell=cell)
    told = facts(client, cell.get_absolute_url())
    assert (told["@type"], told["name"]) == ("Organization", "Sharing and building power")
    assert told["parentOrganization"]["url"] == f"{settings.BASE_URL}/"
    term = facts(client, "/topics/small-grants/")
    assert (term["@type"], term["name"]) == ("DefinedTerm", "Small grants")
    assert term["inDefinedTermSet"] == f"{settings.BASE_URL}/topics/"
    series = facts(client, "/series/purses/")
    assert (series["@type"], [one["name"] for one in series["subEvent"]]) == ("EventSeries", ["Who decides"])
    of_meeting = facts(client, event.get_absolute_url())
    assert (of_meeting["organizer"]["name"], of_meeting["superEvent"]["name"]) == (cell.name, "Purses")
    assert series["@id"] == of_meeting["superEvent"]["@id"]


@pytest.mark.parametrize("kind", ["collection", "round-up"])
def test_a_public_collection_tells_what_its_page_shows_and_any_other_nothing(client, ben, insight, settings, kind):
    hidden = make_note(make_event("Among ourselves", visibility="members")).insights.get()
    facts_of = {"title": "On money", "slug": "on-money", "kind": kind, "visibility": "public", "token": "passed-on"}
    collection = Collection.objects.create(member=ben, **facts_of)
    for row in (insight, hidden):
        collection.items.create(insight=row)
    told = facts(client, "/collections/on-money/")
    assert (told["@type"], told["name"], told["author"]["name"]) == ("Collection", "On money", "Ben Osei")
    assert [(part["text"], part["url"]) for part in told["hasPart"]] == [
        (insight.statement, settings.BASE_URL + insight.get_absolute_url())
    ]
    Collection.objects.update(visibility="link")
    assert "ld+json" not in client.get("/collections/shared/passed-on/").content.decode()


def test_a_byline_is_credited_as_it_stands_whoever_it_names(client):
    note = make_note(None, byline="Asha Pillai and the Kelderby Library")
    told = facts(client, note.get_absolute_url())
    assert (told["@type"], told["creditText"]) == ("Article", "Asha Pillai and the Kelderby Library")
    assert "author" not in told


def test_who_may_not_be_named_is_not_named_there_either(client, insight):
    event = insight.note.event
    event.attribution = Attribution.ORGANISATION
    event.save()
    assert facts(client, insight.get_absolute_url())["author"] == {"@type": "Organization", "name": "Kelderby Library"}


def addresses(client, path: str) -> list[str]:
    return etree.fromstring(client.get(path).content).xpath("//s:loc/text()", namespaces=SPACE)


def test_the_sitemaps_hold_every_public_page_and_no_other(client, nora, insight, settings):
    hidden = make_event("Among ourselves", visibility="members")
    make_note(hidden, "Nobody knows.", ["Nobody knows."])
    client.force_login(nora)
    found = [
        page
        for part in addresses(client, "/sitemap.xml")
        for page in addresses(client, part.removeprefix(settings.BASE_URL))
    ]
    paths = [address.removeprefix(settings.BASE_URL) for address in found]
    for row in (insight, insight.note, insight.note.event, insight.note.event.cell):
        assert row.get_absolute_url() in paths
    assert {"/people/asha-pillai/", "/organisations/kelderby-library/", "/insights/"} <= set(paths)
    assert not any("among-ourselves" in path or "nobody-knows" in path for path in paths)
    client.logout()
    assert {client.get(path).status_code for path in paths} == {200}


def test_the_sitemaps_are_at_the_sites_own_address_whatever_the_host_that_was_asked(client, insight, settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://network.example", ["*"]
    for path in ("/sitemap.xml", "/sitemap-lists.xml", "/sitemap-insights.xml"):
        answer = client.get(path, headers={"host": "elsewhere.example"})
        found = etree.fromstring(answer.content).xpath("//s:loc/text()", namespaces=SPACE)
        assert found
        assert [address for address in found if not address.startswith("https://network.example/")] == []


def test_robots_are_told_of_the_sitemap(client, settings):
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in client.get("/robots.txt").content.decode()
