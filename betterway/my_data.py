"""All that is kept about a member, for them to take away: read from every table that points at them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from betterway.pointers import Fate, address_columns, pointers, rows_of
from events.models import Speaker
from insights.models import Collection, Insight
from people import stops
from people.models import Affiliation, Member, Person

# What would let others in: nobody takes that away in a file.
SECRET = {
    *("people.Member.password", "mfa.Authenticator.data", "events.CalendarAddress.token", "insights.Collection.token"),
}


def of(member: Member, *, at: datetime) -> dict[str, Any]:
    """The member's own row, every row that is theirs with what hangs on it, and a line for each one they worked on."""
    facts: dict[str, Any] = {"written": at, "you": _row(member), "yours": {}, "you worked on": {}}
    for label, fate, model, column in pointers():
        rows = rows_of(model, column, member)
        if fate is Fate.GOES or model is Collection:
            facts["yours"] |= _some(label, [_with_children(row) for row in rows])
        elif model is not Member.history.model or column == "history_user":
            facts["you worked on"] |= _some(label, [_line(row) for row in rows.iterator()])
    for label, _, model, column in address_columns():
        rows = model._base_manager.filter(**{f"{column}__iexact": member.email}).order_by("pk")
        if label != "people.Mail.to":  # they are among the mails above
            facts["yours"] |= _some(label, [_row(row) for row in rows])
    facts["invitations to this address are stopped"] = bool(stops.uninvited([member.email]))
    facts["your page"] = [_page(person) for person in Person.objects.filter(member=member)]
    return facts


def _some(label: str, rows: list[Any]) -> dict[str, list[Any]]:
    return {label: rows} if rows else {}


def _row(row: models.Model) -> dict[str, Any]:
    """Every column, by its name; another row as it calls itself."""
    return {
        field.name: _value(row, field)
        for field in row._meta.concrete_fields
        if f"{row._meta.label}.{field.name}" not in SECRET
    }


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    if not field.is_relation:
        return field.value_from_object(row)
    try:
        other = getattr(row, field.name)
    except ObjectDoesNotExist:
        return getattr(row, field.attname)
    return None if other is None else str(other)


def _with_children(row: models.Model) -> dict[str, Any]:
    """The row, and what would go with it: answers with a sign-up, items with a collection."""
    facts = _row(row)
    for relation in row._meta.related_objects:
        if relation.on_delete is models.CASCADE and relation.field.concrete:
            children = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
            facts |= _some(relation.related_model._meta.label, [_row(child) for child in children])
    return facts


def _line(row: models.Model) -> dict[str, Any]:
    facts = {"number": row.pk, "what": str(row)}
    return facts | ({"when": row.history_date} if hasattr(row, "history_date") else {})


def _page(person: Person) -> dict[str, Any]:
    return {
        **_row(person),
        "positions": [_row(row) for row in Affiliation.objects.filter(person=person)],
        "spoke at": [_row(row) for row in Speaker.objects.filter(person=person)],
        "said": list(Insight.objects.filter(speaker__person=person).values_list("statement", flat=True)),
    }
