"""The answers of the API: each one query for its rows and one for each kind of row beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import NinjaAPI, Query, Schema

from betterway.api import shapes
from betterway.pages.counts import cells_for, events_for, insights_for, organisations_for, people_for, topics_for
from betterway.pages.filters import InsightFilters
from betterway.pages.paging import whole_rows
from events.models import Event, Speaker
from insights.attribution import Credit, credit_of, credit_of_speaker
from insights.models import Insight, Note, Passage
from insights.search.indexes import INSIGHTS
from insights.search.ranking import narrowed
from people.models import Affiliation, Organisation, Person

api = NinjaAPI(
    title="Better Way",
    version="1",
    description="Meetings, their notes, and the insights that came of them with the words they rest on. Read only.",
    docs_url=None,  # the page for people is /feeds/
    urls_namespace="api",
)
LONGEST_PAGE = 100


class Paging(Schema):
    """`after` is the number that the `next` of the page before ends with."""

    limit: int = 50
    after: int | None = None


class Narrowing(Schema):
    """As on the page of insights: words, and the addresses of a topic, a cell, a person or an organisation."""

    q: str = ""
    topic: str = ""
    cell: str = ""
    person: str = ""
    org: str = ""
    kind: str = ""
    year: str = ""


class Insights(Schema):
    count: int
    next: str | None
    items: list[shapes.InsightOut]


class Events(Schema):
    count: int
    next: str | None
    items: list[shapes.EventOut]


class People(Schema):
    count: int
    next: str | None
    items: list[shapes.PersonOut]


class Organizations(Schema):
    count: int
    next: str | None
    items: list[shapes.OrganizationOut]


@api.get("insights/", response=Insights, url_name="insight-list", summary="Insights, the newest first")
def insight_list(request: HttpRequest, narrowing: Query[Narrowing], paging: Query[Paging]) -> dict[str, Any]:
    given = QueryDict(mutable=True)
    given.update(narrowing.dict())
    filters = InsightFilters(given, request.user)
    insights = insights_for(request.user)
    rows = narrowed(INSIGHTS, filters.narrow(insights), filters.terms) if filters["q"] else filters.narrow(insights)
    return page_of(request, rows, paging, insight_as_json, whole=insights.with_context().prefetch_related("topics"))


@api.get(
    "insights/{int:pk}/", response=shapes.InsightWhole, by_alias=True, url_name="insight-detail", summary="One of them"
)
def insight_detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    rows = insights_for(request.user).with_context().prefetch_related("topics", "passages")
    insight = get_object_or_404(rows, pk=pk)
    passages = [annotation_of(insight, passage) for passage in insight.passages.all()]
    return {**insight_as_json(insight), "passages": passages}


@api.get("events/", response=Events, url_name="event-list", summary="Meetings, the newest in the archive first")
def event_list(request: HttpRequest, paging: Query[Paging], cell: str = "", topic: str = "") -> dict[str, Any]:
    rows = Event.objects.visible_to(request.user).exclude(state=Event.State.DRAFT)
    rows = rows.filter(cell__slug=cell) if cell else rows
    rows = rows.filter(topics__slug=topic) if topic else rows
    return page_of(request, rows, paging, event_as_json, whole=events_for(request.user))


@api.get("events/{slug}/", response=shapes.EventWhole, url_name="event-detail", summary="One meeting")
def event_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    event = get_object_or_404(events_for(request.user).exclude(state=Event.State.DRAFT), slug=slug)
    speakers = event.speakers.select_related("person", "event", "affiliation__organisation")
    credits = [credit_of_speaker(speaker) for speaker in speakers]
    return {
        **event_as_json(event),
        "description": event.description,
        "topics": [link(topic, "topic-list") for topic in event.topics.order_by("name")],
        "speakers": [
            {**credit_as_json(credit), "person": link(credit.person, "person-detail") if credit.person else None}
            for credit in credits
            if credit != Credit()
        ],
        "note": _note_link(event.note) if event.note_is_out else None,  # type: ignore[attr-defined]
    }


@api.get("events/{slug}/note/", response=shapes.NoteWhole, url_name="note-detail", summary="The note of a meeting")
def note_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    return note_as_json(get_object_or_404(_notes(request).select_related("event"), event__slug=slug))


@api.get("reading/{slug}/", response=shapes.NoteWhole, url_name="article-detail", summary="An article")
def article_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    return note_as_json(get_object_or_404(_notes(request).filter(kind=Note.Kind.ARTICLE), slug=slug))


@api.get("people/", response=People, url_name="person-list", summary="People who spoke by name, as Popolo's Person")
def person_list(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, Person.objects.visible_to(request.user), paging, person_as_json)


@api.get("people/{slug}/", response=shapes.PersonWhole, url_name="person-detail", summary="One person")
def person_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    person = get_object_or_404(people_for(request.user), slug=slug)
    known = Affiliation.objects.visible_to(request.user).filter(person=person).select_related("person", "organisation")
    named = Speaker.objects.named_to(request.user).filter(person=person).select_related("event")
    return {
        **person_as_json(person),
        "memberships": [membership_as_json(row) for row in known],
        "events": [link(speaker.event, "event-detail") for speaker in named],
    }


@api.get("organisations/", response=Organizations, url_name="organisation-list", summary="As Popolo's Organization")
def organisation_list(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page_of(request, Organisation.objects.visible_to(request.user), paging, organisation_as_json)


@api.get(
    "organisations/{slug}/", response=shapes.OrganizationWhole, url_name="organisation-detail", summary="One of them"
)
def organisation_detail(request: HttpRequest, slug: str) -> dict[str, Any]:
    row = get_object_or_404(organisations_for(request.user), slug=slug)
    known = (
        Affiliation.objects.visible_to(request.user).filter(organisation=row).select_related("person", "organisation")
    )
    return {
        **organisation_as_json(row),
        "other_names": [{"name": name} for name in row.other_names.splitlines()],
        "memberships": [membership_as_json(one) for one in known],
    }


@api.get("cells/", response=list[shapes.CellOut], url_name="cell-list", summary="The cells")
def cell_list(request: HttpRequest) -> list[dict[str, Any]]:
    names = ("slug", "name", "purpose", "event_count", "insight_count")
    return [
        {**{name: getattr(cell, name) for name in names}, "url": page_url(cell)} for cell in cells_for(request.user)
    ]


@api.get("topics/", response=list[shapes.TopicOut], url_name="topic-list", summary="The topics")
def topic_list(request: HttpRequest) -> list[dict[str, Any]]:
    names = ("slug", "name", "description", "insight_count")
    rows = topics_for(request.user).order_by("name", "pk")
    return [{**{name: getattr(topic, name) for name in names}, "url": page_url(topic)} for topic in rows]


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any],
    paging: Paging,
    shape: Callable[[Any], Mapping[str, Any]],
    *,
    whole: QuerySet[Any] | None = None,
) -> dict[str, Any]:
    """A page of rows by falling number, each read out of `whole` and told by `shape`; a deep one costs no more."""
    limit = min(max(paging.limit, 1), LONGEST_PAGE)
    ordered = rows.order_by("-pk") if paging.after is None else rows.order_by("-pk").filter(pk__lt=paging.after)
    pks = list(ordered.values_list("pk", flat=True)[: limit + 1])
    following = request.GET.copy()
    if more := len(pks) > limit:
        following["after"] = str(pks[limit - 1])
    return {
        "count": rows.count(),
        "next": f"{settings.BASE_URL}{request.path}?{following.urlencode()}" if more else None,
        "items": [shape(row) for row in whole_rows(pks[:limit], rows if whole is None else whole)],
    }


def page_url(row: Any) -> str:
    return settings.BASE_URL + row.get_absolute_url()


def link(row: Any, answer: str) -> dict[str, str]:
    """A row's name, page and answer; a cell and a topic stand in a list."""
    there = reverse(f"api:{answer}", args=[] if answer.endswith("-list") else [row.slug])
    return {"name": str(row), "url": page_url(row), "api": settings.BASE_URL + there}


