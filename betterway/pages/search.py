"""One search over everything, grouped; insights lead on to their own list with its filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from betterway.pages.counts import insights_for
from betterway.pages.filters import GROUPS, LONGEST, InsightFilters
from betterway.pages.finding import SHOWN, named_rows, names_like, together
from betterway.pages.keeping import kept_for_visitors
from betterway.pages.paging import whole_rows
from events.models import Event
from insights import misses
from insights.models import Insight, Note
from insights.search.highlights import set_hits
from insights.search.indexes import INSIGHTS, MEETINGS, NOTES, Index
from insights.search.ranking import nearly
from insights.search.ranking import search as ranked
from insights.search.words import meant, nearest_name

INSIGHTS_SHOWN = 6
MOST = {INSIGHTS: INSIGHTS_SHOWN + 1, MEETINGS: SHOWN, NOTES: 2 * SHOWN}
FEWEST_LETTERS = 2

Numbers = dict[Index, list[int]]
Names = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class Way:
    """Another search: its words, and its address."""

    words: str
    address: str


@dataclass
class Found:
    """What a search found, a few of each kind; `near` where nothing holds all the words, but some hold most."""

    insights: list[Any] = field(default_factory=list)
    meetings: list[Event] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    articles: list[Note] = field(default_factory=list)
    names: Names = field(default_factory=dict)
    near: bool = False
    more: bool = False

    def __bool__(self) -> bool:
        return any((self.insights, self.meetings, self.notes, self.articles, *self.names.values()))


@require_safe
@kept_for_visitors
def search(request: HttpRequest) -> HttpResponse:
    filters = InsightFilters(request.GET, request.user)
    typed = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    context: dict[str, Any] = {"q": typed, "filters": filters}
    if filters.narrowed or filters.unknown:
        found = find(filters)
        if not found:
            _count(request, typed)
            context |= other_ways(filters)
            found = find(filters, near=True) if len(filters.terms.wanted) > 1 else found
        context["found"] = found
    return render(request, "betterway/search.html", context)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Names of what has a page and begins, in one of its words, with what is being typed: eight, as JSON."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    found: dict[str, list[Any]] = {}
    if len(typed) >= FEWEST_LETTERS:
        rows = {
            **named_rows(request.user),
            "meetings": Event.objects.visible_to(request.user).annotate(called=F("title")),
        }
        found = together({group: _begins(some, typed) for group, some in rows.items()})
    names = sorted(
        {(rank, name) for some in found.values() for rank, name in some}, key=lambda row: (row[0], row[1].casefold())
    )
    return JsonResponse({"names": [name for _, name in names[:SHOWN]]})


def _begins(rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
    first = Q(called__istartswith=typed)
    rank = Case(When(first, then=0), default=1, output_field=IntegerField())
    return (
        rows.filter(first | Q(called__icontains=f" {typed}"))
        .annotate(rank=rank)
        .order_by("rank")
        .values_list("rank", "called")[:SHOWN]
    )


def _count(request: HttpRequest, typed: str) -> None:
    """Only members' searches count: what robots try is nobody's question."""
    if request.user.is_authenticated and request.method == "GET":
        misses.count(typed, at=timezone.now())


def other_ways(filters: InsightFilters) -> dict[str, Any]:
    """Ways on from a search that found nothing: what may have been meant, and the same words without the filters."""
    ways: dict[str, Any] = {}
    if guess := meant(filters["q"]):
        for given in ({**filters.given, "q": guess}, {"q": guess}):
            if "meant" not in ways and find(InsightFilters(QueryDict(urlencode(given)), filters.member)):
                ways["meant"] = Way(guess, f"?{urlencode({name: value for name, value in given.items() if value})}")
    if filters.chosen and filters["q"]:
        ways["without_filters"] = Way(filters["q"], f"?{urlencode({'q': filters['q']})}")
    rows = named_rows(filters.member)
    ways["unknown"] = [
        (word, said, nearest_name(said, rows[GROUPS[name]].values_list("called", flat=True)) if name in GROUPS else "")
        for name, word, said in filters.unknown
    ]
    return ways


def find(filters: InsightFilters, *, near: bool = False) -> Found:
    """What holds all the words typed, under the filters typed with them; `near`, what holds most. Five queries.

    Where only filters or -words were typed, the newest insights and meetings that they leave.
    """
    names: Names = {}
    if near:
        numbers = _with_most_words(filters)
    elif filters.terms.wanted:
        numbers, names = _with_all_words(filters)
    else:
        numbers = _newest(filters)
    whole = {  # of rows that have passed the gate: see _left
        INSIGHTS: Insight.objects.with_context(),
        MEETINGS: Event.objects.select_related("cell"),
        NOTES: Note.objects.select_related("event__cell"),
    }
    rows = {index: whole_rows(numbers[index], whole[index]) for index in MOST}
    set_hits(rows, filters.terms.wanted, some=near)
    return Found(
        insights=rows[INSIGHTS][:INSIGHTS_SHOWN],
        meetings=rows[MEETINGS],
        notes=[note for note in rows[NOTES] if note.event_id][:SHOWN],
        articles=[note for note in rows[NOTES] if not note.event_id][:SHOWN],
        names=names,
        near=near,
        more=len(rows[INSIGHTS]) > INSIGHTS_SHOWN,
    )


def _left(filters: InsightFilters) -> dict[Index, QuerySet[Any]]:
    """What the filters leave of what the viewer may see; bare rows, that are cheap to sort."""
    user = filters.member
    return {
        INSIGHTS: filters.narrow(insights_for(user)),
        MEETINGS: filters.narrow_meetings(Event.objects.visible_to(user)),
        NOTES: filters.narrow_notes(Note.objects.visible_to(user).filter(state=Note.State.PUBLISHED)),
    }


def _with_all_words(filters: InsightFilters) -> tuple[Numbers, Names]:
    """The best of each kind, and what is called so: one query."""
    lists = {
        index.name: ranked(index, rows, filters.terms).values_list("score", Value(""), Cast("pk", CharField()))
        for index, rows in _left(filters).items()
    }
    names = {} if filters.chosen else names_like(" ".join(filters.terms.wanted), filters.member)
    found = together({**{index.name: lists[index.name][:most] for index, most in MOST.items()}, **names})
    best = {index: sorted(((score, int(pk)) for score, _, pk in found[index.name]), reverse=True) for index in MOST}
    return (
        {index: [pk for _, pk in rows] for index, rows in best.items()},
        {group: [{"name": name, "slug": slug} for _, name, slug in sorted(found[group])] for group in names},
    )


def _with_most_words(filters: InsightFilters) -> Numbers:
    left = _left(filters)
    return {index: [row.pk for row in nearly(index, left[index], filters.terms, most)] for index, most in MOST.items()}


def _newest(filters: InsightFilters) -> Numbers:
    """The newest insights and meetings, where only filters or -words were typed."""
    if not filters.terms.unwanted and not filters.chosen:
        return {index: [] for index in MOST}
    left = _left(filters)
    ways = {INSIGHTS: ("-approved_at", "-pk"), MEETINGS: (F("starts_at").desc(nulls_last=True), "-pk")}
    rows = {index: index.lacking(left[index], filters.terms.unwanted).order_by(*way) for index, way in ways.items()}
    return {NOTES: [], **{index: list(rows[index].values_list("pk", flat=True)[: MOST[index]]) for index in rows}}
