"""The meeting and those who took part, on the review page: the admin's own forms, saved as the admin saves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone

from events.models import Event, Speaker
from insights import taking_part, undoing
from insights.desk_forms import MeetingForm, NameForm, NewSpeakerForm, SpeakerOnDeskForm, mark_of
from insights.models import Note
from insights.participants import Participant
from people.convening import count
from people.models import Person

MEETING_FACTS = "facts of the meeting"
OVERTAKEN = "Somebody else has changed this meanwhile. What you typed stands here: save again to keep yours."
MEETING = ["title", "starts_at", "ends_at", "hours_known", "place", "format", "cell", "attribution"]
SPEAKER = ["role", "position", "organisation", "attribution", "consent", "email"]
WIDGETS = {
    "title": forms.TextInput,
    "starts_at": forms.SplitDateTimeWidget(
        date_format="%Y-%m-%d", time_format="%H:%M", date_attrs={"type": "date"}, time_attrs={"type": "time"}
    ),
}
WIDGETS["ends_at"] = WIDGETS["starts_at"]


@dataclass(frozen=True)
class Line:
    """One of those who took part: who it is, the form of their row, and that of their name if it may be changed."""

    participant: Participant
    form: SpeakerOnDeskForm
    name: NameForm | None

    @property
    def is_wrong(self) -> bool:
        return bool(self.form.errors or (self.name and self.name.errors))


@dataclass
class Facts:
    """The forms of the meeting, its speakers and one more speaker; `refused` are those that came back with errors."""

    request: HttpRequest
    note: Note
    refused: Mapping[str, forms.BaseForm] = field(default_factory=dict)
    saved: list[str] = field(default_factory=list)

    @cached_property
    def meeting(self) -> MeetingForm:
        return self.refused.get("event") or self._meeting_form(self.note.event)

    @cached_property
    def new(self) -> NewSpeakerForm:
        return self.refused.get("new") or NewSpeakerForm(prefix="new")

    def lines(self, participants: list[Participant]) -> list[Line]:
        return [self._line(participant) for participant in participants]

    def _line(self, participant: Participant) -> Line:
        speaker = participant.speaker
        who, name = f"who{speaker.pk}", f"name{speaker.person_id}"
        form = self.refused.get(who) or self._speaker_class(instance=speaker, prefix=who)
        named = self._name_class(instance=speaker.person, prefix=name) if speaker.person_id in self._ours else None
        return Line(participant, form, self.refused.get(name) or named)

    def save(self) -> dict[str, forms.BaseForm]:
        """Save what was changed, each as a step that can be undone; returns the forms that could not be saved."""
        refused: dict[str, forms.BaseForm] = {}
        for what, form in self._posted():
            seen = self.request.POST[f"seen-{form.prefix}"]
            if mark_of(form.typed) in (seen, form.seen):
                continue
            if form.seen != seen:
                form.add_error(None, OVERTAKEN)
            elif form.is_valid():
                self._keep(what, form)
            if form.errors:
                refused[form.prefix] = form
        return refused

    def _posted(self) -> Iterator[tuple[str, Any]]:
        """The forms on the page that were changed, with what to call each."""
        sent = self.request.POST
        if "seen-event" in sent and self.note.event_id:
            yield MEETING_FACTS, self._meeting_form(Event.objects.get(pk=self.note.event_id), sent)
        for speaker in Speaker.objects.filter(event=self.note.event_id).select_related("person"):
            if f"seen-name{speaker.person_id}" in sent and speaker.person_id in self._ours:
                yield "name", self._name_class(sent, instance=speaker.person, prefix=f"name{speaker.person_id}")
            if f"seen-who{speaker.pk}" in sent:
                fresh = Speaker.objects.get(pk=speaker.pk)
                yield "speaker", self._speaker_class(sent, instance=fresh, prefix=f"who{speaker.pk}")

    def _keep(self, what: str, form: Any) -> None:
        pages, row = admin.site.get_model_admin(type(form.instance)), form.instance
        with undoing.step(self.note, [row], by=self.request.user, at=timezone.now(), what=f"Change of the {what}"):
            pages.save_model(self.request, pages.save_form(self.request, form, change=True), form, change=True)
            pages.save_related(self.request, form, [], change=True)
        self.saved.append(what)

    def _meeting_form(self, event: Event | None, data: Any = None) -> MeetingForm:
        pages = admin.site.get_model_admin(Event)
        made = pages.get_form(self.request, event, form=MeetingForm, fields=MEETING, widgets=WIDGETS)
        return made(data, instance=event, prefix="event")

    @cached_property
    def _speaker_class(self) -> type[SpeakerOnDeskForm]:
        pages = admin.site.get_model_admin(Speaker)
        return pages.get_form(self.request, form=SpeakerOnDeskForm, fields=SPEAKER)

    @cached_property
    def _name_class(self) -> type[NameForm]:
        return admin.site.get_model_admin(Person).get_form(self.request, form=NameForm, fields=["name"])

    @cached_property
    def _ours(self) -> set[int]:
        """The people of this meeting whose names this convenor may change."""
        ours = Person.objects.editable_by(self.request.user).filter(speaker__event=self.note.event_id)
        return set(ours.values_list("pk", flat=True))

    def add(self) -> dict[str, forms.BaseForm]:
        """Put the one more speaker on the list, if a name was typed or the button pressed; returns what was refused."""
        sent = self.request.POST
        form = NewSpeakerForm(sent, prefix="new")
        if not sent.get("name-new", "").strip() and sent.get("do") != "add":
            return {}
        if form.is_valid():
            facts = form.cleaned_data
            try:
                with undoing.step(self.note, [], by=self.request.user, at=timezone.now(), what="New speaker") as made:
                    added = taking_part.add(self.note, facts.pop("name"), **facts, by=self.request.user)
                    made += [added.speaker, *([added.speaker.person] if added.is_new else [])]
                messages.success(self.request, said_of(added))
            except taking_part.TakingPartError as error:
                form.add_error("name", str(error))
        return {"new": form} if form.errors else {}


def said_of(added: taking_part.Added) -> str:
    name = added.speaker.person.name
    if added.asks:
        return f"{name} is on the list now. There are people of this name already: say below whether it is one of them."
    return f"{name} is on the list now, {'a new person' if added.is_new else 'known from before'}."


def remove(request: HttpRequest, note: Note, speaker: Speaker) -> None:
    """Take somebody off the list who did not take part; their points stay, as general discussion."""
    by, name = request.user, speaker.person.name
    points = list(speaker.insights.all())
    with undoing.step(note, [speaker, *points], by=by, at=timezone.now(), what="Take off the list"):
        taking_part.remove(speaker, by=by)
    stay = f" {count(len(points), 'point')} under this name {'is' if len(points) == 1 else 'are'} now the discussion’s."
    messages.success(request, f"{name} is off the list of this meeting.{stay if points else ''}")
