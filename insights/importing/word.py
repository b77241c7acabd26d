"""Word documents (.docx) become HTML: first what is in the file is looked at, then mammoth reads it.

A .docx is a zip of XML files, and may be made to grow without end. So its parts are unpacked with a limit into a zip
of our own, looked through for what no honest document has, and only that is shown to mammoth.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree.ElementTree import ParseError

import mammoth
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from insights.intake import IntakeError

LARGEST = 8 * 2**20  # of XML: a document of some 500 pages; mammoth takes twenty times as much memory
MOST_PARTS = 2_000
_DEEPEST = 200  # elements within one another: mammoth recurses
_MOST_ELEMENTS = 120_000  # and attributes: each takes a kilobyte or more while mammoth reads
_STEP = 2**20  # the parser begins a long tag anew with each piece
_DAMAGED = "The file is damaged. Open it in Word, save it again, and try with the new file."
_TOO_LARGE = f"Unpacked, its text is larger than {LARGEST // 2**20} MB. Save the part that you need as a document."
_TOO_MUCH = "It is built in a way no document of Word is. Copy its words into a new document and try with that."
# A title leaves the first level to itself: markdown.written lowers the headings under it.
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Quote'] => blockquote > p:fresh\n"
_STYLES += "p[style-name='Intense Quote'] => blockquote > p:fresh"


def html_of(upload: bytes) -> str:
    """The document as HTML, without its pictures and comments. Raises IntakeError with a sentence where it cannot."""
    try:
        result = mammoth.convert_to_html(_looked_through(upload), style_map=_STYLES, convert_image=lambda image: [])
    except RecursionError as error:
        raise IntakeError(_TOO_MUCH) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise IntakeError(_DAMAGED) from error
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError) as error:  # parts that do not fit
        raise IntakeError(_DAMAGED) from error
    return str(result.value)


def _looked_through(upload: bytes) -> io.BytesIO:
    """The XML parts of the document in a zip of our own, each read within the limits."""
    room, limits = LARGEST, _Limits()
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(upload)) as there, zipfile.ZipFile(kept, "w") as ours:
        if len(there.infolist()) > MOST_PARTS:
            raise IntakeError(_TOO_MUCH)
        for part in {part.filename: part for part in there.infolist()}.values():
            if part.filename.endswith((".xml", ".rels")):
                content = _read(there, part, room, limits)
                room -= len(content)
                ours.writestr(part.filename, content)
    kept.seek(0)
    return kept


def _read(there: zipfile.ZipFile, part: zipfile.ZipInfo, room: int, limits: _Limits) -> bytes:
    if part.flag_bits & 1:
        raise IntakeError("It is protected by a password. Save it without one and try again.")
    if part.file_size > room:
        raise IntakeError(_TOO_LARGE)
    parser = DefusedXMLParser(target=limits, forbid_dtd=True)
    content = bytearray()
    try:
        with there.open(part) as stream:
            while step := stream.read(_STEP):
                content += step
                if len(content) > room:  # whatever the zip declares
                    raise IntakeError(_TOO_LARGE)
                parser.feed(step)
        parser.close()
    except (ParseError, DefusedXmlException, LookupError) as error:
        raise IntakeError(_DAMAGED if isinstance(error, ParseError) else _TOO_MUCH) from error
    return bytes(content)


class _Limits:
    """Counts the elements and attributes of all parts, and how deep elements stand in one another."""

    def __init__(self) -> None:
        self.count = self.depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        self._add(1 + len(attributes))

    def start_ns(self, prefix: str, address: str) -> None:
        self._add(1)

    def _add(self, number: int) -> None:
        self.count += number
        if self.depth > _DEEPEST or self.count > _MOST_ELEMENTS:
            raise IntakeError(_TOO_MUCH)

    def end(self, tag: str) -> None:
        self.depth -= 1

    def data(self, words: str) -> None:
        """Words are no matter here."""

    def close(self) -> None:
        """Nothing was built."""
