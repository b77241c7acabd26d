from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import RequestLoginCodeView
from allauth.core import ratelimit
from allauth.mfa.totp.views import activate_totp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from people import joining, logins, stops
from people.forms import JoinForm
from people.models import Member
from people.typed import local_path


class AskForCode(RequestLoginCodeView):
    """The login page. It stays open while a code is on its way: whoever mistyped the address can type it again."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        return None


@login_required
def add_second_factor(request: HttpRequest) -> HttpResponse:
    """For convenors; whoever has one and is none any more can still take it off."""
    if not request.user.is_convenor:
        raise PermissionDenied
    response = activate_totp(request)
    if request.method == "POST" and response.status_code == 302:
        # The next page shows the recovery codes: it would ask for the code just typed, and refuse it as used.
        record_authentication(request, request.user, "mfa", type="totp", reauthenticated=True)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def login_link(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """A page with a button: whatever follows links in mails to look at them does not use the link up."""
    member = logins.member_of(uidb64, token)
    if member is None:
        return render(request, "account/login_link_over.html", status=410)
    if request.method == "POST":
        return perform_login(request, member, redirect_url="/admin/" if member.is_convenor else "/")
    return render(request, "account/login_link.html", {"member": member})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask to join, or to come to a meeting. The answer is the same whether the address is known here or not."""
    then = local_path(request.POST.get("then", request.GET.get("then", "")))
    if request.user.is_authenticated:
        return redirect(then or "people:me")
    meeting = joining.meeting_at(then)
    form = JoinForm(request.POST or None, initial={"then": then}, label_suffix="", to_come=meeting is not None)
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, action="signup", key=form.cleaned_data["email"]):
            joining.ask(form.cleaned_data, at=timezone.now())
            request.session["joining"] = form.cleaned_data["email"]
            return redirect("people:join-sent")
        form.add_error(None, "That was a little often. Wait a while, then try again; what you typed is still here.")
    facts = {"form": form, "meeting": meeting, "decided": settings.JOINING == "approved"}
    return render(request, "people/join.html", facts)


@never_cache
@require_safe
def join_sent(request: HttpRequest) -> HttpResponse:
    if "joining" not in request.session:
        return redirect("people:join")
    return render(request, "people/join_sent.html", {"email": request.session["joining"], "hours": joining.HOURS})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def join_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in the mail: its button shows that the address is theirs, and logs them in."""
    asked = joining.joining_of(token, at=timezone.now())
    if asked is None:
        return render(request, "people/join_over.html", status=410)
    meeting = joining.meeting_at(asked.then)
    if request.method != "POST":
        return render(request, "people/join_confirm.html", {"joining": asked, "meeting": meeting})
    try:
        member = joining.confirm(asked, at=timezone.now())
    except joining.JoiningError:
        return render(request, "people/join_over.html", status=410)
    request.session.pop("joining", None)
    messages.success(request, _confirmed(member, meeting))
    return perform_login(request, member, redirect_url=asked.then or "/me/")


def _confirmed(member: Member, meeting: Any | None) -> str:
    """What is so now and, for a meeting, what is not yet."""
    said = {
        Member.State.MEMBER: f"Welcome, {member.name}. You are a member now.",
        Member.State.ASKING: "Thank you. A convenor looks at your request to join; you will hear by mail.",
        Member.State.GUEST: "Your address is confirmed.",
    }[Member.State(member.state)]
    return f"{said} You are not signed up yet: press the button below." if meeting else said


# Mail programs post here by themselves (RFC 8058), without a cookie: the link is all the proof there is.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_detail(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button that stops mails of one kind, or sends them again: looking at it changes nothing."""
    stopping = stops.stopping_of(token)
    if stopping is None:
        return private(render(request, "people/stop_over.html", status=410))
    if request.method != "POST":
        return private(render(request, "people/stop_detail.html", {"stopping": stopping}))
    if request.POST.get("mails") == "again":
        stopping.take_up()
    else:
        stopping.stop(at=timezone.now())
    if "List-Unsubscribe" in request.POST:  # a program, which is not to be sent elsewhere
        return private(render(request, "people/stop_detail.html", {"stopping": stopping}))
    return redirect("people:stop-detail", token)


def private(response: HttpResponse) -> HttpResponse:
    """A page behind a private link, which no search engine is to list."""
    response["X-Robots-Tag"] = "noindex"
    return response
