""" "Why it was withdrawn": the reasons that the public is told, for a note and its points that are off the site."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from insights import publishing
from insights.models import Note, Withdrawal
from people.convening import count

LONGEST = Withdrawal._meta.get_field("reason").max_length


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawn(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(Note.objects.editable_by(request.user), pk=pk)
    rows = list(Withdrawal.objects.in_force().about_note(note).select_related("note", "insight"))
    if request.method == "POST":
        saved = sum(publishing.say_why(row, _typed(request, row), by=request.user) for row in rows)
        messages.success(request, f"Saved {count(saved, 'reason')}." if saved else "Nothing was changed.")
        return redirect("admin:insights_note_review", pk)
    facts = {"title": "Why it was withdrawn", "note": note, "withdrawals": rows, "longest": LONGEST}
    return TemplateResponse(request, "admin/insights/withdrawn.html", {**admin.site.each_context(request), **facts})


def _typed(request: HttpRequest, row: Withdrawal) -> str:
    return request.POST.get(f"reason-{row.pk}", row.reason).replace("\0", "")[:LONGEST]
