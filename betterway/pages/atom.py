"""Atom feeds of the public insights: of all, of a cell, of a topic."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page

from betterway.pages.counts import cells_for, insights_for, topics_seen_by
from events.models import Cell, Topic
from insights.attribution import credit_of
from insights.models import Insight
from people.models import Network

NEWEST = 50
PUBLIC = AnonymousUser()  # a feed reader does not log in


class InsightFeed(Feed):
    """The newest insights, each leading to the words it rests on."""

    feed_type = Atom1Feed

    def title(self, of: Any) -> str:
        network = str(Network.objects.present())
        return f"{network}: insights on {of}" if of else f"{network}: insights"

    def link(self, of: Any) -> str:
        return settings.BASE_URL + (of.get_absolute_url() if of else reverse("insights:insight-list"))

    def feed_url(self, of: Any) -> str:
        return settings.BASE_URL + feed_of(of)

    def items(self, of: Any) -> QuerySet[Insight]:
        rows = insights_for(PUBLIC)
        if isinstance(of, Cell):
            rows = rows.filter(note__event__cell=of)
        if isinstance(of, Topic):
            rows = rows.filter(topics=of)
        return rows.with_context().prefetch_related("topics").order_by("-approved_at", "-pk")[:NEWEST]

    def item_title(self, insight: Insight) -> str:
        return insight.statement

    def item_description(self, insight: Insight) -> str:
        credit = credit_of(insight)
        return ". ".join(filter(None, [credit.line if credit else "", insight.note.title]))

    def item_link(self, insight: Insight) -> str:
        return settings.BASE_URL + insight.get_absolute_url()

    def item_guid(self, insight: Insight) -> str:
        return f"{settings.BASE_URL}{reverse('insights:insight-by-number', args=[insight.pk])}"

    def item_pubdate(self, insight: Insight) -> datetime | None:
        return insight.approved_at

    item_updateddate = item_pubdate

    def item_categories(self, insight: Insight) -> list[str]:
        return [topic.name for topic in insight.topics.all()]


class CellFeed(InsightFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Cell:
        return get_object_or_404(cells_for(PUBLIC), slug=slug)


class TopicFeed(InsightFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Topic:
        return get_object_or_404(topics_seen_by(PUBLIC), slug=slug)


def feed_of(of: Cell | Topic | None) -> str:
    """The feed's address."""
    if isinstance(of, Cell):
        return reverse("insights:cell-atom", args=[of.slug])
    return reverse("insights:topic-atom", args=[of.slug]) if of else reverse("insights:atom")


@conditional_page
def atom(request: HttpRequest) -> HttpResponse:
    return InsightFeed()(request)


@conditional_page
def cell_atom(request: HttpRequest, slug: str) -> HttpResponse:
    return CellFeed()(request, slug=slug)


@conditional_page
def topic_atom(request: HttpRequest, slug: str) -> HttpResponse:
    return TopicFeed()(request, slug=slug)
