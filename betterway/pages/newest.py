"""The newest insights, where a list is to show several meetings and not one meeting's whole note."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, QuerySet, When, Window
from django.db.models.functions import RowNumber, TruncDate

from betterway.pages.counts import insights_for
from betterway.pages.paging import whole_rows
from insights.models import Insight, Note


def newest(member: Any, notes: QuerySet[Note], number: int = 5, *, each: int = 1) -> list[Insight]:
    """`number` insights, `each` at the most of each of the last of `notes` to be published: two queries.

    The most telling ones, of those that a convenor has put in her own words if there are any.
    """
    latest = [TruncDate("published_at").desc(), F("event__starts_at").desc(nulls_last=True), "-pk"]
    out = Note.objects.visible_to(member).filter(state=Note.State.PUBLISHED, pk__in=notes.values("pk"))
    chosen = out.order_by(*latest).values("pk")[: 3 * number]
    worded = Case(When(statement=F("words"), then=False), default=True)
    place = Window(RowNumber(), partition_by="note", order_by=[worded.desc(), "-salience", "order", "pk"])
    tops = insights_for(member).filter(note__in=chosen).annotate(place=place).filter(place__lte=each)
    through = [TruncDate("note__published_at").desc(), F("note__event__starts_at").desc(nulls_last=True), "-note"]
    shown = tops.order_by(*through, "place").values_list("pk", flat=True)[:number]
    return whole_rows(shown, Insight.objects.with_context())
