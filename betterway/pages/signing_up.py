"""Signing up for a meeting, and giving the place up: one button each."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from betterway.pages.buttons import log_in_first
from betterway.pages.events import event_page, offered
from events import giving_up, signups
from events.forms.signing_up import SignUpForm
from events.models import Event, SignUp
from people.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the place or the turn that the event's page offers; where an answer is amiss, the form comes back."""
    events = Event.objects.to_sign_up().filter(slug=slug)
    # Nearly everybody who comes here may see it; the wider question takes longer to word, in a rush for places.
    event = events.visible_to(request.user).first() or get_object_or_404(events.known_to(request.user))
    if request.method != "POST":
        return redirect(event)
    if not request.user.is_authenticated:
        answers = {name: words for name, words in request.POST.items() if name.startswith("asked_")}
        return log_in_first(request, event.get_absolute_url(), answers)
    form = SignUpForm(request.POST, questions=event.questions.all()) if event.asks else None
    if form and not form.is_valid():
        return event_page(request, *offered(request, slug), form)
    at = timezone.now()
    try:
        row = signups.sign_up(event, request.user, at=at, answers=form.answers if form else None)
    except signups.SignUpError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _signed_up(row) if row.joined_at >= at else _there_already(row, form))
    return redirect(event)


def _there_already(row: SignUp, form: SignUpForm | None) -> str:
    if form:
        return "Your answers are changed."
    return "You have a place already." if row.state == SignUp.State.GOING else "You are in line already."


def _signed_up(row: SignUp) -> str:
    if row.state == SignUp.State.GOING:
        return f"You have a place. A mail with the calendar entry is on its way to {row.member.email}."
    return f"You are in line. We write to {row.member.email} as soon as a place is yours."


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Give up one's own place or turn."""
    event = get_object_or_404(Event.objects.known_to(request.user), slug=slug)
    asked = request.method == "POST" and request.user.is_authenticated
    if asked and (mine := _mine(event, request.user).first()):
        _give_up(request, mine)
    return redirect(event)


def _mine(event: Event, member: Member) -> QuerySet[SignUp]:
    """The member's place or turn, if there is one."""
    return event.sign_ups.filter(member=member).exclude(state=SignUp.State.CANCELLED)


def _give_up(request: HttpRequest, mine: SignUp) -> None:
    try:
        messages.success(request, giving_up.give_up(mine, at=timezone.now()))
    except signups.SignUpError as error:
        messages.error(request, str(error))
