"""Passages to check: which notes have some, and for each passage where its words are now, or that they are gone."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from insights import checking
from insights.models import Note, Passage, PassageDecision
from insights.reading import Reading, plain
from people.convening import count, row_number

NOTES_SHOWN = 200
DECISIONS_SHOWN = 50


@dataclass(frozen=True)
class Surrounded:
    """Words with what stands around them."""

    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Choice:
    """One passage on the page: what it said and in which text, and the places that it may have now."""

    passage: Passage
    quoted: Surrounded
    places: list[Surrounded]
    typed: str = ""
    error: str = ""


@require_safe
def to_check(request: HttpRequest) -> HttpResponse:
    waiting = Passage.objects.editable_by(request.user).to_check()
    notes = Note.objects.filter(passages__in=waiting).annotate(to_check=Count("passages"))
    facts = {
        "title": "Passages to check",
        "waiting": waiting.count(),
        "notes": notes.select_related("event__cell").defer("text")[:NOTES_SHOWN],
    }
    return TemplateResponse(request, "admin/insights/to_check.html", {**admin.site.each_context(request), **facts})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    note = get_object_or_404(Note.objects.editable_by(request.user).select_related("event"), pk=pk)
    refused: dict[int, str] = {}
    if request.method == "POST" and request.POST.get("do"):
        passage, refusal = _decide(request, note)
        if not refusal:
            return redirect("admin:insights_note_check", note.pk)
        refused[passage.pk] = refusal
    facts = {
        "title": "Passages to check",
        "note": note,
        "seen": note.revisions.order_by("-number")[0].number,
        "choices": _choices(request, note, refused),
        "decisions": _decisions(note),
    }
    return TemplateResponse(request, "admin/insights/check.html", {**admin.site.each_context(request), **facts})


def _decide(request: HttpRequest, note: Note) -> tuple[Passage, str]:
    """Do what the pressed button says ("take:12:0"); the passage, and what is in the way, as a sentence."""
    verb, number, candidate = [*request.POST.get("do", "").split(":"), "", ""][:3]
    passage = get_object_or_404(note.passages.all(), pk=row_number(number))
    facts = {"seen": row_number(request.POST.get("seen", "")), "by": request.user, "at": timezone.now()}
    try:
        if verb == "take" and candidate.isdecimal():
            checking.take(passage, row_number(candidate), **facts)
        elif verb == "place":
            checking.place(passage, request.POST.get(f"words-{passage.pk}", ""), **facts)
        elif verb == "gone":
            checking.gone(passage, **facts)
        else:
            raise Http404
    except checking.CheckingError as error:
        if passage.state == Passage.State.NEEDS_CHECKING:
            return passage, str(error)
        messages.info(request, str(error))
    else:
        left = note.passages.to_check().count()
        messages.success(request, f"Noted. {count(left, 'passage') if left else 'No passage'} of this note to check.")
    return passage, ""


def _choices(request: HttpRequest, note: Note, refused: dict[int, str]) -> list[Choice]:
    readings: dict[str, Reading] = {}

    def surrounded(text: str, start: int, end: int) -> Surrounded:
        reading = readings.setdefault(text, Reading(text, note.title))
        before, after = reading.around(start, end)
        return Surrounded(before, reading.says(start, end) or plain(text[start:end]), after)

    texts = dict(note.revisions.filter(passages__state=Passage.State.NEEDS_CHECKING).values_list("pk", "text"))
    return [
        Choice(
            row.passage,
            surrounded(texts[row.passage.revision_id], row.passage.start, row.passage.end),
            [surrounded(note.text, found.start, found.end) for found in row.candidates],
            request.POST.get(f"words-{row.passage.pk}", ""),
            refused.get(row.passage.pk, ""),
        )
        for row in checking.waiting(note)
    ]


def _decisions(note: Note) -> QuerySet[PassageDecision]:
    rows = PassageDecision.objects.filter(passage__note=note).select_related("decided_by", "passage__insight")
    return rows.order_by("-decided_at", "-pk")[:DECISIONS_SHOWN]
