"""The engine: text in, frozen records out; no Django, database, settings, clock or network.

    >>> from insights.extraction import as_json, extract
    >>> documents = extract(text, source="note.txt")

`records` says what comes back. The way through: `blocks` cuts the text, `documents` parts a feed, `outline` tells
headings from points, `people` and `organisations` find who is named, `attribution` whose words are whose, `points`
what is worth keeping, `events` what the note says of its meeting. Every word they go by stands in `vocabulary`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from insights.extraction.answers import as_json
    from insights.extraction.extractor import extract

__all__ = ["as_json", "extract"]


def __getattr__(name: str) -> Any:
    """Import the two ways in when they are first used, so that `insights.extraction.folding` costs little."""
    if name == "extract":
        from insights.extraction.extractor import extract

        return extract
    if name == "as_json":
        from insights.extraction.answers import as_json

        return as_json
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
