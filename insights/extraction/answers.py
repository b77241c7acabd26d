"""Documents as the JSON that `extract FILE… --json` prints."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

from insights.extraction.records import Document, EventFacts


def as_json(documents: Iterable[Document]) -> dict[str, Any]:
    """{"documents": [...]} of plain values only: dates as ISO text, offsets as numbers, tuples as lists."""
    return {"documents": [_document(document) for document in documents]}


def _document(document: Document) -> dict[str, Any]:
    out: dict[str, Any] = _plain(dataclasses.asdict(document))
    out["event"] = _event(document.event)
    return out


def _event(event: EventFacts | None) -> dict[str, Any] | None:
    if event is None:
        return None
    out: dict[str, Any] = _plain(dataclasses.asdict(event))
    out["series"] = out["series"] or {"position": None, "of": None, "other_title": None}
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
