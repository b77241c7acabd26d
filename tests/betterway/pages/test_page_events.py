from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events.models import Series
from insights.models import Note
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db


def soon(days: int = 3) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def test_meetings_stand_to_come_and_past_by_year(page, meeting):
    make_event("Still ahead", starts_at=soon())
    make_event("Without a date", starts_at=None)
    events = page("/events/")
    order = ["To come", "Still ahead", "Past", "<h3>2025</h3>", meeting.title, "<h3>No date</h3>", "Without a date"]
    places = [events.index(words) for words in order]
    assert places == sorted(places)
    assert '<span class="undated">date not recorded</span>' in events


def test_they_are_narrowed_by_cell_and_year_and_the_filter_comes_off(page, meeting, cell):
    make_event("Another one", starts_at=timezone.make_aware(dt.datetime(2023, 5, 30, 14)))
    narrowed = page(f"/events/?cell={cell.slug}&year=2025")
    assert meeting.title in narrowed
    assert "Another one" not in narrowed
    assert "Cell: Sharing and building power" in narrowed
    assert f'href="?cell={cell.slug}"' in narrowed
    assert 'href="?year=2025"' in narrowed


@pytest.mark.parametrize(
    "query", ["year=abc", "year=99999999", "cell=none", "page=x", "page=99", "year=%00", "cell=%F0"]
)
def test_a_filter_that_makes_no_sense_is_no_error(page, meeting, query):
    page(f"/events/?{query}")


def test_a_list_narrowed_to_nothing_offers_ways_on(page, meeting):
    assert "Take the filters off" in page("/events/?year=1999")


def test_a_long_archive_has_pages(page):
    for number in range(45):
        make_event(f"Meeting {number}")
    assert "?page=2" in page("/events/")
    assert "Earlier meetings" in page("/events/")
    assert "Page 2 of 2" in page("/events/?page=2")


def test_a_meeting_that_is_over_goes_to_the_past_though_nothing_was_written_since_they_were_counted(page):
    for number in range(40):
        make_event(f"Meeting {number}")
    make_event("Just ahead", starts_at=soon())
    before = page("/events/")
    assert before.index("Just ahead") < before.index("Past</h2>")
    assert "?page=2" not in before
    with time_machine.travel(soon(5)):
        after = page("/events/")
    assert after.index("Just ahead") > after.index("Past</h2>")
    assert "?page=2" in after


def test_a_meeting_that_is_added_or_changed_counts_at_once(page, meeting, cell):
    assert "2024" not in page("/events/")
    added = make_event("Another one", starts_at=timezone.make_aware(dt.datetime(2024, 5, 30, 14)))
    assert "2024" in page("/events/")
    added.state = "draft"
    added.save()
    assert "2024" not in page("/events/")


def test_past_meetings_are_counted_for_whoever_may_see_them(page, meeting, ada, ben):
    for number in range(40):
        make_event(f"Meeting {number}", visibility="members")
    assert "?page=2" in page("/events/", ben)
    make_event("A draft", state="draft", cell=meeting.cell)
    assert "A draft" in page("/events/?page=1", ada) + page("/events/?page=2", ada)


def test_past_meetings_for_members_are_not_counted_for_a_visitor(page, meeting):
    for number in range(40):
        make_event(f"Meeting {number}", visibility="members")
    assert "?page=2" not in page("/events/")


def test_a_past_meeting_shows_who_spoke_its_insights_and_its_note(page, meeting):
    shown = page(meeting.get_absolute_url())
    assert "Who spoke" in shown
    assert '<a href="/people/adaeze-okonjo/">Adaeze Okonjo</a>' in shown
    assert "director of grants, Holloway Fold" in shown
    assert "1 insight</h2>" in shown
    assert f"#insight-{meeting.note.insights.get().pk}" in shown
    assert "We met to ask who decides" in shown
    assert "Written by Hester Mwangi" in shown
    assert "Wednesday 4 June 2025, <span>2pm–3.30pm</span>" in shown
    assert "The Old Drill Hall" in shown
    assert 'href="/topics/small-grants/"' in shown


def test_a_meeting_to_come_shows_when_where_and_who_will_speak(page):
    event = make_event("Still ahead", starts_at=soon(), place="Brackenshaw Library", summary="What we will ask.")
    make_speaker(event, "Imran Shah")
    shown = page(event.get_absolute_url())
    assert "Who will speak" in shown
    assert "Imran Shah" in shown
    assert "UK time" in shown
    assert "Brackenshaw Library" in shown
    assert "What we will ask." in shown
    assert "No note of this meeting" not in shown


def test_a_past_meeting_without_a_note_says_so(page):
    assert "No note of this meeting is out." in page(make_event().get_absolute_url())


def test_a_cancelled_meeting_says_so_and_stays(page):
    event = make_event("Reading a balance sheet", state="cancelled", starts_at=soon())
    assert "This meeting is cancelled" in page(event.get_absolute_url())
    assert "Cancelled" in page("/events/")


