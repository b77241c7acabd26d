"""The front page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from betterway.pages.counts import cells_for, coming_for, insights_for, topics_for
from betterway.pages.keeping import kept
from betterway.pages.newest import newest
from insights.models import Note


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "upcoming": coming_for(user, timezone.now())[:4],
        "insights": newest(user, Note.objects.all()),
        **kept(request, "home", lambda: _numbers(user)),
    }
    return render(request, "betterway/home.html", context)


def _numbers(user: Any) -> dict[str, Any]:
    topics = topics_for(user).offered().filter(insight_count__gt=0).order_by("name", "pk")
    return {
        "cells": list(cells_for(user)),
        "topics": list(topics[:36]),
        "total": insights_for(user).aggregate(insights=Count("pk"), notes=Count("note", distinct=True)),
    }
