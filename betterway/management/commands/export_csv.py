from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from betterway import sheets


class Command(BaseCommand):
    help = "Writes events.csv, people.csv and insights.csv into a folder: what members may see, as far as names allow."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            written = sheets.write(options["folder"])
        except OSError as error:
            raise CommandError(f"{options['folder']} cannot be written: {error.strerror}.") from error
        for path, rows in written.items():
            self.stdout.write(f"{rows:6} rows in {path}")
