"""Cells, with who convenes them and who belongs to them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from events import handing_over
from events.admin.cell_people import cell_people
from events.admin.meetings import ConvenorChoice
from events.forms.cells import HandOverForm
from events.models import Cell
from people.convening import OnSite, Remembered
from people.forms import AddressForm


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
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/hand-over/", wrap(self.hand_over), name="events_cell_hand_over"),
            path("<int:pk>/people/", wrap(cell_people), name="events_cell_people"),
        ]
        return own + super().get_urls()

    def tools(self, request: HttpRequest, obj: Cell) -> list[tuple[str, str]]:
        people = (reverse("admin:events_cell_people", args=[obj.pk]), "People of this cell")
        over = (reverse("admin:events_cell_hand_over", args=[obj.pk]), "Hand it over")
        return [people, over] if request.user.is_network_convenor else [people]

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
