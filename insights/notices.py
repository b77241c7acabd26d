"""RULES: one function a mail. Each writes an outbox row in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from events.models import SignUp
from events.notices import post, which
from insights.attribution import credit_of
from insights.checks import Problem
from insights.models import Insight, Note, Say
from people import outbox, stops
from people.letters import one_line
from people.models import Mail, Network, StoppedMail

POINTS_TOLD = 5


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


def what_came_of_it(sign_up: SignUp, note: Note, points: Sequence[Insight], *, key: str) -> Mail:
    """Thank someone who was at a meeting, with its first points and the link to its note. Written once a `key`.

    Each point is credited as far as the public may know.
    """
    credits = [credit_of(point) for point in points[:POINTS_TOLD]]
    told = [
        (one_line(point.statement), credit.line if credit else "")
        for point, credit in zip(points, credits, strict=False)
    ]
    facts = {"told": told, "more": len(points) - len(told), "link": settings.BASE_URL + note.get_absolute_url()}
    facts |= {"because": f"You get this mail because you were at “{one_line(sign_up.event.title)}”."}
    facts |= {"stop": stops.link_for(sign_up.member, StoppedMail.Kind.THANKS), "key": key}
    subject = f"What came of it: {which(sign_up.event)}"
    return post(sign_up.event, sign_up.member, "what came of it", subject, app="insights", **facts)


def _network() -> Network:
    return Network.objects.present()
