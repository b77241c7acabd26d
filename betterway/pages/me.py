"""A member's own pages: their meetings, what is kept about them, and how to leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.core import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from betterway import erasure, my_data
from betterway.pages.buttons import button_on
from events.calendar_links import own_subscription
from events.models import Event, SignUp
from insights.models import Digest, Note
from people import joining, new_address, stops
from people.forms import DetailsForm, NewAddressForm
from people.models import Member, StoppedMail

PAST = 20


@dataclass(frozen=True)
class Mine:
    """One of a member's meetings: their place or turn, and what came of it."""

    event: Event
    words: str
    note: Note | None = None


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    now, member = timezone.now(), request.user
    past = Paginator(_past(member, now), PAST).get_page(request.GET.get("page"))
    facts = {"coming": _coming(member, now), "page": past, "past": _with_notes(list(past), member)}
    facts |= {"second_factor": is_mfa_enabled(member), "member": member}
    facts["own"] = own_subscription(member)
    facts["collections"] = member.collections.count()
    facts["follows"] = member.follows.visible_to(member).with_things()
    facts["digest"] = Digest.objects.filter(member=member).first()
    facts["stopped"] = stops.is_stopped(member, StoppedMail.Kind.DIGESTS)
    return render(request, "people/me.html", facts)


def _coming(member: Member, now: datetime) -> list[Mine]:
    rows = _places(member).exclude(state=SignUp.State.CANCELLED)
    rows = rows.filter(event__in=Event.objects.upcoming(now)).with_number().order_by("event__starts_at", "event")
    return [Mine(row.event, _standing(row)) for row in rows]


def _standing(row: SignUp) -> str:
    if row.event.state == Event.State.CANCELLED:
        return "Cancelled"
    if row.state == SignUp.State.WAITING:
        return f"Number {row.number} in line"
    return "You are going"


def _past(member: Member, now: datetime) -> Any:
    rows = _places(member).filter(state=SignUp.State.GOING, event__in=Event.objects.past(now))
    return rows.exclude(event__state=Event.State.CANCELLED).order_by("-event__starts_at", "-event")


def _places(member: Member) -> Any:
    return member.sign_ups.filter(event__in=Event.objects.known_to(member)).select_related("event__cell", "member")


def _with_notes(rows: list[SignUp], member: Member) -> list[Mine]:
    out = Note.objects.visible_to(member).filter(state=Note.State.PUBLISHED, event__in=[row.event_id for row in rows])
    notes = {note.event_id: note for note in out.select_related("event").defer("text")}
    words = {True: "You were there", False: "You did not come", None: "You had a place"}
    return [Mine(row.event, words[row.came], notes.get(row.event_id)) for row in rows]


@button_on("people:me")
def ask_in(request: HttpRequest) -> HttpResponse:
    """A guest, who has come for a meeting so far, would like to join."""
    try:
        member = joining.ask_in(request.user, at=timezone.now())
    except joining.JoiningError as error:
        messages.error(request, str(error))
    else:
        decided = "You are a member now." if member.is_member else "A convenor looks at your request; you hear by mail."
        messages.success(request, f"Thank you. {decided}")
    return redirect("people:me")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    form = DetailsForm(request.POST or None, instance=request.user, label_suffix="")
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("people:me")
    return render(request, "people/me_details.html", {"form": form})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    form = NewAddressForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid() and _ask(request, form):
        messages.success(request, f"A mail with a link is on its way to {form.cleaned_data['email']}.")
        return redirect("people:me")
    return render(request, "people/me_address.html", {"form": form})


def _ask(request: HttpRequest, form: NewAddressForm) -> bool:
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="confirm_email", key=email):
        form.add_error("email", "That was a little often. Wait a while, then try again.")
        return False
    try:
        new_address.ask(request.user, email)
    except new_address.NewAddressError as error:
        form.add_error("email", str(error))
        return False
    return True


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address_confirm(request: HttpRequest, token: str) -> HttpResponse:
    try:
        if request.method == "POST":
            new_address.confirm(token, request.user)
            messages.success(request, "Your address has changed. Login codes and mails go there from now on.")
            return redirect("people:me")
        facts = {"email": new_address.read(token, request.user)}
    except new_address.NewAddressError as error:
        return render(request, "people/me_address_over.html", {"reason": str(error)}, status=410)
    return render(request, "people/me_address_confirm.html", facts)


@never_cache
@login_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about the member, as a file."""
    facts = my_data.of(request.user, at=timezone.now())
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, and the choice; then once more, with the button that does it."""
    member = request.user
    name_stays = {"stays": True, "goes": False}.get(request.POST.get("name", ""))
    facts = {"leaving": erasure.Leaving.of(member, at=timezone.now()), "name": request.POST.get("name", "")}
    if request.method != "POST" or name_stays is None:
        return render(request, "people/me_leave.html", facts)
    if request.POST.get("sure") != "yes":
        return render(request, "people/me_leave_sure.html", facts)
    try:
        erasure.erase(member, name_stays=name_stays, at=timezone.now())
    except erasure.LeavingError as error:
        return render(request, "people/me_leave.html", {**facts, "error": str(error)}, status=409)
    logout(request)
    return render(request, "people/me_left.html")


@never_cache
@login_required
@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    """The members who want to be found, for members only."""
    if not request.user.is_member:
        raise PermissionDenied
    page = Paginator(Member.objects.listed_to(request.user), 60).get_page(request.GET.get("page"))
    return render(request, "people/member_list.html", {"page": page})
