"""The groups that meet again and again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from simple_history.models import HistoricalRecords

Member = settings.AUTH_USER_MODEL


class CellQuerySet(models.QuerySet["Cell"]):
    def visible_to(self, member: Any) -> CellQuerySet:
        """Every cell: cells are public, what is said in them need not be."""
        return self

    def editable_by(self, member: Any) -> CellQuerySet:
        """The cells that the member convenes; all of them for a network convenor."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        return self if member.is_network_convenor else self.filter(convenors=member)


class Cell(models.Model):
    """A standing, themed group that meets again and again."""

    class Dye(models.TextChoices):
        MADDER = "madder", "red"
        WELD = "weld", "ochre"
        NETTLE = "nettle", "green"
        VERDIGRIS = "verdigris", "teal"
        WOAD = "woad", "blue"
        LOGWOOD = "logwood", "purple"

    name = models.CharField(max_length=200, unique=True, help_text="Joining forces")
    slug = models.SlugField(
        "address",
        max_length=220,
        unique=True,
        help_text="joining-forces. Old addresses lead on to the new one.",
    )
    purpose = models.CharField(max_length=300, blank=True, help_text="One sentence: what the cell is for.")
    description = models.TextField(blank=True, help_text="Two or three sentences for the cell's page.")
    dye = models.CharField("colour", max_length=10, choices=Dye.choices, blank=True)
    convenors = models.ManyToManyField(Member, blank=True, related_name="convened_cells")
    people = models.ManyToManyField(
        Member,
        blank=True,
        related_name="cells",
        help_text="Who belongs to it, for meetings that are open to people of this cell only.",
    )

    objects = CellQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[convenors])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="cell_name_once",
                violation_error_message="There is a cell with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:cell-detail", args=[self.slug])
