"""Members: who has a login, and who asks to join."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords


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
    """Someone with a login: an e-mail address and a name; a guest unless a convenor has let them in."""

    class State(models.TextChoices):
        MEMBER = "member", "member"
        GUEST = "guest", "guest"
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


class FormerEmail(models.Model):
    """An address that was a member's until they changed it: kept so that it is forgotten with them, whoever kept it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="former_emails")
    email = models.EmailField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "member",
                Lower("email"),
                name="former_email_once_a_member",
                violation_error_message="This address is known as a former one already.",
            )
        ]

    def __str__(self) -> str:
        return self.email


class Joining(models.Model):
    """What someone has typed who would like to join or to come once, until they show that the address is theirs."""

    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    brings = models.TextField(max_length=2000, blank=True)
    then = models.CharField(max_length=500, blank=True, help_text="Where on the site they came from.")
    would_join = models.BooleanField(default=True, help_text="Or they only want to come to the meeting.")
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.name
