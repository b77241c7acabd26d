"""What the review page shows: a note with its proposals marked, and what is to be settled before it is public."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import count, product
from string import ascii_lowercase
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from events.models import Attribution, Event, Speaker
from insights import publishing, reading, says, shaping, undoing
from insights.extraction import extract
from insights.forms import mark_of, shown
from insights.models import DeskStep, FutureMeeting, Insight, Note, Passage, Say
from insights.shaping import in_order, place_of
from people.models import LookAlike, Member, Organisation

PROPOSALS_A_PAGE = 200  # seven fields each stay well under DATA_UPLOAD_MAX_NUMBER_FIELDS

# What can be done with a proposal, by its state: the word that is posted, and what stands on the button.
BUTTONS = {
    Insight.State.SUGGESTED: [("publish", "Publish"), ("dismiss", "Dismiss")],
    Insight.State.PUBLISHED: [("withdraw", "Withdraw")],
    Insight.State.WITHDRAWN: [("publish", "Publish again")],
    Insight.State.DISMISSED: [("again", "Take back")],
}


@dataclass(frozen=True)
class Proposal:
    """One insight on the page: what its fields hold (`values`), and the mark of what they were made from."""

    insight: Insight
    number: int | None
    values: dict[str, str]
    seen: str
    to_look_at: bool
    error: str
    ticked: bool
    cuts: list[tuple[int, str]]
    can_join: bool

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return BUTTONS[Insight.State(self.insight.state)]

    @property
    def state(self) -> str:
        if self.insight.state == Insight.State.SUGGESTED:
            return "To look at" if self.to_look_at else "Ready"
        return self.insight.get_state_display().capitalize()

    @property
    def css(self) -> str:
        return _css(self.insight)

    @property
    def why(self) -> str:
        """Why it was proposed, as the engine says it."""
        return ", ".join(self.insight.reasons)


@dataclass(frozen=True)
class Participant:
    """Someone who took part, with the known people that the name may mean."""

    speaker: Speaker
    look_alikes: list[LookAlike]


@dataclass(frozen=True)
class Hearing:
    """A speaker's say on the draft: what was sent and answered, and whether it can be sent (again) now."""

    speaker: Speaker
    say: Say | None
    note_is_draft: bool
    now: datetime

    NEW, WAITING, SILENT = "new", "waiting", "silent"

    @property
    def state(self) -> str:
        """What they answered, or "waiting", "silent" once the time is over, "new", or "" where they cannot be asked."""
        if self.say:
            return self.say.answer or (self.WAITING if self.now <= self.say.answer_by else self.SILENT)
        return self.NEW if self.note_is_draft and says.address_of(self.speaker) else ""

    @property
    def words(self) -> str:
        """The state in words: "Sent on 18 March, no answer yet"."""
        if self.say is None:
            return "" if says.address_of(self.speaker) else "No e-mail address is known."
        sent = date_format(timezone.localtime(self.say.asked_at), "j F")
        by = date_format(timezone.localtime(self.say.answer_by), "l j F")
        return {
            self.WAITING: f"Sent on {sent}; may answer until {by}.",
            self.SILENT: f"Sent on {sent}, no answer by {by}: the meeting’s rule holds.",
            Say.Answer.FINE: "Says that it is fine, and may be named.",
            Say.Answer.CHANGE: "Asks for a change.",
            Say.Answer.UNNAMED: "Does not want to be named, and is not.",
        }[self.state]

    @property
    def button(self) -> str:
        """What stands on the button that sends the draft; empty where it cannot be sent."""
        if not self.note_is_draft or not says.address_of(self.speaker):
            return ""
        return "Send it again" if self.say else "Send the draft"


@dataclass(frozen=True)
class Settling:
    """A problem, with the letter at its words in the note; empty where it stands nowhere in particular."""

    problem: publishing.Problem
    letter: str

    @property
    def anchor(self) -> str:
        return f"at-{self.letter}" if self.letter else ""


@dataclass(frozen=True)
class Announced:
    """A meeting that the note announces, with the letter and the anchor of its words."""

    meeting: FutureMeeting
    letter: str

    @property
    def anchor(self) -> str:
        return f"at-{self.letter}"


