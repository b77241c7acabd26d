"""The pages on which one meeting becomes several, and several are changed as one."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from events import changing, recurring, signups
from events.models import Event, Recurrence
from people.models import Mail
from tests.events.test_admin import flashes
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def that_day(now):
    """The pages ask the clock: it stands at a written instant."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def first(cell) -> Event:
    starts = timezone.make_aware(dt.datetime(2026, 12, 16, 15))
    return make_event("Cell meeting", cell=cell, starts_at=starts, place="Online", capacity=2)


@pytest.fixture
def run(first, ada, now) -> list[Event]:
    pattern = Recurrence(every="month", which=3, weekday=2)
    days = recurring.days_of(pattern, after=dt.date(2026, 12, 16), number=3)
    return [Event.objects.get(pk=first.pk), *recurring.make(first, pattern, days, publish=True, by=ada, at=now)]


def repeat(event) -> str:
    return f"/admin/events/event/{event.pk}/repeat/"


def others(event) -> str:
    return f"/admin/events/event/{event.pk}/others/"


PATTERN = {"every": "month", "which": "3", "weekday": "2", "number": "6"}


def test_the_page_of_a_meeting_leads_to_all_that_can_be_done_with_it(client, ada, run):
    client.force_login(ada)
    page = html.document_fromstring(client.get(f"/admin/events/event/{run[0].pk}/change/").content)
    assert page.xpath("//ul[@class='object-tools']//a/text()") == [
        "What was changed", "Who comes", "Cancel this meeting", "Make more meetings like it", "Change several at once",
        "Write to those who come", "Its mails", "See it on the site",
    ]  # fmt: skip


def test_the_page_begins_with_the_pattern_that_the_day_suggests_and_shows_its_days(client, ada, first):
    client.force_login(ada)
    words = client.get(repeat(first)).content.decode()
    assert re.findall(r'name="days" value="([^"]+)" checked', words) == [
        "2027-01-20", "2027-02-17", "2027-03-17", "2027-04-21", "2027-05-19", "2027-06-16"
    ]  # fmt: skip
    assert "Wednesday 20 January 2027" in words


def test_the_days_say_what_else_is_on_them(client, ada, first):
    make_event("Roundtable", starts_at=timezone.make_aware(dt.datetime(2027, 3, 29, 18)))
    client.force_login(ada)
    words = client.get(repeat(first), {**PATTERN, "which": "-1", "weekday": "0", "number": "7"}).content.decode()
    assert re.findall(r"Monday ([^<]+?)</label> <span class=\"help\">([^<]+)", words) == [
        ("28 December 2026", "between Christmas and New Year"),
        ("29 March 2027", "a bank holiday"),
        ("31 May 2027", "a bank holiday"),
    ]
    assert "also that day: Roundtable, 6pm" in words


def test_the_ticked_days_and_no_others_are_made(client, ada, first):
    client.force_login(ada)
    posted = {**PATTERN, "days": ["2027-01-20", "2027-03-17", "2027-03-18"], "state": "published"}
    response = client.post(repeat(first), posted, follow=True)
    assert flashes(response) == [
        "2 meetings are made, every third Wednesday of the month. They can be seen on the site."
    ]
    made = Event.objects.exclude(pk=first.pk).order_by("starts_at")
    assert [event.slug for event in made] == ["cell-meeting-2027-01-20", "cell-meeting-2027-03-17"]
    assert {event.state for event in made} == {"published"}


def test_making_more_goes_on_after_the_last(client, ada, run):
    client.force_login(ada)
    words = client.get(repeat(run[0]), {**PATTERN, "number": "1"}).content.decode()
    assert re.findall(r'name="days" value="([^"]+)"', words) == ["2027-04-21"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"which": ""}, "Choose which of the month it is"),
        ({"number": "0"}, "Choose at least one."),
        ({"number": "99"}, "No more than 24 meetings"),
        ({"number": "six"}, "Give a number, such as 6."),
    ],
)
def test_a_pattern_that_cannot_be_gets_a_sentence(client, ada, first, changed, sentence):
    client.force_login(ada)
    assert sentence in client.get(repeat(first), {**PATTERN, **changed}).content.decode()


def test_without_a_tick_nothing_is_made_and_the_page_says_so(client, ada, first):
    client.force_login(ada)
    words = client.post(repeat(first), PATTERN).content.decode()
    assert "Tick at least one day." in words
    assert Event.objects.count() == 1


def test_a_meeting_without_a_date_is_led_back_to_its_form(client, ada, first):
    Event.objects.update(starts_at=None, ends_at=None)
    client.force_login(ada)
    assert "Give this meeting its date and hours first" in flashes(client.get(repeat(first), follow=True))[0]


def seen_in(response) -> str:
    return re.search(r'name="seen" value="(\w+)"', response.content.decode()).group(1)


def test_a_change_is_shown_first_and_done_when_it_is_said_yes_to(client, ada, ben, run, now):
    signups.sign_up(run[2], ben, at=now)
    changing.change(run[3], {"place": "Library"}, by=ada, at=now)
    Mail.objects.all().delete()
    client.force_login(ada)
    posted = {"scope": "from here", "ticked": ["place"], "place": "Harbour Hall"}
    shown = client.post(others(run[1]), posted)
    words = shown.content.decode()
    assert words.count("Kind of") == 0
    assert words.count("Place: “Online” → “Harbour Hall”") == 2
    assert "Changed here by hand, so it stays as it is: Place." in words
    assert "1 person has a place; they are written to." in words
    assert Mail.objects.count() == 0
    response = client.post(others(run[1]), {**posted, "seen": seen_in(shown)}, follow=True)
    assert flashes(response) == [
        "2 meetings have changed.",
        "Cell meeting, 17 February 2027: 1 person with a place has been written to.",
    ]
    places = Event.objects.order_by("starts_at").values_list("place", flat=True)
    assert list(places) == ["Online", "Harbour Hall", "Harbour Hall", "Library"]


def test_what_is_typed_after_looking_is_shown_again_before_it_is_done(client, ada, run):
    client.force_login(ada)
    posted = {"scope": "to come", "ticked": ["place"], "place": "Harbour Hall"}
    shown = client.post(others(run[0]), posted)
    client.post(others(run[0]), {**posted, "place": "Elsewhere", "seen": seen_in(shown)})
    assert set(Event.objects.values_list("place", flat=True)) == {"Online"}


def test_each_tick_is_followed_by_the_field_it_opens(client, ada, run):
    client.force_login(ada)
    words = client.get(others(run[0])).content.decode()
    ticks = re.findall(r'name="ticked" value="(\w+)"|name="(title|place|clock|days)"', words)
    assert [tick or name for tick, name in ticks if (tick or name) in ("title", "place", "clock", "days")] == [
        "title", "title", "place", "place", "clock", "clock", "days", "days"
    ]  # fmt: skip


def test_what_was_changed_by_hand_is_written_over_where_that_is_ticked(client, ada, run, now):
    changing.change(run[3], {"place": "Library"}, by=ada, at=now)
    client.force_login(ada)
    posted = {"scope": "to come", "ticked": ["place"], "place": "Harbour Hall"}
    seen = seen_in(client.post(others(run[0]), posted))
    client.post(others(run[0]), {**posted, "seen": seen, "over": [run[3].pk]})
    assert set(Event.objects.values_list("place", flat=True)) == {"Harbour Hall"}


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"scope": "to come"}, "Tick what is to change."),
        ({"scope": "to come", "ticked": ["clock"], "clock": ""}, "Fill this in, or take its tick out."),
        ({"scope": "to come", "ticked": ["clock"], "clock": "25:00"}, "“25:00” is no time of day that we can read."),
        ({"ticked": ["place"]}, "Choose which meetings."),
    ],
)
def test_a_mistake_gets_a_sentence_and_changes_nothing(client, ada, run, posted, sentence):
    client.force_login(ada)
    assert sentence in client.post(others(run[0]), posted).content.decode()
    assert set(Event.objects.values_list("sequence", flat=True)) == {0}


def test_where_one_cannot_be_changed_the_page_says_why_and_offers_no_button(client, ada, ben, run, now):
    signups.sign_up(run[0], ben, at=now)
    client.force_login(ada)
    words = client.post(others(run[0]), {"scope": "to come", "ticked": ["days"], "days": "-30"}).content.decode()
    assert "People have signed up, and that start is in the past." in words
    assert "Yes, change them" not in words


