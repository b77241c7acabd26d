"""RULES: one-time login links, for when a code by mail is not to be had: the first start, or mail is down."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from people.models import Member


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens that end with PASSWORD_RESET_TIMEOUT, or with the member's next login, whichever comes first."""

    key_salt = "people.logins"

    def _make_hash_value(self, user: Member, timestamp: int) -> str:
        # Django drops the microseconds of the last login, so that a link used twice in one second would hold
        return f"{super()._make_hash_value(user, timestamp)}{user.last_login}"


tokens = LinkTokens()


def running_at() -> Path:
    """The file that holds the app's address while it runs: a command started beside it knows nothing of its port."""
    return Path(settings.VAR_DIR) / "running_at"


def link_for(member: Member) -> str:
    """A full address that logs `member` in once, within a day. Writes nothing."""
    uid = urlsafe_base64_encode(str(member.pk).encode())
    site = running_at().read_text() if running_at().exists() else settings.BASE_URL
    return site + reverse("login-link", args=[uid, tokens.make_token(member)])


def member_of(uid: str, token: str) -> Member | None:
    """Whose link this is, if it still holds.

    Call it in a transaction that lasts until the member is logged in: the row is locked, so that of two
    clicks at once only one counts.
    """
    try:
        pk = int(urlsafe_base64_decode(uid))
    except (ValueError, OverflowError):
        return None
    member = Member.objects.select_for_update(no_key=True).filter(pk=pk, is_active=True).first()
    return member if member and tokens.check_token(member, token) else None
