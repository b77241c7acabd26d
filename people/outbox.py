"""RULES: mail is a row written in the transaction that causes it; the worker sends it, and tries again."""

from __future__ import annotations

from datetime import timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from people.models import Mail, Member

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]


def post(*, to: str, subject: str, text: str, why: str, member: Member | None = None) -> Mail:
    """Put a mail into the outbox. It leaves when, and only if, the transaction around this call is committed."""
    mail = Mail.objects.create(to=to, subject=" ".join(subject.split())[:200], text=text, why=why, member=member)
    deliver.enqueue(mail.pk)
    return mail


@task()
def deliver(pk: int) -> None:
    """Send one mail of the outbox; after a failure it is tried again with growing pauses, then marked failed.

    One that is sent, or has failed for good, is left alone. No lock is held while the mail server talks, so a
    worker killed between sending and saving sends it a second time.
    """
    mail = _claim(pk)
    if mail is None:
        return
    try:
        send_mail(mail.subject, mail.text, None, [mail.to])
    except Exception as error:  # whatever it is: on record, and tried again
        _try_again(mail, error)
    else:
        mail.state, mail.sent_at, mail.error = Mail.State.SENT, timezone.now(), ""
        mail.save()


@transaction.atomic
def _claim(pk: int) -> Mail | None:
    mail = Mail.objects.select_for_update().filter(pk=pk, state=Mail.State.WAITING).first()
    if mail:
        mail.attempts += 1
        mail.save()
    return mail


@transaction.atomic
def _try_again(mail: Mail, error: Exception) -> None:
    mail.error = f"{type(error).__name__}: {error}"[:500]
    if mail.attempts > len(PAUSES):
        mail.state = Mail.State.FAILED
    else:
        deliver.using(run_after=timezone.now() + PAUSES[mail.attempts - 1]).enqueue(mail.pk)
    mail.save()
