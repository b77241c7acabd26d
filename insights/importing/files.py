"""Any file that a convenor brings becomes Markdown text: what it is is told by its content first, then by its name."""

from __future__ import annotations

import codecs
import re
import unicodedata
import zipfile
from io import BytesIO

from django.conf import settings

from insights.extraction.reading import decode
from insights.importing import word
from insights.importing.hypertext import markdown_of
from insights.intake import IntakeError

READ = ".docx,.html,.htm,.md,.txt"  # what a file chooser offers
_NAME_SHOWN = 80
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?>(?><!--.*?-->)\s*)*+<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_EXPORT = re.compile(rb"<(?:rss|feed)[\s>]", re.IGNORECASE)
_OFFICE = {
    "mimetype": "It was made by OpenOffice or LibreOffice. Save it there as a Word document (.docx) and choose that.",
    "xl/workbook.xml": "It is a spreadsheet. Copy what belongs into the note, and paste it.",
    "ppt/presentation.xml": "It is a set of slides. Copy their words, and paste them.",
}
_WORD = "word/document.xml"
_PDF = "It is a PDF, which does not keep words in their order. "
_PDF += "Choose the document it was made from; or open it, copy the text and paste it."
_RTF = "It is an RTF file. Open it in Word, save it as a Word document (.docx) and choose that."
_PICTURE = "It is a picture. We can only read words."
_REFUSED = (
    (b"%PDF", _PDF),
    (b"{\\rtf", _RTF),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
)
_OLD_WORD = "It is a Word document of the old kind (.doc). Open it in Word, save it as .docx and choose that."
_LOCKED = "It is protected by a password. Open it in Word, save it without the password and choose that."
_NOT_WORD = "It is called a Word document, but it is none. Open it in Word, save it as .docx and choose that."
_WHOLE_SITE = "It is the export of a whole site. A network convenor can take it in under “Bring in an archive”."


def text_of(upload: bytes, name: str) -> str:
    """The Markdown text of a Word document (.docx), a web page, a Markdown or a plain text file.

    `name` is what the sentences call the file. Raises IntakeError with a sentence for what is too large, has a
    name that cannot be shown, or cannot be read.
    """
    check_name(name)
    if len(upload) > settings.NOTE_MAX_BYTES:
        limit = settings.NOTE_MAX_BYTES // 2**20
        raise IntakeError(f"“{shown(name)}” is larger than {limit} MB, which is the most a note may have.")
    try:
        return _read(upload, name)
    except IntakeError as error:
        raise IntakeError(f"“{shown(name)}” cannot be read. {error}") from error


def text_of_pasted(html: str) -> str:
    """The Markdown text of what was copied from Word, a web page or a mail. Raises IntakeError with a sentence."""
    if len(html.encode("utf-8", "replace")) > settings.NOTE_MAX_BYTES:
        limit = settings.NOTE_MAX_BYTES // 2**20
        raise IntakeError(f"What you pasted is larger than {limit} MB, which is the most a note may have.")
    return markdown_of(html)


def check_name(name: str) -> None:
    """Raise IntakeError for a name with characters that cannot be seen: they can make it look like another."""
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for letter in name):
        raise IntakeError(f"The name of “{shown(name)}” has characters in it that cannot be seen. Rename the file.")


def shown(name: str) -> str:
    """A file's name as it may stand in a sentence: nothing unseen in it, and not too long."""
    seen = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C").strip()
    return (seen if len(seen) <= _NAME_SHOWN else f"{seen[: _NAME_SHOWN - 1]}…") or "this file"


def is_export(upload: bytes) -> bool:
    """Whether the first bytes of a file are those of an export of a site: an XML feed of posts."""
    start = upload[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    return start.startswith(b"<") and not _HTML.match(start) and bool(_EXPORT.search(start))


def _read(upload: bytes, name: str) -> str:
    for beginning, sentence in _REFUSED:
        if upload.startswith(beginning):
            raise IntakeError(sentence)
    if upload.startswith(b"\xd0\xcf\x11\xe0"):
        raise IntakeError(_LOCKED if "EncryptedPackage".encode("utf-16-le") in upload else _OLD_WORD)
    if upload.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(upload)
    if is_export(upload):
        raise IntakeError(_WHOLE_SITE)
    if _HTML.match(upload[:4096].removeprefix(codecs.BOM_UTF8)) or name.lower().endswith((".html", ".htm")):
        return markdown_of(_decoded(upload))
    if name.lower().endswith((".docx", ".doc")):
        raise IntakeError(_NOT_WORD)
    return _plain(upload)


def _plain(upload: bytes) -> str:
    try:
        return decode(upload)
    except ValueError as error:
        raise IntakeError(str(error)) from error


def _of_zip(upload: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(upload)) as there:
            parts = set(there.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise IntakeError("The file is damaged. Save it again in the program it was made with.") from error
    if _WORD in parts:
        return markdown_of(word.html_of(upload))
    for part, sentence in _OFFICE.items():
        if part in parts:
            raise IntakeError(sentence)
    raise IntakeError("It is a folder packed as a zip. Unpack it, and choose the note in it.")


def _decoded(upload: bytes) -> str:
    """The text of a web page: in the encoding it names, where it is not UTF-8 or UTF-16 already."""
    named = _CHARSET.search(upload[:4096])
    if named and not upload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return upload.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return upload.decode(named[1].decode("ascii"), errors="replace")
            except (LookupError, ValueError):
                pass
    return _plain(upload)
