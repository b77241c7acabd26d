"""The pages that a search engine may find: what is public, and no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from betterway.pages.counts import cells_for, insights_for, organisations_for, people_for, series_for, topics_seen_by
from events.models import Event
from insights.models import Collection, Insight, Note

PUBLIC = AnonymousUser()
LISTS = ["home", "events:event-list", "events:cell-list", "events:topic-list", "insights:insight-list"]
LISTS += ["insights:article-list", "insights:collection-list", "people:person-list", "people:organisation-list"]


class Here(Sitemap):
    """At the site's own address, by whatever name it was asked."""

    def get_urls(self, page: Any = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        scheme, _, host = settings.BASE_URL.partition("://")
        return self._urls(page, scheme, host)


class Lists(Here):
    def items(self) -> list[str]:
        return LISTS

    def location(self, item: str) -> str:
        return reverse(item)


class Rows(Here):
    """Rows with pages of their own; `of` gives those that a member may see."""

    limit = 10_000

    def __init__(self, of: Any) -> None:
        self.of = of

    def items(self) -> QuerySet[Any]:
        return self.of(PUBLIC).order_by("pk")


class Insights(Rows):
    def lastmod(self, insight: Insight) -> datetime | None:
        return insight.approved_at


class Notes(Rows):
    def lastmod(self, note: Note) -> datetime | None:
        return note.published_at


SITEMAPS = {
    "lists": Lists(),
    "meetings": Rows(Event.objects.visible_to),
    "notes": Notes(lambda member: Note.objects.visible_to(member).select_related("event").defer("text")),
    "insights": Insights(lambda member: insights_for(member).only("pk", "statement", "approved_at")),
    "people": Rows(people_for),
    "organisations": Rows(organisations_for),
    "cells": Rows(cells_for),
    "series": Rows(series_for),
    "topics": Rows(topics_seen_by),
    "collections": Rows(Collection.objects.visible_to),
}


@require_safe
def sitemap_list(request: HttpRequest) -> TemplateResponse:
    """Django's list of sitemaps, each at the site's own address."""
    response = views.index(request, SITEMAPS, sitemap_url_name="sitemap")
    for item in response.context_data["sitemaps"]:
        item.location = settings.BASE_URL + urlsplit(item.location)._replace(scheme="", netloc="").geturl()
    return response
