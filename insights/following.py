"""RULES: members follow cells, topics, people and organisations, and choose how often they hear what is new there."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from events.models import Cell, Topic
from insights.models import Digest, Follow
from people import stops
from people.models import Member, Organisation, Person, StoppedMail

Thing = Cell | Topic | Person | Organisation

MOST = 100  # things that one member follows
HOUR = 8  # of the morning, on the clock here


class FollowingError(Exception):
    """Why something cannot be followed, as a sentence."""


@transaction.atomic
def follow(member: Member, thing: Thing, *, at: datetime) -> Follow:
    """Follow something; again changes nothing. Whoever had stopped these mails gets them again, from now on.

    Raises FollowingError where there are too many already. Locks the member.
    """
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    kind = thing._meta.model_name
    if found := member.follows.filter(**{kind: thing}).first():
        return found
    if member.follows.count() >= MOST:
        raise FollowingError(f"You follow {MOST} already. Stop following something first.")
    stops.take_up(member, StoppedMail.Kind.DIGESTS)
    facts = {"told_until": at, "due_at": next_due(Digest.Often.WEEKLY, at)}
    digest, new = Digest.objects.get_or_create(member=member, defaults=facts)
    if not new and not member.follows.exists():
        digest.told_until = at
        digest.save(update_fields=["told_until"])
    return Follow.objects.create(member=member, followed_at=at, **{kind: thing})


def unfollow(member: Member, thing: Thing) -> bool:
    """Follow something no more; whether it was followed."""
    return bool(member.follows.filter(**{thing._meta.model_name: thing}).delete()[0])


def hear_nothing(member: Member, *, at: datetime) -> None:
    """Send the member no more digests; what they follow stays on their page."""
    stops.stop(member, StoppedMail.Kind.DIGESTS, at=at)


def hear(member: Member, often: str, *, at: datetime) -> Digest:
    """Let the member hear weekly or monthly. What they have not been told yet comes with the next mail.

    Whoever had stopped these mails gets them again, of what is new from now on.
    """
    facts: dict[str, Any] = {"often": often, "due_at": next_due(often, at)}
    if stops.is_stopped(member, StoppedMail.Kind.DIGESTS):
        stops.take_up(member, StoppedMail.Kind.DIGESTS)
        facts["told_until"] = at
    digest, _ = Digest.objects.update_or_create(
        member=member, defaults=facts, create_defaults={**facts, "told_until": at}
    )
    return digest


def next_due(often: str, after: datetime) -> datetime:
    """The next Monday, or the next first of a month, at eight in the morning on the clock here."""
    today = timezone.localdate(after)
    for days in range(62):
        day = today + dt.timedelta(days=days)
        moment = timezone.make_aware(datetime.combine(day, dt.time(HOUR)))
        fits = day.weekday() == 0 if often == Digest.Often.WEEKLY else day.day == 1
        if fits and moment > after:
            return moment
    raise ValueError(f"{often!r} is neither weekly nor monthly")
