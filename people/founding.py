"""RULES: how a network starts: its name, and its first network convenor."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from people.models import Member, Network


class FoundingError(Exception):
    """What is wrong with what the network was to start with, as a sentence."""


@transaction.atomic
def found(*, name: str, email: str, convenor: str) -> Member:
    """Name the network, and make its first network convenor. Doing it twice changes the name and nothing else.

    Returns the network convenor. Raises FoundingError for an empty name, or an address that is none.
    """
    name, convenor, email = name.strip(), convenor.strip(), email.strip().lower()
    if not name or len(name) > 100:
        raise FoundingError("The network needs a name of at most 100 characters.")
    if not convenor:
        raise FoundingError("The first convenor needs a name.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise FoundingError(f"“{email}” is not an e-mail address.") from error
    Network.objects.update_or_create(pk=1, defaults={"name": name})
    member = Member.objects.filter(email__iexact=email).first()
    if member is None:
        return Member.objects.create_superuser(email, name=convenor)
    member.is_active = member.is_staff = member.is_superuser = True
    member.save()
    return member
