"""Organisations whose people spoke at meetings, or that notes name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from betterway.pages.counts import events_for, insights_for, organisations_for
from betterway.pages.following import following_of
from betterway.pages.keeping import kept_for_visitors
from betterway.pages.paging import WholePaginator
from events.models import Event, Speaker
from insights.attribution import Credit, credit_of_speaker
from people.models import Organisation, Person

MEETINGS = 30


@dataclass(frozen=True)
class Spoke:
    """A meeting at which an organisation's people spoke, and what may be said of those who may be named."""

    event: Event
    named: list[Credit]


@require_safe
@kept_for_visitors
def organisation_list(request: HttpRequest) -> HttpResponse:
    rows = Organisation.objects.visible_to(request.user)
    page = WholePaginator(rows, organisations_for(request.user), 60).get_page(request.GET.get("page"))
    return render(request, "people/organisation_list.html", {"page": page})


@require_safe
@kept_for_visitors
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    organisation = get_object_or_404(organisations_for(user), slug=slug)
    spoke = Speaker.objects.organisation_known_to(user).filter(affiliation__organisation=organisation)
    named = Speaker.objects.named_to(user).filter(affiliation__organisation=organisation)
    insights = insights_for(user).of(organisation).with_context()
    latest, newest = F("starts_at").desc(nulls_last=True), F("note__event__starts_at").desc(nulls_last=True)
    at_meetings = Q(pk__in=spoke.values("event"))
    named_in = events_for(user).filter(~at_meetings, note_is_out=True, note__organisations=organisation)
    context = {
        "organisation": organisation,
        "following": following_of(request, organisation),
        "people": Person.objects.filter(pk__in=named.values("person")),
        "spoke": _spoke(events_for(user).filter(at_meetings).order_by(latest, "-pk")[:MEETINGS], spoke),
        "named_in": named_in.order_by(latest, "-pk")[:MEETINGS],
        "page": Paginator(insights.order_by(newest, "order", "pk"), 20).get_page(request.GET.get("page")),
    }
    return render(request, "people/organisation_detail.html", context)


def _spoke(events: Iterable[Event], speakers: QuerySet[Speaker]) -> list[Spoke]:
    """Each of the meetings once, with those of the organisation's people who spoke there: two queries."""
    shown = list(events)
    rows = speakers.filter(event__in=shown).select_related("event", "person", "affiliation__organisation")
    named: dict[int, list[Credit]] = {event.pk: [] for event in shown}
    for speaker in rows:
        credit = credit_of_speaker(speaker)
        named[speaker.event_id] += [credit] if credit.person else []
    return [Spoke(event, named[event.pk]) for event in shown]
