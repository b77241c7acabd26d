"""RULES: what members looked for and did not find: the words, how often and when, never who."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from insights.models import Miss
from insights.search.queries import bare

LONGEST = Miss._meta.get_field("words").max_length
KEPT = timedelta(days=90)
PERSONAL = re.compile(r"@|\d{5}|(?:\d[\s().+/-]*){7}")  # an address or a telephone number is nobody's question


@transaction.atomic
def count(typed: str, *, at: datetime) -> None:
    """Count a search that found nothing.

    One without a word, a very long one, and what looks like an address or a number are not kept.
    """
    words = " ".join(typed.casefold().split())
    if not bare(words) or len(words) > LONGEST or PERSONAL.search(words):
        return
    miss, new = Miss.objects.get_or_create(words=words, defaults={"last_at": at})
    if not new:
        Miss.objects.filter(pk=miss.pk).update(number=F("number") + 1, last_at=at)


def forget(*, at: datetime) -> int:
    """Delete what nobody has looked for in ninety days; returns how many."""
    return Miss.objects.filter(last_at__lt=at - KEPT).delete()[0]
