"""Plain text and Markdown: the bytes of a file become text, whatever Windows, Word or a Mac made of them."""

from __future__ import annotations

from django.conf import settings

from insights.extraction.reading import decode
from insights.intake import IntakeError


def text_of(upload: bytes, name: str) -> str:
    """The text of a .txt or .md file: UTF-8, UTF-16 with or without its mark, or else Windows-1252.

    `name` is what the sentences call the file. Raises IntakeError with a sentence for a file that is
    too large, or no text.
    """
    if len(upload) > settings.NOTE_MAX_BYTES:
        limit = settings.NOTE_MAX_BYTES // 2**20
        raise IntakeError(f"“{name}” is larger than {limit} MB, which is the most a note may have.")
    try:
        return decode(upload)
    except ValueError as error:
        raise IntakeError(f"“{name}” cannot be read. {error}") from error
