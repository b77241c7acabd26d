"""Notices of mails that come back, as mail servers of several kinds write them. All were written for these tests."""

from __future__ import annotations

from people.envelopes import message_of
from people.models import Mail

HOST = "mail.ouse.example"


def whole(mail: Mail) -> str:
    """The mail as it left."""
    return message_of(mail).message().as_string()


def head(mail: Mail) -> str:
    return whole(mail).split("\n\n")[0]


def report(
    mail: Mail,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 nobody of that name lives here",
    words: str = "This mail did not get to where it was going.",
    sender: str = f"Mail Delivery System <MAILER-DAEMON@{HOST}>",
    returned: str | None = None,
    final: str = "",
    kind: str = "message/rfc822",
) -> bytes:
    """As RFC 3464 has it: words for people, a part for programs, and what comes back, here under a name of `kind`."""
    copy = whole(mail) if returned is None else returned
    return f"""\
Return-Path: <>
From: {sender}
To: noreply@127.0.0.1
Subject: Your mail has come back
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_edge"

--=_edge
Content-Type: text/plain; charset=utf-8

{words}

--=_edge
Content-Type: message/delivery-status

Reporting-MTA: dns; {HOST}
Arrival-Date: Sun, 22 Nov 2026 12:00:01 +0000

Final-Recipient: rfc822; {final or mail.to}
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--=_edge
Content-Type: {kind}

{copy}
--=_edge--
""".encode()


def postfix(mail: Mail) -> bytes:
    """Only the head comes back, as text; the server's words go over two lines."""
    said = f"smtp; 550 5.1.1 <{mail.to}>: Recipient address\n    rejected: User unknown in local recipient table"
    words = f"I'm the mail program at {HOST}, and I am sorry.\n\n<{mail.to}>: it said: User unknown"
    return report(mail, said=said, words=words, returned=head(mail), kind="text/rfc822-headers")


def exchange(mail: Mail) -> bytes:
    """Microsoft's: an address with no name for the part, a long status, and the mail itself inside."""
    said = "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup"
    sender = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@ouse.example>"
    return report(mail, status="5.1.10", said=said, sender=sender, final=mail.to.title())


def gmail(mail: Mail) -> bytes:
    """Google's: one report in another, the words also as HTML, three lines with the code before each."""
    said = "smtp; 552-5.2.2 The account is over its quota.\n 552-5.2.2 Ask for it to be emptied.\n 552 5.2.2 x7 - gsmtp"
    inner = report(mail, status="5.2.2", said=said).decode()
    answers = head(mail).split("Message-ID: ")[1].split("\n")[0]
    return inner.replace("Subject:", f"In-Reply-To: {answers}\nReferences: {answers}\nSubject:", 1).encode()


def exim_in_words(mail: Mail, *, to: str = "", sender: str = f"Mailer-Daemon@{HOST}", reason: str = "") -> bytes:
    """Exim's of before it wrote reports: words, and then the whole mail as text."""
    return f"""\
Return-path: <>
X-Failed-Recipients: {to or mail.to}
From: Mail Delivery System <{sender}>
To: noreply@127.0.0.1
Subject: A mail could not be delivered

This was written by the mail program at {HOST}. One address did not work, and never will:

  {to or mail.to}
    {reason or "550 5.1.1 there is no such user here"}

------ What follows is the mail, with all of its head. ------

{whole(mail)}
""".encode()


def qmail(mail: Mail) -> bytes:
    """In qmail's own form (QSBMF), without any code."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@{HOST}
To: noreply@127.0.0.1
Subject: failure notice

Hi. This is the mail program at {HOST}.
There is an address I could not bring your mail to.

<{mail.to}>:
Sorry, no mailbox here by that name.

--- Below this line is a copy of the mail.

{whole(mail)}
""".encode()


def delayed(mail: Mail) -> bytes:
    said = "smtp; connect to mx.ouse.example: timed out"
    return report(mail, action="delayed", status="4.4.1", said=said, words="It is late; we go on trying.")


def delayed_in_words(mail: Mail) -> bytes:
    return f"""\
Return-Path: <>
From: Mail Delivery System <Mailer-Daemon@{HOST}>
To: noreply@127.0.0.1
Subject: Warning: a mail is late

A mail that you sent has not yet been delivered to one of its addresses after a day:

  {mail.to}

No action is required on your part. We go on trying.

{head(mail)}
""".encode()


def out_of_office(mail: Mail) -> bytes:
    """What a machine answers for somebody who is away; it may come from nobody, and says another's address."""
    answers = head(mail).split("Message-ID: ")[1].split("\n")[0]
    return f"""\
Return-Path: <>
From: Ben Osei <{mail.to}>
To: noreply@127.0.0.1
Subject: Away: {mail.subject}
Auto-Submitted: auto-replied
In-Reply-To: {answers}
References: {answers}

I am away, and my mailbox is full. Write to Zelda, {mail.to}, or to me in January.
""".encode()


def read_receipt(mail: Mail) -> bytes:
    """That it was deleted unread (RFC 8098): it had arrived."""
    said = f"Final-Recipient: rfc822; {mail.to}\nDisposition: automatic-action/MDN-sent-automatically; deleted"
    raw = report(mail).decode().replace("report-type=delivery-status", "report-type=disposition-notification")
    before, after = raw.split("Content-Type: message/delivery-status\n\n")
    after = after.split("\n--=_edge", 1)[1]
    return f"{before}Content-Type: message/disposition-notification\n\n{said}\n\n--=_edge{after}".encode()


def sent_on(mail: Mail) -> bytes:
    """A person sends a notice on, with a few words of her own."""
    return f"""\
Return-Path: <nora@example.org>
From: Nora Vale <nora@example.org>
To: noreply@127.0.0.1
Subject: Look what I got
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="=_outer"

--=_outer
Content-Type: text/plain

Do you know why?

--=_outer
Content-Type: message/rfc822

{postfix(mail).decode()}
--=_outer--
""".encode()
