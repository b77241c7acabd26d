"""E-mail addresses as people paste them, and whose they are."""

from __future__ import annotations

import re

from django.db.models.functions import Lower

from people.models import Member
from people.typed import tidy_address

LONGEST = 50_000  # about two thousand addresses


def addresses_in(text: str) -> list[str]:
    """The addresses in a pasted text, each once, in order, written as we keep them; what is none comes along as it is.

    They stand one a line, or with commas, semicolons or blanks between them, or as "Asha Pillai <asha@example.org>".
    """
    parts = re.split(r"[,;\r\n\t]+", re.sub(r'"[^"\n]*"', "", text.replace("\0", "")))
    found = [address for part in parts for address in re.findall(r"<([^<>]*)>", part) or part.split()]
    return list(dict.fromkeys(tidy_address(address) for address in found if address.strip()))


def members_of(addresses: list[str]) -> tuple[list[Member], list[str]]:
    """The members who have these addresses, and the addresses that nobody here has. One query."""
    rows = Member.objects.filter(is_active=True).annotate(address=Lower("email")).filter(address__in=addresses)
    known = {member.address: member for member in rows}
    return [known[one] for one in addresses if one in known], [one for one in addresses if one not in known]


def member_of(address: str) -> Member | None:
    """The member who has this address, in whatever letters it is typed."""
    return Member.objects.filter(is_active=True, email__iexact=tidy_address(address)).first()
