"""How far the public may know who said something."""

from __future__ import annotations

from django.db import models


class Attribution(models.TextChoices):
    """How far the public may know who said something: each level tells less than the one before."""

    NAMED = "named", "by name"
    ORGANISATION = "organisation only", "organisation only"
    ROLE = "role only", "role only"
    NONE = "unattributed", "not at all"


def lowest_attribution(*levels: str) -> str:
    """The level that tells least among `levels`; an empty level has no say. All empty: by name."""
    order = list(Attribution.values)
    return max((level for level in levels if level), key=order.index, default=Attribution.NAMED)
