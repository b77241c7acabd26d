"""The page on which network convenors let in who would like to join; its buttons stand on the first page too."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from people import joining
from people.convening import row_number
from people.models import Member
from people.typed import local_path

A_PAGE = 50
UNDO_DAYS = 30


@require_http_methods(["GET", "HEAD", "POST"])
def would_like_to_join(request: HttpRequest) -> HttpResponse:
    """Everyone who waits for a word, and whom a word was said about lately."""
    if not request.user.is_network_convenor:
        raise PermissionDenied
    refused = ""
    if request.method == "POST":
        refused = _answer(request)
        if not refused:
            return redirect(local_path(request.POST.get("then", "")) or request.get_full_path())
    page = Paginator(Member.objects.asking(), A_PAGE).get_page(request.GET.get("page"))
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    lately = Member.objects.here().filter(decided_at__gte=since).select_related("decided_by").order_by("-decided_at")
    facts = {"title": "Would like to join", "page": page, "lately": lately[:A_PAGE]}
    facts |= {"refused": refused, "about": request.POST.get("member"), "why": request.POST.get("why", "")}
    return TemplateResponse(request, "admin/people/joining.html", {**admin.site.each_context(request), **facts})


def _answer(request: HttpRequest) -> str:
    """Do what the button says; returns what is missing, as a sentence, where what was typed is to be kept."""
    member = get_object_or_404(Member.objects.here(), pk=row_number(request.POST.get("member", "")))
    at, do = timezone.now(), request.POST.get("do", "")
    try:
        if do == "let_in":
            joining.let_in(member, by=request.user, at=at)
            messages.success(request, f"{member.name} is a member now. A mail that says so is on its way.")
        elif do == "not_now":
            joining.not_now(member, by=request.user, why=request.POST.get("why", ""), at=at)
            messages.success(request, f"{member.name} stays a guest for now. Your sentence is on its way by mail.")
        elif do == "undo":
            held_back = joining.undo(member, by=request.user, at=at)
            mail = "The mail about it has not left." if held_back else "They have had the mail about it already."
            messages.success(request, f"{member.name} waits for a decision again. {mail}")
    except joining.JoiningError as error:
        if do == "not_now":
            return str(error)
        messages.error(request, str(error))
    return ""
