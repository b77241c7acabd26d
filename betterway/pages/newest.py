"""The newest insights, where a list is to show several meetings and not one meeting's whole note."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import TruncDate

from betterway.pages.counts import insights_for
from betterway.pages.paging import whole_rows
from insights.models import Insight, Note


def newest(member: Any, notes: QuerySet[Note], number: int = 5) -> list[Insight]:
    """One insight of each of the last of `notes` to be published: two queries.

    The most telling one, of those that a convenor has put in her own words if there are any.
    """
    latest = [TruncDate("published_at").desc(), F("event__starts_at").desc(nulls_last=True), "-pk"]
    out = Note.objects.visible_to(member).filter(state=Note.State.PUBLISHED, pk__in=notes.values("pk"))
    worded = Case(When(statement=F("words"), then=False), default=True)
    best = insights_for(member).filter(note=OuterRef("pk")).order_by(worded.desc(), "-salience", "order", "pk")
    chosen = Note.objects.filter(pk__in=out.order_by(*latest).values("pk")[: 3 * number])
    tops = chosen.values(top=Subquery(best.values("pk")[:1])).filter(top__isnull=False)
    through = [TruncDate("note__published_at").desc(), F("note__event__starts_at").desc(nulls_last=True), "-note"]
    shown = Insight.objects.filter(pk__in=tops).order_by(*through).values_list("pk", flat=True)[:number]
    return whole_rows(shown, Insight.objects.with_context())
