"""The words of a mail: a template becomes plain text of short lines, and plain text becomes plain HTML."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string

from people.models import Member

WIDTH = 72
SIGNATURE = "-- "  # as mail programs know it; what follows is small print
LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)'”’]")
LINK_SHOWN = 48  # letters
TITLES = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame", "lord", "lady", "rev", "cllr"}


def dear(member: Member) -> str:
    """How a mail begins: "Dear Nerys,"; "Hello," to someone whose name is not known."""
    first = member.get_short_name()
    name = member.name if first.rstrip(".").lower() in TITLES else first
    return f"Dear {name}," if name else "Hello,"


def compose(template: str, context: Mapping[str, Any]) -> str:
    """The template's text with long lines broken, and never more than one empty line between two paragraphs."""
    text = wrapped(render_to_string(template, dict(context)))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def wrapped(text: str) -> str:
    """The text with lines over 72 letters broken at spaces; what is set in stays set in, addresses stay whole."""
    return "\n".join(part for line in text.splitlines() for part in _broken(line))


def _broken(line: str) -> list[str]:
    if line == SIGNATURE or len(line) <= WIDTH:
        return [line if line == SIGNATURE else line.rstrip()]
    inset = line[: len(line) - len(line.lstrip())]
    hanging = inset + "  " if line.lstrip().startswith("- ") else inset
    return textwrap.wrap(
        line.strip(), WIDTH, initial_indent=inset, subsequent_indent=hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """Some words of a line; with an `address`, a link."""

    words: str
    address: str = ""


@dataclass(frozen=True)
class Block:
    """Lines that belong together, each in pieces. `kind` is "paragraph", "inset", "list" or "small"."""

    kind: str
    lines: list[list[Piece]]


def html_of(subject: str, text: str) -> str:
    """The text as a page of plain HTML for mail programs, with nothing in it that the text does not say."""
    return render_to_string("people/mail.html", {"subject": subject, "blocks": blocks_of(text)})


def blocks_of(text: str) -> list[Block]:
    """The paragraphs of a mail. Lines broken for their length only are joined again."""
    body, _, small = text.partition(f"\n{SIGNATURE}\n")
    blocks = [_block(lines) for lines in _paragraphs(body)]
    return blocks + [Block("small", [_pieces(line) for line in _joined(lines)]) for lines in _paragraphs(small)]


def _paragraphs(text: str) -> list[list[str]]:
    parts = re.split(r"\n\s*\n", text.strip("\n"))
    return [part.splitlines() for part in parts if part.strip()]


def _block(lines: list[str]) -> Block:
    if all(line.startswith(("- ", "  ")) for line in lines) and lines[0].startswith("- "):
        return Block("list", [_pieces(line.removeprefix("- ")) for line in _joined(lines)])
    kind = "inset" if lines[0].startswith("  ") else "paragraph"
    return Block(kind, [_pieces(line) for line in _joined(lines)])


def _joined(lines: list[str]) -> list[str]:
    """Whole lines again: a line goes on in the next one if that one's first word did not fit into it."""
    whole: list[str] = []
    room = 0
    for line in lines:
        words = line.strip()
        starts_anew = words.startswith("- ") or LINK.fullmatch(words)
        if whole and not starts_anew and room + 1 + len(words.split(" ")[0]) > WIDTH:
            whole[-1] += f" {words}"
        else:
            whole.append(words)
        room = len(line.rstrip())
    return whole


def _pieces(line: str) -> list[Piece]:
    pieces, end = [], 0
    for found in LINK.finditer(line):
        pieces += [Piece(line[end : found.start()]), Piece(_shown(found[0]), found[0])]
        end = found.end()
    return [piece for piece in [*pieces, Piece(line[end:])] if piece.words]


def _shown(address: str) -> str:
    """An address as it is read; of a long one only where it leads and for what."""
    parts = urlsplit(address)
    words = f"{parts.netloc}{parts.path}".rstrip("/")
    if len(words) <= LINK_SHOWN:
        return words
    first = parts.path.strip("/").split("/")[0]
    return f"{parts.netloc}/{first}/…"


PRIVATE_PART = re.compile(r"(?<=/)(?=[^/\s]*(?:[A-Z:]|[0-9a-f]{20}))[^/\s]{16,}(?=/|\s|$)")


def without_private_links(text: str) -> str:
    """The text as others than its reader may see it: who has a private link can do what it is for.

    The signed part of an address has capitals, a colon or a long number; the words of our public addresses never do.
    """
    return LINK.sub(lambda link: PRIVATE_PART.sub("…", link[0]), text)


def one_line(words: str) -> str:
    """Words fit for the head of a mail: one line, nothing in it that is not a letter or a sign."""
    return " ".join("".join(" " if _is_control(letter) else letter for letter in words).split())


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs")
