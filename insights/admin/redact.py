"""Removing words at somebody's request: the words and the reason, every place where they stand, and one button."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from insights import redacting
from insights.forms import RedactForm
from insights.models import Note, Redaction
from people.convening import count, row_number
from people.models import Person

RECORDS_SHOWN = 50


@never_cache
@sensitive_post_parameters("words", "reason")
@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: HttpRequest) -> HttpResponse:
    """The words travel in the body of a request only: never in an address, which logs keep."""
    form = RedactForm(request.POST or None, initial={"words": _names(request)})
    facts: dict[str, Any] = {"form": form, "note": _note(request)}
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == "remove":
                removed = redacting.redact(**form.cleaned_data, by=request.user, at=timezone.now())
                messages.success(request, _said(removed))
                return redirect("admin:insights_note_redact")
            facts |= _found(request, form)
        except redacting.RedactingError as error:
            form.add_error("reason" if not form.cleaned_data["reason"].strip() else "words", str(error))
    records = Redaction.objects.visible_to(request.user).select_related("made_by")
    facts |= {"title": "Remove words at request", "records": records[:RECORDS_SHOWN]}
    return TemplateResponse(request, "admin/insights/redact.html", {**admin.site.each_context(request), **facts})


def _note(request: HttpRequest) -> Note | None:
    """The note from which the convenor came."""
    number = request.GET.get("note", "")
    notes = Note.objects.editable_by(request.user).only("title")
    return get_object_or_404(notes, pk=row_number(number)) if number else None


def _names(request: HttpRequest) -> str:
    """Every name of the person from whose page the convenor came."""
    number = request.GET.get("person", "")
    if not number:
        return ""
    person = get_object_or_404(Person.objects.editable_by(request.user), pk=row_number(number))
    return "\n".join([person.name, *person.other_names.splitlines()])


def _found(request: HttpRequest, form: Form) -> dict[str, Any]:
    found = redacting.foresee(form.cleaned_data["words"], by=request.user)
    return {"found": found, "kinds": redacting.kinds_of(found), "unlisted": found.total - len(found.places)}


def _said(removed: redacting.Removed) -> str:
    notes = f", in {count(len(removed.notes), 'note')}" if removed.notes else ""
    left = " A name still stands on a person’s own page: ask a network convenor." if removed.left else ""
    return f"Removed from {count(removed.total, 'place')}{notes}. “Removed at request” stands there now.{left}"
