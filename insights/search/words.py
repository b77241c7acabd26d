"""RULES: what somebody may have meant who typed a word that stands nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from rapidfuzz import fuzz, process, utils

from events.models import Cell, Event, Series, Topic
from insights.models import Insight, KnownWords, Note
from people.models import Organisation, Person

NEWEST = 20_000  # insights that are read
REMEMBERED, KEPT = 600, timedelta(hours=1)  # seconds that a process keeps them; how long the database does
NEAR, SHORTEST = 74, 4  # of 100, and letters of a word worth guessing at
GUESSES = 3
WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
REMEMBERED_AS = "search-words"


def meant(typed: str) -> list[str]:
    """`typed` with each word that stands nowhere replaced by one of the nearest that do, the nearest first.

    Empty where nothing changes. What they suggest may stand only where the viewer cannot look: show the first one by
    which a search by the viewer finds something.
    """
    known = _known()
    near = {word: _nearest(word, known) for word in WORD.findall(typed)}
    guesses = [WORD.sub(lambda word, n=n: _at(near[word[0]], n, word[0]), typed) for n in range(GUESSES)]
    return [guess for guess in dict.fromkeys(guesses) if guess != typed]


def keep(*, at: datetime) -> int:
    """Keep every word with how often it stands there, for all processes, once an hour; returns how many there are."""
    with transaction.atomic():
        if KnownWords.objects.filter(kept_at__gt=at - KEPT).exists():
            return 0
        known = _read()
        KnownWords.objects.all().delete()
        KnownWords.objects.create(kept_at=at, words=known)
        return len(known)


def forget() -> None:
    """Keep none of the words any more, until they are read anew: some were removed at somebody's request."""
    KnownWords.objects.all().delete()
    cache.delete(REMEMBERED_AS)


def nearest_name(said: str, names: Iterable[str]) -> str:
    """The likest of some names, if one is like it at all."""
    found = process.extractOne(
        said, list(names), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=NEAR
    )
    return found[0] if found else ""


def _nearest(word: str, known: dict[str, int]) -> list[str]:
    """The word itself where it stands somewhere, or else the nearest ones, of equally near ones the commonest first."""
    folded = word.casefold()
    if folded in known:
        return [word]
    near = process.extract(folded, known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=5)
    near.sort(key=lambda found: (-round(found[1] / 5), -known[found[0]], found[0]))
    return [found[0] for found in near]


def _at(words: list[str], place: int, otherwise: str) -> str:
    return words[min(place, len(words) - 1)] if words else otherwise


def _known() -> dict[str, int]:
    """Every word of what is out and of what has a name, with how often it stands there.

    As the worker has kept it; where it has not yet, it is read here.
    """
    known = cache.get(REMEMBERED_AS)
    if known is None:
        kept = KnownWords.objects.last()
        known = kept.words if kept else _read()
        cache.set(REMEMBERED_AS, known, REMEMBERED)
    return known


def _read() -> dict[str, int]:
    counted: Counter[str] = Counter()
    for text in _texts():
        counted.update(word.casefold() for word in WORD.findall(text))
    return dict(counted)


def _texts() -> Iterator[str]:
    statements = Insight.objects.published().order_by("-pk").values_list("statement", flat=True)
    yield from statements[:NEWEST].iterator()
    yield from Note.objects.filter(state=Note.State.PUBLISHED).values_list("title", flat=True).iterator()
    for model, column in [
        (Event, "title"),
        (Series, "title"),
        *((m, "name") for m in (Cell, Topic, Organisation, Person)),
    ]:
        yield from model.objects.order_by().values_list(column, flat=True).iterator()
