"""Reads settings from the environment; a bad value stops the program with its name, the value and what is allowed."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

PASSWORD = re.compile(r"(://[^:/@]*:).*@")
TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def bad(name: str, value: str, allowed: str) -> ImproperlyConfigured:
    """What to raise for a value that cannot work; a password in it is not shown."""
    shown = PASSWORD.sub(r"\1…@", value)
    return ImproperlyConfigured(f"{name}={shown!r} does not work: it must be {allowed}.")


def word(name: str, default: str = "") -> str:
    """What the variable holds; a variable that is empty is as good as none."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    value = word(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise bad(name, value, "1 or 0")
    return value in TRUE


def number(name: str, default: int, *, low: int, high: int) -> int:
    value = word(name, str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise bad(name, value, f"a whole number from {low} to {high}")
    return int(value)


def choice(name: str, default: str, allowed: list[str]) -> str:
    value = word(name, default).lower()
    if value not in allowed:
        raise bad(name, value, " or ".join(allowed))
    return value


def words(name: str) -> list[str]:
    return [part.strip() for part in word(name).split(",") if part.strip()]


def address(name: str, default: str) -> str:
    """A web address without a path and without a slash at its end."""
    return checked_address(name, word(name, default))


def checked_address(name: str, value: str) -> str:
    """`value` as such an address; raises ImproperlyConfigured, calling it `name`, where it is none."""
    parts = urlsplit(value.strip())
    try:
        port_works = parts.port != 0
    except ValueError:
        port_works = False
    if (
        not port_works
        or parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
    ):
        raise bad(name, value, "an address such as https://meet.example.org, with nothing after the host")
    return value.strip().rstrip("/")


def email_address(name: str) -> str:
    """A bare e-mail address, or an empty word."""
    value = word(name)
    try:
        if value:
            validate_email(value)
    except ValidationError:
        raise bad(name, value, "an e-mail address such as returned@example.org, with nothing around it") from None
    return value


@dataclass(frozen=True)
class Box:
    """A folder of somebody's mailbox on a server that speaks IMAP over TLS. Shown anywhere, it hides the password."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str

    def __str__(self) -> str:
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


def mailbox(name: str) -> Box | None:
    """A mailbox; the value holds a password, wherever it stands in a bad one, and is never shown."""
    value = word(name)
    if not value:
        return None
    try:
        parts = urlsplit(value)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        box = Box(parts.hostname or "", parts.port or 993, user, password, unquote(parts.path.strip("/")) or "INBOX")
        said = f"{box.host}{user}{password}{box.folder}"
        works = parts.scheme == "imaps" and all([box.host, user, password]) and not parts.query and not parts.fragment
        works = works and said.isprintable() and box.folder.isascii()
    except ValueError:
        works = False
    if not works:
        allowed = "imaps://user:password@host:993/INBOX, with signs such as / or @ in the password as %2F or %40"
        raise bad(name, "imaps://…" if value.startswith("imaps://") else "…", allowed)
    return box


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or else a key made once in `folder`, in a file that nobody else on the machine can read."""
    key = word("SECRET_KEY")
    if key:
        if len(key) < 50:
            raise bad("SECRET_KEY", key[:4] + "…", "50 characters or more")
        return key
    path = folder / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(64))
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, even if two processes start at once or one is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)
