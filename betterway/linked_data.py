"""Pages in the words of schema.org, as search engines read them. Of people only what the page itself says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from events.models import Event
from insights.attribution import Credit, credit_of
from insights.models import Insight, Note
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
    )


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


def of_note(note: Note) -> dict[str, Any]:
    return _bare(
        **_start("Article", note),
        headline=note.title,
        author={"@type": "Person", "name": note.byline} if note.byline else "",
        datePublished=note.published_at.isoformat() if note.published_at else "",
        about={"@type": "Event", "name": note.event.title, "url": _whole(note.event)} if note.event else "",
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


def _start(kind: str, row: Any) -> dict[str, str]:
    return {"@context": "https://schema.org", "@type": kind, "@id": _whole(row), "url": _whole(row)}


def _whole(row: Any) -> str:
    return settings.BASE_URL + row.get_absolute_url()


def _bare(**facts: Any) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if fact}
