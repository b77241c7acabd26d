"""What the review desk keeps: meetings to come that a note tells of, and the steps that can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from events.models import Event
from insights.models.notes import Note

Member = settings.AUTH_USER_MODEL


class FutureMeeting(models.Model):
    """A meeting announced in a note; it becomes an event when a convenor says so."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "to decide"
        ACCEPTED = "accepted", "made a meeting"
        DISMISSED = "dismissed", "dismissed"

    note = models.ForeignKey(Note, models.CASCADE, related_name="future_meetings")
    title = models.CharField(max_length=300, blank=True)
    date = models.DateField(null=True, blank=True)
    date_text = models.CharField(max_length=100, blank=True)
    time_text = models.CharField(max_length=100, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["note", "start", "pk"]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.date_text, self.time_text, self.title]))


class DeskStep(models.Model):
    """One thing a convenor did to a note's insights on the review page: what they were, and what they became."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="desk_steps")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=100)
    before = models.JSONField()
    after = models.JSONField()
    put_note_out = models.BooleanField(default=False, help_text="The note became public with it.")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["note", "pk"]

    def __str__(self) -> str:
        return self.what
