"""RULES: people stop kinds of mail they do not want, by a private link that needs no login, and take them up again.

Invitations go to addresses that may have no login, so they are stopped for the address and not for a member.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import salted_hmac

from people.models import Member, StoppedMail, UninvitedAddress
from people.typed import tidy_address

signer = TimestampSigner(sep=".", salt="people.stops")
HOLDS = timedelta(days=365)
INVITATIONS = "invitations"
SALT = "people.stops.addresses"


@dataclass(frozen=True)
class Stopping:
    """Whose mails of which kind a link is about."""

    member: Member
    kind: StoppedMail.Kind
    button: str = "Stop them"

    @property
    def words(self) -> str:
        return str(self.kind.label)

    @property
    def stopped(self) -> bool:
        return is_stopped(self.member, self.kind)

    def stop(self, *, at: datetime) -> None:
        stop(self.member, self.kind, at=at)

    def take_up(self) -> None:
        take_up(self.member, self.kind)


@dataclass(frozen=True)
class StoppingInvitations:
    """The digest of the address for which a link stops invitations."""

    digest: str
    button: str = "Do not write to this address any more about invitations"
    words: str = "invitations to meetings, at the address to which this mail went"

    @property
    def stopped(self) -> bool:
        return UninvitedAddress.objects.filter(digest=self.digest).exists()

    def stop(self, *, at: datetime) -> None:
        UninvitedAddress.objects.get_or_create(digest=self.digest, defaults={"stopped_at": at})

    def take_up(self) -> None:
        UninvitedAddress.objects.filter(digest=self.digest).delete()


def link_for(member: Member, kind: str) -> str:
    """The full private address where the member stops mails of that kind; it holds for a year. Writes nothing."""
    return _link(f"{member.pk}-{kind}")


def link_for_invitations(email: str) -> str:
    """The full private address where whoever has the e-mail address stops invitations. It does not say which it is."""
    return _link(f"{_digest(email)}-{INVITATIONS}")


def _link(about: str) -> str:
    return settings.BASE_URL + reverse("people:stop-detail", args=[signer.sign(about)])


def stopping_of(token: str) -> Stopping | StoppingInvitations | None:
    """What a link is about, if it still holds: nothing if it is forged or too old, or the member is no more."""
    try:
        whose, kind = signer.unsign(token, max_age=HOLDS).split("-")
        if kind == INVITATIONS:
            return StoppingInvitations(whose)
        wanted = StoppedMail.Kind(kind)
        member = Member.objects.filter(pk=int(whose), is_active=True).first()
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


def uninvited(emails: Iterable[str]) -> list[str]:
    """Those of the addresses that want no invitations, in their order. One query."""
    digests = {email: _digest(email) for email in emails}
    known = set(UninvitedAddress.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
    return [email for email, digest in digests.items() if digest in known]


def _digest(email: str) -> str:
    return salted_hmac(SALT, tidy_address(email), algorithm="sha256").hexdigest()
