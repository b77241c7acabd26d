"""The page behind a speaker's private link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from insights import says
from insights.forms import SayForm
from insights.models import Say
from insights.reading import Reading, ties_of

THANKS = {
    Say.Answer.FINE: "Thank you. We have noted that it is fine as it stands.",
    Say.Answer.CHANGE: "Thank you. A convenor will look at what you want changed.",
    Say.Answer.UNNAMED: "Thank you. Your name no longer stands beside what you said, and the note waits until it is "
    "out of the words too.",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def say_detail(request: HttpRequest, token: str) -> HttpResponse:
    """The draft with a speaker's own points and three buttons: looking at it, as mail scanners do, changes nothing."""
    say = says.say_of(token, at=timezone.now())
    if say is None:
        return _private(render(request, "insights/say_over.html", status=410))
    form = SayForm(request.POST or None, initial={"text": say.text})
    if request.method == "POST" and form.is_valid() and _answer(request, say, form):
        return redirect("insights:say-detail", token)
    return _private(render(request, "insights/say_detail.html", {"say": say, "form": form, **_draft(say)}))


def _answer(request: HttpRequest, say: Say, form: SayForm) -> bool:
    try:
        done = says.answer(say, **form.cleaned_data, at=timezone.now())
    except says.SayError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, THANKS[Say.Answer(done.answer)])
    return True


def _draft(say: Say) -> dict[str, object]:
    points = says.points_of(say)
    ties = ties_of(points, href=lambda insight: f"#point-{insight.pk}")
    return {"points": points, "html": Reading(say.note.text, say.note.title).html(ties)}


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
