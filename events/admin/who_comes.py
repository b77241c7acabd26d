""" "Who comes": the list of one meeting, and what its convenors may do about it. One button, one verb, one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events import attendance, invitations, knowing, pasting, sheets, signups
from events.admin.list_forms import MemberForm, PasteForm, PlacesForm, PutInForm
from events.attendance import AttendanceError
from events.coming import Coming
from events.models import Event, SignUp
from events.notices import listed
from events.places import Places, places_of
from events.signups import SignUpError
from people import stops
from people.convening import count, row_number
from people.models import Member


@dataclass(frozen=True)
class Refused:
    """What could not be done about one row: what was typed, and why not."""

    pk: int
    typed: str
    why: str


def _own(request: HttpRequest, pk: int) -> Event:
    return get_object_or_404(Event.objects.editable_by(request.user).select_related("cell"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def who_comes(request: HttpRequest, pk: int) -> HttpResponse:
    event = _own(request, pk)
    forms, refused = forms_for(event, request.user), None
    if request.method == "POST":
        verb, _, number = request.POST.get("do", "").partition(":")
        if verb in BY_FORM:
            forms[verb] = forms_for(event, request.user, request.POST)[verb]
            done = _by_form(request, event, verb, forms[verb])
        elif verb in ON_ROWS:
            refused = _on_row(request, event, verb, row_number(number))
            done = refused is None
        else:
            raise Http404
        if done:
            return _back(event, verb, number)
    return _page(request, event, forms, refused)


def forms_for(event: Event, by: Member, data: Any = None) -> dict[str, Form]:
    return {
        "put_in": PutInForm(data, auto_id="put_in_%s", event=event, by=by),
        "places": PlacesForm.of(event, data),
        "invite": PasteForm(data, auto_id="invite_%s"),
        "came_anyway": MemberForm(data, auto_id="came_anyway_%s", event=event, by=by),
    }


def _page(request: HttpRequest, event: Event, forms: dict[str, Form], refused: Refused | None) -> HttpResponse:
    coming = Coming(event, timezone.now(), request.user)
    facts = {**admin.site.each_context(request), "title": f"Who comes: {event}", "event": event, "coming": coming}
    facts |= {"over": over(coming.places), "refused": refused, "forms": forms}
    if coming.open or coming.marking:
        facts["known"] = knowing.suggested(request.user, event)
    return TemplateResponse(request, "admin/events/who_comes.html", facts)


def _back(event: Event, verb: str, number: str) -> HttpResponse:
    there = reverse("admin:events_event_who_comes", args=[event.pk])
    anchor = f"s{number}" if verb in ON_ROWS and verb != "withdraw" else verb
    return redirect(f"{there}#{anchor}")


def over(places: Places) -> str:
    """ "3 more are going than there are places."; empty where there are enough."""
    return f"{count(places.over, 'more is', 'more are')} going than there are places." if places.over else ""


def _by_form(request: HttpRequest, event: Event, verb: str, form: Form) -> bool:
    if not form.is_valid():
        return False
    try:
        sentence = BY_FORM[verb](request, event, form.cleaned_data)
    except (SignUpError, AttendanceError) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, sentence)
    return True


def _put_in(request: HttpRequest, event: Event, facts: dict[str, Any]) -> str:
    member = facts["who"]
    if event.sign_ups.going().filter(member=member).exists():
        return f"{member} has a place already. Nothing was changed."
    signups.put_in(event, member, by=request.user, why=facts["why"], at=timezone.now())
    event.refresh_from_db(fields=["held_back"])
    return " ".join(filter(None, [f"{member} has a place, and is told by e-mail.", over(places_of(event))]))


def _set_places(request: HttpRequest, event: Event, facts: dict[str, Any]) -> str:
    waiting = _waiting(event)
    held_back = facts["held_back"] or 0
    places = signups.set_places(event, capacity=facts["capacity"], held_back=held_back, at=timezone.now())
    there = "There is no limit now." if facts["capacity"] is None else f"{count(facts['capacity'], 'place')} now."
    if held_back:
        there = f"{there[:-1]}, {held_back} of them held back."
    return " ".join(filter(None, [there, _promoted(waiting), over(places)]))


def _invite(request: HttpRequest, event: Event, facts: dict[str, Any]) -> str:
    new = invitations.invite(event, pasting.addresses_in(facts["emails"]), by=request.user, at=timezone.now())
    if not new:
        return "All of them were invited already."
    unwilling = stops.uninvited(invitation.email for invitation in new)
    told = "is written to" if len(new) == 1 else "are written to"
    when = "" if event.state == Event.State.PUBLISHED else " when the meeting is published"
    may = f"{count(len(new), 'address', 'addresses')} may sign up"
    if not unwilling:
        return f"{may}, and {told}{when}."
    not_told = f"We write no invitation to {listed(unwilling)}, as was asked of us there: tell them yourself."
    return f"{may}. {not_told}" + ("" if len(unwilling) == len(new) else f" The others are written to{when}.")


def _came_anyway(request: HttpRequest, event: Event, facts: dict[str, Any]) -> str:
    attendance.came_anyway(event, facts["who"], by=request.user, at=timezone.now())
    return f"{facts['who']} came, and is in the list."


def _on_row(request: HttpRequest, event: Event, verb: str, pk: int) -> Refused | None:
    rows, act = ON_ROWS[verb]
    row = get_object_or_404(rows(event), pk=pk)
    why = request.POST.get("why", "")
    try:
        messages.success(request, act(request, row, why))
    except (SignUpError, AttendanceError) as error:
        messages.error(request, str(error))
        return Refused(pk, why, str(error))
    return None


def _take_off(request: HttpRequest, row: SignUp, why: str) -> str:
    if row.state == SignUp.State.CANCELLED:
        return f"{row.member} is off the list already."
    waiting = _waiting(row.event)
    signups.take_off(row, by=request.user, why=why, at=timezone.now())
    off = f"{row.member} is off the list, and is told by e-mail. They cannot sign up again, but you can put them in."
    return " ".join([off, _promoted(waiting)]).strip()


def _gave_up(request: HttpRequest, row: SignUp, why: str) -> str:
    if row.state == SignUp.State.CANCELLED:
        return f"{row.member} is off the list already."
    waiting = _waiting(row.event)
    signups.cancel(row, by=request.user, at=timezone.now())
    done = f"{row.member} has given it up, and is told by e-mail. They may sign up again."
    return " ".join([done, _promoted(waiting)]).strip()


def _move_up(request: HttpRequest, row: SignUp, why: str) -> str:
    signups.move_up(row, by=request.user, why=why, at=timezone.now())
    return f"{row.member} is next in line."


def _withdraw(request: HttpRequest, invitation: Any, why: str) -> str:
    waiting = _waiting(invitation.event)
    invitations.withdraw(invitation, by=request.user, at=timezone.now())
    return " ".join(filter(None, [f"{invitation.email} is no longer invited.", _promoted(waiting)]))


def _mark(came: bool | None, words: str) -> Callable[[HttpRequest, SignUp, str], str]:
    def act(request: HttpRequest, row: SignUp, why: str) -> str:
        if came and row.state == SignUp.State.WAITING:
            attendance.came_anyway(row.event, row.member, by=request.user, at=timezone.now())
        else:
            attendance.mark(row, came, by=request.user, at=timezone.now())
        return words.format(row.member)

    return act


def _waiting(event: Event) -> list[int]:
    return list(event.sign_ups.in_line().values_list("pk", flat=True))


def _promoted(waiting: list[int]) -> str:
    """Who of those that were waiting has a place now."""
    rows = SignUp.objects.going().filter(pk__in=waiting).select_related("member").order_by("joined_at", "pk")
    names = [str(row.member) for row in rows]
    if len(names) > 3:
        return f"{len(names)} who waited have a place now."
    return f"{' and '.join(names)} waited and {'has' if len(names) == 1 else 'have'} a place now." if names else ""


def _sign_ups(event: Event) -> QuerySet[Any]:
    return event.sign_ups.select_related("member", "event")


def _invited(event: Event) -> QuerySet[Any]:
    return event.invitations.select_related("event")


BY_FORM = {"put_in": _put_in, "places": _set_places, "invite": _invite, "came_anyway": _came_anyway}
ON_ROWS: dict[str, tuple[Callable[[Event], QuerySet[Any]], Callable[[HttpRequest, Any, str], str]]] = {
    "off": (_sign_ups, _take_off),
    "gave_up": (_sign_ups, _gave_up),
    "up": (_sign_ups, _move_up),
    "came": (_sign_ups, _mark(True, "{} came.")),
    "absent": (_sign_ups, _mark(False, "{} did not come.")),
    "unmark": (_sign_ups, _mark(None, "{} is not marked any more.")),
    "withdraw": (_invited, _withdraw),
}


def who_comes_csv(request: HttpRequest, pk: int) -> HttpResponse:
    event = _own(request, pk)
    sheet = sheets.sheet_of(Coming(event, timezone.now(), request.user))
    name = f'attachment; filename="who-comes-{event.slug}.csv"'
    return HttpResponse(sheet, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})
