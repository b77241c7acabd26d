"""RULES: what others have changed about an event while somebody had its form open. The event's history tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from events.models import Event
from people.dates import clock, short_day

LONGEST = 80  # letters of a text that is told


@dataclass(frozen=True)
class Meanwhile:
    """One column that somebody has changed: its label, what it is now, and who changed it last."""

    name: str
    label: str
    value: Any
    said: str
    who: str

    @property
    def asks(self) -> str:
        """What is said where it is about to be written over."""
        return (
            f"{self.who} has changed this while you had the form open: it is {self.said} now. Nothing is saved yet. "
            "Save again if yours is to stand, or type theirs here."
        )

    @property
    def stays(self) -> str:
        return f"“{self.label}” stays as {self.who} has changed it meanwhile: {self.said}."


def number_now(event: Event) -> int:
    """The number of the last entry in the event's history: what a page shows, it shows as of that. 0 for none."""
    return event.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0


def as_of(event: Event, number: int) -> dict[str, Any]:
    """What that entry has of what people fill in, as a form begins with it; empty where it is none of this event's."""
    record = event.history.filter(history_id=number).first()
    if record is None:
        return {}
    convenors = record.convenors.values_list("member", flat=True)
    return {**{field.name: getattr(record, field.attname) for field in _columns(record)}, "convenors": list(convenors)}


def changes(event: Event, number: int) -> list[Meanwhile]:
    """The columns that people fill in and that are otherwise than that entry has them, in their order."""
    rows = event.history.filter(history_id__gte=number).select_related("history_user").order_by("history_id")
    records = list(rows)
    last_by = {}
    for before, after in pairwise(records):
        last_by |= dict.fromkeys(_differ(before, after), str(after.history_user or "Somebody"))
    return [_told(records[-1], name, last_by[name]) for name in _differ(records[0], records[-1])] if last_by else []


def in_words(value: Any) -> str:
    """A value as a sentence names it: “Online”; 20; 8 December 2026, 6pm; nothing."""
    if value in (None, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f"{short_day(value)}, {clock(value)}"
    text = " ".join(str(value).split())
    return f"“{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}”"


def _columns(record: Any) -> list[Any]:
    return [field for field in record.tracked_fields if field.concrete and field.editable]


def _differ(before: Any, after: Any) -> list[str]:
    return [field.name for field in _columns(before) if getattr(before, field.attname) != getattr(after, field.attname)]


def _told(record: Any, name: str, who: str) -> Meanwhile:
    field = Event._meta.get_field(name)
    value = getattr(record, field.attname)
    if field.is_relation:  # the row may be deleted by now
        value = field.related_model._base_manager.filter(pk=value).first()
    label = str(field.verbose_name)
    said = in_words(dict(field.flatchoices).get(value, value))
    return Meanwhile(name, label[:1].upper() + label[1:], value, said, who)
