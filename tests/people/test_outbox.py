from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection, transaction
from django.utils import timezone

from people import notices, outbox
from people.models import Mail
from people.refusals import Refusal
from tests.conftest import NOW
from tests.insights.test_races import at_once
from tests.smtp import free_port, mail_server


def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.mark.django_db
def test_post_sends_the_mail_and_marks_it_sent():
    mail = outbox.post(to="ben@example.org", subject="Hello\r\nBcc: all@example.org", text="Words", why="welcome")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("sent", 1)
    assert [(m.subject, m.to) for m in django_mail.outbox] == [("Hello Bcc: all@example.org", ["ben@example.org"])]


@pytest.mark.django_db
def test_an_attempt_twice_sends_once():
    mail = outbox.post(to="ben@example.org", subject="Hello", text="Words", why="welcome")
    outbox.attempt(mail.pk)
    assert len(django_mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_cause_is_rolled_back_never_leaves(settings):
    queue(settings)
    with transaction.atomic():
        outbox.post(to="ben@example.org", subject="Hello", text="Words", why="welcome")
        transaction.set_rollback(True)
    assert (outbox.sweep(at=timezone.now()), Mail.objects.count()) == (0, 0)


def by_smtp(settings, port: int) -> None:
    queue(settings)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


@pytest.fixture
def server(settings):
    with mail_server() as server:
        by_smtp(settings, server.port)
        yield server


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def written(**facts) -> Mail:
    return Mail.objects.create(**{"to": "ben@example.org", "subject": "Hello", "text": "Words", "why": "", **facts})


@pytest.mark.django_db
def test_a_mail_leaves_by_smtp(server, db):
    mail = outbox.post(to="ben@example.org", subject="Hello", text="Words", why="welcome")
    outbox.attempt(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, server.to("ben@example.org")) == ("sent", 1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("returned_to", "sender"), [("", "meetings@example.org"), ("returned@example.org", "returned@example.org")]
)
def test_it_comes_back_to_the_address_for_that_and_says_that_it_is_from_us(server, settings, returned_to, sender):
    settings.DEFAULT_FROM_EMAIL, settings.BOUNCES_TO = "Better Way <meetings@example.org>", returned_to
    outbox.attempt(written().pk)
    [mail] = server.mails
    assert server.senders == [sender]
    assert re.findall(r"^From: .*$", mail, re.MULTILINE) == ["From: Better Way <meetings@example.org>\r"]
    assert "returned@" not in mail


@pytest.mark.django_db
def test_where_the_mail_server_refuses_that_address_its_setting_is_named(server, settings):
    settings.BOUNCES_TO, server.answers["MAIL"] = "returned@example.org", "550 Who are you"
    mail = written()
    outbox.attempt(mail.pk)
    mail.refresh_from_db()
    assert mail.error == "The mail server does not take mail from us (BOUNCES_TO): 550 Who are you"


@pytest.mark.django_db
def test_while_the_mail_server_is_down_it_is_tried_again_with_growing_pauses_and_then_has_failed(settings, clock):
    by_smtp(settings, free_port())
    mail, moments = written(), []
    for minute in range(0, 24 * 60):
        clock.move_to(NOW + dt.timedelta(minutes=minute))
        if outbox.sweep(at=timezone.now()):
            moments.append(minute)
    mail.refresh_from_db()
    assert moments == [0, 1, 6, 36, 156, 636]
    assert (mail.state, mail.attempts) == ("failed", 6)
    assert mail.error == "The mail server does not answer (ConnectionRefusedError)."


@pytest.mark.django_db
def test_when_the_mail_server_is_back_it_leaves_at_the_next_try(settings, clock):
    port = free_port()
    by_smtp(settings, port)
    mail = written()
    outbox.sweep(at=NOW)
    clock.move_to(NOW + dt.timedelta(minutes=1))
    with mail_server(port) as server:
        outbox.sweep(at=timezone.now())
    mail.refresh_from_db()
    assert (mail.state, mail.error, server.to("ben@example.org")) == ("sent", "", 1)


@pytest.mark.django_db
def test_while_nobody_is_there_one_try_is_enough_for_all(settings, clock):
    by_smtp(settings, free_port())
    rows = [written() for _ in range(5)]
    assert outbox.sweep(at=NOW) == 1
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
    assert len(rows) == 5


@pytest.mark.django_db
def test_one_that_a_killed_worker_had_in_hand_is_taken_up_again_after_its_lease(server, clock):
    mail = written()
    assert outbox._take_up(mail.pk)
    assert outbox.sweep(at=timezone.now()) == 0
    clock.move_to(NOW + outbox.LEASE)
    assert outbox.sweep(at=timezone.now()) == 1
    assert server.to("ben@example.org") == 1


@pytest.mark.django_db
def test_one_in_another_workers_hands_is_left_alone(server):
    mail = written()
    assert outbox._take_up(mail.pk)
    outbox.attempt(mail.pk)
    assert server.mails == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "answer", "state", "sentence"),
    [
        ("RCPT", "550 No such user here", "failed",
         "The mail server does not take mail for ben@example.org: 550 No such user here"),
        ("RCPT", "450 Mailbox busy", "waiting",
         "The mail server does not take mail for ben@example.org: 450 Mailbox busy"),
        ("DATA", "554 Looks like spam", "failed", "The mail server has refused this mail: 554 Looks like spam"),
        ("DATA", "451 Later please", "waiting", "The mail server has refused this mail: 451 Later please"),
        ("MAIL", "550 Who are you", "waiting",
         "The mail server does not take mail from us (DEFAULT_FROM_EMAIL): 550 Who are you"),
    ],
)  # fmt: skip
def test_what_the_mail_server_says_is_told_and_only_what_lasts_ends_it(server, verb, answer, state, sentence):
    server.answers[verb] = answer
    mail = written()
    outbox.attempt(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == (state, 1, sentence)


@pytest.mark.django_db
def test_words_removed_while_a_mail_was_being_sent_do_not_come_back(server):
    mail = written(text="Zelda said so.")
    taken = outbox._take_up(mail.pk)
    Mail.objects.update(text="removed at request said so.")
    outbox._put_back(taken, Refusal("The mail server does not answer."))
    mail.refresh_from_db()
    assert mail.text == "removed at request said so."


@pytest.mark.django_db
def test_send_again_begins_from_the_beginning_and_leaves_what_has_left(server, now):
    failed, sent = written(state="failed", attempts=6), written(state="sent", sent_at=now)
    assert outbox.send_again([failed, sent], at=timezone.now()) == 1
    outbox.sweep(at=timezone.now())
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, server.to("ben@example.org")) == ("sent", 1, 1)


