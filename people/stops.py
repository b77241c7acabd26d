"""RULES: members stop kinds of mail they do not want, by a private link that needs no login, and take them up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from people.models import Member, StoppedMail

signer = TimestampSigner(sep=".", salt="people.stops")
HOLDS = timedelta(days=365)


@dataclass(frozen=True)
class Stopping:
    """Whose mails of which kind a link is about."""

    member: Member
    kind: StoppedMail.Kind

    @property
    def stopped(self) -> bool:
        return is_stopped(self.member, self.kind)


def link_for(member: Member, kind: str) -> str:
    """The full private address where the member stops mails of that kind; it holds for a year. Writes nothing."""
    return settings.BASE_URL + reverse("people:stop-detail", args=[signer.sign(f"{member.pk}-{kind}")])


def stopping_of(token: str) -> Stopping | None:
    """What a link is about, if it still holds: nothing if it is forged or too old, or the member is no more."""
    try:
        pk, kind = signer.unsign(token, max_age=HOLDS).split("-")
        wanted = StoppedMail.Kind(kind)
        member = Member.objects.filter(pk=int(pk), is_active=True).first()
    except (BadSignature, ValueError):
        return None
    return Stopping(member, wanted) if member else None


def is_stopped(member: Member, kind: str) -> bool:
    return StoppedMail.objects.filter(member=member, kind=kind).exists()


def stop(member: Member, kind: str, *, at: datetime) -> None:
    """Send the member no more mails of that kind. Once more changes nothing."""
    StoppedMail.objects.get_or_create(member=member, kind=kind, defaults={"stopped_at": at})


def take_up(member: Member, kind: str) -> None:
    """Send the member mails of that kind again."""
    StoppedMail.objects.filter(member=member, kind=kind).delete()
