"""RULES: what is done every minute, and mail every second, beside the worker's tasks.

Each job may be run by several workers at once. Mail does not wait for a task either: somebody who logs in gets her
code while an archive is being brought in.

A job finds in the database what there is to do and leaves there that it is done; nothing is remembered between two
ticks, and no tick asks for the next one. So a worker that is killed loses nothing, and whichever starts goes on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections
from django.db.utils import Error
from django.utils import timezone

from betterway import editions
from events import afterwards, reminders
from insights import digests, echoes, misses, thanks
from insights.search import words
from people import mailboxes, outbox, pulses

LOGGER = logging.getLogger(__name__)
PERIOD = 60  # seconds
PAUSE = 1  # second between two looks at the outbox
PATIENCE = 5  # seconds that a mail just being sent gets when the worker is told to stop

# Sending comes last: it can take most of a minute where mail servers are slow.
# One that returns None has done nothing, since it was not its turn; how it went the last time stays on record.
JOBS: dict[str, Callable[..., int | None]] = {
    "reminders": reminders.remind,
    "lines closed": reminders.close_lines,
    "thank-yous": thanks.thank,
    "notes asked for": afterwards.ask_for_notes,
    "answers deleted": afterwards.forget_answers,
    "login codes blanked": outbox.forget_codes,
    "digests": digests.send_due,
    "searches forgotten": misses.forget,
    "words kept": words.keep,
    "editions cleared": editions.clear,
    "echoes proposed": echoes.propose,
    "mails that came back": mailboxes.look,
    "mail": outbox.sweep,
}


def tick(*, at: datetime) -> dict[str, str]:
    """Do every job once, and leave a sign of life; a job that goes wrong stops no other. Returns what went wrong."""
    errors = {}
    _beat(pulses.CLOCK, at)
    for name, job in JOBS.items():
        try:
            if job(at=at) is None:
                continue
        except Exception as error:  # whatever it is: on record, and done again in a minute
            LOGGER.exception("“%s” went wrong", name)
            errors[name] = f"{type(error).__name__}: {error}"
        _beat(name, at, errors.get(name, ""))
    return errors


def send_mail(*, at: datetime) -> None:
    """Send what is due. What goes wrong is logged here, and on record as soon as the next tick meets it too."""
    try:
        outbox.sweep(at=at)
    except Exception:
        LOGGER.exception("Mail went wrong")
    finally:
        close_old_connections()  # one that the database has closed would fail for ever


def _beat(name: str, at: datetime, error: str = "") -> None:
    try:
        pulses.beat(name, at=at, error=error)
    except Error:  # where the database is down, silence is the sign
        LOGGER.exception("No sign of life could be left")


class Clock(threading.Thread):
    """Ticks every minute, and sends mail in between, until it is told to stop, in the process it was started in."""

    def __init__(self) -> None:
        super().__init__(name="clock", daemon=True)
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            next_tick = time.monotonic() + PERIOD
            tick(at=timezone.now())
            while time.monotonic() < next_tick and not self._over.wait(PAUSE):
                send_mail(at=timezone.now())

    def stop(self) -> None:
        """Tick no more; wait a little for what is just being done."""
        self._over.set()
        self.join(PATIENCE)
