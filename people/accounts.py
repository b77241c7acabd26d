"""How allauth logs members in here: by a code sent by mail, and nobody makes their own account yet."""

from __future__ import annotations

import logging
import smtplib

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from people.models import Network

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send it; where the mail server does not answer, the page says the same as ever, and the log says why.

        Another answer would tell a stranger whose address is known here.
        """
        network = Network.objects.first()
        try:
            super().send_mail(template_prefix, email, {**context, "network": network or "Better Way"})
        except (OSError, smtplib.SMTPException) as error:
            logger.error("No login code could be sent to %s: %s", email, error)
