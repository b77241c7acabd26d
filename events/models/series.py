"""The series that some meetings belong to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, member: Any) -> SeriesQuerySet:
        """Series with at least one event the member may see."""
        return self.filter(pk__in=_events().visible_to(member).values("series"))

    def editable_by(self, member: Any) -> SeriesQuerySet:
        """Series of which the member may edit every event; one without events belongs to all convenors."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        others = _events().filter(series__isnull=False).exclude(pk__in=_events().editable_by(member).values("pk"))
        return self.exclude(pk__in=others.values("series"))


class Series(models.Model):
    """Events that belong together in order: the first and the second of two meetings."""

    title = models.CharField(max_length=250, help_text="Who decides, and how?")
    slug = models.SlugField(
        "address", max_length=220, unique=True, help_text="who-decides. Old addresses lead on to the new one."
    )
    description = models.TextField(blank=True)

    objects = SeriesQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:series-detail", args=[self.slug])


def _events() -> Any:
    """All meetings, whose module comes after this one."""
    return Series.events.rel.related_model.objects
