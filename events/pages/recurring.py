"""Convenors' pages of meetings that come again: made by a pattern, changed and cancelled together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.easter import easter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from events import changing, recurring
from events.forms.recurring import NAMES, CancelSeveralForm, PatternForm, SeveralForm, pattern_of
from events.meanwhile import in_words
from events.models import Event
from events.pages.changing import how_many, what_was_told
from events.places import places_of
from people.convening import count
from people.dates import clock, short_day
from people.dates import day as long_day


@dataclass(frozen=True)
class Offered:
    """A day that a meeting may be made on, and what else is on that day."""

    value: str
    words: str
    notes: list[str]


@dataclass(frozen=True)
class Line:
    """What a change would do to one meeting, in words."""

    event: Event
    when: str
    changes: list[str]
    own: list[str]
    who: str
    problem: str


class Recurring:
    """Pages of the admin on which one meeting becomes several, and several are changed as one."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        pages = [
            path("<int:pk>/repeat/", view(self.repeat), name="events_event_repeat"),
            path("<int:pk>/others/", view(self.others), name="events_event_others"),
        ]
        return [*pages, *super().get_urls()]

    def tools(self, request: HttpRequest, obj: Event) -> list[tuple[str, str]]:
        own = []
        if self.has_change_permission(request, obj) and obj.starts_at and obj.state != Event.State.CANCELLED:
            own.append((reverse("admin:events_event_repeat", args=[obj.pk]), "Make more meetings like it"))
            if obj.recurrence_id:
                own.append((reverse("admin:events_event_others", args=[obj.pk]), "Change several at once"))
        return [*super().tools(request, obj), *own]

    def repeat(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The pattern, the days it falls on with what else is on them, and the button that makes the ticked ones."""
        event = get_object_or_404(self.get_queryset(request).select_related("recurrence"), pk=pk)
        if event.starts_at is None:
            messages.error(request, "Give this meeting its date and hours first: the others take their hours from it.")
            return redirect(self.page_of(event))
        asked = (
            request.POST if request.method == "POST" else request.GET if "every" in request.GET else pattern_of(event)
        )
        form, error = PatternForm(asked), ""
        shown = form.is_valid() and f"{form.pattern} {form.cleaned_data['number']}"
        making = bool(shown) and request.method == "POST" and request.POST.get("do") != "show"
        if making and request.POST.get("shown", shown) != shown:
            making, error = False, "You have changed the pattern: these are its days now. Look at them once more."
        if making and not (error := self._made(request, event, form)):
            return redirect(self.page_of(event))
        days = offered(event, form, request.user) if shown else []
        ticked = request.POST.getlist("days") if making else [day.value for day in days]
        facts = {"form": form, "days": days, "ticked": ticked, "error": error, "shown": shown}
        facts["hours"] = clock(event.starts_at)
        return self._page(request, event, "repeat", f"More meetings like {event.with_day}", facts)

    def _made(self, request: HttpRequest, event: Event, form: PatternForm) -> str:
        """Make the ticked ones; returns what stands in the way."""
        offered_days = {day.isoformat(): day for day in days_for(event, form)}
        days = [offered_days[value] for value in request.POST.getlist("days") if value in offered_days]
        publish = request.POST.get("state") == Event.State.PUBLISHED
        try:
            made = recurring.make(event, form.pattern, days, publish=publish, by=request.user, at=timezone.now())
        except recurring.RecurringError as error:
            return str(error)
        how = "They can be seen on the site." if publish else "They are drafts: publish each when it is ready."
        messages.success(request, f"{count(len(made), 'meeting is', 'meetings are')} made, {form.pattern}. {how}")
        return ""

    def others(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is to change on which meetings; what that would do to each; then the button that does it."""
        event = get_object_or_404(self.get_queryset(request).select_related("recurrence"), pk=pk)
        if event.starts_at is None:
            messages.error(request, "Give this meeting its date and hours first: the others are changed along with it.")
            return redirect(self.page_of(event))
        cancelling = request.POST.get("do") == "cancel"
        form = SeveralForm(request.POST if request.method == "POST" and not cancelling else None, event=event)
        stop = CancelSeveralForm(request.POST if cancelling else None, event=event)
        facts = {"form": form, "stop": stop}
        if stop.is_bound and stop.is_valid():
            doomed, seen = to_cancel(event, stop, request.user)
            if request.POST.get("seen") == seen:
                return self._cancel_several(request, event, stop)
            facts |= {"doomed": doomed, "seen": seen}
        if form.is_bound and form.is_valid():
            lines, seen = looked_at(event, form, request.user)
            if request.POST.get("seen") == seen and (done := self._changed(request, event, form)):
                return done
            facts |= {"lines": lines, "seen": seen, "stuck": any(line.problem for line in lines)}
        coming = recurring.reached(event, recurring.Scope.TO_COME, by=request.user, at=timezone.now())
        facts["coming"] = _listed(coming)
        return self._page(request, event, "others", f"Several at once: {event.with_day}", facts)

    def _changed(self, request: HttpRequest, event: Event, form: SeveralForm) -> HttpResponse | None:
        over = [int(pk) for pk in request.POST.getlist("over") if pk.isdecimal()]
        scope, now = form.cleaned_data["scope"], timezone.now()
        try:
            told = recurring.change(event, form.wanted, scope, over=over, by=request.user, at=now)
        except recurring.RecurringError as error:
            messages.error(request, str(error))
            return None
        messages.success(request, f"{count(len(told), 'meeting has', 'meetings have')} changed.")
        self._say(request, told)
        return redirect(self.page_of(event))

    def _cancel_several(self, request: HttpRequest, event: Event, form: CancelSeveralForm) -> HttpResponse:
        scope, why = form.cleaned_data["scope"], form.cleaned_data["why"]
        told = recurring.cancel(event, scope, by=request.user, at=timezone.now(), why=why)
        messages.success(request, f"{count(len(told), 'meeting is', 'meetings are')} cancelled.")
        self._say(request, told)
        return redirect(self.page_of(event))

    def _say(self, request: HttpRequest, told: list[changing.Told]) -> None:
        for one in told:
            for sentence in what_was_told(one):
                messages.info(request, f"{one.event.with_day}: {sentence}")

    def _page(self, request: HttpRequest, event: Event, name: str, title: str, facts: dict[str, Any]) -> HttpResponse:
        common = {**self.admin_site.each_context(request), "title": title, "event": event, "back": self.page_of(event)}
        return TemplateResponse(request, f"admin/events/{name}.html", {**common, **facts})


def days_for(event: Event, form: PatternForm) -> list[date]:
    """The days that the form's pattern falls on, after the last meeting there is and after today."""
    after, number = recurring.last_day(event), form.cleaned_data["number"]
    return recurring.days_of(form.pattern, after=after, number=number, today=timezone.localdate())


def offered(event: Event, form: PatternForm, member: Any) -> list[Offered]:
    days = days_for(event, form)
    if not days:
        return []
    start, end = (timezone.make_aware(timezone.datetime(d.year, d.month, d.day)) for d in (days[0], days[-1]))
    others = Event.objects.visible_to(member).exclude(state=Event.State.CANCELLED)
    on: dict[date, list[str]] = {}
    for other in others.filter(starts_at__gte=start, starts_at__lt=end + timedelta(days=1)).order_by("starts_at"):
        on.setdefault(timezone.localdate(other.starts_at), []).append(
            f"also that day: {other}, {clock(other.starts_at)}"
        )
    return [Offered(day.isoformat(), long_day(day), [*bank_holiday(day), *on.get(day, [])]) for day in days]


def to_cancel(event: Event, form: CancelSeveralForm, member: Any) -> tuple[list[tuple[Event, str, str]], str]:
    """The meetings that the form would cancel, with day and who is written to, and a fingerprint of just that."""
    doomed = recurring.doomed(event, form.cleaned_data["scope"], by=member, at=timezone.now())
    said = repr([form.cleaned_data["scope"], form.cleaned_data["why"], [one.pk for one in doomed]])
    return _listed(doomed), hashlib.sha256(said.encode()).hexdigest()


def _listed(events: list[Event]) -> list[tuple[Event, str, str]]:
    return [(one, short_day(one.starts_at), how_many(places_of(one))) for one in events]


def looked_at(event: Event, form: SeveralForm, member: Any) -> tuple[list[Line], str]:
    """What the form would do to each meeting, and a fingerprint of just that."""
    found = recurring.effects(event, form.wanted, form.cleaned_data["scope"], by=member, at=timezone.now())
    lines = [_line(effect) for effect in found]
    said = repr([(line.event.pk, line.changes, line.own, line.problem) for line in lines])
    return lines, hashlib.sha256(said.encode()).hexdigest()


def _line(effect: recurring.Effect) -> Line:
    one = effect.event
    changes = [_difference(name, getattr(one, name), value) for name, value in effect.facts.items()]
    own = [NAMES[name] for name in effect.own]
    moved = any(name in changing.MOVES for name in effect.facts) and one.state == Event.State.PUBLISHED
    who = how_many(places_of(one)) if moved else ""
    return Line(one, long_day(one.starts_at), changes, own, who, effect.problem)


def _difference(name: str, before: Any, after: Any) -> str:
    label = {"starts_at": "Starts", "ends_at": "Ends", "capacity": "Places"}.get(name) or NAMES[name]
    return f"{label}: {in_words(before)} → {in_words(after)}"


def bank_holiday(day: date) -> list[str]:
    """Says so on the yearly bank holidays of England and Wales, and between Christmas and New Year."""
    monday = day.weekday() == 0
    first = monday and day.month == 5 and day.day <= 7
    last = monday and day.month in (5, 8) and day.day > 24
    around_easter = day in (easter(day.year) - timedelta(days=2), easter(day.year) + timedelta(days=1))
    if first or last or around_easter:
        return ["a bank holiday"]
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1):
        return ["between Christmas and New Year"]
    return []
