"""Many who sign up at once over real HTTP: the meeting and members they need, and the client that drives them."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parent.parent
FORM = "application/x-www-form-urlencoded"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class Attempt:
    """One POST of a form, with whatever cookies its sender has."""

    path: str
    facts: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, line: http.client.HTTPConnection) -> tuple[int, str]:
        """The status, and where the answer leads."""
        headers = {"Content-Type": FORM}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request("POST", self.path, urlencode(self.facts), headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")


@dataclass(frozen=True)
class Rush:
    """What came of it: the answers in the order of the attempts, and how long all of them took together."""

    answers: list[tuple[int, str]]
    seconds: float

    @property
    def a_second(self) -> float:
        return len(self.answers) / self.seconds


def rush(port: int, attempts: Sequence[Attempt], clients: int) -> Rush:
    """Send all attempts, so many at once, each through a connection of its own: each is another person's."""
    start = Barrier(clients + 1)

    def send(attempt: Attempt) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            return attempt.send(line)
        finally:
            line.close()

    def run(mine: Sequence[Attempt]) -> list[tuple[int, str]]:
        start.wait()
        return [send(attempt) for attempt in mine]

    with ThreadPoolExecutor(clients) as pool:
        coming = [pool.submit(run, attempts[number::clients]) for number in range(clients)]
        start.wait()
        began = time.perf_counter()
        found = [one.result() for one in coming]
        seconds = time.perf_counter() - began
    return Rush([found[n % clients][n // clients] for n in range(len(attempts))], seconds)


def attempts_of(port: int, meeting: str, sessions: Sequence[str], verb: str = "sign-up/") -> list[Attempt]:
    """One attempt for each session: they have opened the meeting's page, and have its form before them."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", meeting, headers={"Cookie": f"sessionid={sessions[0]}"})
    answer = line.getresponse()
    secret = re.search(r"csrftoken=(\w+)", answer.headers["Set-Cookie"]).group(1)
    token = TOKEN.search(answer.read().decode()).group(1)
    line.close()
    facts = {"csrfmiddlewaretoken": token}
    return [Attempt(f"{meeting}{verb}", facts, {"sessionid": one, "csrftoken": secret}) for one in sessions]


def environment(folder: Path, **given: str) -> dict[str, str]:
    """Where the app keeps what it writes in `folder`, whatever this process itself was told."""
    ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return {**ours, "VAR_DIR": str(folder), "BASE_URL": "", **given}


def found_network(folder: Path, **given: str) -> None:
    """Start a network without the sample: its meetings would take longer to load than the rush lasts."""
    who = ["--name", "A Wider Table", "--email", "maud@example.org", "--convenor", "Maud Ferreday"]
    command = [sys.executable, "manage.py", "start_network", *who, "--address", "http://127.0.0.1:8000"]
    subprocess.run(command, cwd=ROOT, env=environment(folder, **given), check=True, capture_output=True)


def told(code: str, env: dict[str, str]) -> Any:
    """What this code, run beside the server in a process of its own, prints as JSON."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    run = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    return json.loads(run.stdout.splitlines()[-1])


def lay_ground(members: int, meetings: int, places: int) -> None:
    """Make members who are logged in, and meetings in a week; prints sessions and addresses as JSON."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from events.models import Event
    from people.models import Member
    from tests.making import make_event

    stem = f"{time.time_ns():x}"
    made = [Member(email=f"{stem}-{n}@example.org", name=f"Member {n}", password="!") for n in range(members)]
    sessions = []
    for member in Member.objects.bulk_create(made):
        store = SessionStore()
        store["_auth_user_id"], store["_auth_user_hash"] = str(member.pk), member.get_session_auth_hash()
        store["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
        store.create()
        sessions.append(store.session_key)
    soon = timezone.now() + timezone.timedelta(days=7)
    events: list[Event] = [make_event(f"Rush {stem} {n}", starts_at=soon, capacity=places) for n in range(meetings)]
    print(json.dumps({"sessions": sessions, "meetings": [event.get_absolute_url() for event in events]}))


def report(address: str) -> None:
    """Print who is going and who waits at the meeting, in the order of joining, as JSON."""
    from events.models import SignUp

    slug = address.strip("/").split("/")[-1]
    rows = SignUp.objects.filter(event__slug=slug).order_by("joined_at", "pk")
    print(
        json.dumps(
            {"order": list(rows.values_list("state", flat=True)), "joined": len(set(rows.values_list("joined_at")))}
        )
    )


def free_database(name: str) -> str:
    """The address of a new database of this name on the PostgreSQL that TEST_DATABASE_URL names; an old one goes."""
    import psycopg

    server = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    drop_database(name)
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}"')
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def drop_database(name: str) -> None:
    import psycopg

    server = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
