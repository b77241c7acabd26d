"""Rows with the numbers that stand beside them in lists, counted over what the viewer may see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from events.models import Cell, Event, Series, SignUp, Speaker, Topic, TopicItem
from insights.models import Insight, Note
from people.models import Organisation, Person


def insights_for(member: Any) -> QuerySet[Insight]:
    """The insights that are out and that the member may see: what every list shows, to convenors too. No note texts."""
    return Insight.objects.visible_to(member).published().defer("note__text")


def events_for(member: Any) -> QuerySet[Event]:
    """Events with `insight_count` and `note_is_out`, and with their cell."""
    return with_insights(Event.objects.visible_to(member), member)


def with_insights(events: QuerySet[Event], member: Any) -> QuerySet[Event]:
    notes = Note.objects.visible_to(member).filter(state=Note.State.PUBLISHED, event=OuterRef("pk"))
    return events.select_related("cell", "series").annotate(
        insight_count=number_of(insights_for(member), "note__event"), note_is_out=Exists(notes)
    )


def coming_for(member: Any, at: datetime) -> QuerySet[Event]:
    """Meetings to come, the next one first, with `going`, `waiting` and the member's own `my_state` too."""
    mine = SignUp.objects.filter(member=member if member.is_authenticated else None, event=OuterRef("pk"))
    return with_places(events_for(member).upcoming(at)).annotate(my_state=Subquery(mine.values("state")[:1]))


def with_places(events: QuerySet[Event]) -> QuerySet[Event]:
    """Events with how many are `going` and `waiting`."""
    rows = SignUp.objects.order_by()
    return events.annotate(
        going=number_of(rows.filter(state=SignUp.State.GOING), "event"),
        waiting=number_of(rows.filter(state=SignUp.State.WAITING), "event"),
    )


def cells_for(member: Any) -> QuerySet[Cell]:
    """Cells with `event_count` and `insight_count`."""
    return Cell.objects.visible_to(member).annotate(
        event_count=number_of(Event.objects.visible_to(member), "cell"),
        insight_count=number_of(insights_for(member), "note__event__cell"),
    )


def series_for(member: Any) -> QuerySet[Series]:
    return Series.objects.visible_to(member)


def topics_seen_by(member: Any) -> QuerySet[Topic]:
    """Topics of something the member may see."""
    notes = Note.objects.visible_to(member).filter(state=Note.State.PUBLISHED)
    return Topic.objects.filter(_on(insights_for(member)) | _on(Event.objects.visible_to(member)) | _on(notes))


def topics_told_of(member: Any) -> QuerySet[Topic]:
    """Topics of at least one insight that is out and that the member may see."""
    return Topic.objects.filter(_on(insights_for(member)))


def _on(rows: QuerySet[Any]) -> Q:
    items = TopicItem.objects.filter(tag=OuterRef("pk"))
    return Q(Exists(items.on(rows.model).filter(Exists(rows.filter(pk=OuterRef("object_id"))))))


def topics_for(member: Any) -> QuerySet[Topic]:
    """Topics of something the member may see, with `insight_count`."""
    kind = ContentType.objects.get_for_model(Insight)
    told = Q(items__content_type=kind, items__object_id__in=insights_for(member).order_by().values("pk"))
    return topics_seen_by(member).annotate(insight_count=Count("items", filter=told))


def topics_of(row: Any) -> QuerySet[Topic]:
    """The topics of one event, note or insight, in alphabetical order."""
    return row.topics.order_by("name")


def people_for(member: Any) -> QuerySet[Person]:
    """People with `event_count`: meetings at which they were named."""
    named = Speaker.objects.named_to(member)
    return Person.objects.visible_to(member).annotate(event_count=number_of(named, "person"))


def organisations_for(member: Any) -> QuerySet[Organisation]:
    """Organisations with `event_count`: meetings at which somebody spoke for them."""
    told = Speaker.objects.organisation_known_to(member)
    return Organisation.objects.visible_to(member).annotate(
        event_count=number_of(told, "affiliation__organisation", "event")
    )


def number_of(rows: QuerySet[Any], key: str, what: str = "pk") -> Coalesce:
    """How many of `rows` point to the outer row with `key`; different values of `what` count once each."""
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    return Coalesce(
        Subquery(counted.annotate(number=Count(what, distinct=True)).values("number"), IntegerField()), Value(0)
    )
