"""Sentences with links in them, to be flashed on the next page."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


def sentence(template: str, facts: dict[str, Any]) -> SafeString:
    """What the template says, without the line end of its file; its links are links still (`strip` loses that)."""
    return mark_safe(render_to_string(template, facts).strip())  # noqa: S308  # the template has escaped it
