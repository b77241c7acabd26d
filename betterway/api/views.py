"""The answers of the API: each one query for its rows and one for each kind of row beside them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query

from betterway.api import shapes
from betterway.api.asking import MARKDOWN, EventNarrowing, Narrowing, Paging, ReadOnlyAPI, page_of
from betterway.api.telling import (
    annotations_of,
    answer_url,
    appearance_as_json,
    collection_as_json,
    echoes_as_json,
    event_as_json,
    insight_as_json,
    link,
    membership_as_json,
    note_as_json,
    note_link,
    organisation_as_json,
    page_url,
    person_as_json,
    series_as_json,
    speakers_as_json,
    stretch_as_json,
)
from betterway.pages.counts import (
    cells_for,
    events_for,
    insights_for,
    organisations_for,
    people_for,
    series_for,
    topics_for,
)
from betterway.pages.filters import InsightFilters, in_year
from events.models import Event, Series, Speaker
from insights.collecting import stretches_of
from insights.echoes import trails_of
from insights.models import Collection, Note
from insights.search.indexes import INSIGHTS
from insights.search.ranking import narrowed
from people.models import Affiliation, Organisation, Person

api = ReadOnlyAPI(
    title="Better Way",
    version="1",
    description="Meetings, their notes, and the insights that came of them with the words they rest on. Read only.",
    docs_url=None,  # the page for people is /feeds/
    urls_namespace="api",
)
LISTS = ["insight", "event", "series", "person", "organisation", "cell", "topic", "collection"]


@api.answer("", shapes.Index, "index", "What there is, and where")
def index(request: HttpRequest) -> dict[str, Any]:
    return {
        "description": api.description,
        "documentation": settings.BASE_URL + reverse("events:feed-list"),
        "openapi": answer_url("openapi-json"),
        "answers": [{"name": name, "api": answer_url(f"{name}-list")} for name in LISTS],
    }


@api.answer("insights/", shapes.Insights, "insight-list", "Insights, the newest first", asks=True)
def insight_list(request: HttpRequest, narrowing: Query[Narrowing], paging: Query[Paging]) -> dict[str, Any]:
    given = QueryDict(mutable=True)
    given.update(narrowing.dict())
    filters = InsightFilters(given, request.user)
    insights = insights_for(request.user)
    rows = narrowed(INSIGHTS, filters.narrow(insights), filters.terms) if filters["q"] else filters.narrow(insights)
    return page_of(request, rows, paging, insight_as_json, whole=insights.with_context().prefetch_related("topics"))


@api.answer("insights/{int:pk}/", shapes.InsightWhole, "insight-detail", "One of them")
def insight_detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    rows = insights_for(request.user).with_context().prefetch_related("topics", "passages")
    insight = get_object_or_404(rows, pk=pk)
    trails = trails_of(insight, request.user)
    prefetch_related_objects([*(said.insight for said in trails.same), *trails.related], "topics")
    return {**insight_as_json(insight), "passages": annotations_of(insight), "echoes": echoes_as_json(insight, trails)}


@api.answer("events/", shapes.Events, "event-list", "Meetings, the newest in the archive first", asks=True)
def event_list(request: HttpRequest, narrowing: Query[EventNarrowing], paging: Query[Paging]) -> dict[str, Any]:
    rows = in_year(_events(request), "starts_at", narrowing.year)
    rows = rows.filter(cell__slug=narrowing.cell) if narrowing.cell else rows
    rows = rows.filter(topics__slug=narrowing.topic) if narrowing.topic else rows
    return page_of(request, rows, paging, event_as_json, whole=events_for(request.user))


@api.answer("events/{slug:slug}/", shapes.EventWhole, "event-detail", "One meeting")
def event_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    event = get_object_or_404(events_for(request.user).exclude(state=Event.State.DRAFT), slug=slug)
    return {
        **event_as_json(event),
        "description": event.description,
        "topics": [link(topic, "topic-list") for topic in event.topics.order_by("name")],
        "speakers": speakers_as_json(event.speakers.select_related("person", "event", "affiliation__organisation")),
        "note": note_link(event.note) if event.note_is_out else None,  # type: ignore[attr-defined]
    }


@api.answer("events/{slug:slug}/note/", shapes.NoteWhole, "note-detail", "The note of a meeting")
def note_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    return note_as_json(_note_of_meeting(request, slug))


@api.answer_in_markdown("events/{slug:slug}/note.md", "note-text", "Its text, which passages are counted in")
def note_text(request: HttpRequest, slug: str) -> HttpResponse:
    return _text(_note_of_meeting(request, slug))


@api.answer("reading/{slug:slug}/", shapes.NoteWhole, "article-detail", "An article")
def article_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    return note_as_json(_article(request, slug))


@api.answer_in_markdown("reading/{slug:slug}.md", "article-text", "Its text, which passages are counted in")
def article_text(request: HttpRequest, slug: str) -> HttpResponse:
    return _text(_article(request, slug))


@api.answer("series/", shapes.SeriesList, "series-list", "Meetings that belong together", asks=True)
def series_list(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, _series(request), paging, series_as_json)


@api.answer("series/{slug:slug}/", shapes.SeriesWhole, "series-detail", "One of them, its meetings in order")
def series_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    series = get_object_or_404(_series(request), slug=slug)
    order = F("series_position").asc(nulls_last=True), F("starts_at").asc(nulls_last=True), "pk"
    events = events_for(request.user).exclude(state=Event.State.DRAFT).filter(series=series).order_by(*order)
    return {**series_as_json(series), "events": [event_as_json(event) for event in events]}


@api.answer("people/", shapes.People, "person-list", "People who spoke by name, as Popolo's Person", asks=True)
def person_list(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, Person.objects.visible_to(request.user), paging, person_as_json)


@api.answer("people/{slug:slug}/", shapes.PersonWhole, "person-detail", "One person")
def person_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    person = get_object_or_404(people_for(request.user), slug=slug)
    named = Speaker.objects.named_to(request.user).filter(person=person, event__in=_events(request).values("pk"))
    latest = F("event__starts_at").desc(nulls_last=True), "-pk"
    appearances = [appearance_as_json(speaker) for speaker in named.select_related("event").order_by(*latest)]
    return {
        **person_as_json(person),
        "memberships": _memberships(request, person=person),
        "events": [appearance["event"] for appearance in appearances],
        "appearances": appearances,
    }


@api.answer("organisations/", shapes.Organizations, "organisation-list", "As Popolo's Organization", asks=True)
def organisation_list(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, Organisation.objects.visible_to(request.user), paging, organisation_as_json)


@api.answer("organisations/{slug:slug}/", shapes.OrganizationWhole, "organisation-detail", "One of them")
def organisation_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    row = get_object_or_404(organisations_for(request.user), slug=slug)
    return {
        **organisation_as_json(row),
        "other_names": [{"name": name} for name in row.other_names.splitlines()],
        "memberships": _memberships(request, organisation=row),
    }


@api.answer("cells/", list[shapes.CellOut], "cell-list", "The cells")
def cell_list(request: HttpRequest) -> list[dict[str, Any]]:
    names = ("slug", "name", "purpose", "event_count", "insight_count")
    return [
        {**{name: getattr(cell, name) for name in names}, "url": page_url(cell)} for cell in cells_for(request.user)
    ]


@api.answer("topics/", list[shapes.TopicOut], "topic-list", "The topics")
def topic_list(request: HttpRequest) -> list[dict[str, Any]]:
    names = ("slug", "name", "description", "insight_count")
    rows = topics_for(request.user).order_by("name", "pk")
    return [{**{name: getattr(topic, name) for name in names}, "url": page_url(topic)} for topic in rows]


@api.answer("collections/", shapes.Collections, "collection-list", "Collections that everybody reads", asks=True)
def collection_list(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, _collections(request), paging, collection_as_json)


@api.answer("collections/{slug:slug}/", shapes.CollectionWhole, "collection-detail", "One of them")
def collection_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    collection = get_object_or_404(_collections(request), slug=slug)
    stretches = stretches_of(collection, request.user)
    prefetch_related_objects([insight for stretch in stretches for insight in stretch.insights], "topics")
    told = [stretch_as_json(stretch) for stretch in stretches]
    return {**collection_as_json(collection), "closing": collection.closing, "stretches": told}


def _events(request: HttpRequest) -> QuerySet[Event]:
    """Drafts are in no answer, whoever asks."""
    return Event.objects.visible_to(request.user).exclude(state=Event.State.DRAFT)


def _series(request: HttpRequest) -> QuerySet[Series]:
    return series_for(request.user).filter(pk__in=_events(request).values("series"))


def _collections(request: HttpRequest) -> QuerySet[Collection]:
    """What everybody reads; one's own have pages of their own."""
    seen = Collection.objects.visible_to(request.user).filter(visibility=Collection.Visibility.PUBLIC)
    return seen.select_related("member")


def _notes(request: HttpRequest) -> QuerySet[Note]:
    return Note.objects.visible_to(request.user).filter(state=Note.State.PUBLISHED)


def _note_of_meeting(request: HttpRequest, slug: str) -> Note:
    return get_object_or_404(_notes(request).select_related("event"), event__slug=slug)


def _article(request: HttpRequest, slug: str) -> Note:
    return get_object_or_404(_notes(request).filter(kind=Note.Kind.ARTICLE), slug=slug)


def _text(note: Note) -> HttpResponse:
    return HttpResponse(note.text, content_type=f"{MARKDOWN}; charset=utf-8")


def _memberships(request: HttpRequest, **whose: Any) -> list[dict[str, Any]]:
    known = Affiliation.objects.visible_to(request.user).filter(**whose).select_related("person", "organisation")
    return [membership_as_json(row) for row in known]
