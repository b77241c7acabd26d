"""RULES: one function a mail. Each writes an outbox row in the transaction that causes it."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from people import outbox
from people.models import Mail, Member, Network


def welcome(member: Member) -> Mail:
    """Tell someone whom a network convenor has made a member how to log in, and what awaits them."""
    network = Network.objects.first() or "Better Way"
    context = {
        "member": member,
        "network": network,
        "login": settings.BASE_URL + reverse("account_login"),
        "admin": settings.BASE_URL + reverse("admin:index"),
    }
    return outbox.post(
        to=member.email,
        member=member,
        subject=f"Welcome to {network}",
        text=render_to_string("people/welcome.txt", context),
        why="welcome",
    )
