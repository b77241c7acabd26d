"""What is offered while somebody types in a search box: names of what has a page, or values of a filter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, When
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from betterway import called
from betterway.pages.facets import Year
from betterway.pages.filters import GROUPS
from betterway.pages.finding import SHOWN, named_rows, together
from betterway.pages.search import typed_in
from events.models import Event
from insights.models import Note
from insights.search.queries import Begun, begun_filter

FEWEST_LETTERS = 2


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Names with a word that begins as typed; after topic: and the like what the box says with each value that fits.

    Eight, as JSON, of what the viewer may see.
    """
    typed = typed_in(request)
    begun = begun_filter(typed)
    names = _names(typed, request.user) if begun is None else _boxes(begun, request.user)
    return JsonResponse({"names": names[:SHOWN]})


def _names(typed: str, member: Any) -> list[str]:
    if len(called.folded(typed)) < FEWEST_LETTERS:
        return []
    events = Event.objects.visible_to(member).annotate(called=F("title"))
    found = _beginning({**named_rows(member), "meetings": events}, typed)
    return list(dict.fromkeys(name for name, _ in found))


def _boxes(begun: Begun, member: Any) -> list[str]:
    if begun.name == "year":
        return [begun.box(str(year)) for year in _years(member) if str(year).startswith(begun.said)]
    if begun.said and not called.folded(begun.said):
        return []
    group = GROUPS[begun.name]
    return [begun.box(slug, name) for name, slug in _beginning({group: named_rows(member)[group]}, begun.said)]


def _beginning(groups: Mapping[str, QuerySet[Any]], typed: str) -> list[tuple[str, str]]:
    """The names and addresses of rows with a word that begins with what is typed, those that begin with it first."""
    found = together({group: _begins(rows, typed) for group, rows in groups.items()})
    ranked = sorted({row for some in found.values() for row in some}, key=lambda row: (row[0], row[1].casefold(), row))
    return [(name, slug) for _, name, slug in ranked]


def _begins(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    first = called.begin_with(rows.model, typed)
    rank = Case(When(first, then=0), default=1, output_field=IntegerField())
    return (
        rows.filter(called.hold_words_that_begin_with(rows.model, typed))
        .annotate(rank=rank)
        .order_by("rank", "called")
        .values_list("rank", "called", "slug")[:SHOWN]
    )


def _years(member: Any) -> list[int]:
    """The years of meetings and articles that the member may see, the latest first."""
    articles = Note.objects.visible_to(member).filter(event=None, state=Note.State.PUBLISHED)
    rows = {"starts_at": Event.objects.visible_to(member), "written_on": articles}
    years = together({day: some.order_by().values_list(Year(day)).distinct() for day, some in rows.items()})
    return sorted({year for some in years.values() for (year,) in some if year}, reverse=True)
