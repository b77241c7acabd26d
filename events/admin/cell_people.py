""" "People of this cell": who belongs to it, by their e-mail addresses."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from events import belonging
from events.admin.list_forms import PasteForm
from events.models import Cell
from people.convening import count, row_number


@require_http_methods(["GET", "HEAD", "POST"])
def cell_people(request: HttpRequest, pk: int) -> HttpResponse:
    cell = get_object_or_404(Cell.objects.editable_by(request.user), pk=pk)
    form = PasteForm(auto_id="people_%s")
    if request.method == "POST":
        verb, _, number = request.POST.get("do", "").partition(":")
        form = _take_off(request, cell, row_number(number)) if verb == "off" else _add(request, cell)
        if form is None:
            return redirect("admin:events_cell_people", pk)
    facts: dict[str, Any] = {
        "title": f"People of {cell}",
        "cell": cell,
        "form": form,
        "people": list(cell.people.all()),
    }
    facts["back"] = reverse("admin:events_cell_change", args=[pk])
    return TemplateResponse(request, "admin/events/cell_people.html", {**admin.site.each_context(request), **facts})


def _add(request: HttpRequest, cell: Cell) -> PasteForm | None:
    """Add those who are known; returns the form with the others in it, or nothing where there are none."""
    form = PasteForm(request.POST, auto_id="people_%s")
    if not form.is_valid():
        return form
    added = belonging.add_people(cell, form.cleaned_data["emails"])
    if added.new:
        messages.success(
            request, f"{count(len(added.new), 'person belongs', 'people belong')} to “{cell}” from now on."
        )
    elif added.there:
        messages.info(request, "They belong to it already.")
    if not added.unknown:
        return None
    left = PasteForm({"emails": "\n".join(added.unknown)}, auto_id="people_%s")
    left.add_error("emails", _unknown(added.unknown))
    return left


def _unknown(addresses: list[str]) -> str:
    named = ", ".join(address[:100] for address in addresses[:20])
    more = f" and {len(addresses) - 20} more" if len(addresses) > 20 else ""
    has = "has this address" if len(addresses) == 1 else "has these addresses"
    return f"Nobody here {has}: {named}{more}. Look at the spelling, or ask them to join first."


def _take_off(request: HttpRequest, cell: Cell, pk: int) -> None:
    member = get_object_or_404(cell.people.all(), pk=pk)
    belonging.take_off(cell, member)
    messages.success(request, f"{member} no longer belongs to “{cell}”.")