def test_meetings_of_a_series_lead_to_one_another(page, cyd):
    series = Series.objects.create(title="Two letters", slug="two-letters")
    first = make_event("First letter", series=series, series_position=1)
    second = make_event("Second letter", series=series, series_position=2, starts_at=soon())
    draft = make_event("Third letter", series=series, series_position=3, state="draft")
    shown = page(first.get_absolute_url())
    assert "First in" in shown
    assert second.get_absolute_url() in shown
    assert draft.get_absolute_url() not in shown
    listed = page("/series/two-letters/")
    assert listed.index("First letter") < listed.index("Second letter")
    assert "Third letter" not in listed


def test_speakers_are_told_no_further_than_the_meeting_allows(page):
    event = make_event("Quiet room", attribution="role only")
    make_speaker(event, "Wilhelmina Stroud", "Tidewell Trust", "treasurer", role="provocateur")
    make_note(event)
    shown = page(event.get_absolute_url())
    assert "A provocateur" in shown
    for hidden in ("Wilhelmina", "Stroud", "Tidewell", "treasurer"):
        assert hidden not in shown


def test_a_draft_is_for_its_convenor_only_and_says_so(page, cell, ada, ben):
    event = make_event("Only a draft", state="draft", cell=cell)
    page(event.get_absolute_url(), status=404)
    page(event.get_absolute_url(), ben, status=404)
    assert "Draft: only convenors see this." in page(event.get_absolute_url(), ada)
    assert "Only a draft" in page("/events/", ada)


def test_a_draft_note_is_for_its_convenor_only_and_leads_to_its_review(page, meeting, ada, ben):
    Note.objects.update(state="draft")
    assert "No note of this meeting is out." in page(meeting.get_absolute_url())
    assert "Small gifts" not in page(meeting.get_absolute_url(), ben)
    shown = page(meeting.get_absolute_url(), ada)
    assert "Draft: only convenors see this." in shown
    assert reverse("admin:insights_note_review", args=[meeting.note.pk]) in shown
    assert "We met to ask who decides" in shown


def test_suggested_insights_are_not_on_the_page_even_for_a_convenor(page, meeting, ada):
    make_insight(meeting.note, "A report nobody reads is a rent, paid in evenings.", state="suggested")
    assert "A report nobody reads" not in page(meeting.get_absolute_url(), ada)


def test_a_description_is_markdown_made_safe(page):
    event = make_event("With words", description="Bring **one** question. <script>alert(1)</script>")
    shown = page(event.get_absolute_url())
    assert "<strong>one</strong>" in shown
    assert "<script>" not in shown


def test_a_full_calendar_has_pages_of_its_own(page):
    for number in range(45):
        make_event(f"Ahead {number:02}", starts_at=soon(number + 1))
    make_event("Long over")
    first, second = page("/events/"), page("/events/?coming=2")
    assert "Page 1 of 2, 45 meetings to come" in first
    assert 'href="?coming=2" rel="next"' in first
    assert "Ahead 39" in first
    assert "Ahead 40" not in first
    assert "Ahead 40" in second
    assert "Long over" in first
    assert "Long over" not in second


def test_meetings_are_narrowed_by_topic_which_comes_off(page, meeting):
    make_event("Another one")
    narrowed = page("/events/?topic=small-grants")
    assert meeting.title in narrowed
    assert "Another one" not in narrowed
    assert "Topic: Small grants" in narrowed


def test_a_topic_of_hidden_meetings_is_not_named_by_the_filter(page, cell):
    draft = make_event("Only a draft", state="draft", cell=cell)
    draft.topics.add("The Stroud affair: closing")
    address = f"/events/?topic={draft.topics.get().slug}"
    assert "The Stroud affair: closing" not in page(address)


def test_a_withdrawn_note_leaves_no_trace_where_its_meeting_is_shown(page, meeting, cell):
    Note.objects.update(state="withdrawn")
    shown = page(meeting.get_absolute_url())
    assert "No note of this meeting is out." in shown
    insight = meeting.note.insights.get()
    addresses = [meeting.get_absolute_url(), cell.get_absolute_url(), "/events/", "/cells/", "/", "/insights/"]
    for address in [*addresses, "/topics/", "/topics/small-grants/", "/people/adaeze-okonjo/", "/search/?q=small"]:
        shown = page(address)
        for trace in (meeting.note.get_absolute_url(), insight.get_absolute_url(), insight.statement, "1 insight"):
            assert trace not in shown, (address, trace)


def test_a_withdrawn_note_says_so_to_its_convenor(page, meeting, ada):
    Note.objects.update(state="withdrawn")
    shown = page(meeting.get_absolute_url(), ada)
    assert "Withdrawn: only convenors see this." in shown
    assert meeting.note.insights.get().statement not in shown
