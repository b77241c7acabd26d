"""Which rows of any table a member may change, also of tables without a gate of their own."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet

from people.models import Member


def within(model: type[models.Model], member: Member) -> QuerySet[Any]:
    """The rows of any table that the member may change: by its own gate, or by the note, meeting or person it is of."""
    rows = model._base_manager.all()
    if member.is_network_convenor:
        return rows
    if hasattr(model._default_manager, "editable_by"):
        return rows.filter(pk__in=model._default_manager.editable_by(member).values("pk"))
    tracked = getattr(model, "instance_type", None)  # a history is of the row that it is the history of
    if tracked:
        return rows.filter(id__in=within(tracked, member).values("pk"))
    for name in ("note", "insight", "passage", "event", "speaker", "person"):
        column = next((f for f in model._meta.concrete_fields if f.name == name and f.many_to_one), None)
        if column:
            return rows.filter(**{f"{name}__in": within(column.related_model, member).values("pk")})
    return rows.none()


def is_ours(model: type[models.Model]) -> bool:
    """Whether it is a table of the network's own records, and no history of one."""
    return model._meta.app_label in ("people", "events", "insights") and not hasattr(model, "instance_type")
