"""Insights: all of them, searched and narrowed, and one with its receipt."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from betterway.pages.buttons import typed_at
from betterway.pages.counts import insights_for, topics_of
from betterway.pages.filters import InsightFilters
from betterway.pages.keeping import kept, kept_for_visitors
from betterway.pages.paging import WholePaginator
from betterway.pages.receipts import receipts_of, short_receipts_of
from betterway.pages.search import count_miss, other_ways
from insights.citing import citation_of
from insights.echoes import trails_of
from insights.models import Collection, Insight
from insights.search.highlights import set_hits
from insights.search.indexes import INSIGHTS
from insights.search.ranking import narrowed, nearly, search
from people.models import Network

PAGE = 50


@require_safe
@kept_for_visitors
def insight_list(request: HttpRequest) -> HttpResponse:
    filters = InsightFilters(request.GET, request.user)
    insights = insights_for(request.user)
    name = f"insights {filters.address()} {filters.unknown}"  # one name or another is unknown in the same address
    facets, total = kept(request, name, lambda: filters.facets(insights))
    found = ordered(filters, filters.narrow(insights))
    page = WholePaginator(found, insights.with_context(), PAGE, total).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"filters": filters, "facets": facets, "page": page}
    if not page.object_list and (filters["q"] or filters.unknown):
        count_miss(request)
        context |= other_ways(filters)
        context["near"] = nearest(filters, insights.with_context())
    set_hits({INSIGHTS: page.object_list or context.get("near", [])}, filters.terms.wanted, some=not page.object_list)
    return render(request, "insights/insight_list.html", context)


def nearest(filters: InsightFilters, insights: QuerySet[Insight]) -> list[Insight]:
    """Those that hold most of the words, where none holds all."""
    return nearly(INSIGHTS, filters.narrow(insights), filters.terms, PAGE)


def ordered(filters: InsightFilters, found: QuerySet[Insight]) -> QuerySet[Insight]:
    """The best match first where words are wanted, the newest where some are not, and else the latest meeting."""
    if filters.terms.wanted:
        return search(INSIGHTS, found, filters.terms)
    if filters["q"]:
        return narrowed(INSIGHTS, found, filters.terms).order_by("-approved_at", "-pk")
    return found.order_by(F("note__event__starts_at").desc(nulls_last=True), "note", "order", "pk")


@require_safe
@kept_for_visitors
def insight_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    insights = Insight.objects.visible_to(request.user).with_context().select_related("approved_by")
    insight = get_object_or_404(insights, pk=pk)
    if slug != insight.slug:
        return redirect(insight, permanent=True)
    trails = trails_of(insight, request.user)
    beside = insights_for(request.user).filter(note=insight.note_id).exclude(pk=pk)
    context = {
        "insight": insight,
        "receipts": receipts_of(insight),
        "citation": citation_of(insight, str(Network.objects.present())),
        "words_state": insight.words_state,  # type: ignore[attr-defined]
        "topics": topics_of(insight),
        "collections": Collection.objects.editable_by(request.user) if insight.state == "published" else None,
        "typed": typed_at(request, reverse("insights:insight-keep", args=[pk])),
        "trails": trails,
        "sayings": [(saying, short_receipts_of(saying.insight)) for saying in trails.same],
        "edits": Insight.objects.editable_by(request.user).filter(pk=pk).exists(),
        "beside": beside.select_related("note__event").order_by("order", "pk")[:6],
    }
    return render(request, "insights/insight_detail.html", context)
