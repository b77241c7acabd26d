from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from betterway import sample
from betterway.sample import large
from events.models import Event
from people.models import Member


class Command(BaseCommand):
    help = "Loads the sample network into an empty database; where there is anything, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--insights", type=int, default=0, metavar="N", help="make it big: N insights more, to measure"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_this_machine(settings.HOST):
            raise CommandError(
                f"The sample network is for trying the app on one's own machine, and HOST is {settings.HOST}. "
                "Start a real network with: manage.py start_network"
            )
        if Member.objects.exists() or Event.objects.exists():
            self.stdout.write("There is a network here already; the sample was not loaded.")
            return
        convenor = sample.load(at=timezone.now())
        if options["insights"] > 0:
            self.stdout.write(f"{large.load(options['insights'], at=timezone.now())} insights more were made up.")
        self.stdout.write(f"The sample network is loaded. Its network convenor is {convenor.name}, {convenor.email}.")


def is_this_machine(host: str) -> bool:
    """Whether only this machine can reach what listens on `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
