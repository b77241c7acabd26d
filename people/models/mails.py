"""The outbox, what somebody does not want by mail any more, and how far the worker has got."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from people.models.members import Member

TEST = "test mail"  # why it was written


class MailQuerySet(models.QuerySet["Mail"]):
    def visible_to(self, member: Any) -> MailQuerySet:
        """The mails about a convenor's own events, and their test mails; the whole outbox for a network convenor."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        if member.is_network_convenor:
            return self
        event = Member.convened_events.rel.related_model
        own_test = models.Q(member=member, why=TEST)
        return self.filter(own_test | models.Q(meeting__in=event.objects.editable_by(member).values("pk")))

    def due(self, at: Any) -> MailQuerySet:
        """Those to be sent by the aware datetime `at`, the longest due first."""
        return self.filter(state=Mail.State.WAITING, due_at__lte=at).order_by("due_at", "pk")

    def failed(self) -> MailQuerySet:
        return self.filter(state=Mail.State.FAILED)


class Mail(models.Model):
    """One message to one address in the outbox: what, why, and how far it has got."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        FAILED = "failed", "could not be delivered"
        LEFT = "left", "left unsent"

    to = models.EmailField("to")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="mails")
    about = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The member it tells somebody else of: it goes when they leave.",
    )
    reply_to = models.EmailField("answers go to", blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    why = models.CharField(max_length=100, help_text="What made the app write it: welcome.")
    key = models.CharField(
        max_length=200,
        blank=True,
        help_text="What this is the only mail of: a reminder goes out once.",
    )
    meeting = models.PositiveBigIntegerField(
        null=True, blank=True, db_index=True, help_text="Number of the meeting whose convenors may read it."
    )
    calendar = models.TextField(blank=True, help_text="The calendar file that goes with it.")
    stop = models.URLField(
        max_length=500, blank=True, help_text="Where to stop mails of this kind, where it is not about one's own place."
    )
    due_at = models.DateTimeField(
        default=timezone.now,
        db_index=True,
        help_text="When it is to be sent, or taken up again if a worker was cut off.",
    )
    forget_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="It holds a login code: until then it may be sent, and once sent or too late its words are blanked.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "mail"
        verbose_name_plural = "mails"
        indexes = [models.Index(fields=["state", "due_at"], name="mail_by_state_and_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="mail_sent_has_a_time",
                violation_error_message="A mail has a sending time when, and only when, it has been sent.",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=~models.Q(key=""),
                name="mail_once_a_key",
                violation_error_message="This mail has been written already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.to})"


class StoppedMail(models.Model):
    """A kind of mail that a member does not want: never one about their own place."""

    class Kind(models.TextChoices):
        THANKS = "thanks", "what came of a meeting you were at"
        LETTERS = "letters", "letters from convenors after a meeting"
        DIGESTS = "digests", "what is new in what you follow"
        CARE = "care", "meetings you look after, and people who would like to join"

    member = models.ForeignKey(Member, models.CASCADE, related_name="stopped_mails")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind"],
                name="stopped_mail_once_a_kind",
                violation_error_message="These mails are stopped already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display()}"


class UninvitedAddress(models.Model):
    """An address that wants no invitations by mail: a keyed digest, from which it cannot be read.

    It may be a stranger's, and it holds when whoever has it is erased.
    """

    digest = models.CharField(max_length=64, unique=True)
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "uninvited addresses"

    def __str__(self) -> str:
        return f"{self.digest[:8]}…"


class Pulse(models.Model):
    """When one of the jobs that the worker does every minute was last done, and what went wrong the last time."""

    job = models.CharField(max_length=50, unique=True)
    beat_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.job


class Mailbox(models.Model):
    """How far the mailbox to which mails come back has been read."""

    place = models.CharField(max_length=500, unique=True, help_text="Whose, and where: me@mail.example.org:993/INBOX")
    looked_at = models.DateTimeField(null=True)
    epoch = models.PositiveBigIntegerField(
        default=0, help_text="The server's mark of its numbers (UIDVALIDITY): with another one they begin anew."
    )
    read_to = models.PositiveBigIntegerField(default=0, help_text="Number of the last message looked at (UID).")

    def __str__(self) -> str:
        return self.place
