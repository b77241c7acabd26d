"""A row of the outbox becomes a message as mail programs want it: text, plain HTML beside it, the calendar's file."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import constant_time_compare, salted_hmac

from people.letters import html_of
from people.models import Mail

METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)
NUMBER = re.compile(r"mail-(\d{1,18})-[0-9a-f]{24}")
BY_HAND = "letter"  # why a mail was written, where a person has written it


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message. Made a second time it has the same number, so that a mail sent twice is known as one."""
    returned_to = settings.BOUNCES_TO or settings.DEFAULT_FROM_EMAIL  # what readers see is From, in the head
    message = EmailMultiAlternatives(
        mail.subject, mail.text, returned_to, [mail.to], reply_to=[mail.reply_to] if mail.reply_to else None
    )
    message.extra_headers = headers_of(mail)
    message.attach_alternative(html_of(mail.subject, mail.text), "text/html")
    if mail.calendar:
        method = METHOD.search(mail.calendar)
        # Gmail and Outlook act on the alternative, Apple's programs and others on the file
        message.attach_alternative(mail.calendar, f"text/calendar; method={method[1] if method else 'PUBLISH'}")
        message.attach("meeting.ics", mail.calendar.encode(), "application/ics")
    return message


def headers_of(mail: Mail) -> dict[str, str]:
    """What programs read: its number, whom it is from, that no person wrote it, and where to stop mails of its kind."""
    host = urlsplit(settings.BASE_URL).hostname
    headers = {"Message-ID": f"<{number_of(mail)}@{host}>", "From": settings.DEFAULT_FROM_EMAIL}
    if mail.why != BY_HAND:
        headers["Auto-Submitted"] = "auto-generated"
    if mail.stop:
        headers |= {"List-Unsubscribe": f"<{mail.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def number_of(mail: Mail) -> str:
    """What the message's number begins with. Nobody can make one up: whoever knows it has had the mail in hand."""
    row = f"{mail.pk} {mail.created_at.timestamp()}"  # after a restore another mail may have the same pk
    return f"mail-{mail.pk}-{salted_hmac('people.envelopes', row, algorithm='sha256').hexdigest()[:24]}"


def mail_of(number: str) -> Mail | None:
    """The mail with that number; None where there is none, or none any more, or the number is made up."""
    found = NUMBER.fullmatch(number)
    mail = Mail.objects.filter(pk=int(found[1])).first() if found else None
    return mail if mail and constant_time_compare(number, number_of(mail)) else None
