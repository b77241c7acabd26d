"""Meetings with their speakers, what is asked on signing up, and the filters of their lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from events.admin.who_comes import over, who_comes, who_comes_csv
from events.forms.meetings import (
    USUAL_QUESTION,
    EventForm,
    QuestionForm,
    SpeakerForm,
    SpeakerFormSet,
    SpeakerLineForm,
)
from events.models import Cell, Event, Question, Speaker, Topic, TopicItem
from events.pages.changing import Changing
from events.pages.recurring import Recurring
from events.places import places_of
from events.views import letter_write
from people.convening import OnSite, OwnInline, Remembered, row_number, when
from people.models import Member

TOPICS_REMEMBERED = 100
FIRST = ["title", "cell", "starts_at", "ends_at", "place", "joining_link", "capacity", "who_may_come"]
SIGNING_UP = ["opens_at", "closes_at", "held_back", "line_closes_minutes", "link_shown_minutes", "reminder_days"]


class ConvenorChoice:
    """Convenors are chosen with ticks, among those who may use these pages."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "convenors":
            kwargs["queryset"] = Member.objects.filter(is_staff=True, is_active=True)
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class CellFilter(admin.SimpleListFilter):
    """The cells of the rows in this list, and of no others. `path` leads from a row to its cell."""

    title = "cell"
    parameter_name = "cell"
    path = "cell"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        own = Event.objects.editable_by(request.user).filter(cell__isnull=False)
        cells = Cell.objects.filter(pk__in=own.values("cell"))
        return [*((str(cell.pk), cell.name) for cell in cells), ("none", "no cell")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.value() == "none":
            return queryset.filter(**{f"{self.path}__isnull": True})
        known = self.value() in dict(self.lookup_choices)
        return queryset.filter(**{self.path: self.value()}) if known else queryset


class YearFilter(admin.SimpleListFilter):
    title = "year"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = model_admin.get_queryset(request).exclude(starts_at=None).datetimes("starts_at", "year", order="DESC")
        return [*((str(day.year), str(day.year)) for day in days), ("none", "date not recorded")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        if self.value() == "none":
            return queryset.filter(starts_at=None)
        known = self.value() in dict(self.lookup_choices)
        return queryset.filter(starts_at__year=self.value()) if known else queryset


class NoteFilter(admin.SimpleListFilter):
    """Whether a meeting that is over has its note."""

    title = "note"
    parameter_name = "note"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("missing", "missing after the meeting")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        missing = Event.objects.without_note(timezone.now()).order_by().values("pk")
        return queryset.filter(pk__in=missing) if self.value() == "missing" else queryset


class SpeakerInline(OwnInline):
    model = Speaker
    form = SpeakerLineForm
    formset = SpeakerFormSet
    classes = ["collapse"]
    fields = [
        ("person", "role"),
        ("position", "organisation"),
        ("affiliation", "attribution", "position_in_list"),
        ("consent", "email"),
    ]
    autocomplete_fields = ["person", "affiliation"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Speaker]:
        rows = super().get_queryset(request)
        return rows.select_related("person", "affiliation__person", "affiliation__organisation")


class QuestionInline(OwnInline):
    model = Question
    form = QuestionForm
    classes = ["collapse"]
    verbose_name_plural = "Questions on signing up"
    fields = ["text", ("kind", "required", "order"), "answered"]
    readonly_fields = ["answered"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Question]:
        return super().get_queryset(request).annotate(said=models.Count("answers"))

    @admin.display(description="Answers")
    def answered(self, question: Question) -> str:
        said = getattr(question, "said", 0)
        return f"{said} so far. Deleting the question deletes what was answered." if said else "None yet."

    def get_extra(self, request: HttpRequest, obj: Event | None = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class TopicsRemembered:
    """A history that tells of topics too: they stand on a row, not in it."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        kind = ContentType.objects.get_for_model(self.model)
        records = TopicItem.history.filter(content_type=kind, object_id=row_number(object_id))
        shown = records.select_related("history_user").order_by("-history_date", "-history_id")[:TOPICS_REMEMBERED]
        names = Topic.objects.in_bulk({record.tag_id for record in shown})
        changed = [(record, names.get(record.tag_id, "a topic deleted since")) for record in shown]
        return super().history_view(request, object_id, {**(extra_context or {}), "topics_changed": changed})


class Writing:
    """A page on which a convenor writes to those who come to a meeting."""

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(letter_write)
        return [path("<int:pk>/write/", page, name="events_event_write"), *super().get_urls()]

    def tools(self, request: HttpRequest, obj: Event) -> list[tuple[str, str]]:
        mails = reverse("admin:people_mail_changelist") + f"?meeting={obj.pk}"
        own = [(reverse("admin:events_event_write", args=[obj.pk]), "Write to those who come"), (mails, "Its mails")]
        return [*super().tools(request, obj), *(own if self.has_change_permission(request, obj) else [])]


@admin.register(Event)
class EventAdmin(Writing, Recurring, Changing, TopicsRemembered, OnSite, ConvenorChoice, Remembered):
    form = EventForm
    inlines = [QuestionInline, SpeakerInline]
    list_display = ["title", "its_list", "day", "cell", "state", "visibility", "its_note"]
    list_select_related = ["cell", "note"]
    list_filter = ["state", CellFilter, YearFilter, NoteFilter]
    date_hierarchy = "starts_at"
    search_fields = ["title", "speakers__person__name"]
    search_help_text = "Words of the title, or the name of a speaker."
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["series"]
    readonly_fields = ["its_note", "added"]
    fieldsets = [
        (None, {"fields": FIRST}),
        *(
            (name, {"fields": fields, "classes": ["collapse"]})
            for name, fields in {
                "What people read about it": ["summary", "description", "topics"],
                "Signing up: when it opens, the line, reminders": SIGNING_UP,
                "Who can see it": ["visibility", "state", "slug"],
                "What kind of meeting, and its series": ["format", ("series", "series_position")],
                "After the meeting": ["its_note", "attribution", "hours_known"],
                "Who looks after it": ["convenors", "added"],
            }.items()
        ),
    ]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/who-comes/", wrap(who_comes), name="events_event_who_comes"),
            path("<int:pk>/who-comes/list.csv", wrap(who_comes_csv), name="events_event_who_comes_csv"),
        ]
        return own + super().get_urls()

    def tools(self, request: HttpRequest, obj: Event) -> list[tuple[str, str]]:
        return [(reverse("admin:events_event_who_comes", args=[obj.pk]), "Who comes"), *super().tools(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        """A meeting that one convenes in a cell of others stays in that cell; what was public is no choice any more."""
        own = Cell.objects.editable_by(request.user)
        foreign = obj and obj.cell_id and not own.filter(pk=obj.cell_id).exists()
        known = obj and obj.state != Event.State.DRAFT
        return [*self.readonly_fields, *(["cell"] if foreign else []), *(["state"] if known else [])]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever makes a meeting, or takes it out of its cell, does not lose sight of it by that."""
        super().save_related(request, form, formsets, change)
        event = form.instance
        if not event.convenors.exists() and (event.cell is None or not self._may_change(request, event)):
            event.convenors.add(request.user)
        if {"capacity", "held_back"} & set(form.changed_data) and (sentence := over(places_of(event))):
            messages.warning(request, f"{sentence} Nobody has lost theirs.")

    def get_formset_kwargs(self, request: HttpRequest, obj: Event, inline: Any, prefix: str) -> dict[str, Any]:
        """A new meeting begins with the usual question."""
        facts = super().get_formset_kwargs(request, obj, inline, prefix)
        usual = {"initial": [{"text": USUAL_QUESTION}]} if isinstance(inline, QuestionInline) and not obj.pk else {}
        return {**facts, **usual}

    def kept_because(self, obj: Event) -> str:
        if getattr(obj, "note", None):
            return f"“{obj}” has a note. Delete the note first, if nothing of it is public."
        if obj.state != Event.State.DRAFT:
            return f"“{obj}” has been public, so its address must go on working. Cancel it instead."
        return ""

    @admin.display(description="day", ordering="starts_at")
    def day(self, obj: Event) -> str:
        if obj.starts_at is None:
            return "date not recorded"
        if obj.hours_known:
            return when(obj.starts_at)
        return date_format(timezone.localtime(obj.starts_at), "l j F Y")

    @admin.display(description="note")
    def its_note(self, obj: Event) -> str:
        if obj.pk is None:
            return "After the meeting, with “Log a note”."
        if note := getattr(obj, "note", None):
            there = reverse("admin:insights_note_review", args=[note.pk])
            return format_html('<a href="{}">Review</a> ({})', there, note.get_state_display())
        return format_html('<a href="{}?event={}">Log a note</a>', reverse("admin:insights_note_log"), obj.pk)

    @admin.display(description="who comes")
    def its_list(self, obj: Event) -> str:
        there = reverse("admin:events_event_who_comes", args=[obj.pk])
        return format_html('<a href="{}">Who comes<span class="vh"> to {}</span></a>', there, obj)


@admin.register(Speaker)
class SpeakerAdmin(Remembered):
    """Not in the menu: one reaches a speaker's own page, with its history, from the meeting."""

    form = SpeakerForm
    in_menu = can_add = False
    view_on_site = False
    list_display = ["person", "role", "event"]
    list_select_related = ["person", "event"]
    search_fields = ["person__name", "event__title"]
    autocomplete_fields = ["person", "affiliation"]
    readonly_fields = ["event"]
    fields = ["event", *SpeakerInline.fields]
