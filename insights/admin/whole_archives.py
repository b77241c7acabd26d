""" "Bring in an archive": a network convenor brings a file of many notes, and sees what becomes of each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from insights.forms import ArchiveForm
from insights.importing import bringing
from insights.intake import IntakeError
from insights.models import Import
from people.convening import Convened, who_and_when

ITEMS_SHOWN = 100


@admin.register(Import)
class ImportAdmin(Convened):
    network_only = True
    can_change = False
    list_display = ["name", "state", "brought"]
    list_filter = ["state"]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("<path:object_id>/stop/", wrap(require_POST(self.stop)), name="insights_import_stop"),
            path("<path:object_id>/carry-on/", wrap(require_POST(self.carry_on)), name="insights_import_carry_on"),
        ]
        return own + super().get_urls()

    def kept_because(self, obj: Import) -> str:
        running = obj.state == Import.State.RUNNING
        return "This archive is being brought in. Stop it first; then its report can be deleted." if running else ""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ArchiveForm(request.POST, request.FILES) if request.method == "POST" else ArchiveForm()
        if form.is_valid() and (there := _begin(request, form)):
            return redirect("admin:insights_import_change", there.pk)
        facts = {**self.admin_site.each_context(request), "title": "Bring in an archive", "form": form}
        return TemplateResponse(request, "admin/insights/bring_archive.html", facts)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far it is, and the report of each item. Nothing here is changed by hand."""
        there = self._found(request, object_id)
        progress = bringing.progress_of(there)
        chosen = request.GET.get("show", "")
        items = there.items.select_related("note").filter(**{"state": chosen} if chosen in progress.states else {})
        page = Paginator(items, ITEMS_SHOWN).get_page(request.GET.get("page"))
        facts = {**self.admin_site.each_context(request), "title": there.name, "archive": there, "chosen": chosen}
        facts |= {"progress": progress, "page": page}
        return TemplateResponse(request, "admin/insights/archive.html", facts)

    def stop(self, request: HttpRequest, object_id: str) -> HttpResponse:
        there = self._found(request, object_id)
        bringing.stop(there)
        return redirect("admin:insights_import_change", there.pk)

    def carry_on(self, request: HttpRequest, object_id: str) -> HttpResponse:
        there = self._found(request, object_id)
        bringing.carry_on(there)
        return redirect("admin:insights_import_change", there.pk)

    def _found(self, request: HttpRequest, object_id: str) -> Import:
        if not self.has_view_permission(request):
            raise PermissionDenied
        there = self.get_object(request, unquote(object_id))
        if there is None:
            raise Http404
        return there

    @admin.display(description="brought by")
    def brought(self, obj: Import) -> str:
        return who_and_when(obj.created_by, obj.created_at)


def _begin(request: HttpRequest, form: ArchiveForm) -> Import | None:
    """The archive as it is kept now; None, with the sentence in the form, where it cannot be read."""
    facts = form.cleaned_data
    try:
        return bringing.begin(
            facts["file"],
            facts["file"].name,
            by=request.user,
            publish=facts["publish"],
            every_state=facts["every_state"],
        )
    except IntakeError as error:
        form.add_error("file", str(error))
        return None
