"""The pages that a search engine may find: what is public, and no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from betterway.pages.counts import cells_for, insights_for, organisations_for, people_for, series_for, topics_seen_by
from events.models import Event
from insights.models import Insight, Note

PUBLIC = AnonymousUser()
LISTS = ["home", "events:event-list", "events:cell-list", "events:topic-list", "insights:insight-list"]
LISTS += ["insights:article-list", "people:person-list", "people:organisation-list"]


class Lists(Sitemap):
    def items(self) -> list[str]:
        return LISTS

    def location(self, item: str) -> str:
        return reverse(item)


class Rows(Sitemap):
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
}
