"""Killed outright between any two lines, with real processes and a real mail server: no mail is lost.

Each leaves once, or twice where the kill came after the server had taken it; and none leaves of what was not done.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as configured
from django.db import connection

from tests.betterway.test_serve import ROOT, Running
from tests.smtp import MailServer, mail_server

pytestmark = pytest.mark.proof


@pytest.fixture
def database(tmp_path) -> Iterator[str]:
    """An empty database of the kind the suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        return
    facts, name = configured.DATABASES["default"], f"killed_{os.getpid()}"
    given = {"host": facts["HOST"], "port": facts["PORT"] or 5432, "user": facts["USER"]}
    with psycopg.connect(**given, password=facts["PASSWORD"], dbname="postgres", autocommit=True) as there:
        there.execute(f"CREATE DATABASE {name}")
        secret = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
        yield f"postgres://{given['user']}{secret}@{given['host']}:{given['port']}/{name}"
        there.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def environment(folder: Path, server: MailServer, **given: str) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    env |= {"VAR_DIR": str(folder), "EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "BASE_URL": ""}
    return {**env, "DJANGO_SETTINGS_MODULE": "betterway.settings", **given}


def test_killed_between_any_two_lines_each_mail_leaves_once_or_twice(database, server, tmp_path):
    env = environment(tmp_path, server, DATABASE_URL=database)
    done = subprocess.run(
        [sys.executable, "-m", "tests.people.killing"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    tried = json.loads(done.stdout.splitlines()[-1])
    left = {address: server.to(address) for address, _ in tried}
    assert [(a, left[a]) for a, has_place in tried if has_place and left[a] not in (1, 2)] == []
    assert [(a, left[a]) for a, has_place in tried if not has_place and left[a]] == []
    assert len(tried) > 100
    assert {has_place for _, has_place in tried} == {True, False}
    assert set(left.values()) == {0, 1, 2}  # so the gap between the server's yes and our row was hit


def test_the_whole_app_killed_and_started_again_and_again_loses_no_mail(server, tmp_path):
    written = []
    for turn in range(4):
        app = Running(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{server.port}")
        app.wait()
        addresses = [f"t{turn}m{n}@example.org" for n in range(5)]
        app.manage(
            f"from people.outbox import post\nfor to in {addresses!r}: post(to=to, subject='s', text='t', why='test')"
        )
        written += addresses
        time.sleep(0.1 * turn)
        os.killpg(app.process.pid, signal.SIGKILL)
        app.process.wait(10)
    app = Running(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{server.port}")
    app.wait()
    app.manage(
        "from people.models import Mail; from django.utils import timezone; "
        "Mail.objects.filter(state='waiting').update(due_at=timezone.now())"
    )
    for _ in range(900):
        if all(server.to(address) for address in written):
            break
        time.sleep(0.1)
    counts = [server.to(address) for address in written]
    app.stop()
    assert [count for count in counts if count not in (1, 2)] == []
