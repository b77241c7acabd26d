"""What the engine gives back: frozen records whose every offset is exact.

`start` and `end` are offsets in Unicode code points into the text that was given to `extract`, `end` exclusive; for
whatever carries words, `text[start:end]` is those words as they stand, marks and line breaks inside them included.
The names of people and organisations are shown with plain single spaces.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text; the base of everything that stands somewhere."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SeriesPosition:
    """Where a meeting stands among meetings that belong together: "the second of two meetings"."""

    position: int | None
    of: int | None
    other_title: str | None = None


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What a note states about its own meeting.

    `date` is given only where day, month and year are stated; `date_text` is the date as written. `cell` is a
    canonical name of `vocabulary.CELLS`, or the name as written. `format` is one of "cell meeting", "roundtable",
    "gathering", "workshop", "group meeting", "series event" and "other".
    """

    date: datetime.date | None
    date_text: str | None
    cell: str | None
    format: str
    series: SeriesPosition | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A position at an organisation as stated in the note; either may be missing. `former` for what is over."""

    position: str | None
    organisation: str | None
    former: bool = False


@dataclass(frozen=True, slots=True)
class FoundPerson(Span):
    """Someone who spoke at or is named in a note; the offsets are those of the first mention.

    `roles` holds the stated one first; `position` and `organisation` are the first affiliation's, several joined
    with "; ". `spoke` says that they presented, introduced, responded, read or are quoted.
    """

    name: str
    roles: tuple[str, ...]
    position: str | None
    organisation: str | None
    spoke: bool
    affiliations: tuple[Affiliation, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundOrganisation(Span):
    """A charity, council, company, public body… named in a note; the offsets are those of the first mention."""

    name: str


@dataclass(frozen=True, slots=True)
class Section(Span):
    """A part of a note.

    `kind` is "introduction", "summary", "presentation", "discussion", "conclusion", "future meetings", "verse" or
    "other"; `speaker` is whose it is, several joined with "; ".
    """

    kind: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class FoundInsight(Span):
    """A point that a convenor may want to keep; `text` is the slice of the note, to the letter.

    `kind` is "point", "recommendation", "example", "question", "statistic" or "quotation". `by` is whom the note
    attributes it to and `basis` why: "explicit" (named in these words), "pronoun" ("she said"), "inherited" (stands
    in that speaker's part), "collective" (said in discussion) or "none". `salience` lies between 0 and 1 and only
    orders suggestions; `reasons` says in plain words what it rests on. `listed` marks a point with a mark of its own.
    """

    text: str
    kind: str
    by: str | None
    basis: str
    salience: float
    reasons: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True)
class FutureMeeting(Span):
    """A meeting that the note announces; `date` only where the year is stated."""

    date: datetime.date | None
    date_text: str
    time_text: str
    title: str


@dataclass(frozen=True, slots=True)
class FoundWarning(Span):
    """Something to look at before the note goes public.

    `kind` is "contact" (an e-mail address, a telephone number or a house), "private name" (someone known
    by first name only, or as a service user), "anonymous quote" or "truncated" (the text breaks off).
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Document(Span):
    """One note or article, from the start of its title to the end of its last words.

    Every tuple is sorted by start. Insights and sections never overlap within their tuple; people, organisations and
    warnings may. `event` is None for an article. `fingerprint` is that of the note's own words.
    """

    source: str
    kind: str
    title: str
    title_start: int
    title_end: int
    topics: tuple[str, ...]
    event: EventFacts | None
    people: tuple[FoundPerson, ...]
    organisations: tuple[FoundOrganisation, ...]
    sections: tuple[Section, ...]
    insights: tuple[FoundInsight, ...]
    future_meetings: tuple[FutureMeeting, ...]
    warnings: tuple[FoundWarning, ...]
    fingerprint: str
