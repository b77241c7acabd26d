from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone
from tqdm import tqdm

from insights.importing.archive import Report, import_sources, sources_in


class Command(BaseCommand):
    help = "Brings notes into the archive: single notes, or feeds of many. Running it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            type=Path,
            help="a text, Markdown or Word file, a web page, or the export of a site",
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="for archives that were public already: publish the notes and their listed points; "
            "other suggestions, and whatever the checks hold back, wait for review",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

    def handle(self, *args: Any, files: list[Path], publish: bool, dry_run: bool, **options: Any) -> None:
        report = Report()
        found = sources_in(files, report)
        bar = tqdm(total=len(found), unit=" notes", disable=None, leave=False)
        with transaction.atomic() if dry_run else bar:
            import_sources(found, report, publish=publish, at=timezone.now(), done=lambda: bar.update() and None)
            if dry_run:
                transaction.set_rollback(True)
        bar.close()
        self._print(report, dry_run)

    def _print(self, report: Report, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write("Nothing was changed. This is what would come in:")
        rows = [
            ("Notes, new", report.new),
            ("Notes, already known", report.known),
            ("Notes published", report.published),
            ("People, new", report.people),
            ("Organisations, new", report.organisations),
            ("Insights suggested", report.insights),
            ("Insights published", report.insights_published),
            ("Future meetings found", report.future_meetings),
            ("Look-alikes to decide", report.look_alikes),
            ("Things to check", len(report.to_check)),
            ("Refused", len(report.refused)),
        ]
        for label, count in rows:
            self.stdout.write(f"{label:24}{count:6}")
        for title, lines in [("Things to check", report.to_check), ("Refused", report.refused)]:
            if lines:
                self.stdout.write(f"\n{title}:")
                self.stdout.writelines(f"  {line}\n" for line in lines)
