"""Signing up for a meeting, and giving the place up: one button each."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from betterway.pages.events import event_page, offered
from events import signups
from events.forms import SignUpForm
from events.models import Event, SignUp
from people.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the place or the turn that the event's page offers; where an answer is amiss, the form comes back."""
    event = get_object_or_404(Event.objects.visible_to(request.user).with_asks(), slug=slug)
    if request.method != "POST":
        return redirect(event)
    if not request.user.is_authenticated:
        return redirect_to_login(event.get_absolute_url())
    form = SignUpForm(request.POST, questions=event.questions.all()) if event.asks else None
    if form and not form.is_valid():
        return event_page(request, *offered(request, slug), form)
    again = form and _mine(event, request.user).exists()
    try:
        row = signups.sign_up(event, request.user, at=timezone.now(), answers=form.answers if form else None)
    except signups.SignUpError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Your answers are changed." if again else _signed_up(row))
    return redirect(event)


def _signed_up(row: SignUp) -> str:
    if row.state == SignUp.State.GOING:
        return f"You have a place. A mail with the calendar entry is on its way to {row.member.email}."
    return f"You are in line. We write to {row.member.email} as soon as a place is yours."


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, slug: str) -> HttpResponse:
    """Give up one's own place or turn."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    asked = request.method == "POST" and request.user.is_authenticated
    if asked and (mine := _mine(event, request.user).first()):
        _give_up(request, mine)
    return redirect(event)


def _mine(event: Event, member: Member) -> QuerySet[SignUp]:
    """The member's place or turn, if there is one."""
    return event.sign_ups.filter(member=member).exclude(state=SignUp.State.CANCELLED)


def _give_up(request: HttpRequest, mine: SignUp) -> None:
    had_place = mine.state == SignUp.State.GOING
    try:
        signups.cancel(mine, at=timezone.now())
    except signups.SignUpError as error:
        messages.error(request, str(error))
    else:
        given = (
            "Thank you for saying so: your place is free for somebody else." if had_place else "You have left the line."
        )
        messages.success(request, f"{given} You can sign up again as long as it is open.")
