"""The front page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from betterway.pages.counts import cells_for, coming_for, insights_for
from betterway.pages.keeping import kept
from betterway.pages.newest import newest
from betterway.pages.topics import counted_topics
from insights.models import Note

TOPICS = 36


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "upcoming": coming_for(user, timezone.now())[:4],
        "insights": newest(user, Note.objects.all()),
        "topics": [topic for topic in counted_topics(request) if topic.insight_count and not topic.retired][:TOPICS],
        **kept(request, "home", lambda: _numbers(user)),
    }
    return render(request, "betterway/home.html", context)


def _numbers(user: Any) -> dict[str, Any]:
    return {
        "cells": list(cells_for(user)),
        "total": insights_for(user).aggregate(insights=Count("pk"), notes=Count("note", distinct=True)),
    }
