"""People who took part in meetings, as far as they may be named."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from betterway.pages.counts import insights_for, people_for
from betterway.pages.following import following_of
from betterway.pages.keeping import kept_for_visitors
from betterway.pages.paging import WholePaginator
from events.models import Speaker
from people.models import Affiliation, Person

MEETINGS = 50  # on a page


@require_safe
@kept_for_visitors
def person_list(request: HttpRequest) -> HttpResponse:
    rows = Person.objects.visible_to(request.user)
    page = WholePaginator(rows, people_for(request.user), 60).get_page(request.GET.get("page"))
    return render(request, "people/person_list.html", {"page": page})


@require_safe
@kept_for_visitors
def person_detail(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    person = get_object_or_404(people_for(user), slug=slug)
    speeches = Speaker.objects.named_to(user).filter(person=person).select_related("event__cell")
    speeches = speeches.order_by(F("event__starts_at").desc(nulls_last=True), "-pk")
    insights = insights_for(user).by(person).with_context()
    latest = F("note__event__starts_at").desc(nulls_last=True)
    context = {
        "person": person,
        "following": following_of(request, person),
        "speeches": _meetings(speeches, person.event_count).get_page(request.GET.get("meetings")),
        "page": Paginator(insights.order_by(latest, "order", "pk"), 30).get_page(request.GET.get("page")),
        "affiliations": Affiliation.objects.visible_to(user).filter(person=person).select_related("organisation"),
    }
    return render(request, "people/person_detail.html", context)


def _meetings(speeches: QuerySet[Speaker], number: int) -> Paginator:
    """Pages of a person's appearances; how many there are stands beside the person already."""
    pages = Paginator(speeches, MEETINGS)
    pages.__dict__["count"] = number
    return pages
