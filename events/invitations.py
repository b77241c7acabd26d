"""RULES: who is invited to an event that is for those invited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from events import signups
from events.models import Event, Invitation
from people.models import Member


@transaction.atomic
def invite(event: Event, emails: Iterable[str], *, by: Member, at: datetime) -> list[Invitation]:
    """Let the owners of these addresses come; who is invited already stays so. Returns the new invitations.

    Raises SignUpError, and invites nobody, where one of them is no e-mail address. Locks the event.
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    wanted = {email.strip().lower(): None for email in emails if email.strip()}
    for email in wanted:
        _check(email)
    known = set(event.invitations.values_list("email", flat=True))
    new = [Invitation(event=event, email=email, invited_by=by, invited_at=at) for email in wanted if email not in known]
    return Invitation.objects.bulk_create(new)


def _check(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise signups.SignUpError(f"“{email[:100]}” is not an e-mail address. Nobody has been invited yet.") from error


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Member, at: datetime) -> None:
    """Take an invitation back, and with it the place of whoever came by it. Locks the event; writes mails."""
    event = Event.objects.select_for_update(of=("self",)).get(pk=invitation.event_id)
    invitation.delete()
    if event.who_may_come == Event.WhoMayCome.INVITED and not event.is_past(at):
        for row in event.sign_ups.filter(member__email__iexact=invitation.email):
            signups.cancel(row, at=at, by=by, why="The invitation was withdrawn.")
