"""Why a mail has not left, in words for whoever looks after a meeting, and whether it is worth another try."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

from people.letters import one_line

SAID_LONGEST = 200


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
        said = _said(error.smtp_code, error.smtp_error)
        return Refusal(f"The mail server does not take mail from us (DEFAULT_FROM_EMAIL): {said}", nobody_there=True)
    if isinstance(error, smtplib.SMTPDataError):
        said = _said(error.smtp_code, error.smtp_error)
        return Refusal(f"The mail server has refused this mail: {said}", lasting=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refusal(f"The mail server cannot send mail to an address such as {to}.", lasting=True)
    if isinstance(error, OSError):  # smtplib's other errors, connections refused or lost, time that ran out
        return Refusal(f"The mail server does not answer ({type(error).__name__}).", nobody_there=True)
    return Refusal(f"Something in the app went wrong ({type(error).__name__}: {one_line(str(error))[:SAID_LONGEST]}).")


def _said(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {words}")[:SAID_LONGEST]
