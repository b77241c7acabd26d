"""Buttons for whoever has a login: where one comes back to whose login was over, with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.typed import local_path

KEPT_LONGEST = 20_000  # letters that wait in a session for a login
View = Callable[..., HttpResponse]


def button_on(page: str, *, keeps: tuple[str, ...] = ()) -> Callable[[View], View]:
    """A view that is one button on a page: it answers a POST of somebody with a login.

    `page` names the page, whose address has the arguments of the button's; a form that stands on several pages says in
    `next` on which. Whoever opens the address is led there, and so is whoever had to log in, where what was typed into
    the fields of the names `keeps` stands again (`typed_at`).
    """

    def decorate(view: View) -> View:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def pressed(request: HttpRequest, **which: object) -> HttpResponse:
            there = local_path(request.POST.get("next", "")) or reverse(page, kwargs=which)
            if request.method != "POST":
                return redirect(there)
            if not request.user.is_authenticated:
                return log_in_first(request, there, {name: request.POST.get(name, "") for name in keeps})
            return view(request, **which)

        return pressed

    return decorate


def log_in_first(request: HttpRequest, there: str, typed: Mapping[str, str]) -> HttpResponse:
    """Lead to the login and from there to the page of the button; what was `typed` waits in the session."""
    if any(typed.values()) and sum(map(len, typed.values())) <= KEPT_LONGEST:
        request.session[_kept(request.path)] = dict(typed)
    messages.info(request, "Your login was over. Once you have logged in, press the button again: nothing is done yet.")
    return redirect_to_login(there)


def typed_at(request: HttpRequest, button: str) -> dict[str, str]:
    """What was typed before the button of this address led to the login; once only, and to those who are back."""
    return request.session.pop(_kept(button), {}) if request.user.is_authenticated else {}


def _kept(button: str) -> str:
    return f"typed at {button}"
