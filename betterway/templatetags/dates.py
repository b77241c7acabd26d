"""Dates as this house writes them: "Tuesday 30 May 2023, 2pm–3.30pm", in UK time."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.models import Event

register = template.Library()
NOT_RECORDED = "date not recorded"


@register.filter
def day(moment: dt.datetime | dt.date | None) -> str:
    """Tuesday 30 May 2023; for an aware datetime the day it is in the UK."""
    date = _local(moment)
    return f"{date:%A} {date.day} {date:%B %Y}" if date else NOT_RECORDED


@register.filter
def short_day(moment: dt.datetime | dt.date | None) -> str:
    """30 May 2023: for lines where the weekday may go."""
    date = _local(moment)
    return f"{date.day} {date:%B %Y}" if date else NOT_RECORDED


@register.filter
def clock(moment: dt.datetime) -> str:
    """2pm, 3.30pm, noon, midnight."""
    local = timezone.localtime(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return "noon" if local.hour else "midnight"
    minutes = f".{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


@register.filter
def hours(event: Event) -> str:
    """2pm–3.30pm; for an event over several days when it ends; empty where the hours are not known."""
    if not event.starts_at or not event.hours_known:
        return ""
    if not event.ends_at:
        return clock(event.starts_at)
    if _local(event.starts_at) == _local(event.ends_at):
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
    date = _local(moment)
    if date is None:
        return format_html('<span class="undated">{}</span>', NOT_RECORDED)
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), day(date))


def _local(moment: dt.datetime | dt.date | None) -> dt.date | None:
    if isinstance(moment, dt.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment
