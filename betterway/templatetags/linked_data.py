"""What a page says of itself to other programs."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from betterway import linked_data as data
from events.models import Cell, Event, Series, Topic
from insights.models import Collection, Insight, Note
from people.models import Organisation, Person

register = template.Library()
SHAPES = {
    Event: data.of_event,
    Note: data.of_note,
    Person: data.of_person,
    Organisation: data.of_organisation,
    Cell: data.of_cell,
    Topic: data.of_topic,
}
WITH_ROWS = {
    Insight: lambda insight, receipts: data.of_insight(insight, [receipt.quote for receipt in receipts]),
    Series: data.of_series,
    Collection: data.of_collection,
}


@register.simple_tag
def linked_data(row: Any, shown: Any = ()) -> SafeString:
    """The page's facts as JSON-LD, with the rows `shown` on it: a data block, which no browser runs."""
    kind = type(row)
    facts = WITH_ROWS[kind](row, shown) if kind in WITH_ROWS else SHAPES[kind](row)
    return SafeString(
        json_script(facts, encoder=DjangoJSONEncoder).replace("application/json", "application/ld+json", 1)
    )


@register.simple_tag
def whole(name: str, *args: Any) -> str:
    """A page's whole address, for those who read it elsewhere."""
    return settings.BASE_URL + reverse(name, args=args)


@register.simple_tag
def atom_link(name: str, title: str, *args: Any) -> SafeString:
    """The line by which a feed reader finds a page's feed."""
    href = whole(name, *args)
    return format_html('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">', title, href)
