"""Making a round-up: which days, which topics, what it would hold, and the button that makes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.models import Topic
from insights import collecting, round_ups
from insights.collecting import CollectingError
from insights.collection_forms import PeriodForm
from insights.models import Insight

TOPICS_OFFERED = 40


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_up(request: HttpRequest) -> HttpResponse:
    if not request.user.is_convenor:
        raise PermissionDenied
    since, until = round_ups.last_quarter(timezone.localdate())
    given: Any = request.POST or request.GET or {"since": since, "until": until}
    form = PeriodForm(given, topics=Topic.objects.all())
    facts: dict[str, Any] = {"form": form}
    if form.is_valid():
        insights = round_ups.of_period(request.user, *form.period)
        facts["chosen"] = chosen = list(form.cleaned_data["topics"])
        there = list(round_ups.topics_of(insights))
        facts["topics"] = [topic for place, topic in enumerate(there) if place < TOPICS_OFFERED or topic in chosen]
        try:
            facts["groups"] = groups = round_ups.gather(insights, round_ups.in_order(there, chosen))
            gathered = Insight.objects.filter(pk__in=[one.pk for group in groups for one in group.insights])
            facts["for_members"] = collecting.number_for_members(gathered)
            if request.method == "POST" and request.POST.get("do") != "show":
                title = round_ups.title_of(*form.period)
                made = round_ups.make(request.user, title, groups, at=timezone.now())
                messages.success(request, "Here it is. Only you see it until you say otherwise.")
                return redirect(made.edit_url)
        except CollectingError as error:
            facts["error"] = str(error)
    return render(request, "insights/round_up.html", facts)
