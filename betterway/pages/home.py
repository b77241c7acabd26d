"""The front page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from betterway.pages.counts import cells_for, events_for, insights_for, topics_for
from insights.models import Insight, Note


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "upcoming": events_for(user).upcoming(timezone.now())[:4],
        "insights": newest(user),
        "cells": cells_for(user),
        "topics": topics_for(user).filter(insight_count__gt=0)[:36],
        "total": insights_for(user).aggregate(insights=Count("pk"), notes=Count("note", distinct=True)),
    }
    return render(request, "betterway/home.html", context)


def newest(member: Any, number: int = 5) -> QuerySet[Insight]:
    """One insight of each of the notes published last, the most telling one, with its passages: two queries."""
    latest = [TruncDate("published_at").desc(), F("event__starts_at").desc(nulls_last=True), "-pk"]
    notes = Note.objects.visible_to(member).filter(state=Note.State.PUBLISHED).order_by(*latest)[: 3 * number]
    best = insights_for(member).filter(note=OuterRef("pk")).order_by("-salience", "order", "pk")
    chosen = Note.objects.filter(pk__in=notes.values("pk")).values(top=Subquery(best.values("pk")[:1]))
    through = [TruncDate("note__published_at").desc(), F("note__event__starts_at").desc(nulls_last=True), "-note"]
    insights = Insight.objects.filter(pk__in=chosen.filter(top__isnull=False))
    return insights.with_context().prefetch_related("passages").order_by(*through)[:number]
