"""RULES: every few minutes one of the workers looks into the mailbox to which mails come back (BOUNCES_URL).

Each message there is looked at once, at first only at a few lines of its head; only what may be a notice is fetched.
What was put on record is marked as read. Nothing is deleted or moved, and all else stays as it is, read or unread.
"""

from __future__ import annotations

import email
import imaplib
import re
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.message import Message
from typing import Any

from django.conf import settings
from django.db.models import Q

from people import bounces
from people.models import Mailbox

EVERY = timedelta(minutes=5)
PATIENCE = 10  # seconds that the server has for each answer
LOOK_SECONDS = 20  # the clock ticks every minute, and what else it does must not wait
AT_ONCE = 200  # heads
HEAD = "(UID BODY.PEEK[HEADER.FIELDS (From Return-Path Content-Type X-Failed-Recipients)])"
BODY = f"(UID BODY.PEEK[]<0.{bounces.LONGEST}>)"
UID = re.compile(rb"\bUID (\d+)")


class MailboxError(Exception):
    """Why the mailbox could not be read, as a sentence without what the server said: that may hold the password."""


def look(*, at: datetime) -> int | None:
    """Take the mails that have come back since the last look; returns how many.

    None where a worker has looked less than five minutes ago; so a server that says no is not asked again at once.
    Raises MailboxError. Locks each mail in turn.
    """
    box = settings.BOUNCES
    if box is None:
        return 0
    row, _ = Mailbox.objects.get_or_create(place=str(box))
    due = Mailbox.objects.filter(Q(looked_at=None) | Q(looked_at__lte=at - EVERY), pk=row.pk)
    if not due.update(looked_at=at):
        return None
    try:
        with _opened(box) as server:
            return _read(server, row, at)
    except imaplib.IMAP4.error:
        raise MailboxError("The server of the mailbox (BOUNCES_URL) said no, or what nobody understands.") from None
    except OSError as error:  # refused or lost connections, certificates, time that ran out
        raise MailboxError(f"The server of the mailbox does not answer ({type(error).__name__}).") from None


@contextmanager
def _opened(box: Any) -> Iterator[imaplib.IMAP4]:
    """The server, logged in, with the folder open."""
    trust = ssl.create_default_context()
    server = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trust, timeout=PATIENCE)
    try:
        _log_in(server, box)
        quoted = box.folder.replace("\\", "\\\\").replace('"', '\\"')
        if server.select(f'"{quoted}"')[0] != "OK":
            raise MailboxError(f"There is no folder “{box.folder}” in the mailbox (BOUNCES_URL).")
        yield server
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            server.logout()
        with suppress(OSError):
            server.shutdown()


def _log_in(server: imaplib.IMAP4, box: Any) -> None:
    try:
        if "AUTH=PLAIN" in server.capabilities:  # it takes any letters, LOGIN only those of ASCII
            server.authenticate("PLAIN", lambda _: f"\0{box.user}\0{box.password}".encode())
        else:
            server.login(box.user, box.password)
    except imaplib.IMAP4.abort:  # the connection is lost
        raise
    except (imaplib.IMAP4.error, UnicodeError):
        raise MailboxError("The mailbox does not take our name and password (BOUNCES_URL).") from None


def _read(server: imaplib.IMAP4, row: Mailbox, at: datetime) -> int:
    """Look at what came in after the last look, in its order, until the time is up; what is left comes next time."""
    end, taken = time.monotonic() + LOOK_SECONDS, 0
    epoch = int(server.response("UIDVALIDITY")[1][0] or 0)
    read_to = row.read_to if epoch == row.epoch else 0  # the server has numbered its messages anew
    try:
        for uid, head in _heads_after(server, read_to):
            taken += bounces.is_from_a_machine(head) and _take(server, uid, at)
            read_to = uid
            if time.monotonic() > end:
                break
    finally:
        Mailbox.objects.filter(pk=row.pk).update(epoch=epoch, read_to=read_to)
    return taken


def _heads_after(server: imaplib.IMAP4, number: int) -> Iterator[tuple[int, Message]]:
    """The messages after that number, in their order, each with a few lines of its head."""
    [found] = _asked(server, "SEARCH", f"UID {number + 1}:*")  # the last message is in it, whatever its number
    new = sorted(uid for uid in map(int, (found or b"").split()) if uid > number)
    for first in range(0, len(new), AT_ONCE):
        some = new[first : first + AT_ONCE]
        heads = dict(_answers(server, some, HEAD))
        for uid in some:
            yield uid, email.message_from_bytes(heads.get(uid, b""))


def _take(server: imaplib.IMAP4, uid: int, at: datetime) -> bool:
    for _, raw in _answers(server, [uid], BODY):
        if bounces.take(raw, at=at):
            _asked(server, "STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
            return True
    return False


def _answers(server: imaplib.IMAP4, uids: list[int], what: str) -> Iterator[tuple[int, bytes]]:
    """What the server has of these messages, each with its number, which may stand before or after its text."""
    parts = _asked(server, "FETCH", ",".join(map(str, uids)), what)
    for part, after in zip(parts, [*parts[1:], b""], strict=True):
        if isinstance(part, tuple):
            about = part[0] + (after if isinstance(after, bytes) else b"")
            if found := UID.search(about):
                yield int(found[1]), part[1]


def _asked(server: imaplib.IMAP4, *words: str) -> list[Any]:
    answer, parts = server.uid(*words)
    if answer != "OK":
        raise imaplib.IMAP4.error(words[0])
    return parts
