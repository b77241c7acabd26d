"""The page behind the private link to one's place, and the one on which a convenor writes to those who come."""

from __future__ import annotations

import uuid

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import giving_up, place_links, signups, writing
from events.forms.letters import LetterForm
from events.models import Event
from people.convening import count
from people.views import private


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def place_detail(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button that gives up a place or a turn: looking at it, as mail scanners do, changes nothing."""
    now = timezone.now()
    sign_up = place_links.sign_up_of(token)
    over = place_links.why_over(sign_up, request.user, at=now) if sign_up else place_links.FORGED
    if sign_up and not over and request.method == "POST":
        try:
            signups.cancel(sign_up, at=now)
        except signups.SignUpError as error:
            over = str(error)
        else:
            return redirect("events:place-detail", token)
    if sign_up is None or over:
        return private(render(request, "events/place_over.html", {"over": over}, status=410))
    facts = {"sign_up": sign_up, "event": sign_up.event, "giving_up": giving_up.about(sign_up, at=now)}
    return private(render(request, "events/place_detail.html", facts))


@require_http_methods(["GET", "HEAD", "POST"])
def letter_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write, look at it as it will go out, send: what was changed since one looked is looked at again."""
    event = get_object_or_404(Event.objects.editable_by(request.user), pk=pk)
    form = LetterForm(request.POST if request.method == "POST" else None, event=event, initial={"number": uuid.uuid4()})
    looked = form.is_valid() and form.fingerprint == form.cleaned_data["seen"]
    if looked and "send" in request.POST:
        return _sent(request, form.letter)
    back = reverse("admin:events_event_change", args=[event.pk])
    facts = {"title": f"Write to those who come: {event.with_day}", "form": form, "event": event, "back": back}
    if form.is_valid():
        readers = writing.readers_of(event, form.letter.readers).count()
        facts |= {"letter": form.letter, "text": writing.look(form.letter, by=request.user)}
        facts |= {"seen": form.fingerprint, "people": count(readers, "person", "people")}
    return TemplateResponse(request, "admin/events/write.html", {**admin.site.each_context(request), **facts})


def _sent(request: HttpRequest, letter: writing.Letter) -> HttpResponse:
    number = writing.send(letter, by=request.user)
    messages.success(
        request, f"On its way to {count(number, 'person', 'people')}. This list shows how far each mail gets."
    )
    return redirect(f"{reverse('admin:people_mail_changelist')}?meeting={letter.event.pk}&why=letter")
