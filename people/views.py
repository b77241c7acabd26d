from __future__ import annotations

from allauth.account.utils import perform_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people import logins


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def login_link(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """A page with a button: whatever follows links in mails to look at them does not use the link up."""
    member = logins.member_of(uidb64, token)
    if member is None:
        return render(request, "account/login_link_over.html", status=410)
    if request.method == "POST":
        return perform_login(request, member, redirect_url="/admin/" if member.is_convenor else "/")
    return render(request, "account/login_link.html", {"member": member})
