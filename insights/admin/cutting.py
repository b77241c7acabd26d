"""A note that was cut in the wrong place: what splitting or joining would bring is shown, then done."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from insights import cutting, joining, quoting
from insights.models import Note
from people.convening import row_number

CHANGED = "Somebody has changed this note meanwhile. Choose the line again."


@require_http_methods(["GET", "HEAD", "POST"])
def cut(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the note may be split, and the notes that it may be joined with; with words, what would come of it."""
    note = get_object_or_404(Note.objects.editable_by(request.user).select_related("event"), pk=pk)
    if request.method == "POST":
        return _split(request, note)
    words = request.GET.get("words", "")
    facts = {"why_not": cutting.kept_because(note), "words": words, "error": "", "foreseen": None}
    if words.strip() and not facts["why_not"]:
        facts |= _foreseen(request, note, words)
    facts |= {"above": joining.before(note, request.user), "below": joining.after(note, request.user)}
    return _page(request, note, "admin/insights/cut.html", "Split or join this note", facts)


def _foreseen(request: HttpRequest, note: Note, words: str) -> dict[str, Any]:
    around = {name: request.GET.get(f"words-{name}", "") for name in ("before", "after")}
    try:
        place = cutting.line_of(note.text, quoting.find(note, words, **around)[0])
        foreseen = cutting.foresee(note, place, by=request.user, at=timezone.now())
    except (cutting.CuttingError, quoting.QuotingError) as error:
        return {"error": str(error)}
    return {"foreseen": foreseen, "place": place, "revision": _latest(note)}


def _latest(note: Note) -> int:
    return note.revisions.order_by("-number").values_list("number", flat=True)[0]


def _split(request: HttpRequest, note: Note) -> HttpResponse:
    if row_number(request.POST.get("revision", "")) != _latest(note):
        messages.error(request, CHANGED)
        return redirect("admin:insights_note_cut", note.pk)
    try:
        new = cutting.split(note, row_number(request.POST.get("place", "")), by=request.user, at=timezone.now())
    except cutting.CuttingError as error:
        messages.error(request, str(error))
        return redirect("admin:insights_note_cut", note.pk)
    messages.success(request, f"Split. This is the new note, “{new}”; “{note}” keeps what stood above it.")
    return redirect("admin:insights_note_review", new.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before the note is joined to the one that it follows; then do it."""
    lower = get_object_or_404(Note.objects.editable_by(request.user).select_related("event"), pk=pk)
    upper = joining.before(lower, request.user)
    if upper is None:
        raise Http404
    if request.method == "POST":
        return _join(request, upper, lower)
    facts = {"upper": upper, "why_not": joining.kept_because(upper, lower), "points": lower.insights.count()}
    return _page(request, lower, "admin/insights/join.html", "Join two notes", facts)


def _join(request: HttpRequest, upper: Note, lower: Note) -> HttpResponse:
    try:
        joined = joining.join(upper, lower, by=request.user, at=timezone.now())
    except cutting.CuttingError as error:
        messages.error(request, str(error))
        return redirect("admin:insights_note_cut", lower.pk)
    messages.success(request, f"Joined: “{lower}” stands at the end of this note now, with its points.")
    return redirect("admin:insights_note_review", joined.pk)


def _page(request: HttpRequest, note: Note, template: str, title: str, facts: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "title": title, "note": note, **facts}
    )
