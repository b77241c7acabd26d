"""RULES: who was erased and when, remembered outside the database, so that no old backup brings them back.

A file in VAR_DIR keeps a keyed digest of each address, from which the address cannot be read, the moment, and whether
the name was to stay in public.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from people.models import Member

SALT = "betterway.forgotten"
STAYS = " name stays"  # ends a line


def remember(address: str, *, name_stays: bool, at: datetime) -> None:
    """Add an address of somebody who was erased. Writes a line to the file."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{_digest(address)} {at.isoformat()}{STAYS if name_stays else ''}\n")


def among(members: Iterable[Member], *, also: Path | None = None) -> list[tuple[Member, bool]]:
    """Those who were erased after they joined, each with whether the name stays; not who has come back since.

    `also` is such a file from another machine that has the same SECRET_KEY. Raises OSError, ValueError where it cannot
    be read or is none.
    """
    gone = {**(_read(_path()) if _path().exists() else {}), **(_read(also) if also else {})}
    found = [(member, gone.get(_digest(member.email))) for member in members]
    return [(member, said[1]) for member, said in found if said and member.joined_at <= said[0]]


def _read(path: Path) -> dict[str, tuple[datetime, bool]]:
    lines = path.read_text(encoding="ascii").splitlines()
    pairs = [line.partition(" ") for line in lines if line]
    return {
        digest: (datetime.fromisoformat(rest.removesuffix(STAYS)), rest.endswith(STAYS)) for digest, _, rest in pairs
    }


def _path() -> Path:
    return Path(settings.VAR_DIR) / "erased"


def _digest(address: str) -> str:
    return salted_hmac(SALT, address.strip().casefold(), algorithm="sha256").hexdigest()
