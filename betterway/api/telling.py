"""Rows in the shapes of the API. What may be known of them has been decided: by the gate they came through."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from events.models import Event, Series, Speaker
from insights.attribution import Credit, credit_of, credit_of_speaker
from insights.collecting import Stretch
from insights.echoes import Trails
from insights.models import Collection, Echo, Insight, Note, Passage
from people.models import Affiliation, Organisation, Person


def page_url(row: Any) -> str:
    return settings.BASE_URL + row.get_absolute_url()


def answer_url(name: str, *args: Any) -> str:
    return settings.BASE_URL + reverse(f"api:{name}", args=args)


def link(row: Any, answer: str) -> dict[str, str]:
    """A row's name, page and answer; a cell and a topic stand in a list."""
    there = answer_url(answer) if answer.endswith("-list") else answer_url(answer, row.slug)
    return {"name": str(row), "url": page_url(row), "api": there}


def note_link(note: Note) -> dict[str, str]:
    return {"name": note.title, "url": page_url(note), "api": _of_note("detail", note)}


def _of_note(what: str, note: Note) -> str:
    """An answer about a note of a meeting, or about an article: "detail" or "text"."""
    if note.event:
        return answer_url(f"note-{what}", note.event.slug)
    return answer_url(f"article-{what}", note.slug)


def insight_as_json(insight: Insight) -> dict[str, Any]:
    credit, event = credit_of(insight), insight.note.event
    return {
        "id": insight.pk,
        "url": page_url(insight),
        "api": answer_url("insight-detail", insight.pk),
        "statement": insight.statement,
        "kind": insight.kind,
        "credit": credit_as_json(credit) if credit else None,
        "topics": [link(topic, "topic-list") for topic in insight.topics.all()],
        "event": link(event, "event-detail") if event else None,
        "note": note_link(insight.note),
        "approved_at": insight.approved_at,
    }


def annotation_of(insight: Insight, passage: Passage) -> dict[str, Any]:
    """The passage, to be found in the note's Markdown: that is what its selectors count and quote.

    Its id is by number, which stays where the statement changes, and leads to the passage on the insight's page.
    """
    insight_by_number = settings.BASE_URL + reverse("insights:insight-by-number", args=[insight.pk])
    quote = {"exact": passage.quote, "prefix": passage.prefix, "suffix": passage.suffix}
    stands = passage.state in (Passage.State.MATCHES, Passage.State.MOVED)
    position = [{"type": "TextPositionSelector", "start": passage.start, "end": passage.end}] if stands else []
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{insight_by_number}#passage-{passage.pk}",
        "state": passage.state,
        "body": {"value": insight.statement},
        "target": {
            "source": _of_note("text", insight.note),
            "scope": page_url(insight.note),
            "selector": [{"type": "TextQuoteSelector", **quote}, *position],
        },
    }


def echoes_as_json(insight: Insight, trails: Trails) -> list[dict[str, Any]]:
    same = [(Echo.Kind.SAME, said.insight) for said in trails.same if said.insight != insight]
    related = [(Echo.Kind.RELATED, other) for other in trails.related]
    return [
        {"kind": kind.value, "insight": insight_as_json(other), "passages": annotations_of(other)}
        for kind, other in [*same, *related]
    ]


def annotations_of(insight: Insight) -> list[dict[str, Any]]:
    return [annotation_of(insight, passage) for passage in insight.passages.all()]


def event_as_json(event: Event) -> dict[str, Any]:
    names = ("slug", "title", "summary", "format", "state", "visibility", "starts_at", "ends_at", "place")
    return {
        **{name: getattr(event, name) for name in names},
        "url": page_url(event),
        "cell": link(event.cell, "cell-list") if event.cell else None,
        "series": link(event.series, "series-detail") if event.series else None,
        "has_note": event.note_is_out,  # type: ignore[attr-defined]
        "insight_count": event.insight_count,  # type: ignore[attr-defined]
    }


def series_as_json(series: Series) -> dict[str, Any]:
    facts = {"slug": series.slug, "title": series.title, "description": series.description}
    return {**facts, "url": page_url(series), "api": answer_url("series-detail", series.slug)}


def note_as_json(note: Note) -> dict[str, Any]:
    names = ("title", "kind", "text", "byline", "published_at")
    event = link(note.event, "event-detail") if note.event else None
    return {**{name: getattr(note, name) for name in names}, "url": page_url(note), "event": event}


def credit_as_json(credit: Credit) -> dict[str, str]:
    return {name: getattr(credit, name) for name in ("role", "name", "position", "organisation")}


def speakers_as_json(speakers: Any) -> list[dict[str, Any]]:
    """Those who may be mentioned; whoever may be named leads to their page."""
    credits = [credit for credit in map(credit_of_speaker, speakers) if credit != Credit()]
    return [
        {**credit_as_json(credit), "person": link(credit.person, "person-detail") if credit.person else None}
        for credit in credits
    ]


def person_as_json(person: Person) -> dict[str, Any]:
    return {
        "id": person.slug,
        "name": person.name,
        "url": page_url(person),
        "sources": [{"url": page_url(person)}],
    }


def appearance_as_json(speaker: Speaker) -> dict[str, Any]:
    """As on the person's page: what was stated that day."""
    stated = {"position": speaker.position, "organisation": speaker.organisation}
    return {"event": link(speaker.event, "event-detail"), "role": speaker.get_role_display(), **stated}


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


def collection_as_json(collection: Collection) -> dict[str, Any]:
    names = ("slug", "title", "kind", "introduction", "created_at")
    return {
        **{name: getattr(collection, name) for name in names},
        "url": page_url(collection),
        "api": answer_url("collection-detail", collection.slug),
        "by": collection.member.name,
    }


def stretch_as_json(stretch: Stretch) -> dict[str, Any]:
    insights = [insight_as_json(insight) for insight in stretch.insights]
    return {"heading": stretch.heading, "remark": stretch.remark, "insights": insights}
