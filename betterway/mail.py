"""Where mails go while no mail server is set: onto the console, and into a folder, one file a mail."""

from django.core.mail.backends import console, filebased


class OutboxFolderBackend(filebased.EmailBackend):
    """Writes every mail to the console and to EMAIL_FILE_PATH."""

    def send_messages(self, messages):  # type: ignore[no-untyped-def]
        console.EmailBackend().send_messages(messages)
        return super().send_messages(messages)
