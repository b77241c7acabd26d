"""Cells: the standing groups, and one by itself."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from betterway.pages.counts import cells_for, coming_for, events_for, insights_for
from betterway.pages.following import following_of, with_followed
from betterway.pages.keeping import kept
from betterway.pages.newest import newest
from betterway.pages.years import years_of
from insights.models import Collection, Insight, Note
from people.models import Member


@require_safe
def cell_list(request: HttpRequest) -> HttpResponse:
    cells = kept(request, "cells", lambda: list(cells_for(request.user)))
    return render(request, "events/cell_list.html", {"cells": cells})


@require_safe
def cell_detail(request: HttpRequest, slug: str) -> HttpResponse:
    user, now = request.user, timezone.now()
    cell = get_object_or_404(with_followed(cells_for(user), user), slug=slug)
    events = events_for(user).filter(cell=cell)
    insights = insights_for(user).filter(note__event__cell=cell)
    asked = insights.filter(kind=Insight.Kind.QUESTION).with_context()
    context = {
        "cell": cell,
        "following": following_of(request, cell),
        "convenors": Member.objects.filter(convened_cells=cell, is_active=True),
        "upcoming": coming_for(user, now).filter(cell=cell)[:10],
        "past": events.past(now)[:30],
        "insights": newest(user, Note.objects.filter(event__cell=cell), 9, each=3),
        "questions": asked.order_by(F("note__event__starts_at").desc(nulls_last=True), "order", "pk")[:5],
        "collections": Collection.objects.public().with_some_of(insights).order_by("-created_at", "-pk")[:5],
        "years": years_of(insights, at=now),
    }
    return render(request, "events/cell_detail.html", context)
