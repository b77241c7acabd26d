"""People and organisations as the notes name them, and who was what where."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from people.models.members import Member

partial_date = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
    "Give a year (2022), a month (2022-05) or a day (2022-05-17).",
)


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, member: Any) -> PersonQuerySet:
        """People named in public at a meeting the member may see; a convenor's own additions too."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        speaker = Person.speaker_set.rel.related_model
        named = speaker.objects.named_to(member)
        rows = models.Q(models.Exists(named.filter(person=models.OuterRef("pk"))))
        if member.is_authenticated and member.is_convenor:
            rows |= models.Q(created_by=member)
        return self.filter(rows)

    def editable_by(self, member: Any) -> PersonQuerySet:
        """People of the member's own meetings, and the member's own additions, who spoke nowhere else."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        if member.is_network_convenor:
            return self
        speaker = Person.speaker_set.rel.related_model
        own = speaker.objects.editable_by(member)
        elsewhere = speaker.objects.exclude(pk__in=own.values("pk"))
        rows = models.Q(pk__in=own.values("person")) | models.Q(created_by=member)
        return self.filter(rows).exclude(pk__in=elsewhere.values("person"))


class Person(models.Model):
    """Someone who took part in a meeting; may or may not be a member."""

    name = models.CharField(max_length=200, help_text="First name and surname, without title: Asha Pillai.")
    slug = models.SlugField(
        "address",
        max_length=220,
        unique=True,
        help_text="The end of the page's address: asha-pillai. Old addresses lead on to the new one.",
    )
    other_names = models.TextField(
        blank=True,
        help_text="Other spellings and former names, one a line. Notes that use them find this person.",
    )
    member = models.OneToOneField(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        help_text="Their login, if they have one.",
    )
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="person_has_a_name",
                violation_error_message="A person needs a name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:person-detail", args=[self.slug])


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, member: Any) -> OrganisationQuerySet:
        """Organisations named at a meeting, or in a note, that the member may see; a convenor's own too."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        speaker = Person.speaker_set.rel.related_model
        note = Organisation.note_set.rel.related_model
        named_in = Organisation.note_set.through.objects.filter(note__in=note.objects.visible_to(member))
        known = speaker.objects.organisation_known_to(member)
        # Asked of a row, and not as two long lists: mostly a few rows are wanted, by their name
        rows = models.Q(
            models.Exists(known.filter(affiliation__organisation=models.OuterRef("pk")))
            | models.Exists(named_in.filter(organisation=models.OuterRef("pk")))
        )
        if member.is_authenticated and member.is_convenor:
            rows |= models.Q(created_by=member)
        return self.filter(rows)

    def editable_by(self, member: Any) -> OrganisationQuerySet:
        """Organisations of the member's own meetings and notes, and own additions, named nowhere else."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        if member.is_network_convenor:
            return self
        speaker = Person.speaker_set.rel.related_model.objects.filter(affiliation__isnull=False)
        note = Organisation.note_set.rel.related_model
        named_in = Organisation.note_set.through.objects
        own_notes = note.objects.editable_by(member).values("pk")
        own_speakers = speaker.editable_by(member)
        rows = models.Q(pk__in=own_speakers.values("affiliation__organisation"))
        rows |= models.Q(pk__in=named_in.filter(note__in=own_notes).values("organisation"))
        elsewhere = speaker.exclude(pk__in=own_speakers.values("pk"))
        return (
            self.filter(rows | models.Q(created_by=member))
            .exclude(pk__in=elsewhere.values("affiliation__organisation"))
            .exclude(pk__in=named_in.exclude(note__in=own_notes).values("organisation"))
        )


class Organisation(models.Model):
    """A charity, council, company, university, public body or the like."""

    class Kind(models.TextChoices):
        CHARITY = "charity", "charity"
        SOCIAL_ENTERPRISE = "social enterprise", "social enterprise"
        COMMUNITY_GROUP = "community group", "community group"
        FUNDER = "funder", "funder"
        HOUSING = "housing association", "housing association"
        COUNCIL = "council", "council"
        HEALTH = "health", "health service"
        PUBLIC_BODY = "public body", "public body"
        UNIVERSITY = "university", "university"
        COMPANY = "company", "company"
        OTHER = "other", "other"

    name = models.CharField(max_length=200, help_text="In full, as it calls itself: Harbour Lane Kitchen.")
    slug = models.SlugField(
        "address",
        max_length=220,
        unique=True,
        help_text="The end of the page's address: harbour-lane-kitchen. Old addresses lead on to the new one.",
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    other_names = models.TextField(
        blank=True, help_text="Short forms and former names, one a line. Notes that use them find it."
    )
    description = models.CharField(max_length=300, blank=True, help_text="One line: what it does, and where.")
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="organisation_has_a_name",
                violation_error_message="An organisation needs a name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:organisation-detail", args=[self.slug])


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def visible_to(self, member: Any) -> AffiliationQuerySet:
        """Affiliations stated by a speaker whom the member may know by name, and those of people the member edits."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        named = Person.speaker_set.rel.related_model.objects.named_to(member).filter(affiliation__isnull=False)
        own = Person.objects.editable_by(member)
        return self.filter(models.Q(pk__in=named.values("affiliation")) | models.Q(person__in=own))


class Affiliation(models.Model):
    """A person's position at an organisation (Popolo's membership), with dates as far as they are known."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    position = models.CharField(max_length=300, blank=True, help_text="As they put it: head of neighbourhoods.")
    since = models.CharField(max_length=10, blank=True, validators=[partial_date], help_text="2022 or 2022-05")
    until = models.CharField(max_length=10, blank=True, validators=[partial_date], help_text="2025 or 2025-11")

    objects = AffiliationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "position"],
                name="affiliation_once",
                violation_error_message="This position at this organisation is there already.",
            ),
            models.CheckConstraint(
                condition=models.Q(until="") | models.Q(since="") | models.Q(until__gte=models.F("since")),
                name="affiliation_ends_after_it_begins",
                violation_error_message="“Until” must not be earlier than “since”.",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.person.name, self.position, self.organisation.name]))
