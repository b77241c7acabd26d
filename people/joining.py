"""RULES: how someone joins: they ask, show that the address is theirs, and a convenor lets them in, or nobody need.

Who only wants to come to a meeting shows that the address is theirs, and is a guest of whom nobody need decide.

Nobody is told whose address is known here: the page says the same to all, and the mail says the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import transaction
from django.urls import Resolver404, resolve

from people import notices
from people.models import Joining, Mail, Member

HOURS = 24  # how long a link works
SALT = "people.joining"
WHY_LONGEST = Member._meta.get_field("decision").max_length or 1000


class JoiningError(Exception):
    """Why somebody cannot be let in, or a link is over, as a sentence."""


def meeting_at(path: str) -> Any | None:
    """The meeting whose page this is, where one can come to it without belonging to the network."""
    try:
        page = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    if page.view_name != "events:event-detail":
        return None
    meetings = Member.convened_events.rel.related_model.objects.visible_to(AnonymousUser())
    return meetings.filter(**page.kwargs, state="published", who_may_come__in=["anyone", "invited"]).first()


@transaction.atomic
def ask(facts: Mapping[str, Any], *, at: datetime) -> None:
    """Send a link to the address of someone who would like to join or come; to a known one, how to log in.

    `facts` are the fields of Joining, checked. What was typed is kept for a day, then forgotten. Writes a mail.
    """
    forget_unconfirmed(at)
    known = Member.objects.filter(email__iexact=facts["email"]).first()
    if known:
        then = facts.get("then", "")
        notices.known_already(known, then=then, meeting=meeting_at(then), at=at)
        return
    if Joining.objects.filter(**facts, asked_at__gt=at - timedelta(hours=1)).exists():
        return  # the form was sent twice: the mail is on its way
    joining = Joining.objects.create(**facts, asked_at=at)
    until, meeting = at + timedelta(hours=HOURS), meeting_at(joining.then)
    notices.confirm_address(joining, token_of(joining), meeting=meeting, until=until)


def token_of(joining: Joining) -> str:
    return signing.dumps(joining.pk, salt=SALT)


def joining_of(token: str, *, at: datetime) -> Joining | None:
    """What was asked for with the link of this token, unless it is used, older than a day, or made up."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Joining.objects.filter(pk=pk, asked_at__gt=at - timedelta(hours=HOURS)).first()


@transaction.atomic
def confirm(joining: Joining, *, at: datetime) -> Member:
    """Make a guest or a member of whoever has the address; every link sent to it is used up.

    Raises JoiningError for a link that was used meanwhile. Writes mails to the network convenors if they are to decide.
    """
    joining = Joining.objects.select_for_update().filter(pk=joining.pk).first()
    if joining is None or Member.objects.filter(email__iexact=joining.email).exists():
        raise JoiningError("This link has been used already. Log in with your e-mail address.")
    facts = {"name": joining.name, "organisation": joining.organisation, "brings": joining.brings}
    member = Member.objects.create_user(joining.email, **facts, state=Member.State.GUEST, joined_at=at)
    Joining.objects.filter(email__iexact=joining.email).delete()
    return ask_in(member, at=at) if joining.would_join else member


@transaction.atomic
def ask_in(member: Member, *, at: datetime) -> Member:
    """Let a guest ask to join: a convenor decides, or nobody need and they are a member at once.

    Raises JoiningError for whoever is no guest, or has asked already. Writes mails to the network convenors.
    """
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    if member.state != Member.State.GUEST:
        raise JoiningError("You have asked to join already.")
    member.state = Member.State.MEMBER if settings.JOINING == "open" else Member.State.ASKING
    member._history_user = member
    member.save()
    if member.state == Member.State.ASKING:
        notices.would_like_to_join(member, at=at)
    return member


@transaction.atomic
def let_in(member: Member, *, by: Member, at: datetime) -> Member:
    """Make the guest a member, and tell them. Raises JoiningError where somebody has decided meanwhile."""
    member = _waiting(member)
    _decide(member, Member.State.MEMBER, by=by, at=at, why="")
    notices.welcome(member)
    return member


@transaction.atomic
def not_now(member: Member, *, by: Member, why: str, at: datetime) -> Member:
    """Leave the guest a guest, and tell them why in the convenor's words.

    Raises JoiningError where somebody has decided meanwhile, or no reason is given.
    """
    why = why.replace("\x00", "").strip()
    if not why:
        raise JoiningError("Write a sentence to say why: it goes to them by mail.")
    if len(why) > WHY_LONGEST:
        raise JoiningError(f"Say why in {WHY_LONGEST:,} letters at most.")
    member = _waiting(member)
    _decide(member, Member.State.DECLINED, by=by, at=at, why=why)
    notices.not_now(member)
    return member


@transaction.atomic
def undo(member: Member, *, by: Member, at: datetime) -> bool:
    """Make it a question again. The mail about the decision is held back if it has not left; returns whether it was.

    Raises JoiningError for someone of whom nobody has decided, or who has become a convenor.
    """
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    if member.decided_at is None or member.state not in (Member.State.MEMBER, Member.State.DECLINED):
        raise JoiningError(f"There is no decision about {member.name} to undo.")
    if member.is_staff:
        raise JoiningError(f"{member.name} is a convenor now. Take that tick out first, on their page.")
    told = member.mails.filter(why__in=["welcome", "not now"], created_at__gte=member.decided_at)
    held_back = told.filter(state=Mail.State.WAITING, attempts=0).delete()[0]
    _decide(member, Member.State.ASKING, by=by, at=None, why="")
    return bool(held_back)


def forget_unconfirmed(at: datetime) -> None:
    """Delete what was typed by people who never followed their link."""
    Joining.objects.filter(asked_at__lte=at - timedelta(hours=HOURS)).delete()


def _waiting(member: Member) -> Member:
    """The guest's row, locked, if nobody has decided about them yet."""
    member = Member.objects.select_for_update(of=("self",), no_key=True).select_related("decided_by").get(pk=member.pk)
    if member.state != Member.State.ASKING:
        who = f"{member.decided_by} has" if member.decided_by else "Somebody has"
        raise JoiningError(f"{who} decided about {member.name} already.")
    return member


def _decide(member: Member, state: str, *, by: Member, at: datetime | None, why: str) -> None:
    member.state, member.decided_at, member.decision = state, at, why
    member.decided_by = by if at else None
    member._history_user = by
    member.save()
