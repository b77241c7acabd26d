"""Pages in the words of schema.org, as search engines read them. Of people only what the page itself says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from events.models import Cell, Event, Series, Topic
from insights.attribution import Credit, credit_of
from insights.collecting import Stretch
from insights.models import Collection, Insight, Note
from people.models import Organisation, Person

ONLINE = "online"


def of_event(event: Event) -> dict[str, Any]:
    online = event.place.strip().casefold() == ONLINE
    place = {"@type": "VirtualLocation", "url": _whole(event)} if online else {"@type": "Place", "name": event.place}
    gone = event.state == Event.State.CANCELLED
    return _bare(
        **_start("Event", event),
        name=event.title,
        description=event.summary,
        startDate=event.starts_at.isoformat() if event.starts_at else "",
        endDate=event.ends_at.isoformat() if event.ends_at else "",
        location=place if event.place else "",
        eventAttendanceMode=f"https://schema.org/{'Online' if online else 'Offline'}EventAttendanceMode",
        eventStatus=f"https://schema.org/Event{'Cancelled' if gone else 'Scheduled'}",
        organizer=_named("Organization", event.cell, event.cell.name) if event.cell else "",
        superEvent=_named("EventSeries", event.series, event.series.title) if event.series else "",
    )


def of_series(series: Series, events: Sequence[Event]) -> dict[str, Any]:
    """The series, with the meetings that its page shows."""
    facts = {"name": series.title, "description": series.description}
    return _bare(
        **_start("EventSeries", series),
        **facts,
        subEvent=[_named("Event", event, event.title) for event in events],
    )


def of_cell(cell: Cell) -> dict[str, Any]:
    facts = {"name": cell.name, "description": cell.purpose or cell.description}
    network = {"@type": "Organization", "url": settings.BASE_URL + reverse("home")}
    return _bare(**_start("Organization", cell), **facts, parentOrganization=network)


def of_topic(topic: Topic) -> dict[str, Any]:
    facts = {"name": topic.name, "description": topic.description}
    terms = settings.BASE_URL + reverse("events:topic-list")
    return _bare(**_start("DefinedTerm", topic), **facts, inDefinedTermSet=terms)


def of_insight(insight: Insight, quotes: Sequence[str]) -> dict[str, Any]:
    """A claim, and the words of the note that it rests on."""
    credit = credit_of(insight)
    return _bare(
        **_start("Claim", insight),
        text=insight.statement,
        author=_author(credit) if credit else "",
        datePublished=insight.approved_at.isoformat() if insight.approved_at else "",
        isBasedOn=[{"@type": "Quotation", "text": quote, "url": _whole(insight.note)} for quote in quotes],
    )


def of_collection(collection: Collection, stretches: Sequence[Stretch]) -> dict[str, Any]:
    """The collection, or round-up, with the insights that its page shows."""
    insights = [insight for stretch in stretches for insight in stretch.insights]
    return _bare(
        **_start("Collection", collection),
        name=collection.title,
        description=collection.introduction,
        author={"@type": "Person", "name": collection.member.name},
        dateCreated=collection.created_at.isoformat(),
        hasPart=[{"@type": "Claim", "text": row.statement, "url": _whole(row)} for row in insights],
    )


def of_note(note: Note) -> dict[str, Any]:
    """Who wrote it stands as the line that credits them: it may hold two people, or an organisation."""
    return _bare(
        **_start("Article", note),
        headline=note.title,
        creditText=note.byline,
        datePublished=note.published_at.isoformat() if note.published_at else "",
        about=_named("Event", note.event, note.event.title) if note.event else "",
    )


def of_person(person: Person) -> dict[str, Any]:
    return _bare(**_start("Person", person), name=person.name)


def of_organisation(organisation: Organisation) -> dict[str, Any]:
    facts = {"name": organisation.name, "description": organisation.description}
    return _bare(**_start("Organization", organisation), **facts)


def _author(credit: Credit) -> dict[str, Any] | str:
    if credit.person:
        return {"@type": "Person", "name": credit.name, "url": _whole(credit.person)}
    return {"@type": "Organization", "name": credit.organisation} if credit.organisation else ""


def _named(kind: str, row: Any, name: str) -> dict[str, str]:
    return {"@type": kind, "@id": _whole(row), "name": name, "url": _whole(row)}


def _start(kind: str, row: Any) -> dict[str, str]:
    return {"@context": "https://schema.org", "@type": kind, "@id": _whole(row), "url": _whole(row)}


def _whole(row: Any) -> str:
    return settings.BASE_URL + row.get_absolute_url()


def _bare(**facts: Any) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}
