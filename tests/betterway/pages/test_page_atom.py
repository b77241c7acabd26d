"""Atom feeds, read by somebody else's library and held against the schema and the rules of RFC 4287."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import feedparser
import pytest
import time_machine
from django.utils import timezone
from lxml import etree

from events.models import Event, Topic
from insights import intake
from insights.models import Insight
from people.models import Network
from tests.making import make_event, make_insight, make_note

pytestmark = pytest.mark.django_db
SPACE = {"atom": "http://www.w3.org/2005/Atom"}
RULES = etree.RelaxNG(etree.parse(Path(__file__).parent / "schemas" / "atom.rng"))


def read(client, path: str):
    answer = client.get(path)
    assert answer.status_code == 200
    _hold_against_the_rfc(etree.fromstring(answer.content))
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    return feed


def _hold_against_the_rfc(feed) -> None:
    """The schema, and what the RFC says besides: its Schematron rules, and that no id stands twice."""
    RULES.assertValid(feed)
    authors = feed.xpath("atom:author/atom:name/text()", namespaces=SPACE)
    assert authors, "An atom:feed must have an atom:author unless all of its entries have one."
    for entry in feed.xpath("atom:entry", namespaces=SPACE):
        assert entry.xpath("atom:link[@rel='alternate'] or atom:content", namespaces=SPACE)
    ids = feed.xpath("atom:entry/atom:id/text()", namespaces=SPACE)
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("http") for one in [*ids, *feed.xpath("atom:id/text()", namespaces=SPACE)])


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


def test_a_feed_without_entries_stays_the_same_until_there_is_one(client):
    first = client.get("/feeds/insights.atom")
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        again = client.get("/feeds/insights.atom", headers={"if-none-match": first["ETag"]})
        since = client.get("/feeds/insights.atom", headers={"if-modified-since": first["Last-Modified"]})
        assert (again.status_code, since.status_code) == (304, 304)
        make_note(make_event())
        assert client.get("/feeds/insights.atom", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_network_is_the_author(client, meeting):
    Network.objects.create(pk=1, name="A Wider Table")
    assert read(client, "/feeds/insights.atom").feed.author == "A Wider Table"


def test_a_summary_is_plain_text_with_whatever_signs_it_holds(client):
    make_note(make_event("Tom & Jerry <5%"))
    answer = etree.fromstring(client.get("/feeds/insights.atom").content)
    (summary,) = answer.xpath("//atom:summary", namespaces=SPACE)
    assert (summary.get("type", "text"), summary.text) == ("text", "Tom & Jerry <5%")


@pytest.mark.parametrize("letter", ["\x01", "\x02", "\x0b", "\x0c", "\x1f", "\ufffe"])
def test_a_letter_that_xml_forbids_takes_no_feed_down(client, meeting, cell, letter):
    insight = meeting.note.insights.get()
    insight.statement = f"Small gifts{letter} are dear."
    insight.save()
    type(meeting.note).objects.update(title=f"Buildings{letter}")
    type(cell).objects.update(name=f"Sharing{letter}")
    Topic.objects.update(name=f"Small{letter} grants")
    Network.objects.create(pk=1, name=f"A Wider{letter} Table")
    for path in ("insights", f"cells/{cell.slug}", "topics/small-grants"):
        (entry,) = read(client, f"/feeds/{path}.atom").entries
        assert entry.title == "Small gifts are dear."
        assert [tag.term for tag in entry.tags] == ["Small grants"]


def test_a_note_with_such_a_letter_comes_in_and_its_feed_is_read(client, nora, now):
    (received,) = intake.receive("Who pays?\n\n- A form\x01 nobody reads is\x02 a rent.", by=nora, at=now)
    note = received.note
    note.insights.update(state="published", approved_at=now)
    type(note).objects.update(state="published", published_at=now)
    Event.objects.update(state="published")
    assert "A form nobody reads is a rent" in read(client, "/feeds/insights.atom").entries[0].title


def test_what_is_put_right_since_it_came_out_is_updated(client, meeting):
    insight = meeting.note.insights.get()
    long_ago = timezone.now() - dt.timedelta(days=90)
    type(meeting.note).objects.update(published_at=long_ago)
    Insight.objects.update(approved_at=long_ago)
    Insight.history.update(history_date=long_ago)
    (before,) = read(client, "/feeds/insights.atom").entries
    assert before.updated == before.published
    insight.refresh_from_db()
    insight.statement = "Small gifts are dear to decide on, and to give."
    insight.save()
    (after,) = read(client, "/feeds/insights.atom").entries
    assert after.published == before.published
    assert after.updated > before.updated


def test_an_insight_is_as_new_as_its_note_that_came_out_after_it_was_approved(client):
    """Approved long before, it would stand below the fiftieth, and nobody's reader would ever show it."""
    now = timezone.now()
    for n in range(50):
        made = make_note(make_event(f"Meeting {n}"), quotes=[])
        make_insight(made, approved_at=now - dt.timedelta(days=2), statement=f"Point {n}")
        type(made).objects.filter(pk=made.pk).update(published_at=now - dt.timedelta(days=2))
    late = make_note(make_event("At last"), quotes=[], published_at=now)
    insight = make_insight(late, approved_at=now - dt.timedelta(days=40), statement="Approved in good time.")
    entries = read(client, "/feeds/insights.atom").entries
    assert (len(entries), entries[0].title) == (50, insight.statement)
    assert entries[0].published == late.published_at.isoformat()


def test_pages_say_where_their_feeds_are(page, meeting, cell):
    assert "/feeds/insights.atom" in page("/insights/")
    assert f"/feeds/cells/{cell.slug}.atom" in page(f"/cells/{cell.slug}/")
    assert "/feeds/topics/small-grants.atom" in page("/topics/small-grants/")
