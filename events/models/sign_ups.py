"""Who comes: places and turns in the line, what people were asked and what they said, who is invited."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from events.models.events import Event

Member = settings.AUTH_USER_MODEL


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def visible_to(self, member: Any) -> SignUpQuerySet:
        """A member's own places, and the whole list of the events they convene."""
        if not member.is_authenticated:
            return self.none()
        return self.filter(Q(member=member) | Q(event__in=Event.objects.editable_by(member)))

    def editable_by(self, member: Any) -> SignUpQuerySet:
        """The lists of the events that the member convenes."""
        return self.filter(event__in=Event.objects.editable_by(member))

    def going(self) -> SignUpQuerySet:
        return self.filter(state=SignUp.State.GOING)

    def with_last_change(self) -> SignUpQuerySet:
        """Each with `last_change`: when this place or turn was last saved, for calendars."""
        saved = SignUp.history.filter(id=OuterRef("pk")).order_by("-history_date")
        return self.annotate(last_change=Subquery(saved.values("history_date")[:1]))

    def with_number(self) -> SignUpQuerySet:
        """Each with `number`: which in line it is, or would be; 1 for whoever is next."""
        before = Q(joined_at__lt=OuterRef("joined_at")) | Q(joined_at=OuterRef("joined_at"), pk__lt=OuterRef("pk"))
        line = SignUp.objects.in_line().filter(before, event=OuterRef("event")).order_by().values("event")
        number = Subquery(line.annotate(number=Count("pk")).values("number"), models.IntegerField())
        return self.annotate(number=Coalesce(number, 0) + 1)

    def in_line(self) -> SignUpQuerySet:
        """Those who wait, the one who is next first."""
        return self.filter(state=SignUp.State.WAITING).order_by("joined_at", "pk")


class SignUp(models.Model):
    """A member's place, or turn in the waiting line, at an event."""

    class State(models.TextChoices):
        GOING = "going", "going"
        WAITING = "waiting", "waiting"
        CANCELLED = "cancelled", "cancelled"

    event = models.ForeignKey(Event, models.CASCADE, related_name="sign_ups")
    member = models.ForeignKey(Member, models.CASCADE, related_name="sign_ups")
    state = models.CharField(max_length=10, choices=State.choices)
    joined_at = models.DateTimeField("signed up")
    came = models.BooleanField(null=True, blank=True)
    why = models.CharField(
        max_length=300, blank=True, help_text="Why a convenor put them in, moved them up or took them off."
    )
    taken_off = models.BooleanField(
        default=False, help_text="A convenor has taken them off the list, and only a convenor lets them come back."
    )
    sequence = models.PositiveIntegerField(
        "calendar changes", default=0, editable=False, help_text="Raised when this person's entry comes or goes."
    )

    objects = SignUpQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["sequence"])

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = "sign-up"
        indexes = [models.Index(fields=["event", "state", "joined_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "member"],
                name="sign_up_once_an_event",
                violation_error_message="This member has signed up already.",
            ),
            models.CheckConstraint(
                condition=Q(taken_off=False) | Q(state="cancelled"),
                name="sign_up_taken_off_is_cancelled",
                violation_error_message="Whoever was taken off the list has no place and no turn.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.state}, {self.event}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, member: Any) -> QuestionQuerySet:
        return self.filter(event__in=Event.objects.visible_to(member))


class Question(models.Model):
    """Something that people are asked when they sign up for an event."""

    class Kind(models.TextChoices):
        WORDS = "words", "an answer in words"
        TICK = "tick", "a tick"

    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    text = models.CharField(
        "question", max_length=300, help_text="Is there anything you need in order to take part? I would like captions."
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WORDS)
    required = models.BooleanField("must be answered", default=False)
    order = models.PositiveSmallIntegerField(default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, member: Any) -> AnswerQuerySet:
        """What the member has said, and what was said to the convenors of an event, by those."""
        if not member.is_authenticated:
            return self.none()
        return self.filter(Q(sign_up__member=member) | Q(sign_up__event__in=Event.objects.convened_by(member)))


class Answer(models.Model):
    """What someone said to one question on signing up: read by the event's convenors, deleted 30 days after it."""

    sign_up = models.ForeignKey(SignUp, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    text = models.TextField(max_length=2000)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["question__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up", "question"],
                name="answer_once_a_question",
                violation_error_message="This question has been answered already.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def editable_by(self, member: Any) -> InvitationQuerySet:
        return self.filter(event__in=Event.objects.editable_by(member))

    def of(self, member: Any) -> InvitationQuerySet:
        """Those of the member, by which they have come or by the address they have now."""
        return self.filter(Q(member=member) | Q(email__iexact=member.email))


class Invitation(models.Model):
    """An address whose owner may come to an event that is for those invited."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address")
    member = models.ForeignKey(
        Member,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        help_text="Whose address it was when they were invited or signed up; they may have another one by now.",
    )
    invited_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                "event",
                Lower("email"),
                name="invitation_once_an_event",
                violation_error_message="This address has been invited already.",
            )
        ]

    def __str__(self) -> str:
        return self.email


class Departed(models.Model):
    """How many of an event's list have been erased since, so that its numbers do not shrink; nothing says who."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="departed")
    had_place = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "departed"

    def __str__(self) -> str:
        return f"{self.had_place} who have left since"
