"""What somebody may have meant who typed a word that stands nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.core.cache import cache
from rapidfuzz import fuzz, process, utils

from events.models import Cell, Event, Series, Topic
from insights.models import Insight, Note
from people.models import Organisation, Person

NEWEST, REMEMBERED = 20_000, 600  # insights that are read, seconds
NEAR, SHORTEST = 74, 4  # of 100, and letters of a word worth guessing at
WORD = re.compile(r"[^\W\d_]{4,}")


def meant(typed: str) -> str:
    """`typed` with each word that stands nowhere replaced by the nearest one that does; empty where nothing changes.

    What it suggests may stand only where the viewer cannot look: show it if a search by the viewer finds something.
    """
    known = _known()
    changed = WORD.sub(lambda word: _nearest(word[0], known), typed)
    return changed if changed != typed else ""


def nearest_name(said: str, names: Iterable[str]) -> str:
    """The likest of some names, if one is like it at all."""
    found = process.extractOne(
        said, list(names), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=NEAR
    )
    return found[0] if found else ""


def _nearest(word: str, known: dict[str, int]) -> str:
    folded = word.casefold()
    if folded in known:
        return word
    near = process.extract(folded, known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=5)
    best = max(near, key=lambda found: (round(found[1] / 5), known[found[0]]), default=(word,))
    return best[0]


def _known() -> dict[str, int]:
    """Every word of what is out and of what has a name, with how often it stands there; read anew every ten minutes."""
    known = cache.get("search words")
    if known is None:
        counted: Counter[str] = Counter()
        for text in _texts():
            counted.update(word.casefold() for word in WORD.findall(text))
        known = dict(counted)
        cache.set("search words", known, REMEMBERED)
    return known


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
