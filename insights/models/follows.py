"""What members follow, and when they are next told what is new in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from events.models import Cell, Topic
from people.models import Organisation, Person

Member = settings.AUTH_USER_MODEL


class FollowQuerySet(models.QuerySet["Follow"]):
    def with_things(self) -> FollowQuerySet:
        return self.select_related(*KINDS)

    def visible_to(self, member: Any) -> FollowQuerySet:
        """Those of what the member may see."""
        seen = Q(cell__in=Cell.objects.visible_to(member)) | Q(topic__isnull=False)
        seen |= Q(person__in=Person.objects.visible_to(member))
        return self.filter(seen | Q(organisation__in=Organisation.objects.visible_to(member)))


KINDS = ("cell", "topic", "person", "organisation")


def _one_of_the_kinds() -> Q:
    one = Q()
    for kind in KINDS:
        one |= Q(**{f"{kind}__isnull": False}, **{other: None for other in KINDS if other != kind})
    return one


class Follow(models.Model):
    """A cell, a topic, a person or an organisation that a member follows: exactly one of them."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="follows")
    cell = models.ForeignKey(Cell, models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    followed_at = models.DateTimeField()

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=_one_of_the_kinds(),
                name="follow_of_one_thing",
                violation_error_message="Follow a cell, a topic, a person or an organisation: one of them.",
            ),
            *(
                models.UniqueConstraint(
                    fields=["member", kind],
                    name=f"follow_{kind}_once",
                    violation_error_message="You follow this already.",
                )
                for kind in KINDS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.thing}"

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if getattr(self, f"{kind}_id"))

    @property
    def thing(self) -> Cell | Topic | Person | Organisation:
        return getattr(self, self.kind)


class Digest(models.Model):
    """How often a member hears what is new in what they follow, until when they have heard, and when they hear next."""

    class Often(models.TextChoices):
        WEEKLY = "weekly", "every Monday morning"
        MONTHLY = "monthly", "on the first morning of each month"

    member = models.OneToOneField(Member, models.CASCADE, related_name="digest")
    often = models.CharField(max_length=10, choices=Often.choices, default=Often.WEEKLY)
    told_until = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.member}: {self.get_often_display()}"
