from __future__ import annotations

import pytest

from events.models import Topic
from people import addresses
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db


def rename(row, slug: str) -> None:
    old, row.slug = row.slug, slug
    row.save()
    addresses.keep_former(row, old)


def test_a_former_address_leads_on_for_ever_with_its_query(client, event):
    rename(event, "the-purse")
    rename(event, "who-has-the-purse")
    response = client.get("/events/who-holds-the-purse/?from=mail")
    assert (response.status_code, response.url) == (301, "/events/who-has-the-purse/?from=mail")
    assert client.get("/events/the-purse/").url == "/events/who-has-the-purse/"


def test_the_note_below_a_former_address_leads_on_too(client, event):
    make_note(event)
    rename(event, "the-purse")
    response = client.get("/events/who-holds-the-purse/note/")
    assert (response.status_code, response.url) == (301, "/events/the-purse/note/")


def test_people_organisations_cells_series_and_articles_lead_on(client, event, cell):
    speaker = make_speaker(event, "Asha Pillai", "Larder & Loom", "cook")
    article = make_note(None, title="A desk in the library")
    for row, there in [
        (speaker.person, "/people/{}/"),
        (speaker.affiliation.organisation, "/organisations/{}/"),
        (cell, "/cells/{}/"),
        (article, "/reading/{}/"),
        (Topic.objects.create(name="Small grants"), "/topics/{}/"),
    ]:
        old = row.slug
        rename(row, "elsewhere")
        assert client.get(there.format(old)).url == there.format("elsewhere")


def test_what_one_may_not_know_stays_a_404_at_its_former_address_too(client, ada):
    secret = make_event("A draft", slug="a-draft", state="draft")
    secret.convenors.add(ada)
    rename(secret, "a-better-draft")
    assert client.get("/events/a-draft/").status_code == 404
    client.force_login(ada)
    assert client.get("/events/a-draft/").url == "/events/a-better-draft/"


def test_an_address_that_never_was_is_a_404(client, db):
    assert client.get("/events/never/").status_code == 404


def test_whoever_only_asks_whether_a_page_is_there_is_answered(client, event):
    make_note(event)
    for path in (
        "/",
        "/healthz",
        "/events/",
        event.get_absolute_url(),
        f"{event.get_absolute_url()}note/",
        "/insights/",
    ):
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405
