"""What an insight rests on, passage by passage: its words, the lines around them, and whether they still stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from insights.models import Insight, NoteRevision, Passage
from insights.reading import Reading, plain


@dataclass(frozen=True)
class Receipt:
    """A passage as its receipt shows it; `state` names the template that says how the words stand today."""

    passage: Passage
    quote: str
    before: str
    after: str
    state: str
    until: dt.datetime | None

    @property
    def template(self) -> str:
        return f"insights/_stamp_{self.state.replace(' ', '_')}.html"


def receipts_of(insight: Insight) -> list[Receipt]:
    """The receipts of an insight, in the order of the note: one query for its passages and their revisions."""
    later = NoteRevision.objects.filter(note=OuterRef("note"), number__gt=OuterRef("revision__number"))
    passages = insight.passages.select_related("revision").annotate(
        until=Subquery(later.order_by("number").values("made_at")[:1])
    )
    read: dict[str, Reading] = {}
    return [_receipt(passage, insight, read) for passage in passages]


def short_receipts_of(insight: Insight) -> list[Receipt]:
    """As `receipts_of`, without the lines around the words and until when they stood: no query for those prefetched."""
    return [Receipt(one, plain(one.quote), "", "", _state(one), None) for one in insight.passages.all()]


def _receipt(passage: Passage, insight: Insight, read: dict[str, Reading]) -> Receipt:
    for text in (insight.note.text, passage.revision.text):
        if text[passage.start : passage.end] == passage.quote:
            reading = read.setdefault(text, Reading(text, insight.note.title))
            before, after = reading.around(passage.start, passage.end)
            quote = reading.says(passage.start, passage.end) or plain(passage.quote)
            return Receipt(passage, quote, before, after, _state(passage), passage.until)  # type: ignore[attr-defined]
    before, after = plain(passage.prefix), plain(passage.suffix)
    return Receipt(passage, plain(passage.quote), before, after, _state(passage), passage.until)  # type: ignore[attr-defined]


def _state(passage: Passage) -> str:
    return "redacted" if passage.is_redacted else passage.state
