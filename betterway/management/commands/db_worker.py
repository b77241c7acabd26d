from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from betterway.clock import Clock, send_mail, tick


class Command(db_worker.Command):
    help = (
        "Does what waits in the background: sends mail, brings in archives, and every minute what the clock asks for."
    )

    def handle(self, *, batch: bool, **options: Any) -> None:
        if batch:  # once through everything, and the end
            tick(at=timezone.now())
            super().handle(batch=batch, **options)
            send_mail(at=timezone.now())  # what the tasks have written
            return
        clock = Clock()
        clock.start()
        try:
            super().handle(batch=batch, **options)
        finally:  # also when a signal ends the worker
            clock.stop()
