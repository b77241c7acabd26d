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


class NetworkManager(models.Manager["Network"]):
    def present(self) -> Network:
        """The network, or one with the app's own name where nobody has named it yet."""
        return self.first() or Network(name="Better Way")


class Network(models.Model):
    """The network itself: its name and the sentence its home page opens with. There is one row."""

    name = models.CharField(max_length=100, help_text="As it stands at the top of every page: Better Way.")
    tagline = models.TextField(
        blank=True,
        help_text="One or two sentences under the name on the home page, for someone who has never heard of us.",
    )

    objects = NetworkManager()
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


class MemberQuerySet(models.QuerySet["Member"]):
    def here(self) -> MemberQuerySet:
        """Everybody with a login: those who have left are a bare row, or no row at all."""
        return self.exclude(state=Member.State.LEFT)

    def asking(self) -> MemberQuerySet:
        """Guests who would like to join and wait for a convenor's word, the one who has waited longest first."""
        return self.filter(state=Member.State.ASKING, is_active=True).order_by("joined_at", "pk")

    def listed_to(self, member: Any) -> MemberQuerySet:
        """Members who want to be found by other members; nobody but members finds them."""
        if not member.is_authenticated or not member.is_member:
            return self.none()
        return self.filter(state=Member.State.MEMBER, is_active=True, listed=True)


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)):  # type: ignore[misc]
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
    """Someone with a login: an e-mail address and a name; a guest until a convenor lets them in."""

    class State(models.TextChoices):
        MEMBER = "member", "member"
        ASKING = "asking", "would like to join"
        DECLINED = "declined", "not now"
        LEFT = "left", "has left"

    email = models.EmailField("e-mail address", help_text="Login codes go to this address.")
    name = models.CharField(max_length=200, help_text="As others know them: Asha Pillai.")
    organisation = models.CharField(max_length=200, blank=True, help_text="Where they work or belong, if anywhere.")
    brings = models.TextField(
        "what brings them", max_length=2000, blank=True, help_text="What they said when they asked to join."
    )
    listed = models.BooleanField(
        "listed", default=False, help_text="Other members find their name and organisation in the list of members."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.MEMBER, editable=False)
    decided_by = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    decision = models.TextField(max_length=1000, blank=True, editable=False)
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
    history = RightsRecords(
        excluded_fields=["password", "last_login", "email", "name", "organisation", "brings", "decision", "joined_at"]
    )

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
            models.CheckConstraint(
                condition=models.Q(is_staff=False) | models.Q(state="member"),
                name="member_convenor_is_member",
                violation_error_message="Only a member can be a convenor: let them in first.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="left") | models.Q(is_active=False),
                name="member_left_has_no_login",
                violation_error_message="Whoever has left cannot log in.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_member(self) -> bool:
        """Whether they belong to the network, and so see what is for members."""
        return self.is_active and self.state == self.State.MEMBER

    @property
    def is_convenor(self) -> bool:
        return self.is_active and self.is_staff

    @property
    def is_network_convenor(self) -> bool:
        return self.is_active and self.is_superuser


class Joining(models.Model):
    """What someone has typed who would like to join, until they show that the address is theirs."""

    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    brings = models.TextField(max_length=2000, blank=True)
    then = models.CharField(max_length=500, blank=True, help_text="Where on the site they came from.")
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.name


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
    """Two people, organisations or topics made one: which went, which stayed, and each step, so that it is undone."""

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


class MailQuerySet(models.QuerySet["Mail"]):
    def visible_to(self, member: Any) -> MailQuerySet:
        """The mails about the events that a convenor looks after; the whole outbox for a network convenor."""
        if not member.is_authenticated or not member.is_convenor:
            return self.none()
        if member.is_network_convenor:
            return self
        event = Member.convened_events.rel.related_model
        return self.filter(meeting__in=event.objects.editable_by(member).values("pk"))

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
        FAILED = "failed", "could not be sent"
        LEFT = "left", "left unsent"

    to = models.EmailField("to")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="mails")
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


class Pulse(models.Model):
    """When one of the jobs that the worker does every minute was last done, and what went wrong the last time."""

    job = models.CharField(max_length=50, unique=True)
    beat_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.job
