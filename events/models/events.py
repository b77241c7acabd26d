"""The meetings themselves."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager

from events.models.attribution import Attribution
from events.models.cells import Cell
from events.models.recurrences import Recurrence
from events.models.series import Series
from events.models.topics import TopicItem
from people.dates import short_day
from people.models import Member, Network


def days_with_commas(text: str) -> None:
    """Refuse what is not a list of days such as "7, 1"."""
    if text.strip() and not re.fullmatch(r"\s*[1-9]\d?\s*(,\s*[1-9]\d?\s*){0,4}", text):
        raise ValidationError("Give up to five numbers of days, with commas between them: 7, 1. Or leave it empty.")


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, member: Any) -> EventQuerySet:
        """Published and cancelled events open to the member, and every event the member may edit."""
        return self.filter(self.gate(member))

    def known_to(self, member: Any) -> EventQuerySet:
        """Those the member may see and, for its own page alone, whichever they have a place or a turn at.

        A meeting may have become one for members, or they a guest, since they signed up. Lists go by `visible_to`: what
        is kept for all who see the same must not differ by who looks.
        """
        if not member.is_authenticated:
            return self.visible_to(member)
        theirs = Event.sign_ups.rel.related_model.objects.exclude(state="cancelled").filter(member=member)
        out = Q(state__in=[Event.State.PUBLISHED, Event.State.CANCELLED])
        return self.filter(self.gate(member) | out & Exists(theirs.filter(event=OuterRef("pk"))))

    @staticmethod
    def gate(member: Any, path: str = "") -> Q:
        """What `visible_to` asks, of events or of rows that lead to one by `path` ("note__event__").

        Asked of the row that it joins, and not by a list of all events that one may see, it lets the database begin
        with whatever is rarest.
        """
        seen = Q(**{f"{path}state__in": [Event.State.PUBLISHED, Event.State.CANCELLED]})
        if not member.is_authenticated or not member.is_member:
            return seen & Q(**{f"{path}visibility": Event.Visibility.PUBLIC})
        if member.is_network_convenor:
            return Q(**{f"{path}pk__isnull": False})
        return seen | EventQuerySet._edited_by(member, path)

    def to_sign_up(self) -> EventQuerySet:
        """Each with what signing up needs before the lock, and no more: its address, its cell, whether it `asks`."""
        questions = Event.questions.rel.related_model.objects  # declared in the module after this one
        rows = self.select_related("cell").only("slug", "title", "cell__name")
        return rows.annotate(asks=Exists(questions.filter(event=OuterRef("pk"))))

    def editable_by(self, member: Any) -> EventQuerySet:
        """The events of the member's own cells, and those the member convenes; all for a network convenor."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        return self if member.is_network_convenor else self.filter(self._edited_by(member))

    def convened_by(self, member: Any) -> EventQuerySet:
        """The events that the member looks after: a network convenor, only those that nobody else does."""
        if not member.is_convenor:
            return self.none()
        nobodys = Q(convenors=None) & (Q(cell=None) | Q(cell__convenors=None))
        own = self._edited_by(member) | (nobodys if member.is_network_convenor else Q(pk__in=[]))
        return self.filter(own).distinct()

    @staticmethod
    def _edited_by(member: Any, path: str = "") -> Q:
        if not member.is_convenor:
            return Q(pk__in=[])
        cells = Cell.objects.filter(convenors=member)
        own = Event.convenors.through.objects.filter(member=member)
        return Q(**{f"{path}cell__in": cells}) | Q(**{f"{path}pk__in": own.values("event")})

    def upcoming(self, at: Any) -> EventQuerySet:
        """Events that have not ended at the aware datetime `at`, the next one first."""
        return self.filter(Q(ends_at__gt=at) | Q(ends_at=None, starts_at__gt=at)).order_by("starts_at", "pk")

    def past(self, at: Any) -> EventQuerySet:
        """Events over at `at`, the latest first; those without a known date last."""
        over = Q(ends_at__lte=at) | Q(ends_at=None, starts_at__lte=at) | Q(starts_at=None)
        return self.filter(over).order_by(models.F("starts_at").desc(nulls_last=True), "-pk")

    def with_last_change(self) -> EventQuerySet:
        """Each with `last_change`: when its facts were last saved, for calendars."""
        saved = Event.history.filter(id=OuterRef("pk")).order_by("-history_date")
        return self.annotate(last_change=Subquery(saved.values("history_date")[:1]))

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

    class WhoMayCome(models.TextChoices):
        ANYONE = "anyone", "anyone who confirms an e-mail address"
        MEMBERS = "members", "members"
        CELL = "cell", "people of this cell"
        INVITED = "invited", "those invited"

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
    held_back = models.PositiveIntegerField(
        "places held back", default=0, help_text="Of the places, how many are kept for people you put in yourself."
    )
    who_may_come = models.CharField(max_length=10, choices=WhoMayCome.choices, default=WhoMayCome.MEMBERS)
    opens_at = models.DateTimeField(
        "sign-up opens", null=True, blank=True, help_text="Leave empty to open it as soon as the meeting is published."
    )
    closes_at = models.DateTimeField(
        "sign-up closes", null=True, blank=True, help_text="Leave empty to leave it open until the meeting starts."
    )
    line_closes_minutes = models.PositiveSmallIntegerField(
        "the line closes",
        default=120,
        help_text="Minutes before the start. After that nobody is given a place that came free: "
        "they might not see it in time.",
    )
    joining_link = models.URLField(
        max_length=500, blank=True, help_text="For a meeting online. Shown only to those who have a place."
    )
    link_shown_minutes = models.PositiveSmallIntegerField(
        "joining link shown", default=60, help_text="Minutes before the start."
    )
    reminder_days = models.CharField(
        "reminders",
        max_length=30,
        blank=True,
        default="7, 1",
        validators=[days_with_commas],
        help_text="How many days before the start those who come are reminded: 7, 1. Leave empty for none.",
    )
    recurrence = models.ForeignKey(
        Recurrence,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="events",
        help_text="What it comes again by, together with the others of the same pattern.",
    )
    uid = models.UUIDField("calendar number", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(
        "calendar changes", default=0, editable=False, help_text="Raised whenever calendars must replace their entry."
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
    history = HistoricalRecords(excluded_fields=["created_at", "uid", "sequence"], m2m_fields=[convenors])

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
                condition=Q(held_back=0) | Q(capacity__isnull=False, held_back__lte=models.F("capacity")),
                name="event_holds_back_what_it_has",
                violation_error_message="No more places can be held back than there are.",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=models.F("opens_at")),
                name="event_sign_up_closes_after_it_opens",
                violation_error_message="Sign-up closes after it opens: check both times.",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(starts_at=None) | Q(opens_at__lt=models.F("starts_at")),
                name="event_sign_up_opens_before_it_starts",
                violation_error_message="Sign-up opens before the meeting starts: check both times.",
            ),
            models.CheckConstraint(
                condition=~Q(who_may_come="cell") | Q(cell__isnull=False),
                name="event_for_cell_has_cell",
                violation_error_message="Choose the cell whose people may come.",
            ),
            models.CheckConstraint(
                condition=~Q(who_may_come="anyone") | Q(visibility="public"),
                name="event_for_anyone_is_public",
                violation_error_message="A meeting that only members see cannot be open to anyone: "
                "change one of the two.",
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

    @property
    def with_day(self) -> str:
        """Its title and its day: those that come again have one title."""
        return f"{self}, {short_day(self.starts_at)}"

    @property
    def kind(self) -> str:
        """What it is called: the usual kind is of a cell, and a meeting of none is just a meeting."""
        usual = self.format == self.Format.CELL_MEETING and not self.cell_id
        return "meeting" if usual else self.get_format_display()

    @cached_property
    def asks(self) -> bool:
        """Whether it has questions for those who sign up; `to_sign_up` reads it along."""
        return self.questions.exists()

    @cached_property
    def network(self) -> Network:
        """The network whose meeting it is, read once."""
        return Network.objects.present()

    @cached_property
    def on_behalf(self) -> Cell | Network:
        """In whose name mails and calendars invite: its cell's, or the network's."""
        return self.cell or self.network

    @cached_property
    def hosts(self) -> list[Member]:
        """Whoever looks after it, read once: its own convenors, or else those of its cell."""
        named = Member.objects.filter(is_active=True).only("name", "email")
        own = list(named.filter(convened_events=self))
        return own or (list(named.filter(convened_cells=self.cell)) if self.cell else [])

    @property
    def places(self) -> int | None:
        """How many may sign up by themselves; None where there is no limit."""
        return None if self.capacity is None else self.capacity - self.held_back

    @property
    def line_closes_at(self) -> datetime | None:
        """From when on nobody is given a place that came free."""
        return self.starts_at and self.starts_at - timedelta(minutes=self.line_closes_minutes)

    @property
    def link_shown_at(self) -> datetime | None:
        """From when on those who have a place see the joining link."""
        return self.starts_at and self.starts_at - timedelta(minutes=self.link_shown_minutes)

    def is_past(self, at: Any) -> bool:
        """Whether the event is over at `at`; one without a known date is."""
        last = self.ends_at or self.starts_at
        return last is None or last <= at
