"""Signs a member up and sends the mail, again and again, each time killed outright before one more line of code.

`python -m tests.people.killing`, with DATABASE_URL and EMAIL_URL. Prints, as JSON, whom it tried to sign up and whether
they have a place in the end. Each try is a process of its own, forked from this one and killed with SIGKILL.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys
from types import FrameType
from typing import Any

import django
from django.core.management import call_command
from django.db import connections

# Whatever happens between a click and the mail server: the rules, the outbox, the worker, the talk with it.
STEPS = ("events/signups.py", "people/outbox.py", "core/mail/backends/smtp.py")
TALK = ("sendmail", "mail", "rcpt", "data", "quit")


def is_step(frame: FrameType) -> bool:
    code = frame.f_code
    return code.co_filename.endswith(STEPS) or (code.co_filename.endswith("smtplib.py") and code.co_name in TALK)


def die_at(step: int) -> None:
    """Let this process kill itself before it comes to that many different lines: a loop is one step, not hundreds."""
    lines: set[tuple[str, int]] = set()

    def at_line(frame: FrameType, event: str, arg: Any) -> Any:
        lines.add((frame.f_code.co_filename, frame.f_lineno))
        if len(lines) == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return at_line

    sys.settrace(lambda frame, event, arg: at_line if is_step(frame) else None)


def in_another_process(work: Any) -> bool:
    """Do it in a process forked from this one; returns whether that lived to the end."""
    connections.close_all()  # a connection is never shared
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def run_worker() -> None:
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False, reload=False)


def click_and_send(event: Any, member: Any, step: int) -> None:
    from django.utils import timezone

    from events import signups

    die_at(step)
    signups.sign_up(event, member, at=timezone.now())
    run_worker()


def warm_up(event: Any, member: Any) -> None:
    """Load everything once, and leave no trace: being followed line by line, a process is slow to load modules."""
    from django.db import transaction
    from django.utils import timezone

    from events import signups
    from people.envelopes import message_of
    from people.models import Mail

    with transaction.atomic():
        signups.sign_up(event, member, at=timezone.now())
        message_of(Mail.objects.get()).message()
        transaction.set_rollback(True)
    run_worker()


def set_aside() -> None:
    """Keep what a killed process left for later, so that the next takes the same steps."""
    from django.utils import timezone

    from people.models import Mail

    Mail.objects.filter(state="waiting").update(due_at=timezone.now() + dt.timedelta(days=1))


def time_passes() -> None:
    """As much as it takes for every lease to be over."""
    from django.utils import timezone

    from people.models import Mail

    Mail.objects.filter(state="waiting").update(due_at=timezone.now())


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    from django.utils import timezone

    from events.models import Event, SignUp
    from people.models import Mail, Member

    starts = timezone.now() + dt.timedelta(days=50)
    event = Event.objects.create(title="The second letter", slug="letter", state="published", starts_at=starts)
    warm_up(event, Member.objects.create_user("first@example.org", name="First"))
    step, lived, tried = 0, False, []
    while not lived:
        step += 1
        member = Member.objects.create_user(f"m{step}@example.org", name=f"Member {step}")
        lived = in_another_process(lambda: click_and_send(event, member, step))  # noqa: B023
        set_aside()
        tried.append((member.email, SignUp.objects.filter(member=member).exists()))
    time_passes()
    if not in_another_process(run_worker) or Mail.objects.filter(state="waiting").exists():
        raise SystemExit("The worker did not live, or did not send everything.")
    print(json.dumps(tried))


if __name__ == "__main__":
    main()
