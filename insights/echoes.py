"""RULES: the same point made again at another meeting. The engine proposes, a convenor decides; nothing else is shown.

Two insights are proposed where their statements mean the like, whatever their words: a cosine of .55 or more, of
different notes, three at most for each. Put together by convenors they form a trail, in the order of their meetings.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Q
from django.db.models.functions import Cast, Coalesce

from insights import meaning
from insights.models import Echo, Insight, Meaning
from people.models import Member

LEAST = 0.55  # cosine from which on convenors found most proposals worth a look
EACH = 3  # proposals for one insight
AT_ONCE = 200  # insights looked at in one go
LONGEST_TRAIL = 60


class EchoError(Exception):
    """Why two insights cannot be put together, as a sentence."""


def propose(*, at: datetime) -> int:
    """Look for echoes of published insights that nobody has looked at yet, some hundreds at a time; how many are new.

    Writes their meanings and the proposals. Nothing where the model is not installed. Two workers at once may do the
    same work, and write it once.
    """
    if not meaning.is_here():
        return 0
    new = list(Insight.objects.published().filter(meaning=None).order_by("pk")[:AT_ONCE])
    return _propose(new, at) if new else 0


def _propose(new: Sequence[Insight], at: datetime) -> int:
    asked = meaning.vectors([insight.statement for insight in new])
    vectors = dict(zip([insight.pk for insight in new], asked, strict=True))
    known = Meaning.objects.values_list("insight", "vector").iterator()
    found = meaning.nearest(asked, chain(known, vectors.items()), least=LEAST)
    rows = [Meaning(insight_id=pk, vector=vector) for pk, vector in vectors.items()]
    with transaction.atomic():
        Meaning.objects.bulk_create(rows, ignore_conflicts=True)
        return len(Echo.objects.bulk_create(_proposals(new, found, at), ignore_conflicts=True))


def _proposals(new: Sequence[Insight], found: Sequence[Sequence[meaning.Near]], at: datetime) -> list[Echo]:
    numbers = {pk for near in found for _, pk in near}
    notes = dict(Insight.objects.published().filter(pk__in=numbers).values_list("pk", "note"))
    pairs: dict[tuple[int, int], float] = {}
    for insight, near in zip(new, found, strict=True):
        others = [(cosine, pk) for cosine, pk in near if notes.get(pk, insight.note_id) != insight.note_id]
        for cosine, pk in others[:EACH]:
            pairs[min(pk, insight.pk), max(pk, insight.pk)] = cosine
    known = set(Echo.objects.of(list(numbers)).values_list("one", "other"))
    return [
        Echo(one_id=one, other_id=other, likeness=round(100 * cosine), proposed_at=at)
        for (one, other), cosine in pairs.items()
        if (one, other) not in known
    ]


@transaction.atomic
def decide(echo: Echo, kind: str, *, by: Member, at: datetime) -> Echo:
    """Confirm that the two make the same point ("same") or are related ("related"), or dismiss it (""); the fresh row.

    What was decided before can be decided anew. Raises EchoError where one of them is not out. Locks the row.
    """
    echo = Echo.objects.select_for_update(of=("self",)).get(pk=echo.pk)
    if kind:
        _refuse_unpublished([echo.one_id, echo.other_id])
    echo.state = Echo.State.CONFIRMED if kind else Echo.State.DISMISSED
    echo.kind = kind or echo.kind
    echo.decided_by, echo.decided_at = by, at
    echo.save(update_fields=["state", "kind", "decided_by", "decided_at"])
    return echo


@transaction.atomic
def put_together(insight: Insight, other: Insight, kind: str, *, by: Member, at: datetime) -> Echo:
    """Put two insights together by hand, as `decide` does. Raises EchoError for two of one note."""
    if insight.note_id == other.note_id:
        raise EchoError("These two are of one meeting. An echo is what another meeting said again.")
    one, two = sorted((insight.pk, other.pk))
    echo, _ = Echo.objects.get_or_create(one_id=one, other_id=two, defaults={"proposed_at": at})
    return decide(echo, kind, by=by, at=at)


def _refuse_unpublished(numbers: Collection[int]) -> None:
    if Insight.objects.published().filter(pk__in=numbers).count() < len(numbers):
        raise EchoError("One of the two is not on the pages any more.")


def forget_meanings(insights: Any) -> None:
    """Forget what the insights (a QuerySet, or some) mean: they are looked at again."""
    Meaning.objects.filter(insight__in=insights).delete()


def ask_again(insights: Any) -> int:
    """Propose anew what was confirmed of insights that have been reworded since; returns how many pairs.

    They may say something else now, and stand on no page until a convenor has looked at them again.
    """
    undecided = {"state": Echo.State.PROPOSED, "decided_by": None, "decided_at": None}
    return Echo.objects.confirmed().of(insights).update(**undecided)


def confirmed_statements() -> dict[int, str]:
    """What the insights say that convenors have put together, by number."""
    ends = Echo.objects.confirmed()
    rows = Insight.objects.filter(Q(pk__in=ends.values("one")) | Q(pk__in=ends.values("other")))
    return dict(rows.order_by().values_list("pk", "statement"))


@dataclass(frozen=True)
class Saying:
    """One time that a point was made, in `words` whether it was the first, and whether it is `this` one."""

    insight: Insight
    words: str
    this: bool


@dataclass(frozen=True)
class Trails:
    """What other meetings said to an insight: the same point, itself among them, and what is related; by time."""

    same: list[Saying]
    related: list[Insight]


def trails_of(insight: Insight, reader: Any) -> Trails:
    """The insight's echoes that the reader may see, in the order of their meetings; one query where there are none.

    The same point carries on: what says the same as an echo says the same as the insight. Insights come with what a
    card shows and their passages.
    """
    links = list(Echo.objects.confirmed().of([insight.pk]).values_list("one", "other", "kind"))
    if not links:
        return Trails([], [])
    related = _ends(links, Echo.Kind.RELATED) - {insight.pk}
    same, new = {insight.pk}, _ends(links, Echo.Kind.SAME) - {insight.pk}
    while new and len(same) < LONGEST_TRAIL:
        same |= new
        links = Echo.objects.confirmed().of(new).filter(kind=Echo.Kind.SAME).values_list("one", "other", "kind")
        new = _ends(links, Echo.Kind.SAME) - same
    rows = Insight.objects.visible_to(reader).published().with_context().defer("note__text")
    seen = rows.filter(pk__in=same | related).prefetch_related("passages")
    said = Coalesce("note__event__starts_at", Cast("note__written_on", DateTimeField()))
    shown = list(seen.order_by(said.asc(nulls_last=True), "pk"))
    again = [row for row in shown if row.pk in same]
    told = [Saying(row, _words(row, place), row.pk == insight.pk) for place, row in enumerate(again)]
    return Trails(told if len(told) > 1 else [], [row for row in shown if row.pk in related - same])


def _words(row: Insight, place: int) -> str:
    dated = row.note.event.starts_at if row.note.event else row.note.written_on
    said = "Said again" if place else "First said"
    return said if dated else "Also said"


def _ends(links: Any, kind: str) -> set[int]:
    return {end for one, other, of in links for end in (one, other) if of == kind}
