"""The shapes of the JSON.

People, organisations and memberships speak Popolo (popoloproject.com), passages the W3C Web Annotation Data Model;
what they have no word for is in the network's own words. Addresses are whole; times are ISO 8601 with their zone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema


class Missing(Schema):
    detail: str


class Refused(Schema):
    """What makes no sense in the query, each with a sentence."""

    class Reason(Schema):
        loc: list[str | int]
        msg: str
        type: str

    detail: list[Reason]


class Page(Schema):
    """Some of the rows, how many there are in all, and where the next are."""

    count: int
    next: str | None


class Address(Schema):
    name: str
    api: str


class Index(Schema):
    """Where to begin: the lists, the page for people, and the description for programs."""

    description: str
    documentation: str
    openapi: str
    answers: list[Address]


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
    """`source` is the note's Markdown, in which the selectors find the words; `scope` the page that shows it."""

    type: Literal["SpecificResource"] = "SpecificResource"
    source: str
    scope: str
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
    api: str
    statement: str
    kind: str
    credit: Credit | None
    topics: list[Link]
    event: Link | None
    note: Link
    approved_at: datetime | None


class EchoOut(Schema):
    """What another meeting said: the same point, in the order of the meetings, or a related one."""

    kind: Literal["same", "related"]
    insight: InsightOut
    passages: list[Annotation]


class InsightWhole(InsightOut):
    passages: list[Annotation]
    echoes: list[EchoOut]


class Insights(Page):
    items: list[InsightOut]


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
    series: Link | None
    has_note: bool
    insight_count: int


class EventWhole(EventOut):
    description: str
    topics: list[Link]
    speakers: list[SpeakerOut]
    note: Link | None


class Events(Page):
    items: list[EventOut]


class SeriesOut(Schema):
    slug: str
    url: str
    api: str
    title: str
    description: str


class SeriesWhole(SeriesOut):
    events: list[EventOut]


class SeriesList(Page):
    items: list[SeriesOut]


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


class Appearance(Schema):
    """As what somebody was at a meeting, as stated that day."""

    event: Link
    role: str
    position: str
    organisation: str


class PersonWhole(PersonOut):
    memberships: list[Membership]
    events: list[Link]
    appearances: list[Appearance]


class People(Page):
    items: list[PersonOut]


class OrganizationOut(Schema):
    """Popolo's Organization."""

    id: str
    name: str
    classification: str | None
    url: str


class OrganizationWhole(OrganizationOut):
    other_names: list[OtherName]
    memberships: list[Membership]


class Organizations(Page):
    items: list[OrganizationOut]


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


class CollectionOut(Schema):
    """Insights that a member has put together; a round-up is of a period."""

    slug: str
    url: str
    api: str
    title: str
    kind: str
    by: str
    introduction: str
    created_at: datetime


class Stretch(Schema):
    """A heading and words, one of them or none, and the insights that follow."""

    heading: str
    remark: str
    insights: list[InsightOut]


class CollectionWhole(CollectionOut):
    stretches: list[Stretch]
    closing: str


class Collections(Page):
    items: list[CollectionOut]
