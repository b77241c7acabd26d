"""The command that mail servers pipe a mail to: what it says, and with what code it ends."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from people import outbox
from people.models import Mail
from tests.betterway.test_serve import ROOT
from tests.people import returned

OURS = "The mail to ben@example.org has come back.\n"
NOT_OURS = "This is no notice of a mail of ours. Nothing is done.\n"


@pytest.fixture
def pipe(monkeypatch):
    def run(raw: bytes) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        said = io.StringIO()
        call_command("read_bounce", stdout=said)
        assert sys.stdin.buffer.read() == b""
        return said.getvalue()

    return run


@pytest.fixture
def mail(db) -> Mail:
    return Mail.objects.get(pk=outbox.post(to="ben@example.org", subject="S", text="T", why="welcome").pk)


def test_a_mail_that_came_back_is_put_on_record_and_named(pipe, mail):
    assert [pipe(returned.postfix(mail)) for _ in range(2)] == [OURS, OURS]
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_any_other_mail_is_let_go_however_long(pipe, mail):
    assert [pipe(raw) for raw in (returned.out_of_office(mail), b"", b"x\n" * 2**20)] == [NOT_OURS] * 3
    mail.refresh_from_db()
    assert mail.state == "sent"


@pytest.mark.django_db(transaction=True)
def test_while_the_database_fails_the_mail_server_is_told_to_try_again(pipe, mail):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_mail RENAME TO elsewhere")
        try:
            with pytest.raises(CommandError) as error:
                pipe(returned.postfix(mail))
        finally:
            cursor.execute("ALTER TABLE elsewhere RENAME TO people_mail")
    assert (str(error.value), error.value.returncode) == ("The database does not answer; try again later.", 75)


def run(raw: bytes, **given: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "betterway.settings", **given}
    command = [sys.executable, "manage.py", "read_bounce"]
    return subprocess.run(command, cwd=ROOT, env=env, input=raw, capture_output=True, check=False)


def test_the_codes_are_those_that_mail_servers_know():
    notice = returned.postfix(Mail(pk=1, to="ben@example.org", subject="S", text="T"))
    down = run(notice, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert (down.returncode, down.stdout) == (os.EX_TEMPFAIL, b"")
    assert down.stderr == b"CommandError: The database does not answer; try again later.\n"
    other = run(b"From: ben@example.org\n\nHello\n" + b"x\n" * 2**20, DATABASE_URL="sqlite://:memory:")
    assert (other.returncode, other.stdout, other.stderr) == (0, NOT_OURS.encode(), b"")
