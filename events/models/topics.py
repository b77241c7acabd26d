"""What meetings, notes and insights are about."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify
from simple_history.models import HistoricalRecords
from taggit.models import GenericTaggedItemBase, TagBase


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, member: Any) -> TopicQuerySet:
        """Every topic: words alone tell nothing; what carries them has gates of its own."""
        return self

    def offered(self) -> TopicQuerySet:
        """Topics that may be put on something new."""
        return self.filter(retired=False)


class Topic(TagBase):
    """A subject that meetings, notes and insights are about."""

    description = models.CharField(
        max_length=300,
        blank=True,
        help_text="One line for the topic's page: what belongs here, and what not.",
    )

    retired = models.BooleanField(
        "no longer offered",
        default=False,
        help_text="It stays on what has it, but cannot be put on anything else and leaves the list of topics.",
    )

    objects = TopicQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = "topic"
        verbose_name_plural = "topics"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_once",
                violation_error_message="There is a topic with this name already. To make two topics one, merge them.",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("events:topic-detail", args=[self.slug])

    def slugify(self, tag: str, i: int | None = None) -> str:
        """An address in plain letters for any name: taggit's own keeps letters that no address may have."""
        stem = slugify(tag)[:80].strip("-") or "topic"
        return f"{stem}-{i}" if i else stem


class TopicItemQuerySet(models.QuerySet["TopicItem"]):
    def on(self, model: type[models.Model]) -> TopicItemQuerySet:
        """The topics on rows of this model. By its number, of which the database knows how many there are."""
        return self.filter(content_type=ContentType.objects.get_for_model(model))


class TopicItem(GenericTaggedItemBase):
    """A topic on one event, note or insight."""

    tag = models.ForeignKey(Topic, models.CASCADE, related_name="items")

    objects = TopicItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id", "tag"], name="topic_once_on_each")]
