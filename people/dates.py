"""Dates as this house writes them: "Tuesday 30 May 2023", "2pm", "3.30pm", in UK time."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

NOT_RECORDED = "date not recorded"


def day(moment: dt.datetime | dt.date | None) -> str:
    """Tuesday 30 May 2023; for an aware datetime the day it is in the UK."""
    date = local_day(moment)
    return f"{date:%A} {date.day} {date:%B %Y}" if date else NOT_RECORDED


def short_day(moment: dt.datetime | dt.date | None) -> str:
    """30 May 2023: for lines where the weekday may go."""
    date = local_day(moment)
    return f"{date.day} {date:%B %Y}" if date else NOT_RECORDED


def clock(moment: dt.datetime) -> str:
    """2pm, 3.30pm, noon, midnight."""
    local = timezone.localtime(moment)
    if local.minute == 0 and local.hour in (0, 12):
        return "noon" if local.hour else "midnight"
    minutes = f".{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def when(moment: dt.datetime | None) -> str:
    """A moment as it is read aloud: "Wednesday 18 March 2026, 2pm"; empty where there is none."""
    return f"{day(moment)}, {clock(moment)}" if moment else ""


def local_day(moment: dt.datetime | dt.date | None) -> dt.date | None:
    if isinstance(moment, dt.datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment
