"""Topics: the index at the back of the book, and one by itself."""

from __future__ import annotations

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from betterway.pages.articles import articles_for
from betterway.pages.counts import events_for, insights_for, topics_for


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    return render(request, "events/topic_list.html", {"topics": topics_for(request.user)[:500]})


@require_safe
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    topic = get_object_or_404(topics_for(user), slug=slug)
    latest = F("note__event__starts_at").desc(nulls_last=True)
    context = {
        "topic": topic,
        "insights": insights_for(user).with_context().filter(topics=topic).order_by(latest, "order", "pk")[:20],
        "events": events_for(user).filter(topics=topic).order_by(F("starts_at").desc(nulls_last=True), "-pk")[:30],
        "articles": articles_for(user).defer("text").filter(topics=topic)[:20],
    }
    return render(request, "events/topic_detail.html", context)
