"""The admin as convenors have it: entered by login code, without the pages that set passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.decorators import method_decorator

from betterway.waiting import Waiting

OURS = ["insights", "events", "people"]  # in the order of the first page


class ConvenorSite(admin.AdminSite):
    site_header = "For convenors"
    site_title = "For convenors"
    index_title = "What would you like to do?"
    site_url = "/"
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in the network's own records; what libraries bring (groups, tags, tasks) stays out."""
        rows = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        super().register([model for model in rows if model._meta.app_label in OURS], admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.is_convenor)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # "view_on_site" would lead to, and so tell the address of, rows that the convenor may not see
        gone = {"password_change", "password_change_done", "view_on_site"}
        return [url for url in super().get_urls() if getattr(url, "name", None) not in gone]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The first page begins with what waits for whoever opens it."""
        waiting = Waiting(request.user, timezone.now())
        return super().index(request, {"waiting": waiting, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """What was learned first, then meetings, then people; within each, as registered."""
        found = self._build_app_dict(request)
        listed = [found[label] for label in OURS if label in found and app_label in (None, label)]
        models = list(self._registry)
        for app in listed:
            app["models"].sort(key=lambda row: models.index(row["model"]))
        return listed

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Only a convenor's login gets past the decorator; what arrives here is already logged in."""
        return redirect("admin:index")
