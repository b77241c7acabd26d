"""Events as calendar entries (RFC 5545), and as messages after which a calendar is right again (RFC 5546).

An event has one UID for ever. The SEQUENCE of somebody's entry is the event's plus that of their own place: both only
ever rise, so no two messages to one person that say different things have the same number, and the later one wins in
whatever order the mails arrive. Nothing here writes, or asks the clock; texts end their lines with CRLF.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings

from events.models import Event, SignUp
from people.dates import clock, day, local_day
from people.models import Network

LONDON = ZoneInfo("Europe/London")
PRODUCT = "-//Better Way//Meetings//EN"
REFRESHED = timedelta(hours=1)
# Where nobody has said when a meeting ends. Without an end calendars draw a line that is easily overlooked, and what
# they would assume themselves is an hour too.
WITHOUT_END = timedelta(hours=1)


def request(sign_up: SignUp, *, at: datetime) -> str:
    """The message that puts the event into the calendar of one who is going, or replaces the entry that is there."""
    entry = _entry(sign_up.event, sign_up, stamp=at, at=at)
    entry.add("STATUS", "CONFIRMED")
    entry.add("ORGANIZER", _organiser(sign_up.event))
    entry.add("ATTENDEE", _attendee(sign_up))
    return _text([entry], method="REQUEST")


def cancellation(sign_up: SignUp, *, at: datetime) -> str:
    """The message that takes the event out of the calendar of one who was going.

    A cancelled place says STATUS:CANCELLED just as a cancelled event does. RFC 5546 leaves it out where a meeting goes
    on without one attendee; but to the one who reads this, the only one in it, the whole entry is over, and calendars
    that go by STATUS alone would otherwise keep it.
    """
    entry = _entry(sign_up.event, sign_up, stamp=at, at=at)
    entry.add("STATUS", "CANCELLED")
    entry.add("ORGANIZER", _organiser(sign_up.event))
    entry.add("ATTENDEE", _attendee(sign_up))
    return _text([entry], method="CANCEL")


def of_event(event: Event) -> str:
    """The event as a file for whoever may see it. It says nothing of places, and has no joining link."""
    return _text([_published(event)], method="PUBLISH")


def feed(events: Iterable[Event], *, name: str, address: str) -> str:
    """Events of a known day as a calendar to subscribe to; those cancelled stay in it and say so."""
    entries = [_published(event) for event in _of_the_network(list(events))]
    return _text(entries, method="PUBLISH", name=name, address=address)


def feed_of(sign_ups: Iterable[SignUp], *, name: str, address: str, at: datetime) -> str:
    """One member's own places and turns as a calendar to subscribe to.

    A turn in line is there too, so that the time is kept free: tentative, and not counted as busy.
    """
    rows = list(sign_ups)
    _of_the_network([sign_up.event for sign_up in rows])
    return _text([_own(sign_up, at) for sign_up in rows], method="PUBLISH", name=name, address=address)


def _of_the_network(events: list[Event]) -> list[Event]:
    """The events, each with the network they are all of, read once."""
    network = Network.objects.present()
    for event in events:
        event.network = network
    return events


def _published(event: Event) -> icalendar.Event:
    stamp = getattr(event, "last_change", None) or event.created_at
    entry = _entry(event, None, stamp=stamp, at=None)
    _mark(entry, event)
    return entry


def _own(sign_up: SignUp, at: datetime) -> icalendar.Event:
    event = sign_up.event
    changes = [getattr(sign_up, "last_change", None), getattr(event, "last_change", None), event.created_at]
    entry = _entry(event, sign_up, stamp=max(filter(None, changes)), at=at)
    _mark(entry, event, waiting=sign_up.state == SignUp.State.WAITING)
    return entry


def _mark(entry: icalendar.Event, event: Event, *, waiting: bool = False) -> None:
    """Say how the event stands: in STATUS, and before the title too, for calendars show the one or the other."""
    statuses = {Event.State.CANCELLED: "CANCELLED", Event.State.DRAFT: "TENTATIVE"}
    status = statuses.get(Event.State(event.state), "TENTATIVE" if waiting else "CONFIRMED")
    entry.add("STATUS", status)
    entry.add("ORGANIZER", _organiser(event))
    before = "Cancelled: " if status == "CANCELLED" else "In line: " if waiting else ""
    entry["SUMMARY"] = icalendar.vText(before + entry["SUMMARY"])
    if before:
        entry["TRANSP"] = icalendar.vText("TRANSPARENT")


def _entry(event: Event, sign_up: SignUp | None, *, stamp: datetime, at: datetime | None) -> icalendar.Event:
    """What every entry of the event says; `at` is the moment for which the joining link is there, or is not."""
    entry = icalendar.Event()
    entry.add("UID", str(event.uid))
    entry.add("SEQUENCE", event.sequence + (sign_up.sequence if sign_up else 0))
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        entry.add(name, stamp.astimezone(UTC).replace(microsecond=0))
    starts, ends = span(event)
    entry.add("DTSTART", starts)
    entry.add("DTEND", ends)
    entry.add("SUMMARY", _plain(event.title))
    link = joining_link(event, sign_up, at)
    if where := _plain(event.place) or link:
        entry.add("LOCATION", where)
    if link:
        entry.add("CONFERENCE", link, parameters={"VALUE": "URI", "LABEL": "Join the meeting"})
    entry.add("DESCRIPTION", _description(event, sign_up, link))
    entry.add("URL", page_of(event))
    entry.add("TRANSP", "OPAQUE" if event.hours_known else "TRANSPARENT")
    return entry


def span(event: Event) -> tuple[date, date]:
    """When the entry starts and ends: two moments, or two days of which the second is the one after the last."""
    first = event.starts_at
    if event.hours_known:
        return _moment(first), _moment(event.ends_at or first + WITHOUT_END)
    last = event.ends_at - timedelta(microseconds=1) if event.ends_at else first
    return local_day(first), local_day(last) + timedelta(days=1)


def _moment(moment: datetime) -> datetime:
    """UK time, as people say it; but in UTC in the hour that comes twice in October, which UK time leaves open."""
    local = moment.astimezone(LONDON)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return local.astimezone(UTC) if twice else local


def joining_link(event: Event, sign_up: SignUp | None, at: datetime | None) -> str:
    """The joining link where it may stand in this person's entry at `at`; else "".

    The page shows it to those who have a place, from `link_shown_at` on, and the entry keeps to the same: a calendar is
    shared with colleagues and keeps its copies after a place is given up, so a link mailed days before is no longer
    only with those going. Until then the entry leads to the page. A convenor who wants it in every entry from the
    beginning sets that time to some days before.
    """
    going = sign_up and sign_up.state == SignUp.State.GOING and event.state == Event.State.PUBLISHED
    shown = going and at and event.link_shown_at and at >= event.link_shown_at
    return event.joining_link if shown else ""


def page_of(event: Event) -> str:
    return settings.BASE_URL + event.get_absolute_url()


def _description(event: Event, sign_up: SignUp | None, link: str) -> str:
    page = page_of(event)
    words = [_plain(event.summary)]
    if sign_up and sign_up.state == SignUp.State.GOING and event.state == Event.State.PUBLISHED:
        if link:
            words.append(f"Join: {link}")
        elif event.joining_link and event.link_shown_at:
            words.append(f"The joining link is on the meeting's page from {_from(event)}.")
        words.append(f"The meeting's page, also if you can't come after all: {page}")
    elif sign_up and sign_up.state == SignUp.State.WAITING and event.state == Event.State.PUBLISHED:
        words.append(f"You have no place yet: you are in line. How far you have got: {page}")
    else:
        words.append(f"The meeting's page: {page}")
    return "\n\n".join(filter(None, words))


def _from(event: Event) -> str:
    shown = event.link_shown_at
    same_day = local_day(shown) == local_day(event.starts_at)
    return f"{clock(shown)} that day" if same_day else f"{day(shown)}, {clock(shown)}"


def _organiser(event: Event) -> icalendar.vCalAddress:
    """The address that mails come from, for calendars take changes from no other; by the name of whoever invites."""
    return _who(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], str(event.on_behalf))


def _attendee(sign_up: SignUp) -> icalendar.vCalAddress:
    """The one person the message is for. They have said that they come, so nobody asks them again."""
    who = _who(sign_up.member.email, sign_up.member.name)
    going = sign_up.state == SignUp.State.GOING
    who.params.update(
        CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", RSVP="FALSE", PARTSTAT="ACCEPTED" if going else "DECLINED"
    )
    return who


def _who(email: str, name: str) -> icalendar.vCalAddress:
    who = icalendar.vCalAddress("mailto:" + "".join(email.split()))
    if name := _plain(name).replace("\n", " ").replace('"', "'"):  # a name here cannot say a quotation mark
        who.params["CN"] = name
    return who


def _plain(text: str) -> str:
    """Without what is no letter: some calendars take an unusual line end, or a NUL, for the end of the entry."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if _no_letter(sign) else sign for sign in text).strip()


