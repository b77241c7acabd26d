"""How allauth logs members in here: by a code sent by mail, and nobody makes their own account yet."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from people.models import Network


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        network = Network.objects.first()
        super().send_mail(template_prefix, email, {**context, "network": network or "Better Way"})
