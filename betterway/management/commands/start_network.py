from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from betterway import environment
from people import founding, logins
from people.models import Member


class Command(BaseCommand):
    help = "Starts a real network: its name, its address and its first network convenor. Asks for what is not given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="the network's name, as it stands at the top of every page")
        parser.add_argument("--address", help="where it will be reached: https://meet.example.org")
        parser.add_argument("--email", help="the first network convenor's e-mail address")
        parser.add_argument("--convenor", help="the first network convenor's name")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if Member.objects.exists() and not Member.objects.exclude(email__endswith="@example.org").exists():
            raise CommandError(
                "The sample network is in this database. Delete the folder var/, or choose another database "
                "with DATABASE_URL, and start yours there."
            )
        name = options["name"] or self._ask("What is the network called?")
        address = options["address"] or self._ask(f"Where will it be reached? [{settings.BASE_URL}]", settings.BASE_URL)
        email = options["email"] or self._ask("What is the first network convenor's e-mail address?")
        convenor = options["convenor"] or self._ask("And their name?")
        try:
            address = environment.checked_address("--address", address)
            member = founding.found(name=name, email=email, convenor=convenor)
        except (founding.FoundingError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{name.strip()} is ready. {member.name} ({member.email}) is its network convenor.")
        self._keep_address(address)
        settings.BASE_URL = address  # for the link below; from the next start on it comes from .env
        self.stdout.write(f"A link that logs them in once, within a day:\n{logins.link_for(member)}")

    def _ask(self, question: str, default: str = "") -> str:
        try:
            return input(f"{question} ").strip() or default
        except EOFError as error:
            raise CommandError("Nobody is here to answer: give --name, --address, --email and --convenor.") from error

    def _keep_address(self, address: str) -> None:
        """Put BASE_URL into .env, where every later start finds it."""
        if address == settings.BASE_URL:
            return
        path = Path(settings.BASE_DIR, ".env")
        lines = path.read_text().splitlines() if path.exists() else []
        lines = [line for line in lines if not line.startswith("BASE_URL=")] + [f"BASE_URL={address}"]
        try:
            path.write_text("\n".join(lines) + "\n")
            self.stdout.write(f"Its address is {address} from the next start on (BASE_URL, in .env).")
        except OSError:
            self.stdout.write(f"Set BASE_URL={address} in the environment: .env could not be written.")
