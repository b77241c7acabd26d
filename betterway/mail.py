"""Where mails go while no mail server is set: onto the console as they read, and into a folder, one file a mail."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxFolderBackend(BaseEmailBackend):
    """Writes every mail to a file of its own in EMAIL_FILE_PATH, whole, and its words to the console."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            sys.stdout.write(f"\nTo: {', '.join(message.to)}\nSubject: {message.subject}\n\n{message.body}\n")
            # By name in the order of time, and two of one moment are two files
            name = f"{datetime.now():%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}.log"
            (folder / name).write_bytes(message.message().as_bytes() + b"\n")
        sys.stdout.flush()
        return len(messages)
