"""Points that may have been made before: a convenor says of two whether they say the same, are related, or neither."""

from __future__ import annotations

import re

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from insights import echoes, meaning
from insights.models import Echo, EchoQuerySet, Insight
from people.convening import row_number

PAGE = 20
SAID = {
    Echo.Kind.SAME.value: "Each now shows the other: the same point, said again.",
    Echo.Kind.RELATED.value: "Each now shows the other as related.",
    "": "They are not shown together.",
}
NUMBER = re.compile(r"(?:.*/insights/)?(\d{1,18})(?:/.*)?", re.DOTALL)


@require_http_methods(["GET", "HEAD", "POST"])
def to_decide(request: HttpRequest) -> HttpResponse:
    """All that is proposed of the convenor's own points, the likeliest first."""
    if request.method == "POST":
        _decide(request)
        return redirect("admin:insights_insight_to_decide")
    rows = _whole(Echo.objects.editable_by(request.user).to_decide())
    facts = {"page": Paginator(rows, PAGE).get_page(request.GET.get("page")), "meaning": meaning.is_here()}
    return _page(request, "admin/insights/echoes.html", "Points that may have been made before", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def of_insight(request: HttpRequest, pk: int) -> HttpResponse:
    """What one point is put together with, what is proposed for it, and a box for the address of another."""
    insight = get_object_or_404(Insight.objects.editable_by(request.user), pk=pk)
    typed = request.POST.get("other", "").strip()
    if request.method == "POST" and (_put_together(request, insight, typed) if typed else _decide(request)):
        return redirect("admin:insights_insight_echoes_of", pk)
    rows = Echo.objects.editable_by(request.user).of([pk])
    facts = {"insight": insight, "proposed": _whole(rows.to_decide()), "confirmed": _whole(rows.confirmed())}
    return _page(request, "admin/insights/echoes_of.html", "Where else this was said", {**facts, "typed": typed})


def _whole(rows: EchoQuerySet) -> EchoQuerySet:
    ends = (f"{end}__note__event__cell" for end in ("one", "other"))
    return rows.select_related(*ends).defer("one__note__text", "other__note__text")


def _page(request: HttpRequest, template: str, title: str, facts: dict[str, object]) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **facts})


def _decide(request: HttpRequest) -> bool:
    """Do what the pressed button says ("same 12", "related 12", "neither 12")."""
    verb, _, number = request.POST.get("do", "").partition(" ")
    echo = get_object_or_404(Echo.objects.editable_by(request.user), pk=row_number(number))
    kind = verb if verb in Echo.Kind.values else ""
    try:
        echoes.decide(echo, kind, by=request.user, at=timezone.now())
    except echoes.EchoError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, SAID[kind])
    return True


def _put_together(request: HttpRequest, insight: Insight, typed: str) -> bool:
    """Put the insight together with the one whose number or address was typed; whether that went well."""
    found = NUMBER.fullmatch(typed)
    others = Insight.objects.visible_to(request.user).published().exclude(pk=insight.pk)
    other = others.filter(pk=row_number(found[1])).first() if found else None
    if other is None:
        messages.error(request, "No other point has this address or number. The number is the one on its receipt.")
        return False
    kind = Echo.Kind.RELATED if request.POST.get("do") == "related" else Echo.Kind.SAME
    try:
        echoes.put_together(insight, other, kind, by=request.user, at=timezone.now())
    except echoes.EchoError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, SAID[kind])
    return True
