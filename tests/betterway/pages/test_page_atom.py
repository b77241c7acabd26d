"""Atom feeds, read by somebody else's library."""

from __future__ import annotations

import feedparser
import pytest

from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db


def read(client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    return feed


def test_each_entry_leads_to_the_insight_and_keeps_its_number(client, meeting, settings):
    insight = meeting.note.insights.get()
    (entry,) = read(client, "/feeds/insights.atom").entries
    assert entry.title == insight.statement
    assert entry.link == settings.BASE_URL + insight.get_absolute_url()
    assert entry.id == f"{settings.BASE_URL}/insights/{insight.pk}/"
    assert [tag.term for tag in entry.tags] == ["Small grants"]
    assert "Adaeze Okonjo" in entry.summary


def test_a_cell_and_a_topic_have_feeds_of_their_own(client, meeting, cell):
    make_note(make_event("Elsewhere"))
    assert len(read(client, "/feeds/insights.atom").entries) == 2
    assert len(read(client, f"/feeds/cells/{cell.slug}.atom").entries) == 1
    assert len(read(client, "/feeds/topics/small-grants.atom").entries) == 1
    assert client.get("/feeds/cells/nowhere.atom").status_code == 404
    assert client.get("/feeds/topics/nothing.atom").status_code == 404


def test_a_feed_is_public_whoever_reads_it(client, nora, meeting):
    meeting.visibility = "members"
    meeting.save()
    client.force_login(nora)
    assert read(client, "/feeds/insights.atom").entries == []


def test_pages_say_where_their_feeds_are(page, meeting, cell):
    assert "/feeds/insights.atom" in page("/insights/")
    assert f"/feeds/cells/{cell.slug}.atom" in page(f"/cells/{cell.slug}/")
    assert "/feeds/topics/small-grants.atom" in page("/topics/small-grants/")
