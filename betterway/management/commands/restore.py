from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from betterway import backup


class Command(BaseCommand):
    help = "Brings a backup into an empty database, SQLite or PostgreSQL. Mails that waited are not sent again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = backup.restore(options["file"], at=timezone.now())
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sum(rows.values())} rows are back. Check the passages with: manage.py check_passages")
