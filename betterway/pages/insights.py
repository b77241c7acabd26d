"""Insights: all of them, searched and narrowed, and one with its receipt."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from betterway.pages.counts import insights_for, topics_of
from betterway.pages.filters import InsightFilters
from betterway.pages.keeping import kept, kept_for_visitors
from betterway.pages.paging import WholePaginator
from betterway.pages.receipts import receipts_of
from betterway.pages.search import other_ways
from insights.citing import citation_of
from insights.models import Insight
from insights.search.highlights import set_hits
from insights.search.indexes import INSIGHTS
from insights.search.ranking import nearly, search_insights
from people.models import Network

PAGE = 50


@require_safe
@kept_for_visitors
def insight_list(request: HttpRequest) -> HttpResponse:
    filters = InsightFilters(request.GET, request.user)
    insights = insights_for(request.user)
    facets, total = kept(request, f"insights {filters.address()}", lambda: filters.facets(insights))
    found = filters.narrow(insights)
    if filters["q"]:
        found = search_insights(found, filters["q"])
    else:
        found = found.order_by(F("note__event__starts_at").desc(nulls_last=True), "note", "order", "pk")
    page = WholePaginator(found, insights.with_context(), PAGE, total).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"filters": filters, "facets": facets, "page": page}
    if not page.object_list and (filters["q"] or filters.unknown):
        context |= other_ways(filters)
        context["near"] = nearly(INSIGHTS, filters.narrow(insights.with_context()), filters.terms, PAGE)
    set_hits({INSIGHTS: page.object_list or context.get("near", [])}, filters.terms.wanted, some=not page.object_list)
    return render(request, "insights/insight_list.html", context)


@require_safe
@kept_for_visitors
def insight_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    insights = Insight.objects.visible_to(request.user).with_context().select_related("approved_by")
    insight = get_object_or_404(insights, pk=pk)
    if slug != insight.slug:
        return redirect(insight, permanent=True)
    beside = insights_for(request.user).filter(note=insight.note_id).exclude(pk=pk)
    context = {
        "insight": insight,
        "receipts": receipts_of(insight),
        "citation": citation_of(insight, str(Network.objects.present())),
        "words_state": insight.words_state,  # type: ignore[attr-defined]
        "topics": topics_of(insight),
        "beside": beside.select_related("note__event").order_by("order", "pk")[:6],
    }
    return render(request, "insights/insight_detail.html", context)
