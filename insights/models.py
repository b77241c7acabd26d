"""What was learned, and from which words: notes, their revisions, passages and insights."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, slugify
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from events.models import Attribution, Event, Speaker, TopicItem, lowest_attribution
from people.models import Organisation

Member = settings.AUTH_USER_MODEL


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, member: Any) -> NoteQuerySet:
        """Published notes of events the member may see, published articles, and what the member may edit."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        seen = Q(state=Note.State.PUBLISHED)
        rows = seen & (Q(event=None) | Q(event__in=Event.objects.visible_to(member)))
        return self.filter(rows | self._edited_by(member))

    def editable_by(self, member: Any) -> NoteQuerySet:
        """Notes of the events the member may edit, and the articles the member brought in."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        return self.filter(self._edited_by(member))

    def with_passages_to_check(self) -> NoteQuerySet:
        """Notes with passages that wait for a convenor's word, and how many in `to_check`."""
        waiting = Passage.objects.to_check().filter(note=OuterRef("pk")).order_by().values("note")
        counted = waiting.annotate(n=Count("pk")).values("n")
        return self.annotate(to_check=Subquery(counted, output_field=models.IntegerField())).filter(to_check__gt=0)

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


REDACTED = "removed at request"  # what stands where words were taken down


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
        rows = Q(state=Insight.State.PUBLISHED, note__in=Note.objects.visible_to(member).filter(state="published"))
        if member.is_authenticated and member.is_convenor:
            rows |= Q(note__in=Note.objects.editable_by(member))
        return self.filter(rows)

    def editable_by(self, member: Any) -> InsightQuerySet:
        """The insights of the notes that the member may edit."""
        return self.filter(note__in=Note.objects.editable_by(member))

    def by_name(self) -> InsightQuerySet:
        """Insights attributed to somebody by name."""
        return self._told([Attribution.NAMED])

    def by_organisation(self) -> InsightQuerySet:
        """Insights attributed to somebody by name or by organisation."""
        return self._told([Attribution.NAMED, Attribution.ORGANISATION])

    def by(self, person: Any) -> InsightQuerySet:
        """Insights attributed to the person by name."""
        return self.by_name().filter(speaker__person=person)

    def of(self, organisation: Any) -> InsightQuerySet:
        """Insights attributed to someone of the organisation, by name or by organisation."""
        return self.by_organisation().filter(speaker__affiliation__organisation=organisation)

    def _told(self, levels: list[str]) -> InsightQuerySet:
        return self.filter(
            attribution__in=["", *levels],
            speaker__attribution__in=["", *levels],
            speaker__event__attribution__in=levels,
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


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, member: Any) -> CollectionQuerySet:
        """Public collections, and the member's own."""
        rows = Q(visibility=Collection.Visibility.PUBLIC)
        return self.filter(rows | Q(member=member) if member.is_authenticated else rows)


class Collection(models.Model):
    """A member's own list of insights, private or shared."""

    class Visibility(models.TextChoices):
        PRIVATE = "private", "only me"
        LINK = "link", "whoever has the link"
        PUBLIC = "public", "everyone"

    member = models.ForeignKey(Member, models.CASCADE, related_name="collections")
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=220, unique=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PRIVATE)
    insights = models.ManyToManyField(Insight, through="CollectionItem")
    created_at = models.DateTimeField(default=timezone.now)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class CollectionItem(models.Model):
    """An insight's place in a collection, with the member's own words about it."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    insight = models.ForeignKey(Insight, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["collection", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "insight"],
                name="collection_holds_insight_once",
                violation_error_message="This insight is in the collection already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection}: {self.insight}"


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
