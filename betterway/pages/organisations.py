"""Organisations whose people spoke at meetings, or that notes name."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from betterway.pages.counts import events_for, insights_for, organisations_for
from betterway.pages.keeping import kept_for_visitors
from betterway.pages.paging import WholePaginator
from events.models import Speaker
from people.models import Organisation, Person


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
    context = {
        "organisation": organisation,
        "people": Person.objects.filter(pk__in=named.values("person")),
        "events": events_for(user).filter(pk__in=spoke.values("event")).order_by(latest, "-pk")[:30],
        "named_in": events_for(user).filter(note_is_out=True, note__organisations=organisation).order_by(latest)[:30],
        "page": Paginator(insights.order_by(newest, "order", "pk"), 20).get_page(request.GET.get("page")),
    }
    return render(request, "people/organisation_detail.html", context)
