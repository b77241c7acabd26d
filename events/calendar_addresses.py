"""RULES: a member's private calendar address is made when they ask for it, and renewed when they ask again."""

from __future__ import annotations

from datetime import datetime

from events.models import CalendarAddress
from events.models.calendar_addresses import new_token
from people.models import Member


def address_of(member: Member) -> CalendarAddress | None:
    """The member's private address; None where they have not asked for one."""
    return CalendarAddress.objects.filter(member=member).first()


def renew(member: Member, *, at: datetime) -> CalendarAddress:
    """Give the member a new private address; from now on nothing is found at the one they had."""
    fresh = {"token": new_token(), "made_at": at}
    address, _ = CalendarAddress.objects.update_or_create(member=member, defaults=fresh)
    return address


def give_up(member: Member) -> None:
    """Take the member's private address away, and give no other."""
    CalendarAddress.objects.filter(member=member).delete()


def owner_of(token: str) -> Member | None:
    """Whose meetings are read at this private address; None for an old one, and for somebody who may not log in."""
    address = CalendarAddress.objects.filter(token=token, member__is_active=True).select_related("member").first()
    return address.member if address else None
