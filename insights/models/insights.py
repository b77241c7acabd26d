"""Insights, and the passages of notes that they rest on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, slugify
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from events.models import Attribution, Speaker, TopicItem, lowest_attribution
from insights.models.notes import Note, NoteRevision

Member = settings.AUTH_USER_MODEL


REDACTED = "removed at request"  # what stands where words were taken down


NAMED = [Attribution.NAMED]
ORGANISATION_KNOWN = [Attribution.NAMED, Attribution.ORGANISATION]


def _told(levels: list[Attribution]) -> Q:
    """What holds of insights whose meeting, speaker and own rule all tell as much as one of the levels."""
    return Q(
        attribution__in=["", *levels],
        speaker__attribution__in=["", *levels],
        speaker__event__attribution__in=levels,
    )


def _words_state() -> Case:
    passages = Passage.objects.filter(insight=OuterRef("pk")).order_by()
    left = passages.exclude(state=Passage.State.REMOVED)
    standing = passages.standing()
    return Case(
        When(Exists(passages) & ~Exists(left), then=Value(Passage.State.REMOVED)),
        When(Exists(passages) & ~Exists(standing), then=Value(Passage.State.NEEDS_CHECKING)),
        default=Value(""),
    )


class InsightQuerySet(models.QuerySet["Insight"]):
    def published(self) -> InsightQuerySet:
        """Insights that are out, of notes that are out."""
        return self.filter(state=Insight.State.PUBLISHED, note__state=Note.State.PUBLISHED)

    def visible_to(self, member: Any) -> InsightQuerySet:
        """Published insights of notes the member may see, and every insight of a note the member may edit."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        rows = Q(state=Insight.State.PUBLISHED) & Note.objects.gate(member, "note__")
        if member.is_authenticated and member.is_convenor:
            rows |= Q(note__in=Note.objects.editable_by(member))
        return self.filter(rows)

    def editable_by(self, member: Any) -> InsightQuerySet:
        """The insights of the notes that the member may edit."""
        return self.filter(note__in=Note.objects.editable_by(member))

    def by_name(self) -> InsightQuerySet:
        """Insights attributed to somebody by name."""
        return self.filter(_told(NAMED))

    def by_organisation(self) -> InsightQuerySet:
        """Insights attributed to somebody by name or by organisation."""
        return self.filter(_told(ORGANISATION_KNOWN))

    def by(self, person: Any) -> InsightQuerySet:
        """Insights attributed to the person by name."""
        return self.by_name().filter(speaker__person=person)

    def of(self, organisation: Any) -> InsightQuerySet:
        """Insights attributed to someone of the organisation, by name or by organisation."""
        return self.by_organisation().filter(speaker__affiliation__organisation=organisation)

    def with_told(self) -> InsightQuerySet:
        """With `person_told` and `organisation_told`: the numbers of those to whom it is attributed, or nothing."""
        return self.annotate(
            person_told=Case(When(_told(NAMED), then=F("speaker__person"))),
            organisation_told=Case(When(_told(ORGANISATION_KNOWN), then=F("speaker__affiliation__organisation"))),
        )

    def with_context(self) -> InsightQuerySet:
        """With what a card and a receipt show (note, event, cell, speaker, `words_state`): one query for it all."""
        rows = self.select_related(
            "note__event__cell", "speaker__person", "speaker__affiliation__organisation", "speaker__event"
        )
        return rows.with_words_state()

    def with_words_state(self) -> InsightQuerySet:
        """With `words_state`: "removed" or "needs checking" where none of its words stand in the note, else empty."""
        return self.annotate(words_state=_words_state())

    def newest_first(self) -> InsightQuerySet:
        """In the order in which they came out, with `out_at`: one approved early comes out with its note."""
        return self.annotate(out_at=Greatest("approved_at", "note__published_at")).order_by("-out_at", "-pk")

    def with_last_change(self) -> InsightQuerySet:
        """Each with `last_change`: when it was last saved."""
        saved = Insight.history.filter(id=OuterRef("pk")).order_by("-history_date")
        return self.annotate(last_change=Subquery(saved.values("history_date")[:1]))


