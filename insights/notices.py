"""RULES: one function a mail. Each writes an outbox row in the transaction that causes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from events.models import Event, SignUp
from events.notices import post, which
from insights.attribution import credit_of
from insights.checks import Problem
from insights.models import Digest, Insight, Note, Say
from people import outbox, stops
from people.dates import when
from people.letters import SIGNATURE, compose, dear, one_line
from people.models import Mail, Network, StoppedMail

POINTS_TOLD = 5


@dataclass(frozen=True)
class News:
    """What is new in one thing that is followed: the first insights, how many more, and where all of them stand."""

    name: str
    insights: list[Insight]
    more: int
    address: str


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


def digest(to: Digest, news: Sequence[News], coming: Sequence[Event], *, key: str) -> Mail:
    """Tell a member what is new in what they follow, credited as far as they may know. Written once a `key`."""
    told = [(one, [(one_line(i.statement), _credit(i), _short(i)) for i in one.insights], _whole(one)) for one in news]
    number = sum(len(one.insights) + one.more for one in news)
    facts = {
        "told": told,
        "coming": [(one_line(event.title), when(event.starts_at), _whole(event)) for event in coming],
    }
    facts |= {"dear": dear(to.member), "network": _network(), "home": f"{settings.BASE_URL}/", "signature": SIGNATURE}
    facts |= {"page": settings.BASE_URL + reverse("people:me"), "often": to.get_often_display()}
    facts["stop"] = stops.link_for(to.member, StoppedMail.Kind.DIGESTS)
    return outbox.post(
        to=to.member.email,
        member=to.member,
        subject=f"New in what you follow: {number} insight{'' if number == 1 else 's'}",
        text=compose("insights/mails/digest.txt", facts),
        why="digest",
        key=key,
        stop=facts["stop"],
    )


def _credit(insight: Insight) -> str:
    credit = credit_of(insight)
    return credit.line if credit else ""


def _short(insight: Insight) -> str:
    """Its address by number: short, and it stays where the statement is reworded."""
    return settings.BASE_URL + reverse("insights:insight-by-number", args=[insight.pk])


def _whole(row: Any) -> str:
    return settings.BASE_URL + (getattr(row, "address", "") or row.get_absolute_url())


def _network() -> Network:
    return Network.objects.present()
