"""RULES: whom a convenor may know of at a meeting, and whom of them a name or an address means."""

from __future__ import annotations

import re

from django.db.models import Q, QuerySet

from events import pasting
from events.models import Cell, Event, Invitation, SignUp
from people.models import Member
from people.typed import tidy_address, tidy_line

SUGGESTED = 500  # more is no help while one types, and makes the page heavy


class KnowingError(Exception):
    """Why it is not known who is meant, as a sentence."""


def known_to(convenor: Member, event: Event) -> QuerySet[Member]:
    """The members whom the convenor may choose by name: all of them for a network convenor."""
    members = Member.objects.filter(is_active=True)
    return members if convenor.is_network_convenor else members.filter(_near(convenor, event))


def suggested(convenor: Member, event: Event) -> list[Member]:
    """Some of those known to the convenor, those of this meeting's cell first. Two queries at most."""
    known = known_to(convenor, event).only("name", "email")
    near = _near(convenor, event)
    found = list(known.filter(near).order_by("name", "pk")[:SUGGESTED])
    left = SUGGESTED - len(found) if convenor.is_network_convenor else 0
    return [*found, *known.exclude(near).order_by()[:left]] if left else found


def _near(convenor: Member, event: Event) -> Q:
    """People of the meeting's cell, whoever is on the lists of its meetings, and those invited to them.

    Only of what the convenor reads herself: one meeting in a cell of others tells her nothing of that cell.
    """
    own = Event.objects.editable_by(convenor).filter(Q(pk=event.pk) | Q(cell__isnull=False, cell=event.cell_id))
    own, cells = own.order_by().values("pk"), Cell.objects.editable_by(convenor).filter(pk=event.cell_id)
    listed = SignUp.objects.filter(event__in=own).order_by()
    invited = Invitation.objects.filter(event__in=own, member__isnull=False).order_by()
    belongs = Cell.people.through.objects.filter(cell__in=cells.order_by().values("pk"))
    return Q(pk__in=listed.values("member")) | Q(pk__in=invited.values("member")) | Q(pk__in=belongs.values("member"))


def meant(text: str, convenor: Member, event: Event) -> Member:
    """The member whose address the text is, or ends with, or else whose name, of those known to the convenor.

    Raises KnowingError where there is none, or more than one. Whoever is not known to her is as good as nobody.
    """
    if "@" in text:
        return _of_address(text)
    name = tidy_line(text)
    found = known_to(convenor, event).filter(name__iexact=name)[:2]
    if not found:
        raise KnowingError(f"We find nobody called “{name[:100]}”. Look at the spelling, or give the e-mail address.")
    if len(found) > 1:
        raise KnowingError(
            f"More than one person is called “{name[:100]}”. Give the e-mail address of the one you mean."
        )
    return found[0]


def _of_address(text: str) -> Member:
    """Whose address it is; it may stand behind a name, as suggestions have it: Asha Pillai <asha@example.org>."""
    behind = re.search(r"<([^<>]*)>\s*$", text)
    address = tidy_address(behind[1] if behind else text)
    if member := pasting.member_of(address):
        return member
    raise KnowingError(
        f"Nobody here has the address “{address[:100]}”. Look at the spelling, or ask them to join first."
    )
