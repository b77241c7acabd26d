"""One search over everything, grouped; each group leads on to all of its kind, insights to their own list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from betterway.pages.facets import LONGEST
from betterway.pages.filters import GROUPS, InsightFilters, Unknown
from betterway.pages.finding import named_rows
from betterway.pages.found import ADDRESSES, HEADINGS, Found, find, page_of, with_numbers
from betterway.pages.keeping import kept_for_visitors
from betterway.pages.topics import counted_topics
from insights import misses
from insights.search.words import meant, nearest_name


@dataclass(frozen=True)
class Way:
    """Another search: its words, and its address."""

    words: str
    address: str


@dataclass(frozen=True)
class Slip:
    """A filter that names nothing, and what comes nearest to it."""

    unknown: Unknown
    nearest: Way | None


@require_safe
@kept_for_visitors
def search(request: HttpRequest) -> HttpResponse:
    filters = InsightFilters(request.GET, request.user)
    if request.GET.get("in") in HEADINGS and filters.terms.wanted:
        return _one_group(request, filters, request.GET["in"])
    context: dict[str, Any] = {"filters": filters, "q": typed_in(request)}
    if filters.narrowed or filters.unknown:
        context |= {"made": filters.made(), **_found(request, filters)}
    return render(request, "betterway/search.html", context)


def count_miss(request: HttpRequest) -> None:
    """Only members' searches count: what robots and guests try is nobody's question."""
    if request.user.is_authenticated and request.user.is_member and request.method == "GET":
        misses.count(typed_in(request), at=timezone.now())


def other_ways(filters: InsightFilters) -> dict[str, Any]:
    """Ways on from a search that found nothing: what may have been meant, and the same words without the filters."""
    ways: dict[str, Any] = {"slips": _slips(filters)}
    for guess in meant(filters["q"]):
        for given in ({**filters.given, "q": guess}, {"q": guess}):
            if "meant" not in ways and find(InsightFilters(QueryDict(urlencode(given)), filters.member)):
                ways["meant"] = Way(guess, f"?{urlencode({name: value for name, value in given.items() if value})}")
    if filters.chosen and filters["q"]:
        ways["without_filters"] = Way(filters["q"], f"?{urlencode({'q': filters['q']})}")
    return ways


def typed_in(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


def _found(request: HttpRequest, filters: InsightFilters) -> dict[str, Any]:
    found, ways = find(filters), {}
    if not found:
        count_miss(request)
        ways = other_ways(filters)
        found = find(filters, near=True) if len(filters.terms.wanted) > 1 else found
    return {"found": _with_counts(request, found), **ways}


def _with_counts(request: HttpRequest, found: Found) -> Found:
    """With how many insights each topic is on, where there are topics."""
    if any(some.group == "topics" for some in found.names):
        numbers = {topic.slug: topic.insight_count for topic in counted_topics(request)}
        found.names = with_numbers(found.names, numbers)
    return found


def _one_group(request: HttpRequest, filters: InsightFilters, group: str) -> HttpResponse:
    """All of one kind, a page at a time."""
    page = page_of(group, filters, request.GET.get("page"))
    context = {"filters": filters, "group": group, "heading": HEADINGS[group], "page": page, "made": filters.made()}
    return render(request, "betterway/search_group.html", context | {"address": ADDRESSES.get(group)})


def _slips(filters: InsightFilters) -> list[Slip]:
    rows = named_rows(filters.member) if filters.unknown else {}
    slips = []
    for unknown in filters.unknown:
        names = dict(rows[GROUPS[unknown.name]].values_list("called", "slug")) if unknown.name in GROUPS else {}
        near = nearest_name(unknown.said, names)
        slips.append(Slip(unknown, Way(near, filters.instead(unknown, near, names[near])) if near else None))
    return slips
