"""The admin as convenors have it: entered by login code, without the pages that set passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils.decorators import method_decorator


class ConvenorSite(admin.AdminSite):
    site_header = "For convenors"
    site_title = "For convenors"
    index_title = "What would you like to do?"
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_convenor)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        gone = {"password_change", "password_change_done"}
        return [url for url in super().get_urls() if getattr(url, "name", None) not in gone]

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Only a convenor's login gets past the decorator; what arrives here is already logged in."""
        return redirect("admin:index")
