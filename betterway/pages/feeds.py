"""Meetings for calendars: a file of one, calendars to subscribe to, and the page that says how."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_safe

from betterway.pages.buttons import button_on
from events import calendar_addresses, calendars
from events.calendar_links import own_subscription, subscription_to
from events.models import Cell, Event, SignUp
from people.models import Network

KEPT = timedelta(days=366)  # how far back a feed of meetings goes: whoever subscribes keeps the last year


@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting as a file, for whoever may see its page; a meeting without a known day has none."""
    dated = Event.objects.known_to(request.user).filter(starts_at__isnull=False)
    event = get_object_or_404(dated.with_last_change().select_related("cell"), slug=slug)
    response = _calendar(calendars.of_event(event))
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    patch_cache_control(response, private=True)
    return response


@require_safe
@conditional_page
def cell_feed(request: HttpRequest, slug: str) -> HttpResponse:
    cell = get_object_or_404(Cell.objects.visible_to(AnonymousUser()), slug=slug)
    return _feed(request, f"{cell}, {_network()}", cell=cell)


@require_safe
@conditional_page
def meeting_feed(request: HttpRequest) -> HttpResponse:
    return _feed(request, f"{_network()}: meetings")


@require_safe
@conditional_page
def own_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A member's own places and turns, for whoever has the private address: calendars do not log in."""
    now, member = timezone.now(), calendar_addresses.owner_of(token)
    if member is None:
        raise Http404
    own = SignUp.objects.visible_to(member).filter(member=member).exclude(state=SignUp.State.CANCELLED)
    out = own.filter(event__state__in=[Event.State.PUBLISHED, Event.State.CANCELLED], event__starts_at__isnull=False)
    rows = out.with_last_change().select_related("event__cell").order_by("event__starts_at", "pk")
    facts = {"name": f"My meetings, {_network()}", "address": settings.BASE_URL + request.path}
    response = _calendar(calendars.feed_of(rows, **facts, at=now))
    patch_cache_control(response, private=True, max_age=300)
    response["X-Robots-Tag"] = "noindex"
    return response


def _feed(request: HttpRequest, name: str, **which: Cell) -> HttpResponse:
    """Public meetings for everybody, whoever asks: calendars do not log in, and what they get is passed on."""
    since = timezone.now() - KEPT
    events = Event.objects.visible_to(AnonymousUser()).filter(starts_at__gte=since, **which)
    rows = events.with_last_change().select_related("cell").order_by("starts_at", "pk")
    response = _calendar(calendars.feed(rows, name=name, address=settings.BASE_URL + request.path))
    patch_cache_control(response, public=True, max_age=300)
    return response


def _calendar(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _network() -> str:
    return str(Network.objects.present())


@never_cache
@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """How to have the meetings in one's own calendar."""
    member = request.user
    cells = [(cell, subscription_to("events:cell-feed", cell.slug)) for cell in Cell.objects.visible_to(member)]
    facts = {"cells": cells, "all": subscription_to("events:meeting-feed"), "own": own_subscription(member)}
    return render(request, "events/feed_list.html", facts)


@button_on("events:feed-list")
def own_feed_renew(request: HttpRequest) -> HttpResponse:
    """Make the member a private address, a new one, or none; then back to the page the button stood on."""
    if request.POST.get("what") == "remove":
        calendar_addresses.give_up(request.user)
        messages.success(request, "Your private address is gone. Nobody finds your meetings there any more.")
    else:
        before = calendar_addresses.address_of(request.user)
        calendar_addresses.renew(request.user, at=timezone.now())
        renewed = "Here is your new address. The old one has stopped working, so subscribe to this one instead."
        messages.success(request, renewed if before else "Here is your private address.")
    there = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return redirect(there if own else "events:feed-list")
