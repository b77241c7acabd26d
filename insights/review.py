"""What the review page shows: a note with its proposals marked, and what is to be settled before it is public."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from events.models import Attribution, Event, Speaker
from insights import lettering, publishing, reading, shaping, undoing
from insights.extraction import extract
from insights.forms import mark_of, shown
from insights.hearings import Hearing, hearings_of
from insights.lettering import Announced, Settling
from insights.models import DeskStep, Insight, Note, Passage
from insights.participants import Participant, name_ties, speakers_of
from insights.proposals import Group, Proposal, Typed, css_of, overlaps
from insights.shaping import in_order, place_of
from people.models import LookAlike, Member, Organisation

PROPOSALS_A_PAGE = 200  # seven fields each stay well under DATA_UPLOAD_MAX_NUMBER_FIELDS


@dataclass
class Desk:
    """The review page of one note, for one member. Each part asks the database once, however many rows it has."""

    note: Note
    member: Member
    page_number: Any = 1
    typed: Mapping[int, Typed] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    ticked_group: str = ""

    @cached_property
    def insights(self) -> list[Insight]:
        """All of the note's, in the order of its text."""
        return in_order(self.note.insights.defer("words").prefetch_related("passages"))

    @cached_property
    def page(self) -> Page:
        page = Paginator(self.insights, PROPOSALS_A_PAGE).get_page(self.page_number)
        page.object_list = list(page.object_list)
        prefetch_related_objects(page.object_list, "topics")
        return page

    @cached_property
    def proposals(self) -> list[Proposal]:
        return [self._proposal(insight) for insight in self.page]

    def _proposal(self, insight: Insight) -> Proposal:
        values, typed = shown(insight), self.typed.get(insight.pk)
        return Proposal(
            insight,
            self._numbers.get(f"w{insight.pk}"),
            typed.values if typed else values,
            mark_of(values),
            any(overlaps(insight, problem) for problem in self._blocking),
            typed.error if typed else "",
            str(insight.pk) in self.ticked or insight.pk in self._ticked_pks,
            shaping.cuts_of(insight) if insight.state == Insight.State.SUGGESTED else [],
            insight.pk in self._joinable,
        )

    @cached_property
    def _joinable(self) -> dict[int, Insight]:
        return shaping.joinable(self.insights)

    @cached_property
    def groups(self) -> list[Group]:
        """What can be ticked at once on this page: all proposals, the listed ones, the discussion, a speaker's."""
        open_ones = [i for i in self.page if i.state == Insight.State.SUGGESTED]
        names = dict(self.speaker_choices)
        groups = [
            Group("all", "all proposals", open_ones),
            Group("listed", "listed points", [i for i in open_ones if i.listed]),
            Group("discussion", "the discussion", [i for i in open_ones if self._in_discussion(i)]),
        ]
        by_speaker: dict[str, list[Insight]] = {}
        for insight in open_ones:
            by_speaker.setdefault(str(insight.speaker_id or ""), []).append(insight)
        groups += [Group(f"speaker-{pk}", names[pk], rows) for pk, rows in by_speaker.items() if pk in names]
        return [group for group in groups if group.insights]

    def _in_discussion(self, insight: Insight) -> bool:
        place = place_of(insight)
        return any(start <= place < end for start, end in self._discussion)

    @cached_property
    def _discussion(self) -> list[tuple[int, int]]:
        """Where the discussion stands in the text, as the engine tells; read once for each text."""
        key = f"discussion:{hashlib.sha256(self.note.text.encode()).hexdigest()}"
        return cache.get_or_set(key, lambda: discussion_of(self.note.text))

    @cached_property
    def _ticked_pks(self) -> set[int]:
        one_by_one = {int(pk) for pk in self.ticked_group.split(",") if pk.isdecimal()}
        return one_by_one | {i.pk for group in self.groups if group.name == self.ticked_group for i in group.insights}

    @cached_property
    def last_step(self) -> DeskStep | None:
        """What the member can take back."""
        return undoing.last_step(self.note, self.member)

    @cached_property
    def _ties(self) -> list[reading.Tie]:
        pages = {insight.pk: place // PROPOSALS_A_PAGE + 1 for place, insight in enumerate(self.insights)}
        return reading.ties_of(
            self.insights,
            prefix="w",
            href=lambda insight: self.address(pages[insight.pk], f"p{insight.pk}"),
            label="Proposal",
            css=css_of,
        )

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {tie.anchor: tie.number for tie in self._ties}

    def address(self, page: int, anchor: str) -> str:
        """Where on the review page something stands; within this page only the anchor."""
        if page == self.page.number:
            return f"#{anchor}"
        return f"{reverse('admin:insights_note_review', args=[self.note.pk])}?page={page}#{anchor}"

    @cached_property
    def text(self) -> SafeString:
        """The note with its proposals marked, the names in it, and what is to be settled."""
        ties = sorted([*self._ties, *self._places, *self._names], key=lambda tie: tie.start)
        return reading.Reading(self.note.text, self.note.title).html(ties)

    @property
    def _places(self) -> list[reading.Tie]:
        return lettering.ties_of(self.problems, self.meetings)

    @cached_property
    def _names(self) -> list[reading.Tie]:
        """Each place where somebody who took part, or an organisation, stands by name."""
        return name_ties(self.note.text, self.speakers, self.organisations)

    @cached_property
    def _named(self) -> set[str]:
        return {tie.anchor for tie in self._names}

    @cached_property
    def problems(self) -> list[Settling]:
        out = (Insight.State.SUGGESTED, Insight.State.WITHDRAWN)
        waiting = [insight for insight in self.insights if insight.state in out]
        found = publishing.problems_of(self.note, waiting, member=self.member)
        return [Settling(p, next(self._letters) if p.end else "") for p in found]

    @cached_property
    def _letters(self) -> Iterator[str]:
        return lettering.letters()

    @cached_property
    def _blocking(self) -> list[publishing.Problem]:
        return [settling.problem for settling in self.to_settle]

    @cached_property
    def event(self) -> Event | None:
        return self.note.event

    @property
    def event_facts(self) -> str:
        """When and in which cell: "Wednesday 18 March 2026 · Sharing and building power"."""
        if not self.event:
            return ""
        starts = self.event.starts_at
        day = date_format(timezone.localtime(starts), "l j F Y") if starts else "date not recorded"
        return " · ".join([day, str(self.event.cell or "no cell")])

    @cached_property
    def speakers(self) -> list[Speaker]:
        return list(speakers_of(self.event.pk, self.member)) if self.event else []

    @cached_property
    def hearings(self) -> list[Hearing]:
        """Each speaker's say on the draft, for admin/insights/_speakers_say.html."""
        return hearings_of(self.note, self.speakers)

    @property
    def can_ask_all(self) -> bool:
        """Whether more than one speaker could be sent the draft and has not been."""
        return sum(hearing.state == Hearing.NEW for hearing in self.hearings) > 1

    @property
    def attribution_choices(self) -> list[tuple[str, str]]:
        """How far the speaker of one point may be named; the empty value follows the speaker and the meeting."""
        return [("", "Like the speaker"), *((level.value, level.label.capitalize()) for level in Attribution)]

    @property
    def speaker_choices(self) -> list[tuple[str, str]]:
        return [(str(speaker.pk), speaker.person.name) for speaker in self.speakers]

    @property
    def kind_choices(self) -> list[tuple[str, str]]:
        return [(value, label.capitalize()) for value, label in Insight.Kind.choices]

    @cached_property
    def _look_alikes(self) -> list[LookAlike]:
        pairs = LookAlike.objects.editable_by(self.member).to_decide()
        pairs = pairs.filter(
            Q(person__in=[speaker.person_id for speaker in self.speakers])
            | Q(organisation__in=[organisation.pk for organisation in self.organisations])
        )
        return list(pairs.select_related("person", "other_person", "organisation", "other_organisation"))

    @cached_property
    def participants(self) -> list[Participant]:
        pairs: dict[int, list[LookAlike]] = defaultdict(list)
        for pair in self._look_alikes:
            pairs[pair.person_id or 0].append(pair)
        return [Participant(s, pairs[s.person_id], self._anchor(f"in-who-{s.pk}")) for s in self.speakers]

    def _anchor(self, anchor: str) -> str:
        """Where the name stands in the note; empty where it does not."""
        return anchor if anchor in self._named else ""

    @cached_property
    def organisations(self) -> list[Organisation]:
        return list(self.note.organisations.all())

    @property
    def organisations_named(self) -> list[tuple[Organisation, str]]:
        """Each organisation, and where its name stands in the note."""
        return [(row, self._anchor(f"in-org-{row.pk}")) for row in self.organisations]

    @property
    def organisation_look_alikes(self) -> list[LookAlike]:
        return [pair for pair in self._look_alikes if pair.organisation_id]

    @cached_property
    def meetings(self) -> list[Announced]:
        return [Announced(row, next(self._letters)) for row in self.note.future_meetings.select_related("event")]

    @cached_property
    def counts(self) -> Counter[str]:
        """How many insights there are in each state; and `listed`, the listed points not yet public."""
        counts = Counter(insight.state for insight in self.insights)
        counts["listed"] = len(listed_and_suggested(self.insights))
        return counts

    @cached_property
    def passages_to_check(self) -> int:
        """How many passages wait for a convenor to say where their words are now."""
        waiting = [i for i in self.insights if i.state != Insight.State.DISMISSED]
        return sum(p.state == Passage.State.NEEDS_CHECKING for i in waiting for p in i.passages.all())

    @property
    def to_settle(self) -> list[Settling]:
        """What blocks publishing until it is dealt with."""
        return [settling for settling in self.problems if settling.problem.blocks]

    @property
    def to_look_at(self) -> list[Settling]:
        """What is asked once, on publishing."""
        return [settling for settling in self.problems if settling.problem.asks and not settling.problem.blocks]

    @property
    def noticed(self) -> list[Settling]:
        """What is only said."""
        return [settling for settling in self.problems if not settling.problem.asks and not settling.problem.blocks]

    @property
    def names_to_decide(self) -> int:
        return len(self._look_alikes)


def discussion_of(text: str) -> list[tuple[int, int]]:
    """Where general discussion stands in a text: offsets of each stretch, end exclusive."""
    return [(s.start, s.end) for document in extract(text) for s in document.sections if s.kind == "discussion"]


def listed_and_suggested(insights: Sequence[Insight]) -> list[Insight]:
    return [insight for insight in insights if insight.listed and insight.state == Insight.State.SUGGESTED]


def reviewed_by(member: Member) -> QuerySet[Note]:
    """The notes that the member may review, with what the page says about their meeting."""
    return Note.objects.editable_by(member).select_related("event__cell", "event__series").prefetch_related("says")
