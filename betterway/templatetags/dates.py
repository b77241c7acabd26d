"""Dates as this house writes them: "Tuesday 30 May 2023, 2pm–3.30pm", in UK time."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.models import Event
from people import dates
from people.dates import NOT_RECORDED, clock, day

register = template.Library()

for words in (dates.day, dates.short_day, dates.clock, dates.when):
    register.filter(words)


@register.filter
def hours(event: Event) -> str:
    """2pm–3.30pm; for an event over several days when it ends; empty where the hours are not known."""
    if not event.starts_at or not event.hours_known:
        return ""
    if not event.ends_at:
        return clock(event.starts_at)
    if dates.local_day(event.starts_at) == dates.local_day(event.ends_at):
        return f"{clock(event.starts_at)}–{clock(event.ends_at)}"
    return f"{clock(event.starts_at)} to {day(event.ends_at)}, {clock(event.ends_at)}"


@register.filter
def event_time(event: Event | None) -> SafeString:
    """The day and the hours of an event as a `time` element."""
    if event is None or not event.starts_at or not hours(event):
        return event_day(event)
    moment = timezone.localtime(event.starts_at).isoformat(timespec="minutes")
    words = day(event.starts_at), hours(event)
    return format_html('<time datetime="{}">{}, <span>{}</span></time>', moment, *words)


@register.filter
def event_day(event: Event | None) -> SafeString:
    """The day of an event as a `time` element, or that it is not recorded."""
    return time_of(event.starts_at if event else None)


@register.filter
def time_of(moment: dt.datetime | dt.date | None) -> SafeString:
    """A day as a `time` element, or that it is not recorded."""
    date = dates.local_day(moment)
    if date is None:
        return format_html('<span class="undated">{}</span>', NOT_RECORDED)
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), day(date))
