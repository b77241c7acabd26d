from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from insights import promise
from insights.models import Passage


class Command(BaseCommand):
    help = "Proves that every insight stands on its words; exits with 1 and a list where one does not."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(promise.broken())
        for sentence in broken:
            self.stdout.write(sentence)
        self.stdout.write(f"{Passage.objects.count()} passages checked, {len(broken)} broken.")
        if broken:
            sys.exit(1)
