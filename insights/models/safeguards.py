"""What is asked of a note before and after it goes out: words taken down, warnings settled, the speakers' say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models import Attribution, Speaker
from insights.models.notes import Note

Member = settings.AUTH_USER_MODEL


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def visible_to(self, member: Any) -> RedactionQuerySet:
        """Those that touched a note which the member may edit; all of them for a network convenor."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        return self.filter(pk__in=self.filter(notes__in=Note.objects.editable_by(member)).values("pk"))


class Redaction(models.Model):
    """That words were removed at somebody's request: who did it, when and why, and from which notes. Not the words."""

    notes = models.ManyToManyField(Note, related_name="redactions")
    reason = models.CharField(max_length=300)
    places = models.PositiveIntegerField()
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Removed at request: {self.reason}"


class Flag(models.Model):
    """Something in a note that a convenor should look at before it is public."""

    class Kind(models.TextChoices):
        CONTACT = "contact", "contact details"
        PRIVATE_NAME = "private name", "name of a private person"
        ANONYMOUS_QUOTE = "anonymous quote", "quotation from someone not named"
        TRUNCATED = "truncated", "breaks off"

    note = models.ForeignKey(Note, models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.CharField(max_length=500)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    settled_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["note", "start", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"


class LetThrough(models.Model):
    """Something that a check asked about before publication, and that a convenor let through: who, when, and what."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="let_through")
    key = models.CharField(max_length=200, help_text="What it was, so that it is not asked twice.")
    sentence = models.TextField(help_text="As the convenor read it.")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["note", "at", "pk"]
        constraints = [models.UniqueConstraint(fields=["note", "key"], name="let_through_once")]

    def __str__(self) -> str:
        return self.sentence


class Say(models.Model):
    """A speaker's say on the draft of a note: the private link sent to them, and what they answered."""

    class Answer(models.TextChoices):
        FINE = "fine", "fine"
        CHANGE = "change", "please change"
        UNNAMED = "unnamed", "don’t name me"

    DAYS = 14  # how long the link holds; silence after that follows the meeting's rule

    note = models.ForeignKey(Note, models.CASCADE, related_name="says")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="says")
    to = models.EmailField("sent to")
    number = models.PositiveSmallIntegerField(default=1, help_text="Which link of theirs holds: the latest one.")
    asked_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    text = models.TextField(blank=True, help_text="What is to be changed, in the speaker's words.")
    answered_at = models.DateTimeField(null=True, blank=True)
    named_before = models.CharField(
        max_length=20, blank=True, choices=Attribution.choices, help_text="Their level before they said no."
    )

    class Meta:
        ordering = ["note", "speaker"]
        constraints = [
            models.UniqueConstraint(fields=["note", "speaker"], name="say_once_a_speaker"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="say_answered_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker.person.name}: {self.get_answer_display() or 'no answer yet'}"

    @property
    def answer_by(self) -> Any:
        """Until when the link holds."""
        return self.asked_at + timedelta(days=self.DAYS)
