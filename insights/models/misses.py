"""What was searched for in vain, and the words from which is guessed what was meant."""

from __future__ import annotations

from django.conf import settings
from django.db import models

Member = settings.AUTH_USER_MODEL


class Miss(models.Model):
    """Words that members searched for and found nothing with. Who searched is not kept."""

    words = models.CharField(max_length=80, unique=True)
    number = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-number", "-last_at"]
        verbose_name_plural = "misses"

    def __str__(self) -> str:
        return self.words


class KnownWords(models.Model):
    """One row at most: every word that stands somewhere, with how often, as the worker read them last."""

    kept_at = models.DateTimeField()
    words = models.JSONField()

    class Meta:
        verbose_name_plural = "known words"

    def __str__(self) -> str:
        return f"{len(self.words)} words"
