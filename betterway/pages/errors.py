"""Pages for what went wrong, in the look of the others."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from insights.models import Insight, Withdrawal
from people.convening import row_number


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A 404 that offers a search for the words of the address; a 410 where a note or an insight was withdrawn."""
    if request.path.startswith(reverse("api:index")):
        return JsonResponse({"detail": "Not Found"}, status=404)
    if withdrawal := _withdrawal(request):
        response = render(request, "410.html", {"withdrawal": withdrawal}, status=410)
        add_never_cache_headers(response)  # it may be published again
        return response
    words = request.path.rstrip("/").rsplit("/", 1)[-1].replace("-", " ")
    return render(request, "404.html", {"words": words[:80]}, status=404)


class NotAllowedMiddleware:
    """A page in words where a browser shows what a view does not answer: without it, a 405 is empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response


def _withdrawal(request: HttpRequest) -> Withdrawal | None:
    """Why there is nothing at the address of a note or an insight any more, for those who could read it before."""
    match = request.resolver_match
    words = match.kwargs if match else {}
    pages = {
        "note-detail": Q(note__event__slug=words.get("slug")),
        "article-detail": Q(note__slug=words.get("slug")),
        "insight-detail": _of_insight(row_number(str(words.get("pk")))),
        "insight-by-number": _of_insight(row_number(str(words.get("pk")))),
    }
    if match is None or match.namespace != "insights" or match.url_name not in pages:
        return None
    told = Withdrawal.objects.told_to(request.user).filter(pages[match.url_name])
    return told.order_by("-withdrawn_at").first()


def _of_insight(pk: int) -> Q:
    """Its own withdrawal, or that of the note that it was public with."""
    public = Insight.objects.filter(pk=pk, state=Insight.State.PUBLISHED)
    return Q(insight=pk) | Q(note__in=public.values("note"))
