"""RULES: what people type, made fit to keep: an address, a name, a path on this site."""

from __future__ import annotations

import contextlib
import re
import unicodedata

from django.utils.http import url_has_allowed_host_and_scheme

# Signs that turn the direction of all that follows, so that an address or a sentence reads as another one.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

CONTROLS = "".join(chr(code) for code in range(32) if chr(code) not in "\t\n\r")
_NOT_IN_XML = re.compile(f"[{CONTROLS}\ud800-\udfff\ufffe\uffff]")


def tidy_address(email: str) -> str:
    """The address in small letters, its domain as it is read: bücher.example, not xn--bcher-kva.example."""
    name, at, domain = unicodedata.normalize("NFC", email.strip()).lower().rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode("idna")
    return f"{name}{at}{domain}"


def tidy_line(text: str) -> str:
    """The text in one line, without signs that nobody sees: line ends, control signs, changes of direction."""
    seen = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join("".join(sign for sign in seen if sign not in TURNING).split())


def fit_for_xml(text: str) -> str:
    """The text without what XML 1.0 forbids in any writing (section 2.2): control signs, halves of pairs."""
    return _NOT_IN_XML.sub("", text)


def local_path(path: str) -> str:
    """The path if it leads to a page of this site, else nothing."""
    fits = path.startswith("/") and len(path) <= 500 and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if fits else ""
