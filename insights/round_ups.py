"""RULES: a convenor gathers what came of a period into a round-up, under headings, to be edited and published."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from events.models import Topic, TopicItem
from insights import collecting
from insights.models import Collection, Insight
from people.models import Member

OTHERS = "Other meetings"


@dataclass(frozen=True)
class Group:
    """The insights under one heading, in the order of their meetings and notes."""

    heading: str
    insights: list[Insight]


def of_period(member: Any, since: dt.date, until: dt.date) -> QuerySet[Insight]:
    """The insights out of meetings from one day to another, both included, in local time."""
    first = timezone.make_aware(datetime.combine(since, dt.time.min))
    end = timezone.make_aware(datetime.combine(until + dt.timedelta(days=1), dt.time.min))
    out = Insight.objects.visible_to(member).published()
    return out.filter(note__event__starts_at__gte=first, note__event__starts_at__lt=end)


def topics_of(insights: QuerySet[Insight]) -> QuerySet[Topic]:
    """The topics that the insights carry, those of most insights first, with `number`."""
    items = TopicItem.objects.on(Insight).filter(object_id__in=insights.order_by().values("pk"))
    rows = Topic.objects.filter(items__in=items).annotate(number=Count("items"))
    return rows.order_by("-number", "name", "pk")


def in_order(there: Sequence[Topic], chosen: Sequence[Topic]) -> list[Topic]:
    """The chosen topics in the order of those that are `there` (as `topics_of` has them).

    Raises CollectingError where one of them is not: without it, others would be gathered than were asked for.
    """
    if missing := [f"“{topic.name}”" for topic in chosen if topic not in there]:
        names = f"{', '.join(missing[:-1])} and {missing[-1]} do" if missing[1:] else f"{missing[0]} does"
        raise collecting.CollectingError(f"{names} not occur in these days. Choose other days, or other topics.")
    return [topic for topic in there if topic in chosen]


def gather(insights: QuerySet[Insight], topics: Sequence[Topic] = ()) -> list[Group]:
    """The insights with one of the topics, each under the first that it carries; without topics, all, by cell.

    Three queries. Raises CollectingError where they are more than a collection holds, or none.
    """
    rows = insights.filter(topics__in=topics).distinct() if topics else insights
    found = list(rows.with_context().defer("note__text").order_by("note__event__starts_at", "note", "order", "pk"))
    if not found:
        raise collecting.CollectingError("No insight came out of these days. Choose others.")
    if len(found) > collecting.MOST:
        raise collecting.CollectingError(
            f"{len(found)} insights came out of these days, and a round-up holds {collecting.MOST}. "
            "Choose fewer days, or some of the topics."
        )
    return _by_topic(found, topics) if topics else _by_cell(found)


def _by_topic(insights: list[Insight], topics: Sequence[Topic]) -> list[Group]:
    items = TopicItem.objects.on(Insight).filter(object_id__in=[i.pk for i in insights])
    tagged = set(items.filter(tag__in=topics).values_list("tag", "object_id"))
    groups, placed = [], set()
    for topic in topics:
        under = [i for i in insights if (topic.pk, i.pk) in tagged and i.pk not in placed]
        placed |= {i.pk for i in under}
        groups += [Group(topic.name, under)] if under else []
    return groups


def _by_cell(insights: list[Insight]) -> list[Group]:
    cells = defaultdict(list)
    for insight in insights:
        cell = insight.note.event.cell
        cells[cell.name if cell else OTHERS].append(insight)
    names = sorted(cells, key=lambda name: (name == OTHERS, name))
    return [Group(name, cells[name]) for name in names]


@transaction.atomic
def make(member: Member, title: str, groups: Sequence[Group], *, at: datetime) -> Collection:
    """A round-up with the groups, that only the member sees as yet; raises CollectingError as `start` does."""
    round_up = collecting.start(member, title, at=at, kind=Collection.Kind.ROUND_UP)
    placed = ((group.heading, number, insight) for group in groups for number, insight in enumerate(group.insights))
    collecting.keep_all(round_up, ((insight, "" if number else heading) for heading, number, insight in placed))
    return round_up


def last_quarter(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the three months that were over last."""
    this = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = this - dt.timedelta(days=1)
    return dt.date(last.year, last.month - 2, 1), last


def title_of(since: dt.date, until: dt.date) -> str:
    """What came of January to March 2026."""
    days = f"{since.day} {since:%B %Y} to {until.day} {until:%B %Y}"
    whole = since.day == 1 and (until + dt.timedelta(days=1)).day == 1
    if whole and since.year == until.year:
        days = f"{since:%B %Y}" if since.month == until.month else f"{since:%B} to {until:%B %Y}"
    return f"What came of {days}"
