"""RULES: one function a mail. Each writes an outbox row in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from insights.checks import Problem
from insights.models import Say
from people import outbox
from people.models import Mail, Network


def draft_to_look_at(say: Say, link: str) -> Mail:
    """Send a speaker the private link to the draft of a note."""
    context = {"say": say, "link": link, "network": _network()}
    return outbox.post(
        to=say.to,
        subject=f"Before we publish: “{say.note.title}”",
        text=render_to_string("insights/draft_to_look_at.txt", context),
        why="speaker's say",
    )


def draft_answered(say: Say, problems: Sequence[Problem]) -> Mail | None:
    """Tell the convenor who asked what a speaker has answered, and what stands in the way of publishing now."""
    if say.asked_by is None or not say.asked_by.is_active:
        return None
    review = settings.BASE_URL + reverse("admin:insights_note_review", args=[say.note_id])
    context = {"say": say, "problems": problems, "review": review, "network": _network()}
    return outbox.post(
        to=say.asked_by.email,
        member=say.asked_by,
        subject=f"{say.speaker.person.name} has answered: “{say.note.title}”",
        text=render_to_string("insights/draft_answered.txt", context),
        why="speaker's answer",
    )


def _network() -> Network | str:
    return Network.objects.first() or "Better Way"
