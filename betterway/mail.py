"""Where mails go while no mail server is set: onto the console as they read, and into a folder, one file a mail."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends import filebased


class OutboxFolderBackend(filebased.EmailBackend):
    """Writes every mail to EMAIL_FILE_PATH, whole, and its words to the console."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            sys.stdout.write(f"\nTo: {', '.join(message.to)}\nSubject: {message.subject}\n\n{message.body}\n")
        sys.stdout.flush()
        return super().send_messages(messages)
