"""Pages for what went wrong, in the look of the others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A 404 that offers a search for the words of the address."""
    words = request.path.rstrip("/").rsplit("/", 1)[-1].replace("-", " ")
    return render(request, "404.html", {"words": words[:80]}, status=404)
