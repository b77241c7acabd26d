from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from insights.extraction import __main__ as engine


class Command(BaseCommand):
    help = "Reads notes and prints what the engine finds in them. Needs no database and changes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a text or Markdown file")
        parser.add_argument("--json", action="store_true", help="print all of it as JSON")

    def handle(self, *args: Any, files: list[str], **options: Any) -> None:
        code = engine.main([*files, *(["--json"] if options["json"] else [])])
        if code:
            sys.exit(code)
