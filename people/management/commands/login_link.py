from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people import logins
from people.models import Member


class Command(BaseCommand):
    help = "Prints a link that logs a member in once, within a day: for when mail is down."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the member's e-mail address")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        member = Member.objects.filter(email__iexact=email).first()
        if member is None:
            raise CommandError(f"There is no member with the address {email}.")
        if not member.is_active:
            raise CommandError(f"{member.name} may not log in at present; a network convenor can change that.")
        self.stdout.write(logins.link_for(member))
