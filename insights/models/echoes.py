"""Echoes: two insights that make the same point at different meetings, or belong together; and what they mean."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from insights.models.insights import Insight

Member = settings.AUTH_USER_MODEL


class EchoQuerySet(models.QuerySet["Echo"]):
    def confirmed(self) -> EchoQuerySet:
        return self.filter(state=Echo.State.CONFIRMED)

    def editable_by(self, member: Any) -> EchoQuerySet:
        """Those of which the member may edit one insight and see the other."""
        editable, seen = Insight.objects.editable_by(member), Insight.objects.visible_to(member)
        return self.filter(Q(one__in=editable) | Q(other__in=editable)).filter(one__in=seen, other__in=seen)

    def to_decide(self) -> EchoQuerySet:
        """Those proposed whose insights are both out: first what a convenor once put together, then the likeliest."""
        out = Insight.objects.published()
        rows = self.filter(state=Echo.State.PROPOSED, one__in=out, other__in=out)
        return rows.order_by(F("likeness").desc(nulls_first=True), "pk")

    def of(self, insights: Any) -> EchoQuerySet:
        """Those with one of the insights (or their numbers) at either end."""
        return self.filter(Q(one__in=insights) | Q(other__in=insights))


class Echo(models.Model):
    """Two insights of different notes that say the same, or are related; `one` is the older row."""

    class Kind(models.TextChoices):
        SAME = "same", "the same point"
        RELATED = "related", "related"

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        CONFIRMED = "confirmed", "confirmed"
        DISMISSED = "dismissed", "dismissed"

    one = models.ForeignKey(Insight, models.CASCADE, related_name="+")
    other = models.ForeignKey(Insight, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SAME)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    likeness = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of a hundred; none where by hand.")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = EchoQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "echoes"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="echo_once",
                violation_error_message="These two have been put together already.",
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="echo_of_two_in_order",
                violation_error_message="An insight is no echo of itself; the older row comes first.",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None) | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="echo_decided_has_a_time",
                violation_error_message="What is decided has the time at which it was.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"

    @property
    def ends(self) -> tuple[Insight, Insight]:
        return self.one, self.other


class Meaning(models.Model):
    """What an insight's statement means, as a vector (see `insights.meaning`); made anew where the row is gone."""

    insight = models.OneToOneField(Insight, models.CASCADE, primary_key=True, related_name="meaning")
    vector = models.BinaryField()

    def __str__(self) -> str:
        return f"meaning of {self.insight_id}"
