"""Changing a note's text: write, see what changes, save; and what became of the points that rest on its words."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from insights import revising
from insights.admin import sentences
from insights.admin.sentences import count
from insights.differing import difference
from insights.forms import NoteTextForm
from insights.intake import tidy
from insights.models import Note, NoteRevision, Passage

SAVE, LOOK, WRITE = "save", "look", "write"


@require_http_methods(["GET", "HEAD", "POST"])
def change_text(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(Note.objects.editable_by(request.user), pk=pk)
    latest = note.revisions.order_by("-number")[0]
    wish = request.POST.get("do", SAVE)
    if wish not in (SAVE, LOOK, WRITE):
        raise Http404
    form = NoteTextForm(request.POST or None, initial={"text": note.text, "based_on": latest.number})
    facts: dict[str, Any] = {"template": "_write_text", "note": note, "form": form}
    if request.method == "POST" and form.is_valid() and wish != WRITE:
        try:
            if wish == SAVE:
                done = revising.revise(note, **form.cleaned_data, by=request.user, at=timezone.now())
                messages.success(request, _said(done))
                sentences.recheck(request, Note.objects.get(pk=note.pk))
                return redirect("admin:insights_note_review", note.pk)
            facts |= _seen(request, note, form)
        except revising.Overtaken as error:
            facts |= _overtaken(note, form, error)
        except revising.RevisingError as error:
            form.add_error("text", str(error))
    return _page(request, facts)


def _page(request: HttpRequest, facts: dict[str, Any]) -> HttpResponse:
    facts = {**admin.site.each_context(request), "title": "Change the text", **facts}
    facts["part"] = f"admin/insights/{facts['template']}.html"
    return TemplateResponse(request, "admin/insights/change_text.html", facts)


def _seen(request: HttpRequest, note: Note, form: NoteTextForm) -> dict[str, Any]:
    """What the page shows before a text is saved."""
    text, based_on = form.cleaned_data["text"], form.cleaned_data["based_on"]
    foreseen = revising.foresee(note, text, based_on=based_on, by=request.user, at=timezone.now())
    return {
        "template": "_see_changes",
        "title": "See what changes",
        "difference": difference(note.text, tidy(text)),
        "outcomes": [(sentence(len(foreseen.of(state))), foreseen.of(state)) for state, sentence in OUTCOMES.items()],
        "passages": len(foreseen.placed),
    }


def _overtaken(note: Note, form: NoteTextForm, error: revising.Overtaken) -> dict[str, Any]:
    """Both versions side by side; what was typed stays in the form, which goes on from the latest revision."""
    latest, typed = error.latest, tidy(form.cleaned_data["text"])
    base = NoteRevision.objects.filter(note=note, number=form.cleaned_data["based_on"]).first()
    form.add_error("text", str(error))
    form.data = {**form.data.dict(), "based_on": latest.number}
    return {
        "latest": latest,
        "theirs": difference(base.text, latest.text) if base else [],
        "difference": difference(latest.text, typed),
    }


# What becomes of the passages, in the order in which it is told.
OUTCOMES = {
    Passage.State.REMOVED: lambda n: f"{count(n, 'passage is', 'passages are')} gone: the point says so in public",
    Passage.State.NEEDS_CHECKING: lambda n: (
        f"{count(n, 'passage', 'passages')} to check: only something like it is left"
    ),
    Passage.State.MOVED: lambda n: f"{count(n, 'passage moves', 'passages move')} with the words",
    Passage.State.MATCHES: lambda n: f"{count(n, 'passage keeps its place', 'passages keep their place')}",
}


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
