"""RULES: the worker's jobs leave a sign of life each minute, by which others see whether it is at work."""

from __future__ import annotations

from datetime import datetime, timedelta

from people.models import Pulse

CLOCK = "clock"
SILENT = timedelta(minutes=3)  # after that much silence something is wrong: the clock ticks every minute


def beat(job: str, *, at: datetime, error: str = "") -> None:
    """Record that the job was done at `at`, or what went wrong."""
    Pulse.objects.update_or_create(job=job, defaults={"beat_at": at, "error": error[:300]})


def last_seen() -> datetime | None:
    """When the worker was last at work; None if it never was."""
    return Pulse.objects.filter(job=CLOCK).values_list("beat_at", flat=True).first()


def failing() -> list[str]:
    """The names of the jobs that went wrong the last time, in order."""
    return list(Pulse.objects.exclude(error="").order_by("job").values_list("job", flat=True))
