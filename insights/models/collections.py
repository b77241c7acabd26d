"""Collections: insights in an order of one's own with words between, kept to oneself or shared; and round-ups."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from insights.models.insights import Insight

Member = settings.AUTH_USER_MODEL


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, member: Any) -> CollectionQuerySet:
        """Public collections and the member's own; for a network convenor those too that are asked to be public."""
        rows = Q(visibility=Collection.Visibility.PUBLIC)
        if member.is_authenticated:
            rows |= Q(member=member)
            if member.is_network_convenor:
                rows |= Q(asked_at__isnull=False)
        return self.filter(rows)

    def editable_by(self, member: Any) -> CollectionQuerySet:
        """The member's own."""
        return self.filter(member=member) if member.is_authenticated else self.none()

    def with_numbers(self, member: Any) -> CollectionQuerySet:
        """With `item_count`: how many insights the member finds in each."""
        seen = Insight.objects.visible_to(member).published().order_by().values("pk")
        return self.annotate(item_count=Count("items", filter=Q(items__insight__in=seen)))

    def with_some_of(self, insights: Any) -> CollectionQuerySet:
        """Those that hold at least one of the insights (a QuerySet)."""
        held = CollectionItem.objects.filter(collection=OuterRef("pk"), insight__in=insights.order_by().values("pk"))
        return self.filter(Exists(held))

    def public(self) -> CollectionQuerySet:
        return self.filter(visibility=Collection.Visibility.PUBLIC)

    def shared(self) -> CollectionQuerySet:
        """Those that somebody beside their member reads, if only with the link."""
        return self.exclude(visibility=Collection.Visibility.PRIVATE)

    def asked_of(self, member: Any) -> CollectionQuerySet:
        """Those that wait for the member's word before they are public, the longest waiting first."""
        mine = member.is_authenticated and member.is_network_convenor
        return self.filter(asked_at__isnull=False).order_by("asked_at", "pk") if mine else self.none()


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Collection(models.Model):
    """A member's own list of insights, private or shared. A round-up is one that a convenor made of a period."""

    class Kind(models.TextChoices):
        COLLECTION = "collection", "collection"
        ROUND_UP = "round-up", "round-up"

    class Visibility(models.TextChoices):
        PRIVATE = "private", "only you read it"
        LINK = "link", "whoever has the link reads it"
        PUBLIC = "public", "everybody reads it"

    member = models.ForeignKey(Member, models.CASCADE, related_name="collections")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COLLECTION)
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=220, unique=True)
    introduction = models.TextField(blank=True)
    closing = models.TextField(blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    insights = models.ManyToManyField(Insight, through="CollectionItem")
    created_at = models.DateTimeField(default=timezone.now)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_at=None) | ~Q(visibility="public"),
                name="collection_asks_until_it_is_public",
                violation_error_message="What is public already need not be asked for.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("insights:collection-detail", args=[self.slug])

    @property
    def edit_url(self) -> str:
        return reverse("insights:collection-edit", args=[self.slug])

    @property
    def order_url(self) -> str:
        return reverse("insights:collection-order", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.visibility == self.Visibility.PUBLIC

    @property
    def is_shared(self) -> bool:
        """Whether anybody but its member reads it."""
        return self.visibility != self.Visibility.PRIVATE

    @property
    def address_to_share(self) -> str:
        """Where whoever has the link reads it; empty where it is kept to its member."""
        if self.visibility == self.Visibility.LINK:
            return settings.BASE_URL + reverse("insights:collection-shared", args=[self.token])
        return settings.BASE_URL + self.get_absolute_url() if self.is_public else ""


class CollectionItem(models.Model):
    """An insight's place in a collection, with a heading and the member's own words above it."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    insight = models.ForeignKey(Insight, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)
    heading = models.CharField(max_length=200, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["collection", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "insight"],
                name="collection_holds_insight_once",
                violation_error_message="This insight is in the collection already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection}: {self.insight}"
