"""Who: members, the people and organisations of the meetings, and the mail that goes out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

partial_date = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
    "Give a year (2022), a month (2022-05) or a day (2022-05-17).",
)


class Network(models.Model):
    """The network itself: its name and the sentence its home page opens with. There is one row."""

    name = models.CharField(max_length=100, help_text="As it stands at the top of every page: Better Way.")
    tagline = models.TextField(
        blank=True,
        help_text="One or two sentences under the name on the home page, for someone who has never heard of us.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "network"
        verbose_name_plural = "network"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="network_is_one",
                violation_error_message="There is one network; change the one that is there.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RightsRecords(HistoricalRecords):
    """A history without an entry for each login."""

    def post_save(self, instance: Any, created: bool, using: str | None = None, **kwargs: Any) -> None:
        if kwargs.get("update_fields") != {"last_login"}:
            super().post_save(instance, created, using=using, **kwargs)


class MemberManager(BaseUserManager["Member"]):
    def create_user(self, email: str, password: str | None = None, **facts: Any) -> Member:
        member = self.model(email=self.normalize_email(email).lower(), **facts)
        member.set_password(password)  # None: nobody can log in with a password
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> Member:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **facts})

    def get_by_natural_key(self, email: str | None) -> Member:
        return self.get(email__iexact=email)


class Member(AbstractBaseUser, PermissionsMixin):
    """Someone with a login: an e-mail address and a name."""

    email = models.EmailField("e-mail address", help_text="Login codes go to this address.")
    name = models.CharField(max_length=200, help_text="As others know them: Asha Pillai.")
    is_active = models.BooleanField(
        "may log in", default=True, help_text="Take the tick out instead of deleting someone who has left."
    )
    is_staff = models.BooleanField(
        "convenor",
        default=False,
        help_text="May use these pages, for the cells and meetings they convene.",
    )
    is_superuser = models.BooleanField(
        "network convenor",
        default=False,
        help_text="May see and change everything, and say who is a convenor.",
    )
    joined_at = models.DateTimeField("joined", default=timezone.now, editable=False)

    objects = MemberManager()
    history = RightsRecords(excluded_fields=["password", "last_login", "email", "name", "joined_at"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="member_email_once",
                violation_error_message="There is a member with this e-mail address already.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_superuser=False) | models.Q(is_staff=True),
                name="member_network_convenor_is_convenor",
                violation_error_message="A network convenor is a convenor too: tick both.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_convenor(self) -> bool:
        return self.is_active and self.is_staff

    @property
    def is_network_convenor(self) -> bool:
        return self.is_active and self.is_superuser


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, member: Any) -> PersonQuerySet:
        """People named in public at a meeting the member may see; a convenor's own additions too."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        speaker = Person.speaker_set.rel.related_model
        named = speaker.objects.named_to(member)
        rows = models.Q(pk__in=named.values("person"))
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
        rows = models.Q(
            pk__in=speaker.objects.organisation_known_to(member).values("affiliation__organisation")
        ) | models.Q(pk__in=named_in.values("organisation"))
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


class LookAlikeQuerySet(models.QuerySet["LookAlike"]):
    def to_decide(self) -> LookAlikeQuerySet:
        return self.filter(state=LookAlike.State.PROPOSED)

    def about(self, people: Any, organisations: Any) -> LookAlikeQuerySet:
        """Questions whose newer row is one of these people or organisations."""
        return self.filter(models.Q(person__in=people) | models.Q(organisation__in=organisations))

    def editable_by(self, member: Any) -> LookAlikeQuerySet:
        """Pairs whose newer row the member may edit, and whose older row the member may see."""
        if member.is_authenticated and member.is_network_convenor:
            return self
        person, organisation = Person.objects, Organisation.objects
        return self.filter(
            models.Q(person__in=person.editable_by(member), other_person__in=person.visible_to(member))
            | models.Q(
                organisation__in=organisation.editable_by(member),
                other_organisation__in=organisation.visible_to(member),
            )
        )


class LookAlike(models.Model):
    """Two people, or two organisations, whose names are alike; a convenor says whether they are the same."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "to decide"
        SAME = "same", "the same"
        DIFFERENT = "different", "different"

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="look_alikes")
    other_person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="look_alikes")
    other_organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = LookAlikeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "names that look alike"
        verbose_name_plural = "names that look alike"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    person__isnull=False,
                    other_person__isnull=False,
                    organisation__isnull=True,
                    other_organisation__isnull=True,
                )
                | models.Q(
                    person__isnull=True,
                    other_person__isnull=True,
                    organisation__isnull=False,
                    other_organisation__isnull=False,
                ),
                name="look_alike_pairs_like_with_like",
                violation_error_message="Compare two people, or two organisations.",
            ),
            models.UniqueConstraint(
                fields=["person", "other_person"],
                name="look_alike_people_once",
                violation_error_message="These two people have been compared already.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "other_organisation"],
                name="look_alike_organisations_once",
                violation_error_message="These two organisations have been compared already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.organisation} / {self.other_person or self.other_organisation}"


class MergeQuerySet(models.QuerySet["Merge"]):
    def editable_by(self, member: Any) -> MergeQuerySet:
        """The merges that the member made; all of them for a network convenor."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        return self if member.is_network_convenor else self.filter(merged_by=member)


class Merge(models.Model):
    """Two people, or two organisations, made one: which went, which stayed, and each step, so that it can be undone."""

    model = models.CharField(max_length=100)
    gone_id = models.PositiveBigIntegerField()
    gone_name = models.CharField("name that went", max_length=200)
    stays_id = models.PositiveBigIntegerField()
    stays_name = models.CharField("name that stayed", max_length=200)
    steps = models.JSONField(default=list)
    merged_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = "names made one"
        verbose_name_plural = "names made one"
        constraints = [
            models.UniqueConstraint(
                fields=["model", "gone_id"],
                condition=models.Q(undone_at=None),
                name="merge_goes_once",
                violation_error_message="Somebody has decided this meanwhile.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone_name} → {self.stays_name}"


class FormerSlug(models.Model):
    """An address that a page once had; whoever follows it is led to the page's present one."""

    model = models.CharField(max_length=100)
    slug = models.SlugField(max_length=220)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "slug"], name="former_slug_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.slug}"


class Mail(models.Model):
    """One message to one address in the outbox: what, why, and how far it has got."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"

    to = models.EmailField("to")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="mails")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    why = models.CharField(max_length=100, help_text="What made the app write it: welcome.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "mail"
        verbose_name_plural = "mails"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="mail_sent_has_a_time",
                violation_error_message="A mail has a sending time when, and only when, it has been sent.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.to})"
