"""Notes: the write-up of a meeting or an article, each of its texts, and when it was withdrawn."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from events.models import Event, TopicItem
from people.models import Organisation

Member = settings.AUTH_USER_MODEL


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, member: Any) -> NoteQuerySet:
        """Published notes of events the member may see, published articles, and what the member may edit."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        return self.filter(self.gate(member) | self._edited_by(member))

    @staticmethod
    def gate(member: Any, path: str = "") -> Q:
        """What `visible_to` asks of notes that are out, or of rows that lead to one by `path` ("note__")."""
        of_event = Event.objects.gate(member, f"{path}event__")
        return Q(**{f"{path}state": Note.State.PUBLISHED}) & (Q(**{f"{path}event": None}) | of_event)

    def editable_by(self, member: Any) -> NoteQuerySet:
        """Notes of the events the member may edit, and the articles the member brought in."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        return self.filter(self._edited_by(member))

    def _edited_by(self, member: Any) -> Q:
        if not member.is_authenticated or not member.is_convenor:
            return Q(pk__in=[])
        return Q(event__in=Event.objects.editable_by(member)) | Q(event=None, created_by=member)


class Note(models.Model):
    """The write-up of an event, or an article kept as related reading. `text` is Markdown source."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "note of a meeting"
        ARTICLE = "article", "article"

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        WITHDRAWN = "withdrawn", "withdrawn"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.MEETING)
    event = models.OneToOneField(Event, models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=300)
    slug = models.SlugField("address", max_length=220, unique=True, null=True, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    byline = models.CharField(
        "written by", max_length=300, blank=True, help_text="As it shall stand under the title: Asha Pillai."
    )
    source = models.CharField(
        max_length=300,
        blank=True,
        help_text="Where it came from: a file's name, or the address of an article.",
    )
    written_on = models.DateField(null=True, blank=True, help_text="For an article: the day it came out.")
    follows = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="followed_by",
        help_text="The note that stood before it in the text that both came in with.",
    )
    organisations = models.ManyToManyField(Organisation, blank=True, help_text="Named in the text.")
    topics = TaggableManager("topics", through=TopicItem, blank=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    with_archive = models.BooleanField(
        "published with the archive",
        default=False,
        editable=False,
        help_text="It was public before it came here, so nobody here approved it.",
    )

    objects = NoteQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["text", "created_at", "follows"], m2m_fields=[organisations])

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="meeting", event__isnull=False, slug__isnull=True)
                | Q(kind="article", event__isnull=True, slug__isnull=False),
                name="note_has_an_event_or_an_address",
                violation_error_message="The note of a meeting belongs to an event; an article has an address.",
            ),
            models.UniqueConstraint(
                fields=["fingerprint"],
                name="note_once",
                violation_error_message="A note with the same words is here already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="note_published_has_a_time",
                violation_error_message="A published note has the time at which it was published.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.event_id:
            return reverse("insights:note-detail", args=[self.event.slug])
        return reverse("insights:article-detail", args=[self.slug])

    @property
    def revisions_url(self) -> str:
        """Where its convenors read the earlier texts."""
        if self.event_id:
            return reverse("insights:note-revision-list", args=[self.event.slug])
        return reverse("insights:article-revision-list", args=[self.slug])


class NoteRevision(models.Model):
    """The text of a note as it stood at one moment."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["note", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "number"],
                name="note_revision_number_once",
                violation_error_message="Somebody else has saved a revision meanwhile.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.note.title}, revision {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.note.revisions_url}{self.number}/"


class NoteSketch(models.Model):
    """One number of a note's sketch, by which near copies of the note are found (extraction/fingerprints.py)."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="sketch")
    number = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="note_sketch_number_once")]

    def __str__(self) -> str:
        return f"{self.note_id}: {self.number}"
