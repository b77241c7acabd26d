from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.utils import Error
from django.utils import timezone

from people import bounces

AT_ONCE = 2**16


class Command(BaseCommand):
    help = (
        "Reads one mail from standard input, as mail servers pipe it. If it says that a mail of ours could not be "
        "delivered, that is put on record; any other mail is let go. Ends with 75, “try again later”, where the "
        "database does not answer, else with 0."
    )
    requires_system_checks: list[str] = []  # a mail server waits

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(bounces.LONGEST)
        while sys.stdin.buffer.read(AT_ONCE):  # else the mail server, still writing, would see a broken pipe
            pass
        try:
            mail = bounces.take(raw, at=timezone.now())
        except Error as error:
            raise CommandError("The database does not answer; try again later.", returncode=os.EX_TEMPFAIL) from error
        done = f"The mail to {mail.to} has come back." if mail else ""
        self.stdout.write(done or "This is no notice of a mail of ours. Nothing is done.")
