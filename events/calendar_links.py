"""Addresses for calendars: to put one event into a calendar on the web by hand, and to subscribe to many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

from events.calendar_addresses import address_of
from events.calendars import LONDON, page_of, span
from events.models import Event


@dataclass(frozen=True)
class AddTo:
    """One calendar, and where the event is put into it."""

    words: str
    url: str


def links_for(event: Event) -> list[AddTo]:
    """Where to add the event: the file first. Empty for one without a known day, or that is cancelled."""
    if event.starts_at is None or event.state == Event.State.CANCELLED:
        return []
    return [
        AddTo("Calendar file", reverse("events:event-calendar", args=[event.slug])),
        AddTo("Google", _google(event)),
        AddTo("Outlook.com", _outlook(event, "outlook.live.com")),
        AddTo("Office 365", _outlook(event, "outlook.office.com")),
        AddTo("Yahoo", _yahoo(event)),
    ]


@dataclass(frozen=True)
class Subscription:
    """A calendar to subscribe to: its address to copy, and one that calendar programs open by themselves."""

    address: str
    opens: str


def subscription_to(name: str, *args: str) -> Subscription:
    """The calendar with this `app:noun-verb` and words in its address."""
    address = settings.BASE_URL + reverse(name, args=args)
    return Subscription(address, "webcal://" + address.partition("://")[2])


def own_subscription(member: Any) -> Subscription | None:
    """The member's private calendar; None where they have not asked for one, and for a visitor."""
    address = address_of(member) if member.is_authenticated else None
    return subscription_to("events:own-feed", address.token) if address else None


def _google(event: Event) -> str:
    starts, ends = (_compact(moment) for moment in span(event))
    facts = {"action": "TEMPLATE", "text": event.title, "dates": f"{starts}/{ends}", "ctz": LONDON.key}
    return _address("https://calendar.google.com/calendar/render", {**facts, **_said(event, "details", "location")})


def _outlook(event: Event, host: str) -> str:
    starts, ends = (_long(moment) for moment in span(event))
    facts = {"path": "/calendar/action/compose", "rru": "addevent", "subject": event.title}
    facts |= {"startdt": starts, "enddt": ends, "allday": "false" if event.hours_known else "true"}
    return _address(f"https://{host}/calendar/0/deeplink/compose", {**facts, **_said(event, "body", "location")})


def _yahoo(event: Event) -> str:
    starts, ends = (_compact(moment) for moment in span(event))
    length = {"et": ends} if event.hours_known else {"dur": "allday"}
    facts = {"v": "60", "title": event.title, "st": starts, **length}
    return _address("https://calendar.yahoo.com/", {**facts, **_said(event, "desc", "in_loc")})


def _said(event: Event, words: str, place: str) -> dict[str, str]:
    said = {words: "\n\n".join(filter(None, [event.summary, page_of(event)]))}
    return {**said, place: event.place} if event.place else said


def _address(where: str, facts: dict[str, str]) -> str:
    return f"{where}?{urlencode(facts, quote_via=quote)}"


def _compact(moment: object) -> str:
    """20260318T140000Z in UTC, which no reader's own time zone can shift; 20260318 for a day."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{moment:%Y%m%d}"


def _long(moment: object) -> str:
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return f"{moment:%Y-%m-%d}"
