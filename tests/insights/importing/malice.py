"""Files that are not what they seem, each with its name and the sentence that refuses it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from tests.insights.importing.documents import make_docx, paragraph, word_part

MB = 2**20
TOO_LARGE = "Unpacked, its text is larger than 8 MB. Save the part that you need as a document."
TOO_MUCH = "It is built in a way no document of Word is. Copy its words into a new document and try with that."
DAMAGED = "The file is damaged. Open it in Word, save it again, and try with the new file."
OPEN_XML = "Open it in Word, save it as .docx and choose that."
TOO_DEEP = (
    "Its lists, tables or quotations stand more than 500 deep in one another. "
    "Copy the words into a new document and try again."
)


def bomb(size: int = 200 * MB) -> bytes:
    made = io.BytesIO(make_docx(paragraph("Words")))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as there, there.open("word/bomb.xml", "w") as part:
        part.write(b"<a>")
        for _ in range(size // MB):
            part.write(b" " * MB)
        part.write(b"</a>")
    return made.getvalue()


def lying_bomb() -> bytes:
    """A bomb that declares a kilobyte where a hundred megabytes come out."""
    return bomb(100 * MB).replace(struct.pack("<L", 100 * MB + 7), struct.pack("<L", 1000))


def many_parts() -> bytes:
    return make_docx(paragraph("Words"), **{f"part{number}__xml": "<a/>" for number in range(2_100)})


def zip_of(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as there:
        for name in names:
            there.writestr(name, "words")
    return made.getvalue()


def locked_parts() -> bytes:
    """Every part marked as encrypted."""
    upload = bytearray(make_docx(paragraph("Words")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = upload.find(mark)
        while start >= 0:
            upload[start + place] |= 1
            start = upload.find(mark, start + 4)
    return bytes(upload)


def entities() -> bytes:
    declared = '<!DOCTYPE d [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {later} "{f"&{earlier};" * 10}">' for earlier, later in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return make_docx("", document__xml=f"{declared}]><w:d>&i;</w:d>")


def nested_tables() -> bytes:
    return make_docx("<w:tbl><w:tr><w:tc>" * 10_000 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 10_000)


def many_elements() -> bytes:
    return make_docx("<w:p/>" * 1_000_000)


def many_attributes() -> bytes:
    attributes = " ".join(f'a{number}=""' for number in range(500_000))
    return make_docx(f"<w:p {attributes}/>")


def many_styles() -> bytes:
    return make_docx("<w:p/>" * 100_000, more__xml=word_part("styles", "<w:style/>" * 100_000))


def broken_xml() -> bytes:
    return make_docx("<w:p>")


def cut_short() -> bytes:
    upload = make_docx(paragraph("Words " * 1000))
    return upload[: len(upload) // 2]


def old_word(*, locked: bool = False) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(600)
        + ("EncryptedPackage" if locked else "Word").encode("utf-16-le")
    )


def said(name: str, sentence: str) -> str:
    return f"“{name}” cannot be read. {sentence}"


def unseen(name: str) -> str:
    return f"The name of “{name}” has characters in it that cannot be seen. Rename the file."


ODT = ("mimetype", "content.xml")
MALICE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a zip bomb": ("a.docx", bomb, said("a.docx", TOO_LARGE)),
    "a zip bomb that lies": ("a.docx", lying_bomb, said("a.docx", DAMAGED)),
    "many parts": ("a.docx", many_parts, said("a.docx", TOO_MUCH)),
    "entities": ("a.docx", entities, said("a.docx", TOO_MUCH)),
    "nested tables": ("a.docx", nested_tables, said("a.docx", TOO_MUCH)),
    "many elements": ("a.docx", many_elements, said("a.docx", TOO_MUCH)),
    "many attributes": ("a.docx", many_attributes, said("a.docx", TOO_MUCH)),
    "many styles": ("a.docx", many_styles, said("a.docx", TOO_MUCH)),
    "broken XML": ("a.docx", broken_xml, said("a.docx", DAMAGED)),
    "cut short": ("a.docx", cut_short, said("a.docx", "The file is damaged. Save it again in the program it was made with.")),
    "no zip": ("a.docx", lambda: b"Just words", said("a.docx", f"It is called a Word document, but it is none. {OPEN_XML}")),
    "an old Word document": ("a.doc", old_word, said("a.doc", f"It is a Word document of the old kind (.doc). {OPEN_XML}")),
    "a locked document": (
        "a.docx",
        lambda: old_word(locked=True),
        said("a.docx", "It is protected by a password. Open it in Word, save it without the password and choose that."),
    ),
    "locked parts": (
        "a.docx", locked_parts, said("a.docx", "It is protected by a password. Save it without one and try again."),
    ),
    "a PDF": (
        "a.docx",
        lambda: b"%PDF-1.7",
        said("a.docx", "It is a PDF, which does not keep words in their order. Choose the document it was made from; "
             "or open it, copy the text and paste it."),
    ),
    "RTF": (
        "a.doc",
        lambda: b"{\\rtf1 words}",
        said("a.doc", "It is an RTF file. Open it in Word, save it as a Word document (.docx) and choose that."),
    ),
    "a picture": ("a.txt", lambda: b"\x89PNG\r\n" + bytes(400), said("a.txt", "It is a picture. We can only read words.")),
    "a spreadsheet": (
        "a.xlsx",
        lambda: zip_of("xl/workbook.xml"),
        said("a.xlsx", "It is a spreadsheet. Copy what belongs into the note, and paste it."),
    ),
    "slides": (
        "a.pptx",
        lambda: zip_of("ppt/presentation.xml"),
        said("a.pptx", "It is a set of slides. Copy their words, and paste them."),
    ),
    "OpenDocument": (
        "a.odt",
        lambda: zip_of(*ODT),
        said("a.odt", "It was made by OpenOffice or LibreOffice. Save it there as a Word document (.docx) and choose that."),
    ),
    "a zip": (
        "a.zip", lambda: zip_of("a.txt"), said("a.zip", "It is a folder packed as a zip. Unpack it, and choose the note in it."),
    ),
    "no text": (
        "a.txt",
        lambda: b"\x00\x01\x02" * 500,
        said("a.txt", "This is not a text file: save it as plain text or Markdown and try again."),
    ),
    "an export of a site": (
        "a.xml",
        lambda: b'<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>',
        said("a.xml", "It is the export of a whole site. A network convenor can take it in under “Bring in an archive”."),
    ),
    "lists in lists": ("a.html", lambda: b"<html>" + b"<ul><li>x" * 10_000, said("a.html", TOO_DEEP)),
    "a name with control characters": ("a\x1b[2Jb.txt", lambda: b"Words", unseen("a[2Jb.txt")),
    "a name that turns round": ("a\u202etxt.docx", lambda: b"Words", unseen("atxt.docx")),
    "much too large": ("a.docx", lambda: b"PK" * 6 * MB, "“a.docx” is larger than 10 MB, which is the most a note may have."),
}  # fmt: skip
