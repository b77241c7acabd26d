"""RULES: permanent addresses. A page's slug may change; whoever follows the old one is led on."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.text import slugify

from people.models import FormerSlug

Row = TypeVar("Row", bound=models.Model)


def free_slug(model: type[models.Model], text: str) -> str:
    """A slug for `text` that no row of `model` has, or once had: an old address never leads elsewhere."""
    stem = slugify(text)[:200].strip("-") or model._meta.model_name or "page"
    number, slug = 1, stem
    while _taken(model, slug):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _taken(model: type[models.Model], slug: str) -> bool:
    former = FormerSlug.objects.filter(model=model._meta.label_lower, slug=slug)
    return model._default_manager.filter(slug=slug).exists() or former.exists()


@transaction.atomic
def keep_former(row: models.Model, old_slug: str) -> None:
    """Make `old_slug` lead to `row` for ever. Call it when the row's slug has changed; writes at most one row."""
    mine = FormerSlug.objects.filter(model=row._meta.label_lower)
    mine.filter(slug=row.slug).delete()  # type: ignore[attr-defined]  # the address is in use again
    if old_slug != row.slug:  # type: ignore[attr-defined]
        mine.update_or_create(model=row._meta.label_lower, slug=old_slug, defaults={"object_id": row.pk})


def inherit(row: models.Model, other: models.Model) -> None:
    """Make every former address of `other`, which is about to go, lead to `row`."""
    FormerSlug.objects.filter(model=row._meta.label_lower, object_id=other.pk).update(object_id=row.pk)


def present(model: type[Row], old_slug: str, queryset: models.QuerySet[Row]) -> Row | None:
    """The row of `queryset` that once had `old_slug`, or None."""
    former = FormerSlug.objects.filter(model=model._meta.label_lower, slug=old_slug).first()
    return queryset.filter(pk=former.object_id).first() if former else None


def slug_belongs_to_another(row: Any, slug: str) -> bool:
    """Whether `slug` once led to another row of the same kind, and so cannot be given to this one."""
    former = FormerSlug.objects.filter(model=row._meta.label_lower, slug=slug)
    return former.exclude(object_id=row.pk or 0).exists()
