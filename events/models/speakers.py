"""Who spoke, in which role and for whom."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from events.models.attribution import Attribution, lowest_attribution
from events.models.events import Event
from people.models import Affiliation, Person


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
            Q(event__in=Event.objects.editable_by(member)) | (told & Event.objects.gate(member, "event__"))
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
