"""Links with which a meeting is put into a calendar by hand."""

from __future__ import annotations

from typing import Any

from django import template

from events.calendar_links import links_for
from events.models import Event

register = template.Library()


@register.inclusion_tag("events/_add_to_calendar.html")
def add_to_calendar(event: Event) -> dict[str, Any]:
    return {"links": links_for(event)}
