"""RULES: before a meeting: who comes is reminded, at the hour it starts, and who waited in vain is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from events import notices
from events.models import Event, SignUp
from people.models import Mail

LONGEST_BEFORE = timedelta(days=14)  # the line closes that much before the start at the most
MORNING = 9  # o'clock, where the hours of the meeting are not known
LATE = timedelta(days=1)  # a reminder older than that, because nothing ran meanwhile, is left out
FURTHEST = timedelta(days=100)  # the most days before that a convenor can set is 99


def remind(*, at: datetime) -> int:
    """Write the reminders that are due at `at`, each once; returns how many.

    None is written after the start, nor to anyone who has been told the meeting's time since the moment of the
    reminder: who signed up, got a place that came free, or heard that it moved. Locks each event; writes mails.
    """
    coming = Event.objects.filter(state=Event.State.PUBLISHED, starts_at__gt=at, starts_at__lte=at + FURTHEST)
    return sum(_remind_of(event, at) for event in coming.exclude(reminder_days="") if due_reminder(event, at))


def due_reminder(event: Event, at: datetime) -> tuple[int, datetime] | None:
    """How many days before the start is the last reminder whose moment has come, and that moment.

    None where there is none yet, where it is too long ago, or where the meeting has started.
    """
    if event.starts_at is None or event.starts_at <= at:
        return None
    days = [int(word) for word in event.reminder_days.split(",") if word.strip().isdecimal()]
    start = event.starts_at if event.hours_known else timezone.localtime(event.starts_at).replace(hour=MORNING)
    moments = [(number, moment_before(start, number)) for number in days]
    come = [(number, moment) for number, moment in moments if at - LATE < moment <= at]
    return max(come, key=lambda pair: pair[1], default=None)


def moment_before(start: datetime, days: int) -> datetime:
    """The same hour on the clock so many days before, also where the clocks change in between."""
    local = timezone.localtime(start)
    return (local - timedelta(days=days)).replace(fold=0)


def close_lines(*, at: datetime) -> int:
    """Tell those who still wait where the line has closed, each once, until the start; returns how many mails.

    Locks each event; writes mails.
    """
    near = Event.objects.filter(state=Event.State.PUBLISHED, starts_at__gt=at, starts_at__lte=at + LONGEST_BEFORE)
    waited_for = near.filter(sign_ups__state=SignUp.State.WAITING).distinct()
    return sum(_close_line(event, at) for event in waited_for if event.line_closes_at <= at)


@transaction.atomic
def _close_line(event: Event, at: datetime) -> int:
    event = Event.objects.select_for_update(of=("self",)).select_related("cell").get(pk=event.pk)
    if event.state != Event.State.PUBLISHED or not event.line_closes_at <= at < event.starts_at:
        return 0
    stem = f"line closed {event.pk} {event.starts_at:%Y%m%dT%H%M%S%z} "
    written = set(Mail.objects.filter(meeting=event.pk, key__startswith=stem).values_list("key", flat=True))
    rows = [row for row in event.sign_ups.in_line().select_related("member") if f"{stem}{row.pk}" not in written]
    for row in rows:
        row.event = event
        notices.line_closed(row, key=f"{stem}{row.pk}")
    return len(rows)


@transaction.atomic
def _remind_of(event: Event, at: datetime) -> int:
    event = Event.objects.select_for_update(of=("self",)).select_related("cell").get(pk=event.pk)
    due = due_reminder(event, at)
    if due is None or event.state != Event.State.PUBLISHED:
        return 0
    days, moment = due
    stem = f"reminder {event.pk} {days} {event.starts_at:%Y%m%dT%H%M%S%z} "
    about = Mail.objects.filter(meeting=event.pk)
    told = about.filter(why__in=notices.TELL_WHEN, created_at__gt=moment, member__isnull=False).values("member")
    written = set(about.filter(key__startswith=stem).values_list("key", flat=True))
    rows = event.sign_ups.going().filter(joined_at__lte=moment).exclude(member__in=told).select_related("member")
    reminded = [row for row in rows if f"{stem}{row.pk}" not in written and row.member.is_active]
    for row in reminded:
        _write(row, event, f"{stem}{row.pk}")
    return len(reminded)


def _write(row: SignUp, event: Event, key: str) -> None:
    row.event = event
    notices.reminder(row, key=key)
