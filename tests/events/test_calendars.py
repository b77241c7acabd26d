"""Calendar entries: read back by two libraries, right across clock changes, whatever the words."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import calendars
from events.models import Event, SignUp
from people.models import Member
from tests.making import make_event

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
LINK = "https://talk.example.org/purse"


@pytest.fixture
def meeting(cell, now) -> Event:
    starts = dt.datetime(2026, 12, 2, 15, 0, tzinfo=LONDON)
    return make_event(
        "The second letter", cell=cell, starts_at=starts, place="Brackenshaw Library", summary="Who writes back?"
    )


@pytest.fixture
def going(meeting, ben, now) -> SignUp:
    return SignUp.objects.create(event=meeting, member=ben, state="going", joined_at=now)


def read(text: str) -> icalendar.Event:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")[0]


def instant(when: dt.date) -> dt.date:
    return when.astimezone(dt.UTC) if isinstance(when, dt.datetime) else when


def both(text: str) -> list[dict]:
    """Every entry's facts, as each of the two libraries reads them; the two agree."""
    ours = [
        {
            "uid": str(e["UID"]), "summary": str(e["SUMMARY"]), "starts": instant(e.decoded("DTSTART")),
            "ends": instant(e.decoded("DTEND")), "status": str(e["STATUS"]), "sequence": int(e["SEQUENCE"]),
        }
        for e in icalendar.Calendar.from_ical(text).walk("VEVENT")
    ]  # fmt: skip
    theirs = [
        {
            "uid": e.uid.value, "summary": e.summary.value, "starts": instant(e.dtstart.value),
            "ends": instant(e.dtend.value), "status": e.status.value, "sequence": int(e.sequence.value),
        }
        for e in vobject.readOne(text).contents["vevent"]
    ]  # fmt: skip
    assert ours == theirs
    return ours


def test_an_invitation_says_when_where_who_and_from_whom(going, meeting, now):
    text = calendars.request(going, at=now)
    [facts] = both(text)
    assert facts == {
        "uid": str(meeting.uid),
        "summary": "The second letter",
        "starts": dt.datetime(2026, 12, 2, 15, 0, tzinfo=LONDON),
        "ends": dt.datetime(2026, 12, 2, 16, 30, tzinfo=LONDON),
        "status": "CONFIRMED",
        "sequence": 0,
    }
    entry = read(text)
    assert str(entry["ATTENDEE"]) == "mailto:ben@example.org"
    assert dict(entry["ATTENDEE"].params) == {
        "CN": "Ben Osei", "CUTYPE": "INDIVIDUAL", "PARTSTAT": "ACCEPTED", "ROLE": "REQ-PARTICIPANT", "RSVP": "FALSE"
    }  # fmt: skip
    assert str(entry["ORGANIZER"]) == "mailto:noreply@127.0.0.1"
    assert entry["ORGANIZER"].params["CN"] == "Sharing and building power"
    assert (str(entry["LOCATION"]), str(entry["URL"])) == (
        "Brackenshaw Library", "http://127.0.0.1:8000/events/the-second-letter/"
    )  # fmt: skip
    assert entry.decoded("DTSTAMP") == entry.decoded("LAST-MODIFIED") == now
    assert "METHOD:REQUEST\r\n" in text


def test_a_cancelled_place_takes_its_entry_out_with_a_higher_number(going, now):
    going.state, going.sequence = "cancelled", 1
    text = calendars.cancellation(going, at=now)
    [facts] = both(text)
    assert (facts["status"], facts["sequence"]) == ("CANCELLED", 1)
    assert "METHOD:CANCEL\r\n" in text
    assert read(text)["ATTENDEE"].params["PARTSTAT"] == "DECLINED"


def test_times_are_in_uk_time_with_the_rules_of_its_clock(going, now):
    text = calendars.request(going, at=now)
    assert "DTSTART;TZID=Europe/London:20261202T150000\r\n" in text
    [zone] = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    rules = [(part.name, part.decoded("TZOFFSETTO"), part["RRULE"].to_ical().decode()) for part in zone.subcomponents]
    assert rules == [
        ("DAYLIGHT", dt.timedelta(hours=1), "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
        ("STANDARD", dt.timedelta(0), "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
    ]


def test_the_rules_written_out_are_those_of_the_uk_for_every_hour_of_thirty_years(going, now):
    zone = icalendar.Calendar.from_ical(calendars.request(going, at=now)).walk("VTIMEZONE")[0].to_tz()
    hours = (dt.datetime(1997, 1, 1) + dt.timedelta(hours=n) for n in range(30 * 365 * 24))
    odd = [hour for hour in hours if zone.utcoffset(hour) != LONDON.utcoffset(hour)]
    # the hour that does not exist in March and the one that comes twice in October are nobody's to say
    assert [hour for hour in odd if (hour.month, hour.hour) not in {(3, 1), (10, 1)}] == []


CHANGES = {
    "the day before the clocks go forward": dt.datetime(2027, 3, 27, 15, 0),
    "the evening before, over the change": dt.datetime(2027, 3, 28, 0, 30),
    "just after they have gone forward": dt.datetime(2027, 3, 28, 2, 0),
    "the day after": dt.datetime(2027, 3, 29, 15, 0),
    "the day before they go back": dt.datetime(2026, 10, 24, 15, 0),
    "in the hour that comes twice, the first time": dt.datetime(2026, 10, 25, 1, 30),
    "in the hour that comes twice, the second time": dt.datetime(2026, 10, 25, 1, 30, fold=1),
    "the day after they went back": dt.datetime(2026, 10, 26, 15, 0),
}


@pytest.mark.parametrize("when", CHANGES)
def test_the_entry_is_right_to_the_minute_around_both_clock_changes(going, meeting, now, when):
    starts = CHANGES[when].replace(tzinfo=LONDON).astimezone(dt.UTC)
    meeting.starts_at, meeting.ends_at = starts, starts + dt.timedelta(minutes=90)
    going.event = meeting
    [facts] = both(calendars.request(going, at=now))
    assert facts["starts"] == starts
    assert facts["ends"] == starts + dt.timedelta(minutes=90)


def test_a_feed_has_meetings_on_both_sides_of_a_clock_change_each_at_its_hour(cell):
    days = [dt.date(2026, 10, 21), dt.date(2026, 10, 28), dt.date(2027, 3, 24), dt.date(2027, 3, 31)]
    starts = [dt.datetime.combine(day, dt.time(15), tzinfo=LONDON) for day in days]
    events = [make_event(f"Wednesday {day}", cell=cell, starts_at=at) for day, at in zip(days, starts, strict=True)]
    text = calendars.feed(events, name="Ours", address="https://example.org/feeds/meetings.ics")
    assert [facts["starts"] for facts in both(text)] == starts
    assert [facts["starts"].hour for facts in both(text)] == [14, 15, 15, 14]
    assert text.count("BEGIN:VTIMEZONE") == 1


def test_where_only_the_day_is_known_the_entry_is_for_that_day(meeting):
    midnight = dt.datetime(2026, 6, 3, tzinfo=LONDON)  # in summer time: the evening before in UTC
    meeting.starts_at, meeting.ends_at, meeting.hours_known = midnight, None, False
    text = calendars.of_event(meeting)
    assert "DTSTART;VALUE=DATE:20260603\r\n" in text
    assert "DTEND;VALUE=DATE:20260604\r\n" in text
    meeting.ends_at = dt.datetime(2026, 6, 5, 17, tzinfo=LONDON)
    assert "DTEND;VALUE=DATE:20260606\r\n" in calendars.of_event(meeting)


def test_a_meeting_without_an_end_is_an_hour_long(meeting):
    meeting.ends_at = None
    [facts] = both(calendars.of_event(meeting))
    assert facts["ends"] - facts["starts"] == dt.timedelta(hours=1)


def test_the_joining_link_is_in_the_entry_of_someone_going_once_the_page_shows_it(going, meeting, now):
    meeting.joining_link, meeting.place = LINK, ""
    going.event = meeting
    early, shown = meeting.starts_at - dt.timedelta(minutes=61), meeting.starts_at - dt.timedelta(minutes=60)
    words = str(read(calendars.request(going, at=early))["DESCRIPTION"])
    assert LINK not in calendars.request(going, at=early)
    assert "The joining link is on the meeting's page from 2pm that day." in words
    entry = read(calendars.request(going, at=shown))
    assert f"Join: {LINK}" in str(entry["DESCRIPTION"])
    assert (str(entry["LOCATION"]), str(entry["CONFERENCE"])) == (LINK, LINK)


def test_the_joining_link_is_in_nobody_elses_entry(going, meeting):
    meeting.joining_link = LINK
    going.event, going.state = meeting, "waiting"
    late = meeting.starts_at
    own = calendars.feed_of([going], name="Mine", address="https://example.org/x", at=late)
    going.state = "cancelled"
    others = [calendars.of_event(meeting), calendars.cancellation(going, at=late)]
    feed = calendars.feed([meeting], name="All", address="https://example.org/x")
    assert [text for text in [own, feed, *others] if "talk.example.org" in text.replace("\r\n ", "")] == []


def test_ones_own_feed_tells_a_place_from_a_turn_and_both_from_what_is_cancelled(cell, ben, now):
    events = [make_event(f"Meeting {n}", cell=cell, sequence=n) for n in range(3)]
    events[2].state = "cancelled"
    rows = [
        SignUp.objects.create(event=event, member=ben, state=state, joined_at=now, sequence=2)
        for event, state in zip(events, ["going", "waiting", "going"], strict=True)
    ]
    text = calendars.feed_of(rows, name="My meetings", address="https://example.org/feeds/mine/x.ics", at=now)
    assert [(facts["summary"], facts["status"], facts["sequence"]) for facts in both(text)] == [
        ("Meeting 0", "CONFIRMED", 2),
        ("In line: Meeting 1", "TENTATIVE", 3),
        ("Cancelled: Meeting 2", "CANCELLED", 4),
    ]


def test_a_feed_says_what_it_is_and_how_often_to_look(meeting):
    text = calendars.feed([meeting], name="Joining, forces; now", address="https://example.org/feeds/x.ics")
    calendar = vobject.readOne(text)
    assert calendar.contents["x-wr-calname"][0].value == "Joining, forces; now"
    for line in ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H", "METHOD:PUBLISH", "VERSION:2.0"):
        assert f"{line}\r\n" in text
    assert "ATTENDEE" not in text


def test_a_feed_without_meetings_is_a_calendar_all_the_same():
    text = calendars.feed([], name="Nothing yet", address="https://example.org/feeds/x.ics")
    assert icalendar.Calendar.from_ical(text).walk("VEVENT") == []
    assert vobject.readOne(text).version.value == "2.0"


ODD = [
    "Semi; comma, back\\slash \\n and: colon",
    "Line\r\nBEGIN:VEVENT\r\nUID:evil",
    "ü" * 200,
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 " * 20,
    "مرحبا بالعالم " * 15,
    "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg\x00h",
    'She said "no"',
]


@pytest.mark.parametrize("words", ODD)
def test_whatever_the_words_lines_are_short_and_read_back_as_they_were(going, meeting, words):
    going.member = Member(email="zoë@bücher.example", name=words[:200])
    meeting.title, meeting.place, meeting.summary = words[:300], words[:200], words[:500]
    going.event = meeting
    assert_sound(calendars.request(going, at=meeting.starts_at), meeting)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_no_title_breaks_an_entry(going, meeting, words):
    meeting.title, meeting.place, meeting.summary = words, words, words
    going.event, going.member.name = meeting, words
    assert_sound(calendars.request(going, at=meeting.starts_at), meeting)


def assert_sound(text: str, meeting: Event) -> None:
    lines = text.encode().split(b"\r\n")
    assert lines[-1] == b""
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    assert all(line.decode() is not None for line in lines)  # no letter is cut in two by the folding
    assert text.count("BEGIN:VEVENT\r\n") == 1
    [facts] = both(text)
    assert facts["uid"] == str(meeting.uid)
    assert letters(facts["summary"]) == letters(meeting.title)
    assert letters(str(read(text).get("LOCATION", ""))) == letters(meeting.place)


def letters(words: str) -> str:
    """The words without what is no letter, and without the spaces that may stand in its place."""
    return "".join(sign for sign in words if sign.isprintable() and not sign.isspace())
