"""RULES: who was erased and when, remembered outside the database, so that no old backup brings them back.

A file in VAR_DIR keeps a keyed digest of each address, from which the address cannot be read, and the moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from people.models import Member

SALT = "betterway.forgotten"


def remember(address: str, *, at: datetime) -> None:
    """Add the address of somebody who was erased. Writes a line to the file."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{_digest(address)} {at.isoformat()}\n")


def among(members: Iterable[Member], *, also: Path | None = None) -> list[Member]:
    """Those who were erased after they joined; whoever came back since is not among them.

    `also` is such a file from another machine that has the same SECRET_KEY. Raises OSError, ValueError where it cannot
    be read or is none.
    """
    gone = {**(_read(_path()) if _path().exists() else {}), **(_read(also) if also else {})}
    return [member for member in members if (moment := gone.get(_digest(member.email))) and member.joined_at <= moment]


def _read(path: Path) -> dict[str, datetime]:
    lines = path.read_text(encoding="ascii").splitlines()
    pairs = [line.partition(" ") for line in lines if line]
    return {digest: datetime.fromisoformat(moment) for digest, _, moment in pairs}


def _path() -> Path:
    return Path(settings.VAR_DIR) / "erased"


def _digest(address: str) -> str:
    return salted_hmac(SALT, address.strip().casefold(), algorithm="sha256").hexdigest()
