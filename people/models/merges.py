"""People and organisations that may be the same, that were made one, and their former addresses."""

from __future__ import annotations

from typing import Any

from django.db import models

from people.models.members import Member
from people.models.names import Organisation, Person


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
