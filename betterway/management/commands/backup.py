from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from betterway import backup


class Command(BaseCommand):
    help = (
        "Writes everything into one file, while the app runs. It holds addresses and drafts: keep it as you keep those."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows = backup.write(options["file"], at=timezone.now())
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{rows} rows are in {options['file']}.")
