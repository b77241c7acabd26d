"""RULES: a member's e-mail address changes once the new one has been shown to be theirs."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from people import notices
from people.models import FormerEmail, Mail, Member

SALT = "people.new_address"
OVER = "This link is over: it has been used, or it is older than a day. Nothing has changed."


class NewAddressError(Exception):
    """Why the address does not change, as a sentence."""


@transaction.atomic
def ask(member: Member, email: str) -> None:
    """Send a link to the new address; to one that has a login, that it has one. The answer is the same.

    Raises NewAddressError where it is the member's address already. Writes a mail.
    """
    if email == member.email.lower():
        raise NewAddressError("That is your address already.")
    if Member.objects.filter(email__iexact=email).exists():
        notices.address_taken(email)
        return
    path = reverse("people:address-confirm", args=[_token(member, email)])
    notices.confirm_new_address(member, email, settings.BASE_URL + path)


def _token(member: Member, email: str) -> str:
    return signing.dumps([member.pk, member.email, email], salt=SALT)


def read(token: str, member: Member) -> str:
    """The new address that the member's link is about. Raises NewAddressError for any other link."""
    try:
        pk, former, email = signing.loads(token, salt=SALT, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature as error:
        raise NewAddressError(OVER) from error
    if pk != member.pk:
        raise NewAddressError("This link belongs to another login. Log in with that one, then open the link again.")
    if former != member.email:
        raise NewAddressError(OVER)
    return str(email)


@transaction.atomic
def confirm(token: str, member: Member) -> Member:
    """Change the member's address; mails that still wait go to the new one. Writes a mail to the former address.

    Raises NewAddressError for a link that is over or another's, or an address that has got a login meanwhile.
    """
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    email, former = read(token, member), member.email
    if Member.objects.filter(email__iexact=email).exists():
        raise NewAddressError("This address has a login of its own by now. Nothing has changed.")
    member.email = email
    member.save()
    follow(member, former)
    return member


def follow(member: Member, former: str) -> None:
    """Send mails that still wait to the address the member has now; keep the former one, so that it goes with them.

    Writes a mail to the former address.
    """
    if not member.former_emails.filter(email__iexact=former).exists():
        FormerEmail.objects.create(member=member, email=former)
    member.mails.filter(state=Mail.State.WAITING, to__iexact=former).update(to=member.email)
    notices.address_changed(member, former)
