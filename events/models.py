"""When and with whom: cells, series, events, who spoke, who comes, and the topics of all of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import GenericTaggedItemBase, TagBase

from people.models import Affiliation, Person

Member = settings.AUTH_USER_MODEL


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, member: Any) -> TopicQuerySet:
        """Every topic: words alone tell nothing; what carries them has gates of its own."""
        return self

    def offered(self) -> TopicQuerySet:
        """Topics that may be put on something new."""
        return self.filter(retired=False)


class Topic(TagBase):
    """A subject that meetings, notes and insights are about."""

    description = models.CharField(
        max_length=300,
        blank=True,
        help_text="One line for the topic's page: what belongs here, and what not.",
    )

    retired = models.BooleanField(
        "no longer offered",
        default=False,
        help_text="It stays on what has it, but cannot be put on anything else and leaves the list of topics.",
    )

    objects = TopicQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = "topic"
        verbose_name_plural = "topics"
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_once",
                violation_error_message="There is a topic with this name already. To make two topics one, merge them.",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("events:topic-detail", args=[self.slug])

    def slugify(self, tag: str, i: int | None = None) -> str:
        """An address in plain letters for any name: taggit's own keeps letters that no address may have."""
        stem = slugify(tag)[:80].strip("-") or "topic"
        return f"{stem}-{i}" if i else stem


class TopicItem(GenericTaggedItemBase):
    """A topic on one event, note or insight."""

    tag = models.ForeignKey(Topic, models.CASCADE, related_name="items")

    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id", "tag"], name="topic_once_on_each")]


class Attribution(models.TextChoices):
    """How far the public may know who said something: each level tells less than the one before."""

    NAMED = "named", "by name"
    ORGANISATION = "organisation only", "organisation only"
    ROLE = "role only", "role only"
    NONE = "unattributed", "not at all"


def lowest_attribution(*levels: str) -> str:
    """The level that tells least among `levels`; an empty level has no say. All empty: by name."""
    order = list(Attribution.values)
    return max((level for level in levels if level), key=order.index, default=Attribution.NAMED)


class CellQuerySet(models.QuerySet["Cell"]):
    def visible_to(self, member: Any) -> CellQuerySet:
        """Every cell: cells are public, what is said in them need not be."""
        return self

    def editable_by(self, member: Any) -> CellQuerySet:
        """The cells that the member convenes; all of them for a network convenor."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        return self if member.is_network_convenor else self.filter(convenors=member)


class Cell(models.Model):
    """A standing, themed group that meets again and again."""

    class Dye(models.TextChoices):
        MADDER = "madder", "red"
        WELD = "weld", "ochre"
        NETTLE = "nettle", "green"
        VERDIGRIS = "verdigris", "teal"
        WOAD = "woad", "blue"
        LOGWOOD = "logwood", "purple"

    name = models.CharField(max_length=200, unique=True, help_text="Joining forces")
    slug = models.SlugField(
        "address",
        max_length=220,
        unique=True,
        help_text="joining-forces. Old addresses lead on to the new one.",
    )
    purpose = models.CharField(max_length=300, blank=True, help_text="One sentence: what the cell is for.")
    description = models.TextField(blank=True, help_text="Two or three sentences for the cell's page.")
    dye = models.CharField("colour", max_length=10, choices=Dye.choices, blank=True)
    convenors = models.ManyToManyField(Member, blank=True, related_name="convened_cells")

    objects = CellQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[convenors])

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="cell_name_once",
                violation_error_message="There is a cell with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("events:cell-detail", args=[self.slug])


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, member: Any) -> SeriesQuerySet:
        """Series with at least one event the member may see."""
        return self.filter(pk__in=Event.objects.visible_to(member).values("series"))

    def editable_by(self, member: Any) -> SeriesQuerySet:
        """Series of which the member may edit every event; one without events belongs to all convenors."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        others = Event.objects.filter(series__isnull=False).exclude(
            pk__in=Event.objects.editable_by(member).values("pk")
        )
        return self.exclude(pk__in=others.values("series"))


