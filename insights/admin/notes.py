"""The list of notes, the facts of one note, and the way to "Log a note" and to the review page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html

from events.admin import CellFilter, EventAdmin, SpeakerAdmin, TopicsRemembered
from events.models import Event
from insights import checks, discarding
from insights.admin import checking, cutting, desk, log, moving, people, redact, sentences, text, withdrawn
from insights.forms import NoteForm
from insights.models import Insight, Note, Passage
from people import answers
from people.admin import PersonAdmin
from people.convening import OnSite, Remembered, who_and_when
from people.models import Person

TOOLS = [("people", "People in this note"), ("withdrawn", "Why it was withdrawn")]


class CellOfEvent(CellFilter):
    path = "event__cell"


def how_many(state: str) -> Coalesce:
    rows = Insight.objects.filter(note=OuterRef("pk"), state=state).order_by().values("note")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def recheck_event(request: HttpRequest, event: Event) -> None:
    for note in Note.objects.filter(event=event):
        sentences.recheck(request, note)


def recheck_person(request: HttpRequest, person: Person) -> None:
    """A new name, or another one, may be one that stands in a public note."""
    for note in Note.objects.filter(event__speakers__person=person, state=Note.State.PUBLISHED):
        sentences.recheck(request, note)


PersonAdmin.once_saved = [recheck_person]
answers.once_made_one[:] = [lambda request, row: recheck_person(request, row) if isinstance(row, Person) else None]
EventAdmin.once_saved = [recheck_event]
SpeakerAdmin.once_saved = [lambda request, speaker: recheck_event(request, speaker.event)]


@admin.register(Note)
class NoteAdmin(TopicsRemembered, OnSite, Remembered):
    form = NoteForm
    object_history_template = "admin/insights/note/history.html"
    once_saved = [lambda request, note: sentences.recheck(request, Note.objects.get(pk=note.pk))]
    list_display = ["title", "state", "meeting", "to_review", "public", "review"]
    list_select_related = ["event"]
    list_filter = ["state", "kind", CellOfEvent]
    search_fields = ["title", "event__title", "source"]
    search_help_text = "Words of the title, of the meeting's title, or of the file's name."
    autocomplete_fields = ["organisations"]
    readonly_fields = ["state", "meeting", "review", "words", "logged", "published"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Note]:
        rows = super().get_queryset(request).select_related("event", "created_by", "published_by")
        return rows.annotate(
            suggested_count=how_many(Insight.State.SUGGESTED), published_count=how_many(Insight.State.PUBLISHED)
        )

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("log/", wrap(log.log_note), name="insights_note_log"),
            path("checking/", wrap(checking.to_check), name="insights_note_to_check"),
            path("redact/", wrap(redact.redact), name="insights_note_redact"),
            path("<int:pk>/checking/", wrap(checking.check), name="insights_note_check"),
            path("log/pasted/", wrap(log.pasted), name="insights_note_pasted"),
            path("<int:pk>/review/", wrap(desk.review), name="insights_note_review"),
            path("<int:pk>/text/", wrap(text.change_text), name="insights_note_text"),
            path("<int:pk>/people/", wrap(people.people), name="insights_note_people"),
            path("<int:pk>/move/", wrap(moving.move), name="insights_note_move"),
            path("<int:pk>/cut/", wrap(cutting.cut), name="insights_note_cut"),
            path("<int:pk>/join/", wrap(cutting.join), name="insights_note_join"),
            path("<int:pk>/withdrawn/", wrap(withdrawn.withdrawn), name="insights_note_withdrawn"),
        ]
        return own + super().get_urls()

    def get_fields(self, request: HttpRequest, obj: Note | None = None) -> list[str]:
        article = ["slug", "written_on"] if obj and obj.kind == Note.Kind.ARTICLE else []
        facts = ["title", *article, "byline", "source", "topics", "organisations"]
        return ["review", "state", "meeting", *facts, "words", "logged", "published"]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A note is added by logging it."""
        return redirect("admin:insights_note_log")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        waiting = (
            Passage.objects.editable_by(request.user).to_check() if self._enters(request) else Passage.objects.none()
        )
        return super().changelist_view(request, {"to_check": waiting.count(), **(extra_context or {})})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """With what was let through before publication."""
        note = self.get_object(request, unquote(object_id))
        passed = checks.let_through_of(note) if note else []
        return super().history_view(request, object_id, {"passed": passed, **(extra_context or {})})

    def tools(self, request: HttpRequest, obj: Note) -> list[tuple[str, str]]:
        return [(reverse(f"admin:insights_note_{name}", args=[obj.pk]), words) for name, words in TOOLS]

    def kept_because(self, obj: Note) -> str:
        return discarding.kept_because(obj)

    def delete_model(self, request: HttpRequest, obj: Note) -> None:
        discarding.discard(obj)

    @admin.display(description="meeting")
    def meeting(self, obj: Note) -> str:
        if obj.event is None:
            return "none: an article"
        there = reverse("admin:events_event_change", args=[obj.event_id])
        return format_html('<a href="{}">{}</a>', there, obj.event)

    @admin.display(description="proposed", ordering="suggested_count")
    def to_review(self, obj: Any) -> int:
        return obj.suggested_count

    @admin.display(description="published", ordering="published_count")
    def public(self, obj: Any) -> int:
        return obj.published_count

    @admin.display(description="review")
    def review(self, obj: Note) -> str:
        there = reverse("admin:insights_note_review", args=[obj.pk])
        names = reverse("admin:insights_note_people", args=[obj.pk])
        return format_html('<a href="{}">Review its points</a> · <a href="{}">People in it</a>', there, names)

    @admin.display(description="text")
    def words(self, obj: Note) -> str:
        there = reverse("admin:insights_note_text", args=[obj.pk])
        return format_html(
            '<p><a href="{}">Change the text</a> · <a href="{}">Earlier texts</a></p>'
            '<div class="words" tabindex="0">{}</div>',
            there,
            obj.revisions_url,
            obj.text,
        )

    @admin.display(description="logged by")
    def logged(self, obj: Note) -> str:
        return who_and_when(obj.created_by, obj.created_at)

    @admin.display(description="published by")
    def published(self, obj: Note) -> str:
        if obj.with_archive:
            return "with the archive: it was public before it came here"
        return who_and_when(obj.published_by, obj.published_at) if obj.published_at else "not yet"
