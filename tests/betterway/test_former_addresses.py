from __future__ import annotations

import pytest

from events.models import Event, Series, Topic
from insights import redacting
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


# Addresses that say the name of somebody hidden


@pytest.fixture
def told(cell):
    """A meeting whose address once said who spoke."""
    event = make_event("A roof", slug="an-evening-with-zoe-pillai", cell=cell)
    make_note(event)
    speaker = make_speaker(event, "Zoë Pillai")
    rename(event, "a-roof")
    return speaker


PATHS = ["/events/an-evening-with-zoe-pillai/", "/events/an-evening-with-zoe-pillai/note/"]


@pytest.mark.parametrize("path", PATHS)
def test_a_former_address_with_the_name_of_a_speaker_who_is_now_hidden_is_a_404(client, told, ben, ada, path):
    assert client.get(path).status_code == 301
    told.attribution = "role only"
    told.save()
    assert client.get(path).status_code == 404
    client.force_login(ben)
    assert client.get(path).status_code == 404
    client.force_login(ada)
    assert client.get(path).status_code == 301


@pytest.mark.parametrize(("slug", "status"), [("pillai-on-roofs", 404), ("zoe-asks", 404), ("pillais-and-posts", 301)])
def test_a_part_of_the_name_is_enough(client, told, slug, status):
    type(told).objects.update(attribution="role only")
    rename(told.event, slug)
    rename(told.event, "under-one-roof")
    assert client.get(f"/events/{slug}/").status_code == status


def test_the_former_address_of_a_series_or_a_topic_tells_no_hidden_name_either(client, told):
    series = Series.objects.create(title="Roofs", slug="pillai-talks")
    Event.objects.update(series=series)
    topic = Topic.objects.create(name="Zoe Pillai", slug="zoe-pillai")
    told.event.topics.add(topic)
    for row, slug in [(series, "roofs"), (topic, "housing")]:
        rename(row, slug)
    assert [client.get(path).status_code for path in ("/series/pillai-talks/", "/topics/zoe-pillai/")] == [301, 301]
    type(told).objects.update(attribution="unattributed")
    assert [client.get(path).status_code for path in ("/series/pillai-talks/", "/topics/zoe-pillai/")] == [404, 404]
    make_speaker(make_event("In public", series=series), "Zoë Pillai")
    assert client.get("/series/pillai-talks/").status_code == 301


def test_a_former_address_with_words_removed_at_request_is_a_404(client, told, nora, now):
    redacting.redact("Zoë Pillai\nZoe Pillai", by=nora, at=now, reason="By letter")
    assert [client.get(path).status_code for path in PATHS] == [404, 404]
