from __future__ import annotations

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from people import notices, outbox
from people.models import Mail


def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.mark.django_db
def test_post_sends_the_mail_and_marks_it_sent():
    mail = outbox.post(to="ben@example.org", subject="Hello\r\nBcc: all@example.org", text="Words", why="welcome")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("sent", 1)
    assert [(m.subject, m.to) for m in django_mail.outbox] == [("Hello Bcc: all@example.org", ["ben@example.org"])]


@pytest.mark.django_db
def test_deliver_twice_sends_once():
    mail = outbox.post(to="ben@example.org", subject="Hello", text="Words", why="welcome")
    outbox.deliver.call(mail.pk)
    assert len(django_mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_cause_is_rolled_back_never_leaves(settings):
    queue(settings)
    with transaction.atomic():
        outbox.post(to="ben@example.org", subject="Hello", text="Words", why="welcome")
        transaction.set_rollback(True)
    assert (Mail.objects.count(), DBTaskResult.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_mail_server_that_is_down_makes_it_wait_and_try_again(settings, monkeypatch):
    queue(settings)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nothing listens there
    mail = outbox.post(to="ben@example.org", subject="Hello", text="Words", why="welcome")
    outbox.deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 1)
    assert mail.error
    pauses = [r.run_after for r in DBTaskResult.objects.all() if r.run_after.year < 9000]
    assert len(pauses) == 1


@pytest.mark.django_db
def test_after_the_last_try_it_is_marked_failed(settings):
    queue(settings)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    mail = Mail.objects.create(to="ben@example.org", subject="Hello", text="Words", why="", attempts=5)
    outbox.deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("failed", 6)


@pytest.mark.django_db
def test_welcome_tells_a_convenor_where_to_log_notes(ada):
    text = notices.welcome(ada).text
    assert "http://127.0.0.1:8000/login/" in text
    assert "http://127.0.0.1:8000/admin/" in text


@pytest.mark.django_db
def test_welcome_tells_a_member_nothing_of_the_convenors_pages(ben):
    assert "/admin/" not in notices.welcome(ben).text


@pytest.mark.django_db
def test_whatever_goes_wrong_is_on_record_and_tried_again(settings):
    queue(settings)
    settings.DEFAULT_FROM_EMAIL = "Nobody\nBcc: all@example.org"
    mail = Mail.objects.create(to="ben@example.org", subject="Hello", text="Words", why="")
    outbox.deliver.call(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 1)
    assert mail.error.startswith("BadHeaderError")
    assert DBTaskResult.objects.count() == 1
