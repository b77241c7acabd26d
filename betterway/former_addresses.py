"""Leads a visitor from an address that a page once had to the one it has now.

Not from one that says the name of somebody who spoke there and whom the visitor may not know by name: that the old
address leads to this meeting would tell it. (Words removed at request take their former addresses with them.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from events.models import Cell, Event, Series, Speaker, Topic
from insights import naming
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
SPOKE_AT = {Event: "event", Series: "event__series", Cell: "event__cell", Topic: "event__topics"}


def _tells_a_hidden_name(row: Any, slug: str, member: Any) -> bool:
    """Whether the address names one who spoke there, and at none of these meetings in a way that tells the name."""
    path = SPOKE_AT.get(type(row))
    if path is None:
        return False
    there = Speaker.objects.filter(**{path: row.pk})
    known = there.named_to(member).values("person")
    hidden = Person.objects.filter(pk__in=there.exclude(person__in=known).values("person"))
    return any(naming.in_address(person, slug) for person in hidden)


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
        if row is None or _tells_a_hidden_name(row, match.kwargs["slug"], request.user):
            return None
        there = reverse(match.view_name, kwargs={**match.kwargs, "slug": row.slug})
        query = request.META.get("QUERY_STRING")
        return redirect(f"{there}?{query}" if query else there, permanent=True)
