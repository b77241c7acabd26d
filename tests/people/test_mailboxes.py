"""The mailbox of what comes back, read over a real socket: what is ours is taken and marked, all else is let be."""

from __future__ import annotations

import datetime as dt
import logging
import socket

import pytest
import time_machine
from django.db import connection

from betterway import clock
from betterway.environment import Box
from people import mailboxes, outbox
from people.mailboxes import MailboxError
from people.models import Mail, Mailbox, Pulse
from tests.conftest import NOW
from tests.imap import PASSWORD, USER, certificate, mailbox_server
from tests.insights.test_races import at_once
from tests.people import returned
from tests.smtp import free_port

pytestmark = pytest.mark.django_db
JOB = "mails that came back"
OTHER = b"From: Zelda <zelda@example.org>\nSubject: Hello\n\nWhen do we meet?\n"


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("mailbox"))


@pytest.fixture
def server(pem, settings, monkeypatch):
    with mailbox_server(pem) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        settings.BOUNCES = Box("127.0.0.1", server.port, USER, PASSWORD, "INBOX")
        yield server


@pytest.fixture(autouse=True)
def moment():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def sent(to: str = "ben@example.org") -> Mail:
    return Mail.objects.get(pk=outbox.post(to=to, subject="S", text="T", why="welcome").pk)


def look(minutes: int = 0) -> int | None:
    return mailboxes.look(at=NOW + dt.timedelta(minutes=minutes))


def fetched(server) -> set[int]:
    """The messages of which more than a few lines were read."""
    return {uid for uid, number in server.sent.items() if number > 300}


def test_mails_that_came_back_are_taken_and_marked_as_read_and_all_else_stays_unread(server):
    mails = [sent(), sent("zelda@example.org"), sent("cyd@example.org")]
    for raw in (OTHER, returned.postfix(mails[0]), returned.out_of_office(mails[1]), returned.delayed(mails[2])):
        server.put(raw)
    server.put(returned.exim_in_words(mails[1]))
    assert look() == 2
    assert [Mail.objects.get(pk=mail.pk).state for mail in mails] == ["failed", "failed", "sent"]
    assert server.flags == {2: {"\\Seen"}, 5: {"\\Seen"}}
    assert not [words for words in server.asked if "CLOSE" in words or "EXPUNGE" in words]


def test_each_message_is_looked_at_once_and_what_is_new_at_the_next_look(server):
    server.put(returned.postfix(sent()))
    assert look() == 1
    before = dict(server.sent)
    assert look(5) == 0
    assert server.sent == before
    server.put(returned.postfix(sent("zelda@example.org")))
    assert look(10) == 1
    assert set(server.sent) == {1, 2}


def test_of_ten_thousand_other_mails_only_a_few_lines_are_ever_read(server):
    for _ in range(10_000):
        server.put(OTHER)
    uid = server.put(returned.postfix(sent()))
    assert look() == 1
    assert fetched(server) == {uid}
    assert max(number for other, number in server.sent.items() if other != uid) < 60
    asked = len(server.asked)
    assert look(5) == 0
    assert len(server.asked) - asked == 4  # what it can, the folder, what is new, and goodbye


def test_a_look_that_has_used_up_its_time_goes_on_where_it_stopped(server, monkeypatch):
    mails = [sent(f"member{number}@example.org") for number in range(3)]
    for mail in mails:
        server.put(returned.postfix(mail))
    with monkeypatch.context() as no_time:
        no_time.setattr(mailboxes, "LOOK_SECONDS", -1)
        assert look() == 1
    assert look(5) == 2
    assert fetched(server) == {1, 2, 3}


def test_it_looks_every_five_minutes_whoever_asks(server):
    assert [look(minutes) for minutes in (0, 0, 1, 4, 5, 6, 10)] == [0, None, None, None, 0, None, 0]


def test_where_the_server_has_numbered_its_messages_anew_all_are_looked_at_again(server):
    server.put(OTHER)
    server.put(OTHER)
    look()
    server.messages, server.epoch = {1: returned.postfix(sent())}, 8
    assert look(5) == 1


