"""Archives that are brought in, and their items."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from insights.models.notes import Note

Member = settings.AUTH_USER_MODEL


class Import(models.Model):
    """A file of many notes that is being brought in, in the background; its items remember what became of each."""

    class State(models.TextChoices):
        RUNNING = "running", "being brought in"
        STOPPED = "stopped", "stopped"
        FINISHED = "finished", "all brought in"

    name = models.CharField("file", max_length=300)
    fingerprint = models.CharField(max_length=64, editable=False)
    publish = models.BooleanField(default=False)
    every_state = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    turn = models.PositiveIntegerField(default=0, editable=False)
    beat_at = models.DateTimeField(default=timezone.now, editable=False)
    left_out = models.JSONField(default=dict, blank=True, editable=False)
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "archive"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=~Q(state="finished"),
                name="import_unfinished_once",
                violation_error_message="This file is being brought in already.",
            ),
            models.CheckConstraint(
                condition=Q(state="finished", finished_at__isnull=False)
                | (~Q(state="finished") & Q(finished_at__isnull=True)),
                name="import_finished_has_a_time",
                violation_error_message="An archive that is all brought in has the time at which it was.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportItem(models.Model):
    """One note or post of a file that is brought in. Its words stay here only until they are taken in or refused."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        NEW = "new", "new"
        KNOWN = "known", "already known"
        NEEDS_A_LOOK = "needs a look", "needs a look"
        REFUSED = "refused", "refused"

    archive = models.ForeignKey(Import, models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    title = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=200, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    stated = models.CharField(max_length=40, blank=True)
    topics = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True)
    html = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    note = models.ForeignKey(Note, models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["archive", "number"]
        indexes = [models.Index(fields=["archive", "state", "number"])]
        constraints = [
            models.UniqueConstraint(
                fields=["archive", "number"],
                name="import_item_number_once",
                violation_error_message="This item is there already.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(words=""),
                name="import_item_lets_go_of_its_words",
                violation_error_message="What has been taken in or refused keeps no words here.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["needs a look", "refused"]) | ~Q(why=""),
                name="import_item_says_why",
                violation_error_message="What is refused or needs a look says why.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Item {self.number}"

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return f"item {self.number}, line {self.line}"
