"""How allauth logs members in here: by a code sent by mail. Nobody makes an account with it: see `joining`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from people import outbox
from people.models import Member, Network


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "That was not the code three times, so it works no more. Have a new one sent.",
        "rate_limited": "That was a little often. Wait a few minutes, then try again.",
        "incorrect_code": "This is not the code.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def validation_error(self, code: str, *args: Any) -> Any:
        """What allauth says of too many codes by mail it says of too many second factors too; those have to wait."""
        return super().validation_error("rate_limited" if code == "too_many_login_attempts" else code, *args)

    @transaction.atomic
    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Put the code into the outbox, so that a mail server that is down loses nothing; the answer is the same.

        What the outbox keeps of it afterwards is that it was sent: its words are blanked.
        """
        network = Network.objects.present()
        mail = self.render_mail(template_prefix, email, {**context, "network": network})
        outbox.post(
            to=email,
            member=Member.objects.filter(email__iexact=email).first(),
            subject=mail.subject,
            text=mail.body,
            why="login code",
            forget_at=timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This is not the code.",
        "cannot_generate_recovery_codes": "Recovery codes come with a second factor: add that first.",
    }

    def get_totp_issuer(self) -> str:
        """What the app on the telephone shows above the code."""
        return str(Network.objects.present())
