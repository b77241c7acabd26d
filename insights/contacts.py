"""Where contact details stand outside a note's text: in a point's wording, and in what stands around the note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from insights.extraction.warnings import contacts_in
from insights.models import Flag, Insight, Note


@dataclass(frozen=True)
class Contact:
    """An e-mail address, a telephone number or a house as it is written, and where: `place`, or the `insight`."""

    words: str
    place: str
    insight: Insight | None = None

    @property
    def key(self) -> str:
        """What stays the same for as long as the same details stand in the same place."""
        where = self.insight.pk if self.insight else self.place
        return f"contact:{where}:{self.words}"[:200]


def around(note: Note) -> Iterator[Contact]:
    """Those in the titles, the summary and whatever else a convenor types about the note and its meeting.

    Those that are flagged in the text too are asked about there, once: one query where there are any.
    """
    found = [Contact(words, place) for place, text in _typed(note) for words in contacts_in(text)]
    if note.event:  # where people are to come to is told with its street
        found += [Contact(words, "the meeting’s place") for words in contacts_in(note.event.place, homes=False)]
    yield from _not_flagged(note, found)


def stated(note: Note, insights: Iterable[Insight]) -> Iterator[Contact]:
    """Those in the wording of points; else as `around`."""
    found = [Contact(words, "", insight) for insight in insights for words in contacts_in(insight.statement)]
    yield from _not_flagged(note, found)


def _not_flagged(note: Note, found: list[Contact]) -> list[Contact]:
    if not found:
        return []
    flagged = set(note.flags.filter(kind=Flag.Kind.CONTACT).values_list("text", flat=True))
    return [contact for contact in dict.fromkeys(found) if contact.words[:500] not in flagged]


def _typed(note: Note) -> Iterator[tuple[str, str]]:
    yield "the note’s title", note.title
    yield "the line of authors", note.byline
    if event := note.event:
        if event.title != note.title:
            yield "the meeting’s title", event.title
        yield "the meeting’s summary", event.summary
        yield "the meeting’s description", event.description
