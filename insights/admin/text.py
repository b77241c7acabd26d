"""Changing a note's text: a form, and what became of the points that rest on its words."""

from __future__ import annotations

from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from insights import revising
from insights.admin import sentences
from insights.admin.sentences import count
from insights.forms import NoteTextForm
from insights.models import Note


@require_http_methods(["GET", "HEAD", "POST"])
def change_text(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(Note.objects.editable_by(request.user), pk=pk)
    latest = note.revisions.order_by("-number")[0]
    form = NoteTextForm(request.POST or None, initial={"text": note.text, "based_on": latest.number})
    if request.method == "POST" and form.is_valid() and _revise(request, note, form):
        return redirect("admin:insights_note_review", note.pk)
    facts = {**admin.site.each_context(request), "title": "Change the text", "form": form, "note": note}
    return TemplateResponse(request, "admin/insights/change_text.html", facts)


def _revise(request: HttpRequest, note: Note, form: Form) -> bool:
    try:
        done = revising.revise(note, **form.cleaned_data, by=request.user, at=timezone.now())
    except revising.RevisingError as error:
        form.add_error("text", str(error))
        return False
    messages.success(request, _said(done))
    sentences.recheck(request, Note.objects.get(pk=note.pk))
    return True


def _said(done: revising.Revised) -> str:
    """What the change meant for the points, in a sentence: "4 points stand where they stood, 1 is gone."."""
    parts = [
        f"{count(done.matches, 'passage stands', 'passages stand')} as before" if done.matches else "",
        f"{count(done.moved, 'passage has', 'passages have')} moved" if done.moved else "",
        f"{count(done.needs_checking, 'passage is', 'passages are')} only nearly there and must be checked"
        if done.needs_checking
        else "",
        f"{count(done.removed, 'passage is', 'passages are')} gone: its point says so" if done.removed else "",
    ]
    found = ", ".join(part for part in parts if part)
    return f"The text is changed; the earlier one is kept. {found}." if found else "The text is changed."