def test_a_notice_of_ten_megabytes_is_not_fetched_whole(server):
    server.put(returned.postfix(sent()) + b"x\n" * 5_000_000)
    assert look() == 1
    assert server.sent[1] < 1_100_000


def test_without_a_mailbox_nothing_is_asked(settings):
    settings.BOUNCES = None
    assert (look(), Mailbox.objects.count()) == (0, 0)


def wrong_password(server, settings, monkeypatch):
    settings.BOUNCES = Box("127.0.0.1", server.port, USER, "s3cret-guess", "INBOX")


def wrong_password_by_login(server, settings, monkeypatch):
    wrong_password(server, settings, monkeypatch)
    server.ways = ""


def password_that_login_cannot_say(server, settings, monkeypatch):
    server.ways = ""


def wrong_folder(server, settings, monkeypatch):
    settings.BOUNCES = Box("127.0.0.1", server.port, USER, PASSWORD, 'Ret"urned')


def nobody_there(server, settings, monkeypatch):
    settings.BOUNCES = Box("127.0.0.1", free_port(), USER, PASSWORD, "INBOX")


def not_trusted(server, settings, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")


def hangs_up(server, settings, monkeypatch):
    server.silent.add("UID FETCH")


def hangs_up_on_a_password(server, settings, monkeypatch):
    server.silent |= {"AUTHENTICATE"}


def may_not_mark(server, settings, monkeypatch):
    server.answers["UID STORE"] = "NO you may not"


NO = "The server of the mailbox (BOUNCES_URL) said no, or what nobody understands."
NOT_LET_IN = "The mailbox does not take our name and password (BOUNCES_URL)."


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (wrong_password, NOT_LET_IN),
        (wrong_password_by_login, NOT_LET_IN),
        (password_that_login_cannot_say, NOT_LET_IN),
        (wrong_folder, "There is no folder “Ret\"urned” in the mailbox (BOUNCES_URL)."),
        (nobody_there, "The server of the mailbox does not answer (ConnectionRefusedError)."),
        (not_trusted, "The server of the mailbox does not answer (SSLCertVerificationError)."),
        (hangs_up, NO),
        (hangs_up_on_a_password, NO),
        (may_not_mark, NO),
    ],
)  # fmt: skip
def test_trouble_is_on_record_until_the_next_look_and_stops_no_other_job(
    server, settings, monkeypatch, caplog, trouble, sentence
):
    server.put(returned.postfix(sent()))
    trouble(server, settings, monkeypatch)
    with caplog.at_level(logging.INFO):
        assert clock.tick(at=NOW) == {JOB: f"MailboxError: {sentence}"}
        assert clock.tick(at=NOW + dt.timedelta(minutes=1)) == {}
    assert dict(Pulse.objects.exclude(error="").values_list("job", "error")) == {JOB: f"MailboxError: {sentence}"}
    said = caplog.text + "".join(logging.Formatter().format(record) for record in caplog.records)
    assert sentence in said
    assert [secret for secret in (PASSWORD, "s3cret-guess") if secret in said] == []


def test_it_is_well_again_once_the_server_is_and_nothing_is_lost(server):
    mail = sent()
    server.put(returned.postfix(mail))
    server.silent.add("UID FETCH")
    with pytest.raises(MailboxError):
        look()
    server.silent.clear()
    clock.tick(at=NOW + dt.timedelta(minutes=5))
    assert not Pulse.objects.exclude(error="").exists()
    assert Mail.objects.get(pk=mail.pk).state == "failed"


def test_a_server_that_does_not_answer_is_not_waited_for_long(server, monkeypatch, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.BOUNCES = Box("127.0.0.1", silent.getsockname()[1], USER, PASSWORD, "INBOX")
        monkeypatch.setattr(mailboxes, "PATIENCE", 0.2)
        with pytest.raises(MailboxError, match="does not answer \\(TimeoutError\\)"):
            look()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_of_several_workers_at_once_one_looks(server):
    mail = sent()
    server.put(returned.postfix(mail))
    assert sorted(map(str, at_once(*[look] * 4))) == ["1", "None", "None", "None"]
    assert Mail.objects.get(pk=mail.pk).state == "failed"
