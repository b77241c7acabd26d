"""The note of a meeting, with the words of its insights marked."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from betterway.pages.counts import insights_for
from betterway.pages.keeping import kept_for_visitors
from insights.models import Insight, Note
from insights.reading import Reading, ties_of


@require_safe
@kept_for_visitors
def note_detail(request: HttpRequest, slug: str) -> HttpResponse:
    notes = Note.objects.visible_to(request.user).select_related("event__cell", "published_by")
    note = get_object_or_404(notes, event__slug=slug)
    return render(request, "insights/note_detail.html", {"note": note, **read(note, request.user)})


def read(note: Note, member: Any) -> dict[str, Any]:
    """A note as its page shows it: the text with its published insights tied to it, and the lists of them.

    `adrift` are those whose words are not in it any more.
    """
    insights = list(_insights(note, member))
    ties = ties_of(insights)
    points = list({tie.anchor: tie for tie in ties}.values())
    return {
        "html": Reading(note.text, note.title).html(ties),
        "points": points,
        "adrift": [insight for insight in insights if insight.words_state],  # type: ignore[attr-defined]
        "words": len(note.text.split()),
    }


def _insights(note: Note, member: Any) -> QuerySet[Insight]:
    return insights_for(member).with_words_state().filter(note=note).prefetch_related("passages")
