"""Why a mail has not left, or has come back, in words for whoever looks after a meeting; and whether to try again."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass

from django.conf import settings

from people.letters import one_line

SAID_LONGEST = 200
ADDRESS = re.compile(r"[^\s<>()\[\]\"'“”‘’,;:]+@[^\s<>()\[\]\"'“”‘’,;:]+")

NOBODY, FULL, CLOSED = "there is no mailbox {to}", "the mailbox {to} is full", "the mailbox {to} is closed"
REFUSED = "the mail server of {host} took it for spam, or has a rule against it"


def _code(end: str) -> str:
    """The pattern of a status (RFC 3463), which is no part of a network address."""
    return rf"(?<![\d.])[45]\.(?:{end})(?![\d.])"


# What stands in a notice's status and in what the mail server said, and what it means. The first that fits counts.
RETURNS = [
    (_code(r"1\.(?:[136]|10)"), NOBODY),
    (_code(r"2\.1"), CLOSED),
    (_code(r"2\.2"), FULL),
    (_code(r"2\.3|3\.4"), "it is too large for the mailbox {to}"),
    (_code(r"1\.2|4\.4"), "there is no mail server for {host}"),
    (r"quota|mailbox.{0,20} full|full mailbox", FULL),
    (r"unknown (user|recipient|address)|(user|recipient|address) (is )?(unknown|not found)", NOBODY),
    (r"no such (user|person|recipient|mailbox|address)|does(n.t| not) exist|unrouteable address|no mailbox", NOBODY),
    (r"\b(disabled|inactive|suspended|deactivated)\b", CLOSED),
    (r"spam|junk|block(ed|list)|blacklist|reputation|policy", REFUSED),
    (r"recipient address rejected", NOBODY),
    (_code(r"7\.\d+"), REFUSED),
    (_code(r"4\.\d+") + "|timed out|timeout", "the mail server of {host} could not be reached"),
    (r"", "it could not be delivered to {to}"),
]


@dataclass(frozen=True)
class Refusal:
    """`words` is a sentence; `lasting`: another try will not help; `nobody_there`: no mail would get through now."""

    words: str
    lasting: bool = False
    nobody_there: bool = False


def refusal_of(error: Exception, to: str) -> Refusal:
    """What an error of sending a mail to the address `to` means."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (550, b""))
        return Refusal(f"The mail server does not take mail for {to}: {_said(code, said)}", lasting=code >= 500)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Refusal("The mail server did not accept our name and password (EMAIL_URL).", nobody_there=True)
    if isinstance(error, smtplib.SMTPSenderRefused):
        said, sender = _said(error.smtp_code, error.smtp_error), settings.BOUNCES_TO and "BOUNCES_TO"
        words = f"The mail server does not take mail from us ({sender or 'DEFAULT_FROM_EMAIL'}): {said}"
        return Refusal(words, nobody_there=True)
    if isinstance(error, smtplib.SMTPDataError):
        said = _said(error.smtp_code, error.smtp_error)
        return Refusal(f"The mail server has refused this mail: {said}", lasting=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refusal(f"The mail server cannot send mail to an address such as {to}.", lasting=True)
    if isinstance(error, OSError):  # smtplib's other errors, connections refused or lost, time that ran out
        return Refusal(f"The mail server does not answer ({type(error).__name__}).", nobody_there=True)
    return Refusal(f"Something in the app went wrong ({type(error).__name__}: {one_line(str(error))[:SAID_LONGEST]}).")


def returned(status: str, said: str, to: str) -> str:
    """Why a mail to the address `to` has come back, as a sentence, with what the other mail server said.

    Other addresses are left out of that: where somebody has their mail sent on to is theirs to tell.
    """
    words = next(words for pattern, words in RETURNS if re.search(pattern, f"{status} {said}", re.IGNORECASE))
    shown = ADDRESS.sub(lambda found: found[0] if found[0].lower() == to.lower() else "…", one_line(said))
    sentence = f"It came back: {words.format(to=to, host=to.rpartition('@')[2])}."
    return f"{sentence} The mail server said: {shown[:SAID_LONGEST]}" if shown else sentence


def _said(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {words}")[:SAID_LONGEST]
