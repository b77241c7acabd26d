"""When and why a note or an insight was taken off the pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from events.models import Event
from insights.models.insights import Insight
from insights.models.notes import Note

Member = settings.AUTH_USER_MODEL


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def in_force(self) -> WithdrawalQuerySet:
        """The last withdrawal of each note and insight that is off the site now."""
        later = Withdrawal.objects.filter(
            Q(note=models.OuterRef("note")) | Q(insight=models.OuterRef("insight")), pk__gt=models.OuterRef("pk")
        )
        off = Q(note__state=Note.State.WITHDRAWN) | Q(insight__state=Insight.State.WITHDRAWN)
        return self.filter(off).exclude(models.Exists(later))

    def told_to(self, member: Any) -> WithdrawalQuerySet:
        """Those in force whose page the member could read before: of public meetings, of articles, of their own."""
        events = Event.objects.visible_to(member)
        of_note = Q(note__isnull=False) & (Q(note__event=None) | Q(note__event__in=events))
        of_insight = Q(insight__isnull=False) & (Q(insight__note__event=None) | Q(insight__note__event__in=events))
        return self.in_force().filter(of_note | of_insight)

    def about_note(self, note: Any) -> WithdrawalQuerySet:
        """Of a note and of its insights, the latest first."""
        return self.filter(Q(note=note) | Q(insight__note=note)).order_by("-withdrawn_at", "-pk")


class Withdrawal(models.Model):
    """One time that a note or an insight was taken off the site: who, when, and the reason that the public is told."""

    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="withdrawals")
    insight = models.ForeignKey("Insight", models.CASCADE, null=True, related_name="withdrawals")
    reason = models.CharField(
        max_length=300,
        blank=True,
        help_text="One sentence, read by whoever still has the link: A speaker asked us to take it down.",
    )
    withdrawn_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField()

    objects = WithdrawalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["withdrawn_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(note__isnull=False, insight__isnull=True) | Q(note__isnull=True, insight__isnull=False),
                name="withdrawal_of_one_thing",
                violation_error_message="What is withdrawn is one note, or one insight.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.note or self.insight}: {self.reason}"
