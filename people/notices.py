"""RULES: one function a mail about joining and logging in. Each writes its outbox row in the causing transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from people import outbox, stops
from people.letters import SIGNATURE, compose, dear
from people.models import Joining, Mail, Member, Network, StoppedMail
from people.models.mails import TEST


def welcome(member: Member) -> Mail:
    """Tell someone whom a network convenor has made a member how to log in, and what awaits them."""
    facts = {"login": _address("account_login"), "admin": _address("admin:index")}
    return _write(member, "welcome", f"Welcome to {_network()}", **facts)


def confirm_address(joining: Joining, token: str, *, meeting: Any | None, until: datetime) -> Mail:
    """Ask whoever has the address whether it was them who would like to join, or to come to the meeting."""
    facts = {"meeting": meeting, "link": _address("people:join-confirm", token), "until": until}
    return outbox.post(
        to=joining.email,
        subject=f"Is this your address? {meeting}" if meeting else f"Join {_network()}: is this your address?",
        text=_render("confirm_address", facts),
        why="confirm address",
    )


def known_already(member: Member, *, then: str, meeting: Any | None, at: datetime) -> Mail:
    """Tell someone who asks to join or come that the address has a login, and how to use it: once an hour at most."""
    if member.state == Member.State.GUEST and not meeting:
        then = reverse("people:me")  # where guests ask to join
    login = _address("account_login") + (f"?{urlencode({'next': then})}" if then else "")
    key = f"known already {member.pk} {at:%Y-%m-%d %H}"
    return _write(member, "known already", f"You have a login at {_network()}", key=key, login=login, meeting=meeting)


def would_like_to_join(member: Member, *, at: datetime) -> list[Mail]:
    """Tell the network convenors that somebody waits for their word: each once a day, however many ask."""
    facts = {"member": member, "admin": _address("admin:people_member_joining")}
    care = StoppedMail.Kind.CARE
    network_convenors = Member.objects.filter(is_superuser=True, is_active=True)
    mails = []
    for convenor in network_convenors.exclude(stopped_mails__kind=care):
        stop = stops.link_for(convenor, care)
        mails.append(
            outbox.post(
                to=convenor.email,
                member=convenor,
                about=member,
                subject=f"Someone would like to join {_network()}",
                text=_render("would_like_to_join", {**facts, "convenor": convenor, "stop": stop}),
                why="would like to join",
                key=f"would like to join {at:%Y-%m-%d} to {convenor.pk}",
                stop=stop,
            )
        )
    return mails


def not_now(member: Member) -> Mail:
    """Tell a guest that they are not let in at present, and why."""
    return _write(member, "not now", f"Joining {_network()}")


def confirm_new_address(member: Member, email: str, link: str) -> Mail:
    """Ask at the new address whether it is the member's."""
    facts = {"member": member, "link": link}
    return outbox.post(
        to=email,
        member=member,
        subject=f"{_network()}: is this your new address?",
        text=_render("confirm_new_address", facts),
        why="new address",
    )


def address_taken(email: str) -> Mail:
    """Tell whoever has the address that another login may not be moved to it."""
    known = Member.objects.get(email__iexact=email)
    return _write(known, "address taken", f"Your address at {_network()}", login=_address("account_login"))


def address_changed(member: Member, former: str) -> Mail:
    """Tell the former address where login codes go from now on."""
    return outbox.post(
        to=former,
        member=member,
        subject=f"{_network()}: your address has changed",
        text=_render("address_changed", {"member": member}),
        why="address changed",
    )


def _write(member: Member, why: str, subject: str, *, key: str = "", **facts: Any) -> Mail:
    text = _render(why.replace(" ", "_"), {"member": member, **facts})
    return outbox.post(to=member.email, member=member, subject=subject, text=text, why=why, key=key)


def _render(name: str, facts: dict[str, Any]) -> str:
    return render_to_string(f"people/mails/{name}.txt", {"network": _network(), **facts})


def _network() -> str:
    return str(Network.objects.present())


def _address(name: str, *args: Any) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def test_mail(member: Member) -> Mail:
    """A mail to whoever asks for one, to see whether mail gets through."""
    network = Network.objects.present()
    context = {"dear": dear(member), "network": network, "home": f"{settings.BASE_URL}/", "signature": SIGNATURE}
    text = compose("people/mails/test_mail.txt", context)
    subject = f"A test mail from {network}"
    return outbox.post(to=member.email, member=member, subject=subject, text=text, why=TEST)
