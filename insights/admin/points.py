"""The list of insights: find them, change their wording, publish or take back many at once."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html

from events.admin import CellFilter, TopicsRemembered, topics_of
from events.models import Topic
from insights import publishing
from insights.admin import echoes, sentences
from insights.forms import InsightForm
from insights.models import Insight, Passage
from people.convening import OnSite, Remembered, who_and_when

TOPICS_OFFERED = 60


class CellOfNote(CellFilter):
    path = "note__event__cell"


class TopicFilter(admin.SimpleListFilter):
    """Topics of the insights in this list, and of no others."""

    title = "topic"
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        topics: QuerySet[Topic] = topics_of(model_admin.get_queryset(request))[:TOPICS_OFFERED]
        return [(topic.slug, topic.name) for topic in topics]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Insight]) -> QuerySet[Insight]:
        return queryset.filter(topics__slug=self.value()) if self.value() else queryset


class PassageFilter(admin.SimpleListFilter):
    """Points by how their words stand in the note."""

    title = "words"
    parameter_name = "passages"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return Passage.State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Insight]) -> QuerySet[Insight]:
        known = self.value() in Passage.State.values
        passages = Passage.objects.filter(state=self.value())
        return queryset.filter(pk__in=passages.values("insight")) if known else queryset


@admin.register(Insight)
class InsightAdmin(TopicsRemembered, OnSite, Remembered):
    form = InsightForm
    can_add = can_delete = False  # they come from a note; what is not wanted is dismissed, and can come back
    list_display = ["statement", "kind", "state", "speaker", "in_note"]
    list_select_related = ["note__event", "speaker__person"]
    list_filter = ["state", "kind", CellOfNote, TopicFilter, PassageFilter]
    search_fields = ["statement", "words"]
    search_help_text = "Words of the point, or of the note where it stands."
    readonly_fields = ["state", "in_note", "found", "state_changed", "approved"]
    fields = ["statement", "kind", "speaker", "attribution", "topics", *readonly_fields]
    actions = ["publish", "dismiss", "suggest_again", "withdraw"]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("echoes/", wrap(echoes.to_decide), name="insights_insight_to_decide"),
            path("<int:pk>/echoes/", wrap(echoes.of_insight), name="insights_insight_echoes_of"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Insight]:
        people = ("created_by", "state_changed_by", "approved_by")
        return super().get_queryset(request).select_related("note__event", "speaker__person", *people)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What the rules refuse comes back as an error in the form, with all that was typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except publishing.PublishingError as error:
            request.refusal = str(error)
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Insight, form: Any, change: bool) -> None:
        facts = form.cleaned_data
        publishing.edit(
            obj,
            statement=facts["statement"],
            kind=facts["kind"],
            speaker=facts["speaker"],
            topics=facts["topics"],
            attribution=facts["attribution"],
            by=request.user,
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The topics are saved already, with the rest."""

    @admin.display(description="note")
    def in_note(self, obj: Insight) -> str:
        there = reverse("admin:insights_note_review", args=[obj.note_id])
        return format_html('<a href="{}#p{}">{}</a>', there, obj.pk, obj.note.title)

    @admin.display(description="found")
    def found(self, obj: Insight) -> str:
        return who_and_when(obj.created_by, obj.created_at)

    @admin.display(description="state last changed")
    def state_changed(self, obj: Insight) -> str:
        return who_and_when(obj.state_changed_by, obj.state_changed_at)

    @admin.display(description="published")
    def approved(self, obj: Insight) -> str:
        if obj.with_archive:
            return "with the archive: it was public before it came here"
        return who_and_when(obj.approved_by, obj.approved_at) if obj.approved_at else "not yet"

    @admin.action(description="Publish")
    def publish(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        rows = queryset.select_related("note").order_by("note", "order")
        for note, insights in groupby(rows, key=lambda insight: insight.note):
            sentences.publish(request, note, list(insights))

    @admin.action(description="Dismiss")
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        sentences.dismiss(request, queryset)

    @admin.action(description="Suggest again")
    def suggest_again(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        sentences.suggest_again(request, queryset)

    @admin.action(description="Withdraw from the site")
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Insight]) -> None:
        sentences.withdraw(request, queryset)
