""" "Log a note": a convenor pastes or uploads a text, and is led to what was found in it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from insights import intake
from insights.admin import sentences
from insights.forms import LogNoteForm
from insights.importing import files
from insights.models import Note


@require_http_methods(["GET", "HEAD", "POST"])
def log_note(request: HttpRequest) -> HttpResponse:
    meeting = request.GET.get("event")
    form = LogNoteForm(request.POST or None, request.FILES or None, member=request.user, initial={"event": meeting})
    if request.method == "POST" and form.is_valid():
        received = _receive(request, form)
        if received:
            return _onwards(request, received)
    facts = {**admin.site.each_context(request), "title": "Log a note", "form": form}
    return TemplateResponse(request, "admin/insights/log_note.html", facts)


@require_POST
def pasted(request: HttpRequest) -> HttpResponse:
    """The Markdown of what was copied elsewhere with its looks; where it cannot be read, 400 and the sentence."""
    try:
        text = files.text_of_pasted(request.POST.get("html", ""))
    except intake.IntakeError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _receive(request: HttpRequest, form: LogNoteForm) -> list[intake.Received]:
    """What the text brought; empty, with the sentence in the form, where it cannot be taken in."""
    facts = form.cleaned_data
    try:
        return intake.receive(
            facts["text"],
            by=request.user,
            at=timezone.now(),
            event=facts["event"],
            cell=facts["cell"],
            kind=facts["kind"] or None,
            source=facts.get("source", ""),
        )
    except intake.AlreadyKnown as error:
        form.add_error(None, _known(request, error.note))
    except intake.IntakeError as error:
        form.add_error("file" if facts.get("file") else "text", str(error))
    return []


def _known(request: HttpRequest, note: Note) -> Any:
    """Which note it is, with the way there, for those who may see it."""
    own = Note.objects.editable_by(request.user).filter(pk=note.pk).exists()
    seen = own or Note.objects.visible_to(request.user).filter(pk=note.pk).exists()
    return render_to_string("admin/insights/_known.html", {"note": note if seen else None, "own": own})


def _onwards(request: HttpRequest, received: list[intake.Received]) -> HttpResponse:
    if len(received) == 1:
        sentences.received(request, received[0])
        return redirect("admin:insights_note_review", received[0].note.pk)
    sentences.received_several(request, received)
    return redirect("admin:insights_note_changelist")
