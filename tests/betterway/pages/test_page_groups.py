"""Cells and topics."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from events.models import Cell, Series, Topic
from insights.models import Collection
from tests.making import make_event, make_insight, make_note

pytestmark = pytest.mark.django_db


def test_cells_are_listed_with_their_counts(page, meeting):
    shown = page("/cells/")
    assert "Sharing and building power" in shown
    assert "1 meeting, 1 insight" in shown
    assert "dye-madder" in shown


def test_a_cell_has_its_insights_meetings_and_convenors(page, meeting, cell):
    make_event("Still ahead", cell=cell, starts_at=timezone.now() + dt.timedelta(days=2))
    shown = page(cell.get_absolute_url())
    for words in ("Small gifts are dear", meeting.title, "Still ahead", "Convened by Ada Quist"):
        assert words in shown
    assert f"/insights/?cell={cell.slug}" in shown


def test_the_next_meetings_of_a_cell_come_before_all_else_about_it(page, meeting, cell):
    cell.description = "We meet on Wednesdays."
    cell.save()
    make_event("The caretaker speaks last", cell=cell, starts_at=timezone.now() + dt.timedelta(days=3))
    shown = page(cell.get_absolute_url()).partition("<main")[2]
    order = ["The caretaker speaks last", "We meet on Wednesdays.", "Where it has got to", "Small gifts are dear"]
    assert sorted(order, key=shown.index) == order


def test_a_cell_leads_to_what_was_put_together_from_it_as_far_as_one_sees_it(page, meeting, ada, ben):
    insight = meeting.note.insights.get()
    others = make_note(make_event("Elsewhere")).insights.get()
    for slug, holds, visibility in [
        *((f"money-{number}", insight, "public") for number in range(6)),
        ("elsewhere", others, "public"),
        ("ours", insight, "link"),
    ]:
        Collection.objects.create(member=ada, title=slug, slug=slug, visibility=visibility).items.create(insight=holds)
    Collection.objects.filter(slug="money-5").update(kind="round-up")
    shown = page(meeting.cell.get_absolute_url())
    assert "Put together from this cell" in shown
    assert re.findall(r"/collections/([a-z0-9-]+)/", shown) == [f"money-{number}" for number in (5, 4, 3, 2, 1)]
    assert shown.count("Round-up") == 1
    meeting.visibility = "members"
    meeting.save()
    assert "Put together" not in page(meeting.cell.get_absolute_url())
    assert "Put together" in page(meeting.cell.get_absolute_url(), ben)


def test_a_cell_has_got_to_the_three_most_telling_points_of_each_of_its_last_meetings(page, cell):
    for month in (3, 4, 5, 6):
        event = make_event(f"Month {month}", cell=cell, starts_at=timezone.make_aware(dt.datetime(2025, month, 4, 14)))
        note = make_note(event, "\n\n".join(f"Point {month}.{n} it is." for n in range(4)), [])
        for n in range(4):
            make_insight(note, f"Point {month}.{n} it is.", salience=n)
    shown = page(cell.get_absolute_url()).split("Where it has got to")[1]
    said = [f"{month}.{n}" for month in (6, 5, 4) for n in (3, 2, 1)]
    assert re.findall(r">Point (\d\.\d) it is\.</a>", shown) == said


def test_a_new_cell_and_a_site_without_cells_lead_on(page):
    assert "There are no cells yet." in page("/cells/")
    Cell.objects.create(name="Leadership", slug="leadership")
    assert "This cell has no insights yet." in page("/cells/leadership/")


def test_counts_leave_out_what_the_viewer_may_not_see(page, cell, ben):
    make_note(make_event("Among ourselves", cell=cell, visibility="members"))
    assert "no meetings, no insights" in page("/cells/")
    assert "1 meeting, 1 insight" in page("/cells/", ben)


def test_a_topic_has_its_insights_meetings_and_articles(page, meeting):
    article = make_note(None)
    article.topics.add("Small grants")
    shown = page("/topics/small-grants/")
    for words in ("Small gifts are dear", meeting.get_absolute_url(), article.get_absolute_url()):
        assert words in shown
    assert "<span>1</span>" in page("/topics/")


def test_a_topic_of_nothing_the_viewer_may_see_does_not_exist(page, ada, cell):
    Topic.objects.create(name="Unused", slug="unused")
    draft = make_event("Only a draft", state="draft", cell=cell)
    draft.topics.add("Closing down")
    page("/topics/unused/", status=404)
    page("/topics/closing-down/", status=404)
    assert "Closing down" not in page("/topics/")
    assert "Closing down" in page("/topics/closing-down/", ada)


def test_a_topic_that_no_insight_has_is_not_in_the_list_though_its_page_is_there(page, meeting):
    meeting.topics.add("Newtopic")
    assert "Newtopic" in page("/topics/newtopic/")
    assert "Newtopic" not in page("/topics/")
    assert "/topics/newtopic/" not in page("/search/?q=newtopic")
    meeting.note.insights.get().topics.add("Newtopic")
    assert "Newtopic" in page("/topics/")
    assert "/topics/newtopic/" in page("/search/?q=newtopic")


def test_a_site_without_topics_leads_on(page):
    assert "No topics yet." in page("/topics/")


def test_a_cell_that_met_often_leads_to_all_its_meetings(page, cell):
    for number in range(33):
        make_event(f"Meeting {number}", cell=cell)
    shown = page(cell.get_absolute_url())
    assert f'<a href="/events/?cell={cell.slug}">All 33 meetings of this cell' in shown


def test_a_topic_leads_to_all_its_insights_and_meetings(page, meeting):
    for number in range(32):
        make_event(f"Meeting {number}").topics.add("Small grants")
    for number in range(24):
        make_insight(meeting.note, statement=f"Point {number}.").topics.add("Small grants")
    shown = page("/topics/small-grants/")
    assert '<a href="/insights/?topic=small-grants">Search and narrow all 25 insights' in shown
    assert '<a href="/events/?topic=small-grants">All 33 meetings on Small grants</a>' in shown


def test_many_topics_have_pages(page):
    insight = make_note(make_event()).insights.get()
    insight.topics.add(*[f"Topic {number:03}" for number in range(255)])
    assert "Topic 249" in page("/topics/")
    assert "Topic 250" not in page("/topics/")
    assert "Topic 250" in page("/topics/?page=2")


def test_a_series_with_many_insights_has_them_all_page_by_page(page):
    series = Series.objects.create(title="Two letters", slug="two-letters")
    note = make_note(make_event("First letter", series=series), quotes=[])
    for number in range(25):
        make_insight(note, statement=f"Point {number} of it.")
    assert "Page 1 of 2" in page("/series/two-letters/")
    assert "Point 24 of it." in page("/series/two-letters/?page=2")
