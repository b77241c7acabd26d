"""What is worked out once for an edition of the archive, and kept until the next: lists' numbers, visitors' pages.

Nothing is kept longer than it is right: the edition changes with whatever a page shows (`betterway.editions`), and
what is kept for one viewer is shown to no other who might see less.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from betterway.editions import edition

Found = TypeVar("Found")
PACKING = GZipMiddleware(lambda request: HttpResponse())


def kept(request: HttpRequest, name: str, work_out: Callable[[], Found]) -> Found:
    """What `work_out` gives for whoever sees what the viewer sees, worked out once an edition: one query.

    `name` says what it is, with everything it depends on besides.
    """
    key = _key(request, _audience(request.user), name)
    found = caches["numbers"].get(key)
    if found is None:
        found = work_out()
        caches["numbers"].set(key, found)
    return found


def kept_for_visitors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, its pages kept for those who are not logged in; one that sets a cookie or has a form is not kept.

    They are kept packed, for those who take them so.
    """

    @wraps(view)
    def kept_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.COOKIES.keys() & {settings.SESSION_COOKIE_NAME, "messages"}:
            return view(request, *args, **kwargs)
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        key = _key(request, f"page {packed}", request.build_absolute_uri())
        page = caches["pages"].get(key)
        if page is None:
            page = PACKING.process_response(request, view(request, *args, **kwargs))
            patch_vary_headers(page, ["Cookie"])
            if page.status_code == 200 and not page.cookies and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
                caches["pages"].set(key, page)
        return page

    return kept_view


def _key(request: HttpRequest, *parts: str) -> str:
    """Short, whatever was typed; the edition is asked for once a request."""
    if not hasattr(request, "edition"):
        request.edition = edition()
    return blake2b("\n".join([request.edition, *parts]).encode(), digest_size=20).hexdigest()


def _audience(member: Any) -> str:
    """The same words for all who see the same: convenors see drafts of their own, others what their part may see."""
    if not member.is_authenticated or not member.is_member:
        return "visitors"
    if member.is_network_convenor:
        return "network convenors"
    return f"convenor {member.pk}" if member.is_convenor else "members"
