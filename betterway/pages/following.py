"""Following a cell, topic, person or organisation, from their pages and from one's own; how often one hears of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from betterway.pages.buttons import button_on
from betterway.pages.counts import cells_for, organisations_for, people_for, topics_seen_by
from insights import following
from insights.models import Digest, Follow
from people.convening import row_number
from people.typed import local_path

KINDS = {"cell": cells_for, "topic": topics_seen_by, "person": people_for, "organisation": organisations_for}


@dataclass(frozen=True)
class Following:
    """What the button on a page says: `state` is "visitor", "followed" or "free"."""

    kind: str
    thing: Any
    state: str


def with_followed(rows: QuerySet[Any], member: Any) -> QuerySet[Any]:
    """Rows with `followed`: whether the member follows each."""
    of = Follow.objects.filter(member=member.pk, **{str(rows.model._meta.model_name): OuterRef("pk")})
    return rows.annotate(followed=Exists(of))


def following_of(request: HttpRequest, thing: Any) -> Following:
    """Whether the viewer follows a thing: one query, none where it comes `with_followed`.

    None for a visitor either, whose page has no form and can be kept.
    """
    kind = str(thing._meta.model_name)
    if not request.user.is_authenticated:
        return Following(kind, thing, "visitor")
    known = hasattr(thing, "followed")
    followed = thing.followed if known else request.user.follows.filter(**{kind: thing}).exists()
    return Following(kind, thing, "followed" if followed else "free")


@button_on("people:me")
def follow(request: HttpRequest) -> HttpResponse:
    """Follow something one may see, or stop following something; then back to the page with the button."""
    thing = _thing(request, stopping=request.POST.get("do") == "stop")
    if request.POST.get("do") == "stop":
        following.unfollow(request.user, thing)
        messages.success(request, f"You do not follow {thing} any more.")
    else:
        try:
            following.follow(request.user, thing, at=timezone.now())
            messages.success(request, f"You follow {thing}. {_when(request.user.digest)}")
        except following.FollowingError as error:
            messages.error(request, str(error))
    return redirect(local_path(request.POST.get("next", "")) or thing)


def _thing(request: HttpRequest, *, stopping: bool) -> Any:
    """What is to be followed, of what one may see; or to be stopped, of what one follows."""
    kind, pk = request.POST.get("kind", ""), row_number(request.POST.get("pk", ""))
    if kind not in KINDS:
        raise Http404
    if stopping:
        return get_object_or_404(request.user.follows.all(), **{kind: pk}).thing
    return get_object_or_404(KINDS[kind](request.user), pk=pk)


def _when(digest: Digest) -> str:
    return f"You hear by mail {digest.get_often_display()}, if there is something new."


@button_on("people:me")
def hear(request: HttpRequest) -> HttpResponse:
    """How often one hears of what one follows, or not at all."""
    often = request.POST.get("often", "")
    if often == "never":
        following.hear_nothing(request.user, at=timezone.now())
        messages.success(request, "You get no more mail about what you follow.")
    elif often in Digest.Often.values:
        messages.success(request, _when(following.hear(request.user, often, at=timezone.now())))
    else:
        messages.error(request, "Choose how often you would like to hear.")
    return redirect("people:me")
