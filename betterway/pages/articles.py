"""Articles kept as related reading."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from betterway.pages.counts import insights_for, number_of, topics_of
from betterway.pages.keeping import kept_for_visitors
from betterway.pages.notes import read
from insights.models import Note


def articles_for(member: Any) -> QuerySet[Note]:
    """The articles that the member may see, the newest first, with `insight_count` and without their text."""
    articles = Note.objects.visible_to(member).filter(kind=Note.Kind.ARTICLE)
    return articles.annotate(insight_count=number_of(insights_for(member), "note")).order_by(
        F("written_on").desc(nulls_last=True), "-pk"
    )


@require_safe
@kept_for_visitors
def article_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(articles_for(request.user).defer("text"), 40).get_page(request.GET.get("page"))
    return render(request, "insights/article_list.html", {"page": page})


@require_safe
@kept_for_visitors
def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    note = get_object_or_404(articles_for(request.user).select_related("published_by"), slug=slug)
    context = {"note": note, "topics": topics_of(note), **read(note, request.user)}
    return render(request, "insights/article_detail.html", context)