class Insight(models.Model):
    """One point worth keeping, in a convenor's wording, with the passages it rests on."""

    class Kind(models.TextChoices):
        POINT = "point", "point"
        RECOMMENDATION = "recommendation", "recommendation"
        EXAMPLE = "example", "example"
        QUESTION = "question", "question"
        STATISTIC = "statistic", "figure"
        QUOTATION = "quotation", "quotation"

    class State(models.TextChoices):
        SUGGESTED = "suggested", "suggested"
        PUBLISHED = "published", "published"
        DISMISSED = "dismissed", "dismissed"
        WITHDRAWN = "withdrawn", "withdrawn"

    note = models.ForeignKey(Note, models.CASCADE, related_name="insights")
    statement = models.TextField(help_text="The point in a sentence that stands by itself.")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.POINT)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SUGGESTED)
    speaker = models.ForeignKey(
        Speaker,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="insights",
        help_text="Who said it, as far as the note tells; leave empty for the general discussion.",
    )
    attribution = models.CharField(
        "named",
        max_length=20,
        choices=Attribution.choices,
        blank=True,
        help_text="Leave empty to follow the speaker and the meeting.",
    )
    topics = TaggableManager("topics", through=TopicItem, blank=True)
    order = models.PositiveIntegerField(default=0, editable=False)
    listed = models.BooleanField("a listed point", default=False, editable=False)
    salience = models.FloatField(default=0, editable=False)
    basis = models.CharField(max_length=20, blank=True, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)
    words = models.TextField(editable=False, help_text="The quoted words of its passages, for search.")
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    state_changed_by = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    state_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    with_archive = models.BooleanField("published with the archive", default=False, editable=False)

    objects = InsightQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["words", "created_at", "order", "salience", "reasons"])

    class Meta:
        ordering = ["note", "order", "pk"]
        indexes = [models.Index(fields=["state", "-approved_at"]), models.Index(fields=["note", "order"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(statement=""),
                name="insight_says_something",
                violation_error_message="Write the point in a sentence.",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(approved_at__isnull=False),
                name="insight_published_has_a_time",
                violation_error_message="A published insight has the time at which it was published.",
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.statement).chars(100)

    def get_absolute_url(self) -> str:
        return reverse("insights:insight-detail", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        """The readable end of the address; it follows the statement, and any end leads to the page."""
        return slugify(Truncator(self.statement).words(10, truncate="")) or "insight"

    @property
    def passage_url(self) -> str:
        """Where its words stand in the note."""
        return f"{self.note.get_absolute_url()}#insight-{self.pk}"

    @property
    def attribution_level(self) -> str:
        """The lowest of the levels of meeting, speaker and insight."""
        if self.speaker is None:
            return Attribution.NONE
        return lowest_attribution(self.speaker.event.attribution, self.speaker.attribution, self.attribution)


class PassageQuerySet(models.QuerySet["Passage"]):
    def editable_by(self, member: Any) -> PassageQuerySet:
        """The passages of the notes that the member may edit."""
        return self.filter(note__in=Note.objects.editable_by(member))

    def to_check(self) -> PassageQuerySet:
        """Passages of which only something like their words is left, and that wait for a convenor's word."""
        return self.filter(state=Passage.State.NEEDS_CHECKING).exclude(insight__state=Insight.State.DISMISSED)

    def standing(self) -> PassageQuerySet:
        """Passages whose words stand in their note today."""
        return self.filter(state__in=[Passage.State.MATCHES, Passage.State.MOVED])


class Passage(models.Model):
    """A stretch of a note: offsets (code points, end exclusive), the exact quote, some context either side."""

    class State(models.TextChoices):
        MATCHES = "matches", "matches"
        MOVED = "moved", "moved"
        NEEDS_CHECKING = "needs checking", "needs checking"
        REMOVED = "removed", "removed"

    insight = models.ForeignKey(Insight, models.CASCADE, related_name="passages")
    note = models.ForeignKey(Note, models.CASCADE, related_name="passages")
    revision = models.ForeignKey(
        NoteRevision, models.PROTECT, related_name="passages", help_text="The text it was quoted from."
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    prefix = models.CharField(max_length=40, blank=True)
    suffix = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.MATCHES)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["note", "start", "end", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=models.F("start")),
                name="passage_has_words",
                violation_error_message="A passage ends after it begins.",
            )
        ]

    def __str__(self) -> str:
        return Truncator(self.quote).chars(80)

    @property
    def is_redacted(self) -> bool:
        """Whether all of its words were taken down at somebody's request."""
        left = self.quote.replace(REDACTED, "")
        return left != self.quote and not any(map(str.isalnum, left))


class PassageDecision(models.Model):
    """What a convenor said of a passage whose words had been changed: where they stand, or that they are gone."""

    class Decision(models.TextChoices):
        HERE = "here", "these words it is"
        ELSEWHERE = "elsewhere", "the words given by the convenor"
        GONE = "gone", "the words are gone"

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="decisions")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    revision = models.ForeignKey(
        NoteRevision, models.CASCADE, related_name="+", help_text="The text that the convenor looked at."
    )
    words_before = models.TextField()
    words_now = models.TextField(blank=True)
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["passage", "decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {Truncator(self.words_before).chars(80)}"
