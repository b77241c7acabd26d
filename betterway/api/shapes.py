"""The shapes of the JSON.

People, organisations and memberships speak Popolo (popoloproject.com), passages the W3C Web Annotation Data Model;
what they have no word for is in the network's own words. Addresses are whole; times are ISO 8601 with their zone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema


class Link(Schema):
    """Something else that has a page and an answer of its own here: `url` is the page, `api` the answer."""

    name: str
    url: str
    api: str


class Credit(Schema):
    """Who said it, as far as they may be named; what may not be known is empty."""

    role: str
    name: str
    position: str
    organisation: str


class TextQuoteSelector(Schema):
    type: Literal["TextQuoteSelector"] = "TextQuoteSelector"
    exact: str
    prefix: str
    suffix: str


class TextPositionSelector(Schema):
    """Code points into the note's `text`; `end` is the first that does not belong."""

    type: Literal["TextPositionSelector"] = "TextPositionSelector"
    start: int
    end: int


class Target(Schema):
    source: str
    selector: list[TextQuoteSelector | TextPositionSelector]


class Body(Schema):
    type: Literal["TextualBody"] = "TextualBody"
    value: str
    format: Literal["text/plain"] = "text/plain"
    language: Literal["en"] = "en"


class Annotation(Schema):
    """A passage: the words of a note that an insight rests on, as a W3C Web Annotation."""

    context: str = Field("http://www.w3.org/ns/anno.jsonld", alias="@context", serialization_alias="@context")
    id: str
    type: Literal["Annotation"] = "Annotation"
    motivation: Literal["highlighting"] = "highlighting"
    state: str = Field(description="matches, moved, needs checking or removed: how the words stand in the note today")
    body: Body
    target: Target


class InsightOut(Schema):
    id: int
    url: str
    statement: str
    kind: str
    credit: Credit | None
    topics: list[Link]
    event: Link | None
    note: Link
    approved_at: datetime | None


class InsightWhole(InsightOut):
    passages: list[Annotation]


class SpeakerOut(Credit):
    person: Link | None


class EventOut(Schema):
    slug: str
    url: str
    title: str
    summary: str
    format: str
    state: str
    visibility: str
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    cell: Link | None
    has_note: bool
    insight_count: int


class EventWhole(EventOut):
    description: str
    topics: list[Link]
    speakers: list[SpeakerOut]
    note: Link | None


class NoteWhole(Schema):
    """A note's Markdown, to which the positions of passages refer."""

    url: str
    title: str
    kind: str
    text: str
    byline: str
    event: Link | None
    published_at: datetime | None


class OtherName(Schema):
    name: str


class Membership(Schema):
    """Popolo's membership: a person's position at an organisation; dates may be a year or a month."""

    person_id: str
    organization_id: str
    role: str
    start_date: str | None
    end_date: str | None


class PersonOut(Schema):
    """Popolo's Person."""

    id: str
    name: str
    url: str
    sources: list[dict[str, Any]] = []


class PersonWhole(PersonOut):
    memberships: list[Membership]
    events: list[Link]


class OrganizationOut(Schema):
    """Popolo's Organization."""

    id: str
    name: str
    classification: str | None
    url: str


class OrganizationWhole(OrganizationOut):
    other_names: list[OtherName]
    memberships: list[Membership]


class CellOut(Schema):
    slug: str
    url: str
    name: str
    purpose: str
    event_count: int
    insight_count: int


class TopicOut(Schema):
    slug: str
    url: str
    name: str
    description: str
    insight_count: int
