"""The form of a meeting tells its convenor who will be written to, and a page cancels it with a word of why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from events import changing
from events.forms.meetings import COLUMNS, CancelForm
from events.models import Event
from events.places import Places, places_of
from people import addresses
from people.convening import count

DRAFT = "Only its convenors see a draft. “Save and publish”, at the end, puts it on the site."
CANCELLED = (
    "This meeting is cancelled, and its page says so. That cannot be undone, and its time and place stay as people "
    "know them. If it is to be held after all, add a new one."
)
NO_DATE = "It has no date, so it stands among the past meetings, and nobody can sign up for it."


class Changing:
    """The admin of meetings saves through `changing`, and cancels on a page of its own."""

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.cancel)
        return [path("<int:pk>/cancel/", page, name="events_event_cancel"), *super().get_urls()]

    def tools(self, request: HttpRequest, obj: Event) -> list[tuple[str, str]]:
        own = obj.state == Event.State.PUBLISHED and self.has_change_permission(request, obj)
        there = [(reverse("admin:events_event_cancel", args=[obj.pk]), "Cancel this meeting")] if own else []
        return [*super().tools(request, obj), *there]

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        (name, facts), *others = super().get_fieldsets(request, obj)
        return [(name, {**facts, "description": said_first(obj)}), *others]

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        now = timezone.now()
        if change:
            facts = {name: form.cleaned_data[name] for name in form.changed_data if name in COLUMNS}
            former = Event.objects.values_list("slug", flat=True).get(pk=obj.pk)
            told = changing.change(obj, facts, by=request.user, at=now)
            obj.refresh_from_db()
            if obj.slug != former:
                addresses.keep_former(obj, former)
            for sentence in [*what_was_told(told), *(one.stays for one in form.stays)]:
                messages.info(request, sentence)
        else:
            super().save_model(request, obj, form, change)
        if obj.state == Event.State.PUBLISHED and {"state", "starts_at"} & set(form.changed_data):
            request.published = "state" in form.changed_data
            _say_what_is_seen(request, obj, now, new=request.published)

    def message_user(self, request: HttpRequest, message: Any, level: Any = messages.INFO, **facts: Any) -> None:
        """That it is published says that it is saved: Django's own sentence is left out then."""
        if level != messages.SUCCESS or not getattr(request, "published", False):
            super().message_user(request, message, level, **facts)

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What will happen and whom it reaches, a word of why, and the button."""
        event = get_object_or_404(self.get_queryset(request), pk=pk)
        form = CancelForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._cancel_one(request, event, form):
            return redirect(self.page_of(event))
        facts = {"title": f"Cancel: {event.with_day}", "form": form, "event": event, "back": self.page_of(event)}
        facts |= {"who": how_many(places_of(event)), "can": event.state == Event.State.PUBLISHED}
        return TemplateResponse(request, "admin/events/cancel.html", {**self.admin_site.each_context(request), **facts})

    def _cancel_one(self, request: HttpRequest, event: Event, form: CancelForm) -> bool:
        try:
            told = changing.cancel(event, by=request.user, at=timezone.now(), why=form.cleaned_data["why"])
        except changing.ChangingError as error:
            form.add_error(None, str(error))
            return False
        messages.success(request, f"“{event}” is cancelled.")
        for sentence in what_was_told(told):
            messages.info(request, sentence)
        return True


def _say_what_is_seen(request: HttpRequest, event: Event, now: datetime, *, new: bool) -> None:
    if new:
        who = "Everybody" if event.visibility == Event.Visibility.PUBLIC else "Members"
        messages.success(request, f"“{event}” is published. {who} can see it on the site now.")
    if event.starts_at is None:
        messages.warning(request, NO_DATE)
    elif event.starts_at <= now:
        messages.warning(request, "This meeting starts in the past, so nobody can sign up for it.")


def said_first(event: Event | None) -> str:
    """What to know before the form is filled in; empty where it is as one expects and saving tells nobody."""
    if event is None or event.state == Event.State.DRAFT:
        return DRAFT
    if event.state == Event.State.CANCELLED:
        return CANCELLED
    return "" if event.is_past(timezone.now()) else who_is_written_to(event, places_of(event))


def how_many(places: Places) -> str:
    """ "12 people have a place and 3 wait in line"; empty for nobody."""
    going = count(places.going, "person has a place", "people have a place") if places.going else ""
    waiting = count(places.waiting, "person waits in line", "people wait in line") if places.waiting else ""
    return " and ".join(filter(None, [going, waiting]))


def who_is_written_to(event: Event, places: Places) -> str:
    """What saving may set off, for whoever is about to change the form; empty where nobody comes."""
    who = how_many(places)
    if not who or event.state != Event.State.PUBLISHED:
        return ""
    they = "A new start, end, place or joining link is told them by mail as soon as you save"
    return f"{who}. {they}{', with a new calendar entry for those with a place' if places.going else ''}."


def what_was_told(told: changing.Told) -> list[str]:
    """What a change has set off, a sentence each."""
    sentences = []
    if who := " and ".join(filter(None, [_with_place(told.going), _in_line(told.waiting)])):
        sentences.append(f"{who} {'has' if told.going + told.waiting == 1 else 'have'} been written to.")
    if told.promoted:
        sentences.append(count(told.promoted, "person who waited has", "people who waited have") + " a place now.")
    if told.over:
        more = count(told.over, "more person is", "more people are")
        sentences.append(f"{more} going than there are places. Nobody has lost a place.")
    return sentences


def _with_place(number: int) -> str:
    return count(number, "person", "people") + " with a place" if number else ""


def _in_line(number: int) -> str:
    return count(number, "person", "people") + " in line" if number else ""
