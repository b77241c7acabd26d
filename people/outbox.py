"""RULES: mail is a row written in the transaction that causes it; the worker sends it, and tries again.

The rows are their own queue: the worker looks every second for those that are due. Nothing is lost: whoever takes a
mail up puts its `due_at` a lease ahead before talking to the mail server, and its state is "sent" only when the server
has it. A worker killed in between leaves a mail that is due again once the lease is over. So a mail leaves once or,
where a worker was killed after the server took it, twice; never not at all.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.envelopes import message_of
from people.letters import one_line
from people.models import Mail, Member
from people.refusals import Refusal, refusal_of

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]
TOO_LATE = "The mail server answered too late: the login code in it is over."
LEASE = timedelta(minutes=5)  # longer than EMAIL_TIMEOUT lets a mail server keep us waiting, step by step
SWEEP_SECONDS = 40  # the clock ticks every minute, and what else it does must not wait
SWEEP_MOST = 1000


def post(*, to: str, subject: str, text: str, why: str, member: Member | None = None, **facts: Any) -> Mail:
    """Put a mail into the outbox. It leaves when, and only if, the transaction around this call is committed.

    `facts` are further fields of Mail: `reply_to`, `meeting`, `calendar`, `stop`; with `forget_at` its words are
    blanked once it has been sent, and it is not sent any more after that moment; a `key` makes it the only mail of
    that key: if there is one already, nothing is written and that one is returned.
    """
    if facts.get("forget_at"):
        forget_codes(at=timezone.now())
    mail = Mail(to=to, subject=one_line(subject)[:200], text=text.replace("\0", ""), why=why, member=member, **facts)
    if mail.key:
        if written := Mail.objects.filter(key=mail.key).first():
            return written
        try:
            with transaction.atomic():
                mail.save()
        except IntegrityError:  # written by another process since we looked
            return Mail.objects.get(key=mail.key)
    else:
        mail.save()
    return mail


def attempt(pk: int) -> Refusal | None:
    """Send one mail if it is due; returns what stood in the way, if anything did.

    One that is sent, has failed for good, waits for its next try or is in another worker's hands is left alone. No
    lock is held while the mail server talks.
    """
    mail = _take_up(pk)
    if mail is None:
        return None
    try:
        message_of(mail).send()
    except Exception as error:  # whatever it is: on record, and tried again
        refusal = refusal_of(error, mail.to)
        _put_back(mail, refusal)
        return refusal
    Mail.objects.filter(pk=pk).update(state=Mail.State.SENT, sent_at=timezone.now(), error="", **_forgotten(mail))
    return None


@transaction.atomic
def _take_up(pk: int) -> Mail | None:
    now = timezone.now()
    mail = Mail.objects.select_for_update().due(now).filter(pk=pk).first()
    if mail and mail.forget_at and mail.forget_at <= now:
        forget_codes(at=now)
        return None
    if mail:
        mail.attempts += 1
        mail.due_at = now + LEASE
        mail.save(update_fields=["attempts", "due_at"])
    return mail


def _put_back(mail: Mail, refusal: Refusal) -> None:
    """Let it wait for its next try; after a refusal that lasts, or the last try, it has failed and says why."""
    over = refusal.lasting or mail.attempts > len(PAUSES)
    changes = {"state": Mail.State.FAILED if over else Mail.State.WAITING, "error": refusal.words}
    changes |= _forgotten(mail) if over else {}
    changes["due_at"] = timezone.now() + (timedelta() if over else PAUSES[mail.attempts - 1])
    Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING).update(**changes)


def sweep(*, at: datetime) -> int:
    """Send what is due: new mails, those whose pause is over, and those of workers that were killed.

    Returns how many it tried. It stops where no mail would get through, and when its time is up; the rest stays due.
    """
    end, tried = time.monotonic() + SWEEP_SECONDS, 0
    for pk in list(Mail.objects.due(at).values_list("pk", flat=True)[:SWEEP_MOST]):
        tried += 1
        refusal = attempt(pk)
        if (refusal and refusal.nobody_there) or time.monotonic() > end:
            break
    return tried


def send_again(mails: Iterable[Mail], *, at: datetime) -> int:
    """Try those that could not be delivered once more, from the beginning; returns how many.

    One whose address was removed at request, or whose private text has been blanked, stays as it is.
    """
    chosen = [mail.pk for mail in mails if _can_go_again(mail)]
    back = Mail.objects.filter(pk__in=chosen, state__in=[Mail.State.FAILED, Mail.State.LEFT])
    return back.update(state=Mail.State.WAITING, attempts=0, due_at=at)


def _can_go_again(mail: Mail) -> bool:
    """Whether it still has its words and its address."""
    try:
        validate_email(mail.to)
    except ValidationError:
        return False
    return bool(mail.text)


def leave(mails: Iterable[Mail]) -> int:
    """Leave those that could not be delivered, so that nobody is asked about them any more; returns how many."""
    chosen = [mail.pk for mail in mails]
    return Mail.objects.failed().filter(pk__in=chosen).update(state=Mail.State.LEFT)


@transaction.atomic
def came_back(mail: Mail, *, why: str, left_at: datetime | None, at: datetime) -> Mail:
    """Put on record that a mail that was sent has come back, and why; returns the fresh row.

    Changes nothing for one that does not count as sent, could not be sent again, or has left once more since `left_at`,
    the date in the copy that came back. Locks the mail.
    """
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    taken_up = (mail.due_at - LEASE).replace(microsecond=0)  # dates of mails have no smaller parts
    former = left_at is not None and left_at < taken_up
    if mail.state == Mail.State.SENT and _can_go_again(mail) and not former:
        mail.state, mail.sent_at, mail.due_at, mail.error = Mail.State.FAILED, None, at, why
        mail.attempts = min(mail.attempts, len(PAUSES))  # more would say that our own mail server was down all night
        mail.save(update_fields=["state", "sent_at", "due_at", "error", "attempts"])
    return mail


def forget_codes(*, at: datetime) -> int:
    """Blank the login codes that are over at `at`, also where a worker was cut off before it could; returns how many.

    What has not left by then does not leave.
    """
    over = Mail.objects.filter(forget_at__lte=at).exclude(text="")
    waiting = over.filter(state=Mail.State.WAITING).update(state=Mail.State.FAILED, error=TOO_LATE, text="")
    return waiting + over.update(text="")


def _forgotten(mail: Mail) -> dict[str, str]:
    """What is saved of a mail that has been sent, or has failed for good: a login code must not stay readable."""
    return {"text": ""} if mail.forget_at else {}
