"""Atom feeds of the public insights: of all, of a cell, of a topic."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import conditional_page

from betterway.pages.counts import cells_for, insights_for, topics_seen_by
from betterway.pages.paging import whole_rows
from events.models import Cell, Topic
from insights.attribution import credit_of
from insights.models import Insight
from people.models import Network
from people.typed import fit_for_xml

NEWEST = 50
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)
PUBLIC = AnonymousUser()  # a feed reader does not log in


class AtomFeed(Atom1Feed):
    """Django's, which takes every summary for HTML, and falls over a sign that XML forbids."""

    def latest_post_date(self) -> datetime:
        """When the newest entry changed; a moment that stays while there is none, so that a reader need not fetch."""
        return super().latest_post_date() if self.items else NOTHING_YET

    def write(self, outfile: Any, encoding: str) -> None:
        self.feed, self.items = _fit(self.feed), [_fit(item) for item in self.items]
        super().write(outfile, encoding)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"])


def _fit(facts: dict[str, Any]) -> dict[str, Any]:
    fit = {name: fit_for_xml(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return {**fit, "categories": [fit_for_xml(name) for name in facts["categories"]]}


class InsightFeed(Feed):
    """The newest insights, each leading to the words it rests on."""

    feed_type = AtomFeed

    def title(self, of: Any) -> str:
        network = str(Network.objects.present())
        return f"{network}: insights on {of}" if of else f"{network}: insights"

    def link(self, of: Any) -> str:
        return settings.BASE_URL + (of.get_absolute_url() if of else reverse("insights:insight-list"))

    def feed_url(self, of: Any) -> str:
        return settings.BASE_URL + feed_of(of)

    def author_name(self, of: Any) -> str:
        return str(Network.objects.present())

    def items(self, of: Any) -> list[Insight]:
        rows = insights_for(PUBLIC)
        if isinstance(of, Cell):
            rows = rows.filter(note__event__cell=of)
        if isinstance(of, Topic):
            rows = rows.filter(topics=of)
        newest = rows.newest_first().values_list("pk", flat=True)[:NEWEST]
        whole = insights_for(PUBLIC).with_context().prefetch_related("topics")
        return whole_rows(newest, whole.newest_first().with_last_change())

    def item_title(self, insight: Insight) -> str:
        return insight.statement

    def item_description(self, insight: Insight) -> str:
        credit = credit_of(insight)
        return ". ".join(filter(None, [credit.line if credit else "", insight.note.title]))

    def item_link(self, insight: Insight) -> str:
        return settings.BASE_URL + insight.get_absolute_url()

    def item_guid(self, insight: Insight) -> str:
        return f"{settings.BASE_URL}{reverse('insights:insight-by-number', args=[insight.pk])}"

    def item_pubdate(self, insight: Insight) -> datetime:
        return insight.out_at  # type: ignore[attr-defined]

    def item_updateddate(self, insight: Insight) -> datetime:
        return max(filter(None, [insight.out_at, insight.last_change]))  # type: ignore[attr-defined]

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