def test_no_places_at_all_gets_a_sentence_and_changes_nothing(client, ada, run):
    client.force_login(ada)
    words = client.post(others(run[0]), {"scope": "this", "ticked": ["capacity"], "capacity": "0"}).content.decode()
    assert "A meeting has at least one place" in words


def test_all_from_here_on_are_cancelled_with_a_word_of_why(client, ada, ben, run, now):
    signups.sign_up(run[2], ben, at=now)
    Mail.objects.all().delete()
    client.force_login(ada)
    posted = {"do": "cancel", "scope": "from here", "why": "No hall."}
    shown = client.post(others(run[1]), posted)
    assert "17 February 2027: Cell meeting (1 person has a place; they are written to)" in shown.content.decode()
    assert set(Event.objects.values_list("state", flat=True)) == {"published"}
    response = client.post(others(run[1]), {**posted, "seen": seen_in(shown)}, follow=True)
    assert flashes(response)[0] == "3 meetings are cancelled."
    assert "No hall." in Mail.objects.get().text
    assert Event.objects.get(pk=run[0].pk).state == "published"


@pytest.mark.parametrize("scope", ["", "garbage"])
def test_nothing_is_cancelled_before_it_is_said_which(client, ada, run, scope):
    client.force_login(ada)
    words = client.post(others(run[1]), {"do": "cancel", "scope": scope}).content.decode()
    assert "Choose which meetings." in words
    assert set(Event.objects.values_list("state", flat=True)) == {"published"}


TOO_MANY = "That is more places than we can count; leave it empty for no limit."


@pytest.mark.parametrize(
    ("capacity", "sentence"),
    [("-1", "A meeting has at least one place; leave it empty"), ("99999999999", TOO_MANY), ("9" * 24, TOO_MANY)],
)
def test_a_number_of_places_that_cannot_be_gets_the_sentence_of_the_meetings_own_form(
    client, ada, run, capacity, sentence
):
    client.force_login(ada)
    posted = {"scope": "this", "ticked": ["capacity"], "capacity": capacity}
    assert sentence in client.post(others(run[0]), posted).content.decode()


def test_a_meeting_without_a_date_leads_back_to_its_form(client, ada, run):
    Event.objects.filter(pk=run[0].pk).update(starts_at=None, ends_at=None)
    client.force_login(ada)
    assert "Give this meeting its date" in flashes(client.post(others(run[0]), {"scope": "this"}, follow=True))[0]


def test_a_pattern_changed_since_its_days_were_shown_makes_nothing_and_shows_its_days(client, ada, first):
    client.force_login(ada)
    shown = client.post(repeat(first), {**PATTERN, "do": "show"})
    days = [day.value for day in shown.context["days"]]
    posted = {**PATTERN, "number": "3", "do": "make", "days": days, "shown": shown.context["shown"], "state": "draft"}
    again = client.post(repeat(first), posted)
    assert "You have changed the pattern: these are its days now." in again.content.decode()
    assert (len(again.context["days"]), Event.objects.count()) == (3, 1)
    client.post(repeat(first), {**posted, "shown": again.context["shown"], "days": days[:3]})
    assert Event.objects.count() == 4


def test_each_page_says_which_of_the_meetings_of_one_title_it_is_about(client, ada, run):
    client.force_login(ada)
    for path in ("cancel", "write", "others", "repeat"):
        page = html.document_fromstring(client.get(f"/admin/events/event/{run[1].pk}/{path}/").content)
        assert "Cell meeting, 20 January 2027" in page.findtext(".//h1")
    mails = client.get(f"/admin/people/mail/?meeting={run[1].pk}").content.decode()
    assert "Cell meeting, 20 January 2027" in mails


def test_this_one_is_named_by_its_day_and_marked_in_the_list(client, ada, run):
    client.force_login(ada)
    page = html.document_fromstring(client.get(others(run[1])).content.decode())
    said = [" ".join(one.text_content().split()) for one in page.xpath("//input[@name='scope']/..")]
    this = ["Only this one, 20 January 2027", "This one, 20 January 2027, and all after it"]
    assert said == [*this, "All that are still to come"] * 2
    assert [one.text_content() for one in page.xpath("//li[@aria-current]")] == [
        "20 January 2027: Cell meeting ← this one"
    ]
