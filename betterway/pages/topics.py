"""Topics: the index at the back of the book, and one by itself."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from betterway.pages.articles import articles_for
from betterway.pages.counts import events_for, insights_for, topics_for, topics_seen_by
from betterway.pages.following import following_of
from betterway.pages.keeping import kept, kept_for_visitors
from betterway.pages.years import years_of
from events.models import Topic


def counted_topics(request: HttpRequest) -> list[Topic]:
    """All topics of something the viewer may see, by name, with `insight_count`; counted once an edition."""
    return kept(request, "topics", lambda: list(topics_for(request.user).order_by("name", "pk")))


@require_safe
@kept_for_visitors
def topic_list(request: HttpRequest) -> HttpResponse:
    rows = [topic for topic in counted_topics(request) if topic.insight_count and not topic.retired]
    page = Paginator(rows, 250).get_page(request.GET.get("page"))
    return render(request, "events/topic_list.html", {"page": page})


@require_safe
@kept_for_visitors
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    topic = get_object_or_404(topics_seen_by(user), slug=slug)
    latest = F("note__event__starts_at").desc(nulls_last=True)
    events = events_for(user).filter(topics=topic)
    insights = insights_for(user).filter(topics=topic)
    context = {
        "topic": topic,
        "following": following_of(request, topic),
        "insights": insights.with_context().order_by(latest, "order", "pk")[:20],
        "insight_count": insights.count(),
        "years": years_of(insights, at=timezone.now()),
        "event_count": events.count(),
        "events": events.order_by(F("starts_at").desc(nulls_last=True), "-pk")[:30],
        "articles": articles_for(user).defer("text").filter(topics=topic)[:20],
    }
    return render(request, "events/topic_detail.html", context)
