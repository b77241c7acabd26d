"""One search over everything, grouped; insights lead on to their own list with its filters."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from betterway.pages.articles import articles_for
from betterway.pages.counts import events_for, insights_for
from betterway.pages.filters import LONGEST
from betterway.pages.finding import names_like, titled
from insights.search import search_insights, with_hits


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    user = request.user
    q = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    context: dict[str, Any] = {"q": q}
    if q:
        insights = with_hits(search_insights(insights_for(user).with_context(), q)[:7], q)
        found = {
            "insights": insights[:6],
            "events": list(titled(events_for(user), q, ["title", "summary", "place", "cell__name"])[:8]),
            "articles": list(titled(articles_for(user).defer("text"), q, ["title", "byline"])[:8]),
            **names_like(q, user),
        }
        context |= {**found, "more": len(insights) > 6, "nothing": not any(found.values())}
    return render(request, "betterway/search.html", context)