class Series(models.Model):
    """Events that belong together in order: the first and the second of two meetings."""

    title = models.CharField(max_length=250, help_text="Who decides, and how?")
    slug = models.SlugField(
        "address", max_length=220, unique=True, help_text="who-decides. Old addresses lead on to the new one."
    )
    description = models.TextField(blank=True)

    objects = SeriesQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:series-detail", args=[self.slug])


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, member: Any) -> EventQuerySet:
        """Published and cancelled events open to the member, and every event the member may edit."""
        seen = Q(state__in=[Event.State.PUBLISHED, Event.State.CANCELLED])
        if not member.is_authenticated:
            return self.filter(seen, visibility=Event.Visibility.PUBLIC)
        if member.is_network_convenor:
            return self
        return self.filter(seen | self._edited_by(member))

    def editable_by(self, member: Any) -> EventQuerySet:
        """The events of the member's own cells, and those the member convenes; all for a network convenor."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        return self if member.is_network_convenor else self.filter(self._edited_by(member))

    def _edited_by(self, member: Any) -> Q:
        if not member.is_convenor:
            return Q(pk__in=[])
        own = Event.convenors.through.objects.filter(member=member)
        return Q(cell__in=Cell.objects.filter(convenors=member)) | Q(pk__in=own.values("event"))

    def upcoming(self, at: Any) -> EventQuerySet:
        """Events that have not ended at the aware datetime `at`, the next one first."""
        return self.filter(Q(ends_at__gt=at) | Q(ends_at=None, starts_at__gt=at)).order_by("starts_at", "pk")

    def past(self, at: Any) -> EventQuerySet:
        """Events over at `at`, the latest first; those without a known date last."""
        over = Q(ends_at__lte=at) | Q(ends_at=None, starts_at__lte=at) | Q(starts_at=None)
        return self.filter(over).order_by(models.F("starts_at").desc(nulls_last=True), "-pk")

    def without_note(self, at: Any) -> EventQuerySet:
        """Meetings of a known date, over at `at` and not cancelled, of which nobody has logged a note."""
        held = self.past(at).exclude(state=Event.State.CANCELLED)
        return held.filter(note=None, starts_at__isnull=False)


class Event(models.Model):
    """One meeting: of a cell, a roundtable, a gathering, a workshop."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        CANCELLED = "cancelled", "cancelled"

    class Visibility(models.TextChoices):
        PUBLIC = "public", "everyone"
        MEMBERS = "members", "members only"

    class Format(models.TextChoices):
        CELL_MEETING = "cell meeting", "cell meeting"
        ROUNDTABLE = "roundtable", "roundtable"
        GATHERING = "gathering", "gathering"
        WORKSHOP = "workshop", "workshop"
        GROUP_MEETING = "group meeting", "group meeting"
        SERIES_EVENT = "series event", "one of a series"
        OTHER = "other", "other"

    title = models.CharField(max_length=300, help_text="Who decides when the sums are small?")
    slug = models.SlugField(
        "address",
        max_length=220,
        unique=True,
        help_text="The end of the page's address: who-decides. Old addresses lead on to the new one.",
    )
    summary = models.CharField(
        max_length=500, blank=True, help_text="One or two sentences for lists and for the top of the page."
    )
    description = models.TextField(blank=True, help_text="What people should know before they come.")
    format = models.CharField("kind of meeting", max_length=20, choices=Format.choices, default=Format.CELL_MEETING)
    cell = models.ForeignKey(Cell, models.PROTECT, null=True, blank=True, related_name="events")
    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="events")
    series_position = models.PositiveSmallIntegerField(
        "place in the series", null=True, blank=True, help_text="1 for the first meeting."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    visibility = models.CharField(
        "who may see it", max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    starts_at = models.DateTimeField(
        "starts", null=True, blank=True, help_text="UK time. Leave empty where the date is not recorded."
    )
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    hours_known = models.BooleanField(
        "the hours are known",
        default=True,
        help_text="Take the tick out for a past meeting of which only the day is known.",
    )
    place = models.CharField(max_length=200, blank=True, help_text="Online, or Brackenshaw Library.")
    capacity = models.PositiveIntegerField(
        "places", null=True, blank=True, help_text="Leave empty where there is no limit."
    )
    attribution = models.CharField(
        "how speakers are named",
        max_length=20,
        choices=Attribution.choices,
        default=Attribution.NAMED,
        help_text="A speaker or a single insight may be named less than this, never more.",
    )
    convenors = models.ManyToManyField(
        Member,
        blank=True,
        related_name="convened_events",
        help_text="Who may change this meeting besides the convenors of its cell.",
    )
    topics = TaggableManager("topics", through=TopicItem, blank=True, help_text="Housing, Trust, Small grants")
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["created_at"], m2m_fields=[convenors])

    class Meta:
        verbose_name = "meeting"
        ordering = ["-starts_at", "-pk"]
        indexes = [models.Index(fields=["state", "visibility", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message="A meeting ends after it starts: check both times.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="event_capacity_is_one_or_more",
                violation_error_message="A meeting has at least one place; leave it empty for no limit.",
            ),
            models.CheckConstraint(
                condition=Q(series=None, series_position=None)
                | Q(series__isnull=False, series_position__isnull=True)
                | Q(series__isnull=False, series_position__gte=1),
                name="event_place_in_series_needs_series",
                violation_error_message="Choose the series that this is a place in; the first meeting is 1.",
            ),
            models.UniqueConstraint(
                fields=["series", "series_position"],
                name="event_series_position_once",
                violation_error_message="Another meeting has this place in the series.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event-detail", args=[self.slug])

    def is_past(self, at: Any) -> bool:
        """Whether the event is over at `at`; one without a known date is."""
        last = self.ends_at or self.starts_at
        return last is None or last <= at


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def visible_to(self, member: Any) -> SpeakerQuerySet:
        return self.filter(event__in=Event.objects.visible_to(member))

    def editable_by(self, member: Any) -> SpeakerQuerySet:
        """The speakers of the events that the member may edit."""
        return self.filter(event__in=Event.objects.editable_by(member))

    def named_to(self, member: Any) -> SpeakerQuerySet:
        """Speakers whose name the member may know: at an event they may edit, or named in public."""
        return self._told(member, [Attribution.NAMED])

    def organisation_known_to(self, member: Any) -> SpeakerQuerySet:
        """Speakers whose organisation the member may know."""
        return self._told(member, [Attribution.NAMED, Attribution.ORGANISATION])

    def _told(self, member: Any, levels: list[str]) -> SpeakerQuerySet:
        told = Q(event__attribution__in=levels, attribution__in=["", *levels])
        return self.filter(
            Q(event__in=Event.objects.editable_by(member)) | (told & Q(event__in=Event.objects.visible_to(member)))
        )


class Speaker(models.Model):
    """A person in a role at one event, with the position and organisation as stated that day."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", "speaker"
        THOUGHT_LEADER = "thought leader", "thought leader"
        PROVOCATEUR = "provocateur", "provocateur"
        RESPONDENT = "respondent", "respondent"
        CHAIR = "chair", "chair"
        CONVENOR = "convenor", "convenor"
        POET = "poet", "poet"
        PARTICIPANT = "participant", "participant"

    class Consent(models.TextChoices):
        NOT_ASKED = "not asked", "not asked, or no answer"
        AGREED = "agreed", "agreed to be named"
        REFUSED = "not to be named", "does not want to be named"

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    person = models.ForeignKey(Person, models.PROTECT)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.SPEAKER)
    position = models.CharField(
        max_length=300, blank=True, help_text="As stated that day: director of grants, or: then a councillor."
    )
    organisation = models.CharField(max_length=300, blank=True, help_text="As stated that day.")
    affiliation = models.ForeignKey(
        Affiliation,
        models.SET_NULL,
        null=True,
        blank=True,
        help_text="The organisation and position in our records that this belongs to.",
    )
    attribution = models.CharField(
        "named",
        max_length=20,
        choices=Attribution.choices,
        blank=True,
        help_text="Leave empty to follow the meeting. Never tells more than the meeting's own rule.",
    )
    consent = models.CharField(
        "what they say to being named",
        max_length=20,
        choices=Consent.choices,
        default=Consent.NOT_ASKED,
        help_text="For someone who does not want to be named, choose “role only” or “not at all” as well.",
    )
    email = models.EmailField(
        "e-mail address",
        blank=True,
        help_text="Where the draft of the note is sent for their say. Seen by the meeting's convenors only.",
    )
    position_in_list = models.PositiveSmallIntegerField("order", default=0)

    objects = SpeakerQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["email"])

    class Meta:
        ordering = ["position_in_list", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(consent="not to be named") | Q(attribution__in=["role only", "unattributed"]),
                name="speaker_is_named_no_more_than_they_want",
                violation_error_message="Someone who does not want to be named is named “role only” or “not at all”: "
                "choose one of the two.",
            ),
            models.UniqueConstraint(
                fields=["event", "person"],
                name="speaker_once_an_event",
                violation_error_message="This person is in the list of this meeting already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} ({self.get_role_display()})"

    @property
    def attribution_level(self) -> str:
        """The lower of the levels of meeting and speaker."""
        return lowest_attribution(self.event.attribution, self.attribution)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def visible_to(self, member: Any) -> SignUpQuerySet:
        """A member's own places, and the whole list of the events they convene."""
        if not member.is_authenticated:
            return self.none()
        return self.filter(Q(member=member) | Q(event__in=Event.objects.editable_by(member)))


class SignUp(models.Model):
    """A member's place, or turn in the waiting line, at an event."""

    class State(models.TextChoices):
        GOING = "going", "going"
        WAITING = "waiting", "waiting"
        CANCELLED = "cancelled", "cancelled"

    event = models.ForeignKey(Event, models.CASCADE, related_name="sign_ups")
    member = models.ForeignKey(Member, models.CASCADE, related_name="sign_ups")
    state = models.CharField(max_length=10, choices=State.choices)
    joined_at = models.DateTimeField()
    came = models.BooleanField(null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = "sign-up"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "member"],
                name="sign_up_once_an_event",
                violation_error_message="This member has signed up already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.state}, {self.event}"
