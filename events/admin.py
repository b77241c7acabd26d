"""When and with whom: cells, series, meetings with their speakers, and topics."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from events import handing_over, topics
from events.forms import (
    EventForm,
    HandOverForm,
    SeriesForm,
    SpeakerForm,
    SpeakerFormSet,
    SpeakerLineForm,
    TopicMergeForm,
)
from events.models import Cell, Event, Series, Speaker, Topic, TopicItem
from people.convening import OnSite, OwnInline, Remembered, count, row_number, when
from people.forms import AddressForm
from people.models import Member

TOPICS_REMEMBERED = 100


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


class TopicsRemembered:
    """A history that tells of topics too: they stand on a row, not in it."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        kind = ContentType.objects.get_for_model(self.model)
        records = TopicItem.history.filter(content_type=kind, object_id=row_number(object_id))
        shown = records.select_related("history_user").order_by("-history_date", "-history_id")[:TOPICS_REMEMBERED]
        names = Topic.objects.in_bulk({record.tag_id for record in shown})
        changed = [(record, names.get(record.tag_id, "a topic deleted since")) for record in shown]
        return super().history_view(request, object_id, {**(extra_context or {}), "topics_changed": changed})


@admin.register(Event)
class EventAdmin(TopicsRemembered, OnSite, ConvenorChoice, Remembered):
    form = EventForm
    inlines = [SpeakerInline]
    list_display = ["title", "day", "cell", "state", "visibility", "its_note"]
    list_select_related = ["cell", "note"]
    list_filter = ["state", CellFilter, YearFilter, NoteFilter]
    date_hierarchy = "starts_at"
    search_fields = ["title", "speakers__person__name"]
    search_help_text = "Words of the title, or the name of a speaker."
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["series"]
    readonly_fields = ["its_note", "added"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "state", "visibility", "its_note"]}),
        ("When and where", {"fields": ["starts_at", "ends_at", "hours_known", "place", "capacity"]}),
        ("What it is", {"fields": ["format", "cell", "series", "series_position", "topics"]}),
        ("What people read", {"fields": ["summary", "description"]}),
        ("Who looks after it", {"fields": ["convenors", "attribution", "added"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> list[str]:
        """A meeting that one convenes in a cell of others stays in that cell."""
        own = Cell.objects.editable_by(request.user)
        foreign = obj and obj.cell_id and not own.filter(pk=obj.cell_id).exists()
        return [*self.readonly_fields, "cell"] if foreign else self.readonly_fields

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever makes a meeting, or takes it out of its cell, does not lose sight of it by that."""
        super().save_related(request, form, formsets, change)
        event = form.instance
        if not event.convenors.exists() and (event.cell is None or not self._may_change(request, event)):
            event.convenors.add(request.user)

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


@admin.register(Cell)
class CellAdmin(OnSite, ConvenorChoice, Remembered):
    form = AddressForm
    list_display = ["name", "purpose"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "purpose", "description", "dye", "convenors"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and request.user.is_network_convenor

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and request.user.is_network_convenor

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Who convenes a cell is a right: network convenors grant it."""
        return [] if request.user.is_network_convenor else ["convenors"]

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.hand_over)
        return [path("<int:pk>/hand-over/", page, name="events_cell_hand_over"), *super().get_urls()]

    def tools(self, request: HttpRequest, obj: Cell) -> list[tuple[str, str]]:
        there = reverse("admin:events_cell_hand_over", args=[obj.pk])
        return [(there, "Hand it over")] if request.user.is_network_convenor else []

    def hand_over(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who convenes a cell is a right, so this is for network convenors."""
        if not request.user.is_network_convenor:
            raise Http404
        cell = get_object_or_404(self.get_queryset(request), pk=pk)
        form = HandOverForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            handing_over.hand_over(cell, form.cleaned_data["to"], stay=form.cleaned_data["stay"], by=request.user)
            names = ", ".join(str(member) for member in cell.convenors.all())
            messages.success(request, f"“{cell}” is convened by {names} now.")
            return redirect(self.page_of(cell))
        facts = {"title": f"Hand over: {cell}", "form": form, "cell": cell, "back": self.page_of(cell)}
        return TemplateResponse(
            request, "admin/events/hand_over.html", {**self.admin_site.each_context(request), **facts}
        )

    def kept_because(self, obj: Cell) -> str:
        return f"“{obj}” has meetings, so it stays." if obj.events.exists() else ""


@admin.register(Series)
class SeriesAdmin(OnSite, Remembered):
    form = SeriesForm
    list_display = ["title"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "description"]

    def seen_by(self, member: Member) -> models.QuerySet[Series]:
        return Series.objects.visible_to(member) | Series.objects.editable_by(member)

    def changed_by(self, member: Member) -> models.QuerySet[Series]:
        return Series.objects.editable_by(member)

    def kept_because(self, obj: Series) -> str:
        return f"“{obj}” has meetings. Take them out of the series first." if obj.events.exists() else ""


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


@admin.register(Topic)
class TopicAdmin(OnSite, Remembered):
    network_only = True
    form = AddressForm
    list_display = ["name", "description", "uses", "retired"]
    list_filter = ["retired"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "description", "retired"]

    def seen_by(self, member: Member) -> models.QuerySet[Topic]:
        return Topic.objects.annotate(uses=models.Count("items"))

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.merge)
        return [path("<int:pk>/merge/", page, name="events_topic_merge"), *super().get_urls()]

    def tools(self, request: HttpRequest, obj: Topic) -> list[tuple[str, str]]:
        return [(reverse("admin:events_topic_merge", args=[obj.pk]), "Merge with another")]

    def merge(self, request: HttpRequest, pk: int) -> HttpResponse:
        topic = get_object_or_404(self.get_queryset(request), pk=pk)
        form = TopicMergeForm(request.POST if request.method == "POST" else None, topic=topic)
        if request.method == "POST" and form.is_valid() and _merged(request, topic, form):
            return redirect(self.page_of(form.cleaned_data["into"]))
        facts = {"title": f"Merge “{topic}” with another topic", "form": form, "topic": topic}
        facts["back"] = self.page_of(topic)
        return TemplateResponse(
            request, "admin/events/merge_topic.html", {**self.admin_site.each_context(request), **facts}
        )

    @admin.display(description="used", ordering="uses")
    def uses(self, obj: Any) -> int:
        return obj.uses

    def kept_because(self, obj: Any) -> str:
        return f"“{obj}” stands on {count(obj.uses, 'page')}. Take it off there first." if obj.uses else ""


def _merged(request: HttpRequest, topic: Topic, form: TopicMergeForm) -> bool:
    stays = form.cleaned_data["into"]
    try:
        number = topics.merge(topic, stays, by=request.user)
    except topics.TopicsError as error:
        form.add_error("into", str(error))
        return False
    what = count(number, "page that had it has", "pages that had it have")
    messages.success(request, f"“{topic}” has become “{stays}”: {what} “{stays}” now, and its old address leads on.")
    return True


def topics_of(rows: models.QuerySet[Any]) -> models.QuerySet[Topic]:
    """The topics that stand on these rows."""
    kind = ContentType.objects.get_for_model(rows.model)
    return Topic.objects.filter(items__content_type=kind, items__object_id__in=rows.values("pk")).distinct()
