"""A row of the outbox becomes a message as mail programs want it: text, plain HTML beside it, the calendar's file."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from people.letters import html_of
from people.models import Mail

METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)
BY_HAND = "letter"  # why a mail was written, where a person has written it


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message. Made a second time it has the same number, so that a mail sent twice is known as one."""
    message = EmailMultiAlternatives(
        mail.subject, mail.text, None, [mail.to], reply_to=[mail.reply_to] if mail.reply_to else None
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
    """What programs read: the message's number, that no person wrote it, and where to stop mails of its kind."""
    host = urlsplit(settings.BASE_URL).hostname
    headers = {"Message-ID": f"<mail-{mail.pk}-{mail.created_at:%Y%m%d%H%M%S}@{host}>"}
    if mail.why != BY_HAND:
        headers["Auto-Submitted"] = "auto-generated"
    if mail.stop:
        headers |= {"List-Unsubscribe": f"<{mail.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers
