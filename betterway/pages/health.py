"""Whether the parts of the app do their work, told apart: for whatever watches over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timesince import timesince
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people import pulses
from people.convening import count
from people.models import Mail
from people.outbox import PAUSES

OVERDUE = timedelta(minutes=15)
RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """One part of the app, whether it is well, and what there is to say of it."""

    name: str
    well: bool
    words: str = ""

    def __str__(self) -> str:
        return ": ".join([self.name, ", ".join(filter(None, ["ok" if self.well else "NOT OK", self.words]))])


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """A line a part. 503 where the database fails: no page can be had; with `?all`, where any part does."""
    now = timezone.now()
    try:
        parts = [Part("database", True), worker(now), jobs(), mail(now)]  # each asks the database
    except Error:
        parts = [Part("database", False, "it does not answer")]
    failed = not parts[0].well or ("all" in request.GET and not all(part.well for part in parts))
    lines = "".join(f"{part}\n" for part in parts)
    return HttpResponse(lines, status=503 if failed else 200, content_type="text/plain; charset=utf-8")


def worker(now: datetime) -> Part:
    seen = pulses.last_seen()
    if seen is None:
        return Part("worker", False, "not seen yet")
    silent = now - seen >= pulses.SILENT
    return Part("worker", not silent, f"last seen {_ago(seen, now)}" if silent else "")


def jobs() -> Part:
    failing = pulses.failing()
    return Part("jobs", not failing, f"went wrong: {', '.join(failing)}" if failing else "")


def mail(now: datetime) -> Part:
    """Not well where mail waits too long, or was given up after the last try: one refused address is not our fault."""
    waiting = Mail.objects.filter(state=Mail.State.WAITING, created_at__lt=now - OVERDUE)
    late = waiting.filter(Q(attempts__gt=0) | Q(due_at__lt=now - OVERDUE)).order_by("created_at")
    failed = Mail.objects.failed().filter(due_at__gt=now - RECENT)
    given_up = failed.filter(attempts__gt=len(PAUSES)).exists()
    words = []
    if number := late.count():
        words.append(f"{count(number, 'waits', 'wait')} too long, the oldest from {_ago(late[0].created_at, now)}")
    if number := failed.count():
        words.append(f"{number} could not be delivered in the last day")
    return Part("mail", not late.exists() and not given_up, ", ".join(words))


def _ago(moment: datetime, now: datetime) -> str:
    return f"{timesince(moment, now, depth=1)} ago".replace("\N{NO-BREAK SPACE}", " ")
