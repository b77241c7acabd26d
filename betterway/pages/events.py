"""Meetings: all of them, to come and past, and one by itself."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from betterway.pages.buttons import typed_at
from betterway.pages.counts import coming_for, events_for, insights_for, topics_of, with_insights, with_places
from betterway.pages.filters import EventFilters
from betterway.pages.keeping import kept
from betterway.pages.paging import WholePaginator
from events.forms.signing_up import SignUpForm
from events.models import Event, Speaker
from events.offers import Offer, offer_for
from events.places import Places
from insights.attribution import Credit, credit_of_speaker
from insights.models import Note
from insights.reading import Reading

PAGE = 40


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    filters, seen = EventFilters(request.GET), Event.objects.visible_to(request.user)
    facets, total = kept(request, f"events {filters.address()}", lambda: filters.facets(seen))
    coming = Paginator(filters.narrow(coming_for(request.user, now)), PAGE)
    past = max(0, total - coming.count)  # a meeting may have been added since they were counted
    pages = WholePaginator(filters.narrow(seen).past(now), events_for(request.user), PAGE, past)
    context = {
        "facets": facets,
        "narrowed": filters.narrowed,
        "upcoming": coming.get_page(request.GET.get("coming")),
        "page": pages.get_page(request.GET.get("page")),
    }
    return render(request, "events/event_list.html", context)


@require_safe
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    event, offer = offered(request, slug)
    return event_page(request, event, offer)


def offered(request: HttpRequest, slug: str) -> tuple[Event, Offer]:
    """The event at this address and what it offers to whoever asks; a 404 where they may not know of it."""
    known = Event.objects.known_to(request.user)
    event = get_object_or_404(with_places(with_insights(known, request.user)), slug=slug)
    places = Places(event.going, event.waiting, event.places)
    return event, offer_for(event, request.user, at=timezone.now(), places=places)


def event_page(request: HttpRequest, event: Event, offer: Offer, form: SignUpForm | None = None) -> HttpResponse:
    """The page of the event (one of `with_insights`) with what it offers, and the form as it was filled in."""
    user, now = request.user, timezone.now()
    note = None
    if event.note_is_out or event.is_past(now):
        note = Note.objects.visible_to(user).filter(event=event).select_related("event").first()
    context = {
        "event": event,
        "offer": offer,
        "form": form or SignUpForm.of(offer, kept=typed_at(request, reverse("events:sign-up", args=[event.slug]))),
        "past": event.is_past(now),
        "part": "events/_event_past.html" if event.is_past(now) else "events/_event_coming.html",
        "note": note,
        "beginning": Reading(note.text, event.title).beginning() if note else "",
        "speakers": speakers_of(event),
        "insights": _insights_of(note, user),
        "topics": topics_of(event),
        "neighbours": _neighbours(event, user),
    }
    return render(request, "events/event_detail.html", context)


def _insights_of(note: Note | None, user: Any) -> Any:
    return insights_for(user).with_context().filter(note=note).order_by("order", "pk") if note else []


def speakers_of(event: Event) -> list[Credit]:
    """What may be said of each of the event's speakers, in their order."""
    rows = Speaker.objects.filter(event=event).select_related("event", "person", "affiliation__organisation")
    return [credit for credit in map(credit_of_speaker, rows) if credit.line]


def _neighbours(event: Event, user: Any) -> list[Event]:
    if event.series_id is None:
        return []
    others = Event.objects.visible_to(user).filter(series=event.series_id).exclude(pk=event.pk)
    return list(others.order_by("series_position", "starts_at", "pk")[:12])
