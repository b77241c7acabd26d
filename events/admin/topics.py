"""Series, and topics with their merging."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from events import topics
from events.forms.meetings import SeriesForm
from events.forms.topics import TopicMergeForm
from events.models import Series, Topic
from people.convening import OnSite, Remembered, count
from people.flashes import sentence
from people.forms import AddressForm
from people.models import Member


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
        number = topics.merge(topic, stays, by=request.user, at=timezone.now())
    except topics.TopicsError as error:
        form.add_error("into", str(error))
        return False
    facts = {"topic": topic, "stays": stays, "number": number, "undo": reverse("admin:people_merge_changelist")}
    messages.success(request, sentence("admin/events/_merged_topic.html", facts))
    return True


def topics_of(rows: models.QuerySet[Any]) -> models.QuerySet[Topic]:
    """The topics that stand on these rows."""
    kind = ContentType.objects.get_for_model(rows.model)
    return Topic.objects.filter(items__content_type=kind, items__object_id__in=rows.values("pk")).distinct()
