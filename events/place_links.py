"""The private link in a mail by which someone gives up a place or a turn without logging in."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from events.models import Event, SignUp

signer = Signer(sep=".", salt="events.places")
FORGED = "This link does not work: a part of it may have got lost. Your places are on the pages of their meetings."


def link_to(sign_up: SignUp) -> str:
    """The full private address. It holds until the meeting is over, for this one place. Writes nothing."""
    return settings.BASE_URL + reverse("events:place-detail", args=[signer.sign(str(sign_up.pk))])


def sign_up_of(token: str) -> SignUp | None:
    """Whose place or turn a link is about; nothing if it is forged, or that person is no more."""
    try:
        pk = int(signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    rows = SignUp.objects.select_related("event__cell", "member")
    return rows.filter(pk=pk, member__is_active=True).first()


def why_over(sign_up: SignUp, viewer: object, *, at: datetime) -> str:
    """Why there is nothing to do by this link, as a sentence; "" while there is."""
    if getattr(viewer, "is_authenticated", False) and viewer != sign_up.member:
        return "This link is for somebody else’s place: you are logged in as another member. Nothing was changed."
    if sign_up.event.is_past(at):
        return "This meeting is over."
    if sign_up.event.state == Event.State.CANCELLED:
        return "This meeting is cancelled, so there is no place to give up."
    return ""
