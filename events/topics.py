"""RULES: topics as a vocabulary that is looked after: two become one, and what had either has the one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from events.models import Topic, TopicItem
from people import addresses
from people.models import Member

AT_ONCE = 500


class TopicsError(Exception):
    """What stands in the way of making two topics one, as a sentence."""


def retired_among(names: Iterable[str]) -> list[str]:
    """Those of the names that belong to topics no longer offered, as they are given."""
    retired = {name.casefold() for name in Topic.objects.filter(retired=True).values_list("name", flat=True)}
    return [name for name in names if name.casefold() in retired]


@transaction.atomic
def merge(gone: Topic, stays: Topic, *, by: Member) -> int:
    """Put `stays` wherever `gone` stood; its address, and its former ones, lead on. Returns on how many pages it stood.

    `stays` gets the description if it has none. Raises TopicsError where one of them is not there any more. Locks both
    topics; one transaction.
    """
    rows = Topic.objects.select_for_update().order_by("pk").in_bulk([gone.pk, stays.pk])
    if len(rows) < 2:
        raise TopicsError("Somebody has merged or deleted one of these topics meanwhile. Nothing was changed.")
    gone, stays = rows[gone.pk], rows[stays.pk]
    number = _move_items(gone, stays, by)
    addresses.inherit(stays, gone)
    old_slug, gone._history_user, stays._history_user = gone.slug, by, by
    gone.delete()
    stays.description = stays.description or gone.description
    stays.save()
    addresses.keep_former(stays, old_slug)
    return number


def _move_items(gone: Topic, stays: Topic, by: Member) -> int:
    there = set(stays.items.values_list("content_type_id", "object_id"))
    items = list(gone.items.all())
    moving = [item for item in items if (item.content_type_id, item.object_id) not in there]
    for item in moving:
        item.tag = stays
    bulk_update_with_history(moving, TopicItem, ["tag"], batch_size=AT_ONCE, default_user=by)
    return len(items)
