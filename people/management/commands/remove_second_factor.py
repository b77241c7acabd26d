from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.models import Member


class Command(BaseCommand):
    help = "Takes a convenor's second factor off: for when telephone and recovery codes are both lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the convenor's e-mail address")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        member = Member.objects.filter(email__iexact=email).first()
        if member is None:
            raise CommandError(f"There is no member with the address {email}.")
        gone, _ = Authenticator.objects.filter(user=member).delete()
        said = "has no second factor any more" if gone else "had no second factor"
        self.stdout.write(f"{member.name} {said}: the code by mail is enough to log in.")
