"""What pages say to search engines: sitemaps, robots.txt, and schema.org facts in a block that no browser runs."""

from __future__ import annotations

import json

import pytest
from lxml import etree, html

from events.models import Attribution
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


def test_who_may_not_be_named_is_not_named_there_either(client, insight):
    event = insight.note.event
    event.attribution = Attribution.ORGANISATION
    event.save()
    assert facts(client, insight.get_absolute_url())["author"] == {"@type": "Organization", "name": "Kelderby Library"}


def addresses(client, path: str) -> list[str]:
    return etree.fromstring(client.get(path).content).xpath("//s:loc/text()", namespaces=SPACE)


def test_the_sitemaps_hold_every_public_page_and_no_other(client, nora, insight):
    hidden = make_event("Among ourselves", visibility="members")
    make_note(hidden, "Nobody knows.", ["Nobody knows."])
    client.force_login(nora)
    found = [page for part in addresses(client, "/sitemap.xml") for page in addresses(client, part)]
    paths = [address.removeprefix("http://testserver") for address in found]
    for row in (insight, insight.note, insight.note.event, insight.note.event.cell):
        assert row.get_absolute_url() in paths
    assert {"/people/asha-pillai/", "/organisations/kelderby-library/", "/insights/"} <= set(paths)
    assert not any("among-ourselves" in path or "nobody-knows" in path for path in paths)
    client.logout()
    assert {client.get(path).status_code for path in paths} == {200}


def test_robots_are_told_of_the_sitemap(client, settings):
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in client.get("/robots.txt").content.decode()
