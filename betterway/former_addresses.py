"""Leads a visitor from an address that a page once had to the one it has now."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from events.models import Cell, Event, Series, Topic
from insights.models import Note
from people import addresses
from people.models import Organisation, Person

# The noun that a view's name begins with ("person-detail") -> whose slug stands in its address.
SLUG_OF = {
    "person": Person,
    "organisation": Organisation,
    "cell": Cell,
    "series": Series,
    "topic": Topic,
    "event": Event,
    "note": Event,
    "article": Note,
}


class FormerAddressMiddleware:
    """Turns a 404 at a former address into a permanent redirect, if the viewer may see what it leads to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and request.resolver_match:
            return self._moved(request) or response
        return response

    def _moved(self, request: HttpRequest) -> HttpResponse | None:
        match = request.resolver_match
        model = SLUG_OF.get((match.url_name or "").split("-")[0])
        if model is None or "slug" not in match.kwargs:
            return None
        row = addresses.present(model, match.kwargs["slug"], model.objects.visible_to(request.user))
        if row is None:
            return None
        there = reverse(match.view_name, kwargs={**match.kwargs, "slug": row.slug})
        query = request.META.get("QUERY_STRING")
        return redirect(f"{there}?{query}" if query else there, permanent=True)
