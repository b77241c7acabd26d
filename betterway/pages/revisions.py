"""Earlier texts of a note, for those who may edit it: all of them, and each with what it changed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from insights.differing import difference
from insights.models import Note, Redaction
from insights.reading import Reading


@require_safe
def of_note(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    return _answer(request, Note.objects.filter(event__slug=slug), number)


@require_safe
def of_article(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    return _answer(request, Note.objects.filter(slug=slug), number)


def _answer(request: HttpRequest, notes: QuerySet[Note], number: int | None) -> HttpResponse:
    own = Note.objects.editable_by(request.user).filter(pk__in=notes.values("pk"))
    note = get_object_or_404(own.select_related("event__cell").defer("text"))
    return _list(request, note) if number is None else _detail(request, note, number)


def _list(request: HttpRequest, note: Note) -> HttpResponse:
    revisions = note.revisions.select_related("made_by").defer("text").order_by("-number")
    redactions = Redaction.objects.filter(notes=note).select_related("made_by")
    context = {"note": note, "revisions": revisions, "redactions": redactions}
    return render(request, "insights/revision_list.html", context)


def _detail(request: HttpRequest, note: Note, number: int) -> HttpResponse:
    revision = get_object_or_404(note.revisions.select_related("made_by"), number=number)
    before = note.revisions.filter(number__lt=number).order_by("-number").first()
    context = {
        "note": note,
        "revision": revision,
        "before": before,
        "after": note.revisions.filter(number__gt=number).defer("text").order_by("number").first(),
        "difference": difference(before.text, revision.text) if before else [],
        "html": Reading(revision.text, note.title).html(),
    }
    return render(request, "insights/revision_detail.html", context)
