"""The front page."""

from __future__ import annotations

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from betterway.pages.counts import cells_for, events_for, insights_for, topics_for


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    insights = insights_for(user)
    newest = insights.with_context().order_by(F("approved_at").desc(), F("note__event__starts_at").desc(nulls_last=True), "order", "-pk")
    context = {
        "upcoming": events_for(user).upcoming(timezone.now())[:4],
        "insights": newest.prefetch_related("passages")[:5],
        "cells": cells_for(user),
        "topics": topics_for(user).filter(insight_count__gt=0)[:36],
        "total": insights.aggregate(insights=Count("pk"), notes=Count("note", distinct=True)),
    }
    return render(request, "betterway/home.html", context)
