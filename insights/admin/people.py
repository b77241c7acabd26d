""" "People in this note": each name that was found, the rows it may be and why, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events import speaking
from events.models import Speaker
from insights.models import Note
from insights.participants import also, speakers_of
from people.answers import answer, new_one
from people.convening import row_number
from people.matching import Name, names_to_decide
from people.models import LookAlike, Member, Organisation, Person


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(Note.objects.editable_by(request.user).select_related("event"), pk=pk)
    found = NamesFound(note, request.user)
    if request.method == "POST":
        act(request, note, found)
        return redirect("admin:insights_note_people", pk)
    facts = {**admin.site.each_context(request), "title": "People in this note", "note": note, "found": found}
    return TemplateResponse(request, "admin/insights/people.html", facts)


def act(request: HttpRequest, note: Note, found: NamesFound) -> None:
    verb, _, number = request.POST.get("do", "").partition(":")
    if verb == "apart":
        say_apart(request, get_object_or_404(Speaker, event=note.event_id, pk=row_number(number)))
    else:
        answer(request, found.questions)


def say_apart(request: HttpRequest, speaker: Speaker) -> None:
    try:
        new = speaking.as_new_person(speaker, by=request.user, at=timezone.now())
    except speaking.SpeakingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{new} at this meeting is a new person now, and no longer the one known before.")


@dataclass(frozen=True)
class Found:
    """One name in the note: its row, how it stands there, and what is to be decided about it, if anything."""

    row: Person | Organisation
    stated: str
    known: str
    name: Name | None
    speaker: Speaker | None = None

    @property
    def kind(self) -> str:
        return new_one(self.row)

    @property
    def state(self) -> str:
        """The file that shows it: certain and to decide ask, known and new do not."""
        if self.name:
            return "certain" if self.name.certain else "to decide"
        return "known" if self.known else "new"


@dataclass
class NamesFound:
    """The people and organisations of one note, as one convenor may decide about them."""

    note: Note
    member: Member

    @cached_property
    def speakers(self) -> list[Speaker]:
        return list(speakers_of(self.note.event_id, self.member))

    @cached_property
    def _organisations(self) -> list[Any]:
        """Each with the number of other notes, and of other meetings of its people, that the member knows of."""
        notes = Note.objects.visible_to(self.member).exclude(pk=self.note.pk)
        speakers = Speaker.objects.organisation_known_to(self.member).exclude(event=self.note.event_id)
        stated = Q(affiliations__speaker__in=speakers)
        rows = self.note.organisations.annotate(
            in_notes=Count("note", filter=Q(note__in=notes), distinct=True),
            at_meetings=Count("affiliations__speaker__event", filter=stated, distinct=True),
        )
        return list(rows)

    @property
    def questions(self) -> QuerySet[LookAlike]:
        return LookAlike.objects.about(
            [speaker.person_id for speaker in self.speakers], [row.pk for row in self._organisations]
        )

    @cached_property
    def _names(self) -> dict[Any, Name]:
        return {name.row: name for name in names_to_decide(self.member, self.questions)}

    @cached_property
    def people(self) -> list[Found]:
        return [
            Found(
                row.person, _stated(row), also("at", row.elsewhere, "other meeting"), self._names.get(row.person), row
            )
            for row in self.speakers
        ]

    @cached_property
    def organisations(self) -> list[Found]:
        return [Found(row, "", _known(row), self._names.get(row)) for row in self._organisations]

    @property
    def certain(self) -> int:
        return sum(found.state == "certain" for found in [*self.people, *self.organisations])


def _known(organisation: Any) -> str:
    return also("in", organisation.in_notes, "other note") or also("at", organisation.at_meetings, "other meeting")


def _stated(speaker: Speaker) -> str:
    return ", ".join(filter(None, [speaker.get_role_display(), speaker.position, speaker.organisation]))
