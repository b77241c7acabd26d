"""RULES: how an insight is cited: who said it as far as they may be named, where, when, and its permanent address."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from insights.attribution import credit_of
from insights.models import Insight
from people.dates import day

MARKS = re.compile(r"([\\`*_\[\]<>#~|]|&(?=#?\w+;)|^[-+=])")
NUMBERED = re.compile(r"^(\d+)([.)])")


@dataclass(frozen=True)
class Citation:
    """The same citation as plain text and as Markdown."""

    plain: str
    markdown: str


def citation_of(insight: Insight, network: str) -> Citation:
    """The citation of an insight, for whoever may see it. Reads what `with_context()` fetches; writes nothing."""
    credit, note = credit_of(insight), insight.note
    moment = note.event.starts_at if note.event else note.written_on
    # An address by number stays where statement and title change.
    address = settings.BASE_URL + reverse("insights:insight-by-number", args=[insight.pk])
    parts = [credit.line if credit else "", note.title, network, day(moment)]
    source = ", ".join(filter(None, parts))
    marked = f"“{markdown_of(insight.statement)}” {markdown_of(source)}. [Insight {insight.pk}]({address})"
    return Citation(f"“{insight.statement}” {source}. {address}", marked)


def markdown_of(text: str) -> str:
    """A line of text so that Markdown takes no sign in it for a mark."""
    return NUMBERED.sub(r"\1\\\2", MARKS.sub(r"\\\1", text))
