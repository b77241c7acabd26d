"""RULES: a mail that the mail server had taken comes back: which one it was, and why.

A notice says so as RFC 3464 has it, with a part for programs; or in free words, of which flufl.bounce knows many kinds.
Either way the number of the mail stands in it (see `envelopes`). Only who has had the mail knows its number, so nobody
can make others' mail come back.
"""

from __future__ import annotations

import email
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from flufl.bounce import all_failures

from people import outbox
from people.envelopes import NUMBER, mail_of
from people.models import Mail
from people.refusals import returned

LOGGER = logging.getLogger(__name__)
LONGEST = 2**20  # bytes that are read of a notice: what it says, and the head of what it returns, come first
MACHINES = re.compile(r"(mailer|mail|mda?)[-_.]?daemon|postmaster|double-bounce", re.IGNORECASE)
HEAD = re.compile(r"^(?:Return-Path|Received|From|Date|Message-ID|Subject):", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Failure:
    """That a mail was given up: the status (RFC 3463), what the mail server said, and for which addresses, if told."""

    status: str
    said: str
    addresses: frozenset[str] = frozenset()


def take(raw: bytes, *, at: datetime) -> Mail | None:
    """Put on record what a message says about a mail of ours that has come back; returns that mail.

    None for all that is no such notice: other messages, answers of machines, mails that are only late. Of a mail that
    has come back already, or could not be sent again, nothing changes. Locks the mail; raises nothing for any bytes.
    """
    try:
        message = email.message_from_bytes(raw[:LONGEST])
        failure = failure_in(message)
        number = _number_in(message) if failure else ""
        left_at = _left_at(message) if number else None
    except Exception as error:  # whatever a stranger sends: parsers of mail stumble in more ways than they tell
        LOGGER.warning("A message was taken for no notice: it cannot be read (%s)", type(error).__name__)
        return None
    mail = mail_of(number)
    if failure is None or mail is None or (failure.addresses and mail.to.lower() not in failure.addresses):
        return None
    why = returned(failure.status, failure.said, mail.to)
    return outbox.came_back(mail, why=why, left_at=left_at, at=at)


def is_from_a_machine(message: Message) -> bool:
    """Whether a message, of which the head is enough, may be a notice: it is a report, or a mail server wrote it."""
    report = message.get_content_type() == "multipart/report"
    nobody = str(message.get("Return-Path", "")).strip() == "<>"
    return report or nobody or _is_from_a_mail_server(message)


def failure_in(message: Message) -> Failure | None:
    """What a notice says; None for what is none, or says only that a mail is late."""
    reports = [part for part in _own_parts(message) if part.get_content_type() == "message/delivery-status"]
    blocks = [block for part in reports if part.is_multipart() for block in part.get_payload()]
    for block in blocks:
        if _text(block, "Action").lower().startswith(("fail", "error")):
            said = _text(block, "Diagnostic-Code").partition(";")
            return Failure(_text(block, "Status").split(" ")[0], (said[2] or said[0]).strip())
    return None if reports else _in_free_words(message)


def _in_free_words(message: Message) -> Failure | None:
    """What a mail server wrote without a part for programs. People use such words too, so their mails are not asked."""
    if not _is_from_a_mail_server(message):
        return None
    _, lasting = all_failures(message)
    if not lasting:
        return None
    plain = (_decoded(part) for part in _own_parts(message) if part.get_content_type() == "text/plain")
    words = HEAD.split(next(plain, ""))[0]  # what follows may be our own words
    addresses = sorted(address.decode("ascii", "replace") for address in lasting)
    reason = words.partition(addresses[0])[2].lstrip(">):; \r\n")
    return Failure("", re.split(r"\n\s*\n", reason)[0], frozenset(map(str.lower, addresses)))


def _is_from_a_mail_server(message: Message) -> bool:
    sender = parseaddr(_text(message, "From"))[1].partition("@")[0]
    return bool(MACHINES.fullmatch(sender)) or "X-Failed-Recipients" in message


def _own_parts(message: Message) -> Iterator[Message]:
    """The message and its parts, without the parts of what it returns or forwards."""
    yield message
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            yield from _own_parts(part)


def _number_in(message: Message) -> str:
    """The number of a mail of ours that stands in the message: in what it returns, or what it says it answers."""
    for part in message.walk():
        for text in (*map(str, part.values()), _decoded(part)):
            if found := NUMBER.search(text):
                return found[0]
    return ""


def _left_at(message: Message) -> datetime | None:
    """When the mail left that the notice returns, by the date that we wrote on it; None where that is not told."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" or kind.endswith("/rfc822-headers"):
            head = part.get_payload(0) if part.is_multipart() else email.message_from_string(_decoded(part))
            try:
                date = parsedate_to_datetime(_text(head, "Date"))
            except ValueError:
                return None
            return date if date.tzinfo else date.replace(tzinfo=UTC)
    return None


def _text(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _decoded(part: Message) -> str:
    payload = None if part.is_multipart() else part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
