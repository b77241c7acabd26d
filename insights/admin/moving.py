"""Putting a note with another meeting: a form with the meetings that have none yet."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from insights import moving
from insights.admin import sentences
from insights.forms import MoveNoteForm
from insights.models import Note


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    notes = Note.objects.editable_by(request.user).filter(event__isnull=False)
    note = get_object_or_404(notes.select_related("event"), pk=pk)
    form = MoveNoteForm(request.POST or None, member=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            moved = moving.move(note, form.cleaned_data["event"], by=request.user)
        except moving.MovingError as error:
            form.add_error("event", str(error))
        else:
            messages.success(request, f"The note is that of “{moved.event}” now.")
            sentences.recheck(request, moved)
            return redirect("admin:insights_note_review", pk)
    facts = {**admin.site.each_context(request), "title": "Put it with another meeting", "form": form, "note": note}
    return TemplateResponse(request, "admin/insights/move.html", facts)