def insight_as_json(insight: Insight) -> dict[str, Any]:
    credit, event = credit_of(insight), insight.note.event
    return {
        "id": insight.pk,
        "url": page_url(insight),
        "statement": insight.statement,
        "kind": insight.kind,
        "credit": credit_as_json(credit) if credit else None,
        "topics": [link(topic, "topic-list") for topic in insight.topics.all()],
        "event": link(event, "event-detail") if event else None,
        "note": _note_link(insight.note),
        "approved_at": insight.approved_at,
    }


def annotation_of(insight: Insight, passage: Passage) -> dict[str, Any]:
    quote = {"exact": passage.quote, "prefix": passage.prefix, "suffix": passage.suffix}
    stands = passage.state in (Passage.State.MATCHES, Passage.State.MOVED)
    position = [{"type": "TextPositionSelector", "start": passage.start, "end": passage.end}] if stands else []
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{page_url(insight)}#passage-{passage.pk}",
        "state": passage.state,
        "body": {"value": insight.statement},
        "target": {
            "source": page_url(insight.note),
            "selector": [{"type": "TextQuoteSelector", **quote}, *position],
        },
    }


def event_as_json(event: Event) -> dict[str, Any]:
    names = ("slug", "title", "summary", "format", "state", "visibility", "starts_at", "ends_at", "place")
    return {
        **{name: getattr(event, name) for name in names},
        "url": page_url(event),
        "cell": link(event.cell, "cell-list") if event.cell else None,
        "has_note": event.note_is_out,  # type: ignore[attr-defined]
        "insight_count": event.insight_count,  # type: ignore[attr-defined]
    }


def note_as_json(note: Note) -> dict[str, Any]:
    names = ("title", "kind", "text", "byline", "published_at")
    event = link(note.event, "event-detail") if note.event else None
    return {**{name: getattr(note, name) for name in names}, "url": page_url(note), "event": event}


def credit_as_json(credit: Credit) -> dict[str, str]:
    return {name: getattr(credit, name) for name in ("role", "name", "position", "organisation")}


def person_as_json(person: Person) -> dict[str, Any]:
    return {
        "id": person.slug,
        "name": person.name,
        "url": page_url(person),
        "sources": [{"url": page_url(person)}],
    }


def organisation_as_json(row: Organisation) -> dict[str, Any]:
    return {"id": row.slug, "name": row.name, "classification": row.kind, "url": page_url(row)}


def membership_as_json(row: Affiliation) -> dict[str, Any]:
    return {
        "person_id": row.person.slug,
        "organization_id": row.organisation.slug,
        "role": row.position,
        "start_date": row.since or None,
        "end_date": row.until or None,
    }


def _notes(request: HttpRequest) -> QuerySet[Note]:
    return Note.objects.visible_to(request.user).filter(state=Note.State.PUBLISHED)


def _note_link(note: Note) -> dict[str, str]:
    there = reverse("api:note-detail", args=[note.event.slug]) if note.event else None
    there = there or reverse("api:article-detail", args=[note.slug])
    return {"name": note.title, "url": page_url(note), "api": settings.BASE_URL + there}