@dataclass(frozen=True)
class Group:
    """Proposals that can be ticked together: `name` is what the address says, `label` what the button says."""

    name: str
    label: str
    insights: list[Insight]


@dataclass(frozen=True)
class Typed:
    """What came back from the page for one proposal that could not be saved, and why."""

    values: dict[str, str]
    error: str


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
            any(_overlap(insight, problem) for problem in self._blocking),
            typed.error if typed else "",
            str(insight.pk) in self.ticked or insight.pk in self._ticked_pks,
            shaping.cuts_of(insight) if insight.state == Insight.State.SUGGESTED else [],
            insight.state == Insight.State.SUGGESTED and insight.pk != self._first_proposal,
        )

    @cached_property
    def _first_proposal(self) -> int | None:
        return next((i.pk for i in self.insights if i.state == Insight.State.SUGGESTED), None)

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
            css=_css,
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
        """The note with its proposals marked, and what is to be settled."""
        ties = sorted([*self._ties, *self._places], key=lambda tie: tie.start)
        return reading.Reading(self.note.text, self.note.title).html(ties)

    @cached_property
    def _places(self) -> list[reading.Tie]:
        """Marks, with letters, for what is to be settled and for meetings announced."""
        marks = [(s.problem.start, s.problem.end, s) for s in self.problems if s.letter]
        marks += [(row.meeting.start, row.meeting.end, row) for row in self.meetings]
        return [
            reading.Tie(start, end, row.anchor, row.letter, f"#on-{row.letter}", "", label="To settle", css="flag")
            for start, end, row in marks
        ]

    @cached_property
    def problems(self) -> list[Settling]:
        out = (Insight.State.SUGGESTED, Insight.State.WITHDRAWN)
        waiting = [insight for insight in self.insights if insight.state in out]
        found = publishing.problems_of(self.note, waiting, member=self.member)
        return [Settling(p, next(self._letters) if p.end else "") for p in found]

    @cached_property
    def _letters(self) -> Iterator[str]:
        """a, b, … z, aa, ab …: numbers are for proposals."""
        return ("".join(word) for size in count(1) for word in product(ascii_lowercase, repeat=size))

    @cached_property
    def _blocking(self) -> list[publishing.Problem]:
        return [settling.problem for settling in self.problems if settling.problem.blocks]

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
        return list(self.event.speakers.select_related("person__member")) if self.event else []

    @cached_property
    def hearings(self) -> list[Hearing]:
        """Each speaker's say on the draft, for admin/insights/_speakers_say.html."""
        given = {say.speaker_id: say for say in self.note.says.all()} if self.speakers else {}
        can_send, now = self.note.state != Note.State.PUBLISHED, timezone.now()
        return [Hearing(speaker, given.get(speaker.pk), can_send, now) for speaker in self.speakers]

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
        return [
            Participant(s, [pair for pair in self._look_alikes if pair.person_id == s.person_id]) for s in self.speakers
        ]

    @cached_property
    def organisations(self) -> list[Organisation]:
        return list(self.note.organisations.all())

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
    def things_to_settle(self) -> int:
        return len(self._blocking) + len(self._look_alikes)


def discussion_of(text: str) -> list[tuple[int, int]]:
    """Where general discussion stands in a text: offsets of each stretch, end exclusive."""
    return [(s.start, s.end) for document in extract(text) for s in document.sections if s.kind == "discussion"]


def listed_and_suggested(insights: Sequence[Insight]) -> list[Insight]:
    return [insight for insight in insights if insight.listed and insight.state == Insight.State.SUGGESTED]


def reviewed_by(member: Member) -> QuerySet[Note]:
    """The notes that the member may review, with what the page says about their meeting."""
    return Note.objects.editable_by(member).select_related("event__cell", "event__series").prefetch_related("says")


def _css(insight: Insight) -> str:
    return "off" if insight.state in (Insight.State.DISMISSED, Insight.State.WITHDRAWN) else ""


def _overlap(insight: Insight, problem: publishing.Problem) -> bool:
    if problem.start is None or problem.end is None:
        return False
    standing = [p for p in insight.passages.all() if p.state in (Passage.State.MATCHES, Passage.State.MOVED)]
    return any(p.start < problem.end and problem.start < p.end for p in standing)