@pytest.mark.django_db
def test_one_whose_address_was_removed_is_not_sent_again(now):
    gone = written(to="removed at request", state="failed")
    assert outbox.send_again([gone], at=now) == 0


@pytest.mark.django_db
def test_left_unsent_it_is_nobodys_task(now):
    failed, waiting = written(state="failed"), written()
    assert outbox.leave([failed, waiting]) == 1
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["left", "waiting"]


@pytest.mark.django_db
def test_of_one_key_there_is_one_mail(settings):
    queue(settings)
    facts = {"to": "ben@example.org", "text": "T", "why": "reminder", "key": "reminder 1"}
    first, second = (outbox.post(subject=subject, **facts) for subject in ("One", "Two"))
    assert (first.pk, second.subject, Mail.objects.count()) == (second.pk, "One", 1)


@pytest.mark.proof
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_write_one_key_at_once_one_does(settings):
    queue(settings)
    facts = {"to": "ben@example.org", "subject": "S", "text": "T", "why": "reminder", "key": "one"}
    numbers = at_once(*[lambda: outbox.post(**facts).pk] * 8)
    assert (len(set(numbers)), Mail.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_login_codes_that_are_over_are_blanked_and_do_not_leave_any_more(now):
    rows = [
        written(state="sent", sent_at=now, forget_at=now),
        written(state="sent", sent_at=now, forget_at=now + dt.timedelta(seconds=1)),
        written(forget_at=now),
        written(state="sent", sent_at=now),
    ]
    assert outbox.forget_codes(at=now) == 2
    rows = [Mail.objects.get(pk=row.pk) for row in rows]
    assert [row.text for row in rows] == ["", "Words", "", "Words"]
    assert [row.state for row in rows] == ["sent", "sent", "failed", "sent"]


@pytest.mark.django_db
def test_whatever_goes_wrong_is_on_record_and_tried_again(settings):
    queue(settings)
    settings.DEFAULT_FROM_EMAIL = "Nobody\nBcc: all@example.org"
    mail = written()
    outbox.attempt(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 1)
    assert mail.error.startswith("Something in the app went wrong (BadHeaderError: Header values can't contain")


@pytest.mark.django_db
def test_welcome_tells_a_convenor_where_to_log_notes(ada):
    text = notices.welcome(ada).text
    assert "http://127.0.0.1:8000/login/" in text
    assert "http://127.0.0.1:8000/admin/" in text


@pytest.mark.django_db
def test_welcome_tells_a_member_nothing_of_the_convenors_pages(ben):
    assert "/admin/" not in notices.welcome(ben).text


@pytest.mark.django_db
def test_a_test_mail_says_that_mail_gets_through(ada):
    mail = notices.test_mail(ada)
    assert (mail.to, mail.subject) == ("ada@example.org", "A test mail from Better Way")
    assert mail.text == (
        "Dear Ada,\n\nThis is the test mail you asked for. If you can read it, mail gets\n"
        "through, and what we send to members does too.\n\nBetter Way\n\n-- \n"
        "You get this mail because you pressed “Send me a test mail”.\nBetter Way, http://127.0.0.1:8000/\n"
    )
