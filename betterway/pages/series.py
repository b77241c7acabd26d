"""A series: meetings that belong together, in order."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from betterway.pages.counts import events_for, insights_for, series_for


@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(series_for(request.user), slug=slug)
    order = F("series_position").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk"
    insights = insights_for(request.user).with_context().filter(note__event__series=series)
    context = {
        "series": series,
        "events": events_for(request.user).filter(series=series).order_by(*order)[:50],
        "page": Paginator(insights.order_by("note__event__series_position", "order", "pk"), 20).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "events/series_detail.html", context)
