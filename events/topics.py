"""RULES: topics as a vocabulary that is looked after: two become one; what is not offered is put on nothing new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from events.models import Topic, TopicItem
from people import merging
from people.models import Member, Merge
from people.turns import one_at_a_time

AT_ONCE = 500


class TopicsError(Exception):
    """What stands in the way of making two topics one, or of putting one on something, as a sentence."""


def not_offered(names: Iterable[str], *, besides: Iterable[str] = ()) -> str:
    """Why one of the names cannot be put on something, as a sentence; empty where all can be.

    It is retired, or has become another topic. What stands there already (`besides`) may stay.
    """
    there = {name.casefold() for name in besides}
    named = [name for name in names if name.casefold() not in there]
    for name, topic in zip(named, _called(named), strict=True):
        if topic and topic.retired:
            return f"“{name}” is no longer offered as a topic. Choose another one."
        if topic and topic.name.casefold() != name.casefold():
            return f"The topic “{name}” has become “{topic.name}”. Write that instead."
    return ""


def put_on(row: Any, names: Sequence[str]) -> None:
    """Let these be the topics of a row. Raises TopicsError for one that is not offered any more, and not there already.

    Locks those topics, so that none becomes another meanwhile; within the transaction of the caller.
    """
    numbers = [topic.pk for topic in _called(list(names)) if topic]
    list(Topic.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    if sentence := not_offered(names, besides=row.topics.names()):
        raise TopicsError(sentence)
    row.topics.set(names)


def offered_among(names: Iterable[str]) -> list[str]:
    """The names as they can be put on something new: without retired topics, with what a topic has become."""
    names = list(names)
    called = zip(names, _called(names), strict=True)
    found = [topic.name if topic else name for name, topic in called if not (topic and topic.retired)]
    return list({name.casefold(): name for name in found}.values())


def _called(names: list[str]) -> list[Topic | None]:
    """For each name the topic that it means today, if any: the one called so, or what that has become. Two queries."""
    if not names:
        return []
    topics = {topic.pk: topic for topic in Topic.objects.all()}
    by_name = {topic.name.casefold(): topic for topic in topics.values()}
    became: dict[int, int] = {}
    for number, name, stays in _merges():
        became[number] = stays
        while stays not in topics and stays in became:
            stays = became[stays]
        if stays in topics:
            by_name.setdefault(name.casefold(), topics[stays])
    return [by_name.get(name.casefold()) for name in names]


def _merges() -> Iterable[tuple[int, str, int]]:
    """The number and the name of each topic that went, and what it became; the latest first."""
    rows = Merge.objects.filter(model=Topic._meta.label_lower, undone_at=None).order_by("-pk")
    return rows.values_list("gone_id", "gone_name", "stays_id")


@transaction.atomic
def merge(gone: Topic, stays: Topic, *, by: Member, at: datetime) -> int:
    """Put `stays` wherever `gone` stood; its address, and its former ones, lead on. Returns on how many pages it stood.

    `stays` gets the description if it has none. Every step is kept: merging.undo makes two of them again. Raises
    TopicsError where one of them is not there any more. Locks both topics; one transaction.
    """
    one_at_a_time()
    rows = Topic.objects.select_for_update().order_by("pk").in_bulk([gone.pk, stays.pk])
    if len(rows) < 2:
        raise TopicsError("Somebody has merged or deleted one of these topics meanwhile. Nothing was changed.")
    gone, stays = rows[gone.pk], rows[stays.pk]
    journal = merging.Journal(by)
    number = _move_items(journal, gone, stays)
    journal.move_all(gone, stays)  # whoever follows it
    merging.close(journal, gone, stays, {"description": stays.description or gone.description}, at=at)
    return number


def _move_items(journal: merging.Journal, gone: Topic, stays: Topic) -> int:
    there = set(stays.items.values_list("content_type_id", "object_id"))
    items, moving = list(gone.items.all()), []
    for item in items:
        if (item.content_type_id, item.object_id) in there:
            journal.drop(item)
        else:
            item.tag = stays
            moving.append(item)
    journal.have_changed(moving, tag_id=(gone.pk, stays.pk))
    bulk_update_with_history(moving, TopicItem, ["tag"], batch_size=AT_ONCE, default_user=journal.by)
    return len(items)
