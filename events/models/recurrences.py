"""What makes meetings come again: one row for all that were made by one pattern."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

Member = settings.AUTH_USER_MODEL


class Recurrence(models.Model):
    """A pattern by which meetings come again: every third Wednesday of the month."""

    class Every(models.TextChoices):
        WEEK = "week", "every week"
        TWO_WEEKS = "two weeks", "every other week"
        MONTH = "month", "every month"

    class Which(models.IntegerChoices):
        FIRST = 1, "first"
        SECOND = 2, "second"
        THIRD = 3, "third"
        FOURTH = 4, "fourth"
        LAST = -1, "last"

    every = models.CharField(max_length=10, choices=Every.choices)
    which = models.SmallIntegerField("of the month, the", choices=Which.choices, null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(help_text="0 for Monday.")
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "pattern of meetings"
        verbose_name_plural = "patterns of meetings"
        constraints = [
            models.CheckConstraint(
                condition=Q(every="month", which__isnull=False) | (~Q(every="month") & Q(which=None)),
                name="recurrence_month_says_which",
                violation_error_message="Choose which of the month it is: the first, the third, the last.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="recurrence_weekday", violation_error_message="Choose a weekday."
            ),
        ]

    def __str__(self) -> str:
        day = WEEKDAYS[self.weekday]
        if self.every == self.Every.MONTH:
            return f"every {self.Which(self.which).label} {day} of the month"
        return f"every {'other ' if self.every == self.Every.TWO_WEEKS else ''}{day}"


WEEKDAYS: Any = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
