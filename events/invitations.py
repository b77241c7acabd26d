"""RULES: who is invited to an event that is for those invited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from events import notices, signups
from events.models import Event, Invitation
from events.pasting import members_of
from people import stops
from people.models import Member
from people.typed import tidy_address


@transaction.atomic
def invite(event: Event, emails: Iterable[str], *, by: Member, at: datetime) -> list[Invitation]:
    """Let the owners of these addresses come; who is invited already stays so. Returns the new invitations.

    Each is told by mail, those of a draft once it is public, but for addresses that want no invitations; whoever was
    taken off the list may sign up again. Raises SignUpError, and invites nobody, where one of them is no e-mail
    address, or belongs to nobody who may see the meeting's page. Locks the event; writes mails.
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    wanted = list(dict.fromkeys(tidy_address(email) for email in emails if email.strip()))
    members = {member.email.lower(): member for member in members_of(wanted)[0]}
    for email in wanted:
        _check(event, email, members.get(email))
    known = set(event.invitations.values_list("email", flat=True))
    facts = {"event": event, "invited_by": by, "invited_at": at}
    new = [Invitation(email=email, member=members.get(email), **facts) for email in wanted if email not in known]
    made = Invitation.objects.bulk_create(new)
    off = event.sign_ups.filter(taken_off=True).annotate(address=Lower("member__email"))
    for row in off.filter(address__in=[invitation.email for invitation in made]):
        signups.let_back(row, by=by)
    tell(event, at=at)
    return made


def _check(event: Event, email: str, member: Member | None) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise signups.SignUpError(f"“{email[:100]}” is not an e-mail address. Nobody has been invited yet.") from error
    if event.visibility == Event.Visibility.MEMBERS and not (member and member.is_member):
        why = "belongs to no member, and only members see this meeting’s page"
        raise signups.SignUpError(f"“{email[:100]}” {why}. Nobody has been invited yet.")


def tell(event: Event, *, at: datetime) -> None:
    """Write to those who are invited and have not been told. Nothing before the event is public, or once it is over.

    An address that wants no invitations counts as not told: it may want them again by the next time.
    """
    if event.state != Event.State.PUBLISHED or event.who_may_come != Event.WhoMayCome.INVITED or event.is_past(at):
        return
    untold = list(event.invitations.filter(told_at=None).select_related("member", "invited_by"))
    unwilling = stops.uninvited(invitation.email for invitation in untold)
    for invitation in [one for one in untold if one.email not in unwilling]:
        invitation.event = event
        notices.invited(invitation)
        invitation.told_at = at
        invitation.save(update_fields=["told_at"])


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Member, at: datetime) -> None:
    """Take an invitation back, and with it the place of whoever came by it. Locks the event; writes mails."""
    event = Event.objects.select_for_update(of=("self",)).get(pk=invitation.event_id)
    came_by_it = Q(member__email__iexact=invitation.email) | Q(member=invitation.member_id, member__isnull=False)
    invitation.delete()
    on = event.state != Event.State.CANCELLED and not event.is_past(at)
    if on and event.who_may_come == Event.WhoMayCome.INVITED:
        for row in event.sign_ups.filter(came_by_it):
            signups.cancel(row, at=at, by=by, why="The invitation was withdrawn.")
