from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format

from betterway import backup
from people.models import Member


class Command(BaseCommand):
    help = "Brings a backup into an empty database, SQLite or PostgreSQL. Mails that waited are not sent again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--erased",
            type=Path,
            metavar="FILE",
            help="The file “erased” in VAR_DIR of the machine that the backup comes from: whoever was erased there "
            "since is erased here too. SECRET_KEY must be that machine's.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restored = backup.restore(options["file"], at=timezone.now(), erased=options["erased"])
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        day = date_format(timezone.localtime(restored.made_at), "j F Y, H:i")
        self.stdout.write(f"{restored.rows} rows are back. Check the passages with: manage.py check_passages")
        self.stdout.write(f"Members erased since who were erased anew: {restored.erased}.")
        if not Member.objects.filter(is_superuser=True, is_active=True).exists():
            self.stdout.write("No network convenor is among the members. Make one with: manage.py start_network")
        self.stdout.write(f"Words taken down after {day} have come back with it: take them down again.")
