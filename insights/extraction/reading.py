"""Bytes of a file, in whatever encoding a convenor's computer wrote them, as text."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word, OpenDocument or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"{\\rtf": "an RTF file",
}


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or Windows-1252, told by its marks and its bytes.

    Line ends become "\\n", a byte-order mark and NUL are dropped, nothing else is changed, so offsets are those of
    the file read with universal newlines. Raises ValueError, with a sentence fit for a convenor, for bytes that are
    no text.
    """
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise ValueError(f"This looks like {kind}, not like a text file: save it as plain text and try again.")
    text = _as_text(data)
    text = text.removeprefix("\ufeff").replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _as_text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and not _mostly_nul(data):
        _refuse_binary(text)
        return text
    if _mostly_nul(data):
        even, odd = data[::2].count(0), data[1::2].count(0)
        return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    text = data.decode("cp1252", errors="replace")
    _refuse_binary(text)
    return text


def _mostly_nul(data: bytes) -> bool:
    """Whether every other byte is mostly NUL: UTF-16 of a Western text without its mark."""
    half = max(1, len(data) // 2)
    return len(data) > 3 and max(data[::2].count(0), data[1::2].count(0)) > 0.7 * half


def _refuse_binary(text: str) -> None:
    sample = text[:4000]
    control = sum((c < " " and c not in "\t\n\r\f\v\x1b\0") or c == "\ufffd" for c in sample)
    if sample and control > 0.05 * len(sample):
        raise ValueError("This is not a text file: save it as plain text or Markdown and try again.")