def _no_letter(sign: str) -> bool:
    return sign != "\n" and unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"}


def _text(entries: list[icalendar.Event], *, method: str, name: str = "", address: str = "") -> str:
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    if name:
        _subscribed(calendar, name, address)
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical().decode()


def _subscribed(calendar: icalendar.Calendar, name: str, address: str) -> None:
    """What a calendar that is subscribed to calls itself, and how often to look; each said for old and new readers."""
    for key in ("NAME", "X-WR-CALNAME"):
        calendar.add(key, icalendar.vText(_plain(name)))  # by itself the library escapes nothing here
    calendar.add("X-WR-TIMEZONE", LONDON.key)
    calendar.add("SOURCE", address, parameters={"VALUE": "URI"})
    calendar.add("REFRESH-INTERVAL", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESHED))


def _zone() -> icalendar.Timezone:
    """UK time and when its clocks change: by these rules since 1996, before any meeting of a network like this."""
    zone = icalendar.Timezone()
    zone.add("TZID", LONDON.key)
    summer = _clock_change(icalendar.TimezoneDaylight(), "BST", datetime(1996, 3, 31, 1), 0, 1)
    winter = _clock_change(icalendar.TimezoneStandard(), "GMT", datetime(1996, 10, 27, 2), 1, 0)
    zone.add_component(summer)
    zone.add_component(winter)
    return zone


def _clock_change(part: Any, name: str, since: datetime, before: int, after: int) -> Any:
    part.add("TZNAME", name)
    part.add("DTSTART", since)  # in the time that was on the clock just before
    part.add("TZOFFSETFROM", timedelta(hours=before))
    part.add("TZOFFSETTO", timedelta(hours=after))
    part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": since.month, "BYDAY": "-1SU"})
    return part
