"""Where a note and its insights name a speaker whom the public is not to know by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.db.models import Q

from events.models import Attribution, Event, Speaker, Topic, lowest_attribution
from insights import naming
from insights.models import Insight, Note, Passage
from insights.reading import Reading


@dataclass(frozen=True)
class Named:
    """A place that names a speaker who is to be named less: in the note, around it, in an insight or its receipt.

    `words` is the name as it stands there, `times` how often, `start` and `end` where it can be shown in the note.
    `sure`: it can be nobody else; a first name or a surname alone may be another person's.
    """

    speaker: Speaker
    level: str
    where: str  # "note", "around", "statement", "lines"
    words: str
    times: int
    sure: bool
    insight: Insight | None = None
    start: int | None = None
    end: int | None = None

    @property
    def key(self) -> str:
        """What stays the same for as long as the name stands there as often."""
        row = self.insight.pk if self.insight else ""
        return f"name:{self.speaker.pk}:{self.where}:{row}:{self.times}:{self.words}"[:200]


def named_in(note: Note, insights: Sequence[Insight]) -> Iterator[Named]:
    """Every way in which the note, what stands around it, or one of its insights names a hidden speaker.

    Queries: the speakers; the topics where one of them is hidden; an earlier revision for each passage that
    rests on one. Insights with their passages prefetched cost none.
    """
    if note.event is None:
        return
    speakers = list(note.event.speakers.select_related("person"))
    levels = {s.pk: lowest_attribution(note.event.attribution, s.attribution) for s in speakers}
    lowered = {i.pk for i in insights if i.speaker_id in levels and _own(i, levels[i.speaker_id]) != Attribution.NAMED}
    if not lowered and all(level == Attribution.NAMED for level in levels.values()):
        return
    around, lines = _around(note, note.event, insights), _Lines(note)
    for speaker in speakers:
        if levels[speaker.pk] != Attribution.NAMED:
            yield from _named(speaker, levels[speaker.pk], "note", lines.searched(note.text))
            yield from _named(speaker, levels[speaker.pk], "around", lines.searched(around))
        for insight in insights:
            yield from _named_by(insight, speaker, levels[speaker.pk], around, lines)


def named_by(insight: Insight, topics: Iterable[str] = ()) -> Iterator[Named]:
    """Every way in which one insight, as it is to be, names a hidden speaker: its wording, `topics` and receipt."""
    event = insight.note.event
    if event is None:
        return
    lines = _Lines(insight.note)
    around = " / ".join([*_titles(insight.note, event), *topics])
    for speaker in event.speakers.select_related("person"):
        level = lowest_attribution(event.attribution, speaker.attribution)
        yield from _named_by(insight, speaker, level, around, lines)
        if level != Attribution.NAMED:
            yield from _named(speaker, level, "around", lines.searched(" / ".join(topics)))


def _own(insight: Insight, level: str) -> str:
    return lowest_attribution(level, insight.attribution)


def _named_by(insight: Insight, speaker: Speaker, general: str, around: str, lines: _Lines) -> Iterator[Named]:
    """Where the insight names the speaker; `general` is the speaker's level at the meeting as a whole."""
    level = _own(insight, general) if insight.speaker_id == speaker.pk else general
    if level == Attribution.NAMED:
        return
    yield from _named(speaker, level, "statement", lines.searched(insight.statement), insight)
    alone = general == Attribution.NAMED  # only this insight is not to be credited by name
    if alone:
        yield from _named(speaker, level, "around", lines.searched(around), insight)
    for passage in insight.passages.all():
        shown = lines.searched(lines.of(passage, today=alone))
        start, end = lines.place(passage)
        for named in _named(speaker, level, "lines", shown, insight):
            yield replace(named, start=start, end=end)


def _named(
    speaker: Speaker, level: str, where: str, searched: naming.Searched, insight: Insight | None = None
) -> Iterator[Named]:
    """One `Named` for each form of the name in the text, at its first place; in full is told before the rest."""
    first: dict[str, naming.Found] = {}
    times: Counter[str] = Counter()
    for found in naming.places(speaker.person, searched):
        words = " ".join(searched.text[found.start : found.end].split())
        if words not in first or (found.sure and not first[words].sure):
            first[words] = found
        times[words] += 1
    for words, found in sorted(first.items(), key=lambda form: (not form[1].sure, form[1].start)):
        start, end = (found.start, found.end) if where == "note" else (None, None)
        yield Named(speaker, level, where, words, times[words], found.sure, insight, start, end)


def _around(note: Note, event: Event, insights: Sequence[Insight]) -> str:
    rows = {"event": [event.pk], "note": [note.pk], "insight": [insight.pk for insight in insights]}
    on = Q()
    for model, pks in rows.items():
        on |= Q(items__content_type__model=model, items__object_id__in=pks)
    topics = Topic.objects.filter(on).distinct().values_list("name", flat=True)
    return " / ".join([*_titles(note, event), *topics])


def _titles(note: Note, event: Event) -> list[str]:
    """What stands over and beside the note on its pages; the end of the address too, where any word may be a name."""
    series, address = event.series.title if event.series else "", event.slug.title()
    return [note.title, note.byline, event.title, event.summary, event.description, event.place, address, series]


class _Lines:
    """What the receipts of a note's insights show: the quoted words with the lines around them.

    `searched` makes a text ready for the search of names, each text once.
    """

    def __init__(self, note: Note) -> None:
        self.note = note
        self.searched = cache(naming.Searched)
        self._read: dict[str, Reading] = {}

    def of(self, passage: Passage, *, today: bool) -> str:
        """The words of the passage's receipt; nothing for one that stands in today's text, unless `today`."""
        if self._stands_in(self.note.text, passage):
            return self._shown(self.note.text, passage) if today else ""
        if self._stands_in(passage.revision.text, passage):
            return self._shown(passage.revision.text, passage)
        return f"{passage.prefix}{passage.quote}{passage.suffix}"

    def place(self, passage: Passage) -> tuple[int | None, int | None]:
        """Where the passage can be shown in today's text, if it can."""
        stands = self._stands_in(self.note.text, passage)
        return (passage.start, passage.end) if stands else (None, None)

    def _stands_in(self, text: str, passage: Passage) -> bool:
        return text[passage.start : passage.end] == passage.quote

    def _shown(self, text: str, passage: Passage) -> str:
        reading = self._read.setdefault(text, Reading(text, self.note.title))
        before, after = reading.around(passage.start, passage.end)
        return f"{before} {reading.says(passage.start, passage.end) or passage.quote} {after}"
