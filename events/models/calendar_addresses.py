"""The private addresses at which calendars read a member's own meetings."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

Member = settings.AUTH_USER_MODEL


def new_token() -> str:
    """Thirty-two letters and figures that nobody guesses: it stands in the place of a login."""
    return secrets.token_hex(16)


class CalendarAddress(models.Model):
    """The private address of one member's own meetings: whoever knows it reads them, so it can be renewed."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="calendar_address")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "private calendar address"
        verbose_name_plural = "private calendar addresses"

    def __str__(self) -> str:
        return f"calendar of {self.member}"

    def get_absolute_url(self) -> str:
        return reverse("events:own-feed", args=[self.token])
