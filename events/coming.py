"""Who comes to one meeting, as its convenors read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Window
from django.db.models.functions import Lag

from events import attendance
from events.models import Answer, Event, Invitation, Question, SignUp
from events.notices import listed
from events.places import Places
from people.models import Mail, Member
from people.models.mails import MailQuerySet

REMEMBERED = 100


@dataclass(frozen=True)
class Happened:
    """One thing that was done about a place: "signed up", "taken off the list"; when, by whom and why."""

    who: str
    what: str
    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Coming:
    """The list of one event at one moment: ten queries at most, however long it is. The gate is the event's.

    What people said of their needs is there only for a `reader` who convenes the event.
    """

    event: Event
    at: datetime
    reader: Member

    @cached_property
    def rows(self) -> list[SignUp]:
        """All who ever signed up, in the order of the line, with what they said, `been_before` and `unreached`."""
        said = Prefetch("answers", Answer.objects.visible_to(self.reader).select_related("question"))
        rows = self.event.sign_ups.select_related("member").prefetch_related(said).order_by("joined_at", "pk")
        rows = rows.annotate(unreached=Exists(self._undelivered.filter(to=OuterRef("member__email"))))
        return list(attendance.with_firsts(rows, self.event, at=self.at))

    @property
    def going(self) -> list[SignUp]:
        return [row for row in self.rows if row.state == SignUp.State.GOING]

    @property
    def waiting(self) -> list[SignUp]:
        """The one who is next first."""
        return [row for row in self.rows if row.state == SignUp.State.WAITING]

    @property
    def cancelled(self) -> list[SignUp]:
        return [row for row in self.rows if row.state == SignUp.State.CANCELLED]

    @property
    def places(self) -> Places:
        return Places(len(self.going), len(self.waiting), self.event.places)

    @cached_property
    def questions(self) -> list[Question]:
        return list(self.event.questions.all())

    @cached_property
    def answers_go_to(self) -> str:
        """Who reads what people said of their needs, where this reader does not; else empty."""
        if not self.questions or Event.objects.filter(pk=self.event.pk).convened_by(self.reader).exists():
            return ""
        return listed([str(one) for one in self.event.hosts])

    @cached_property
    def numbers(self) -> attendance.Numbers:
        return attendance.numbers_of(self.event, self.rows)

    @property
    def left_since(self) -> int:
        """How many had a place and are not on the list any more: they have left the network."""
        return self.numbers.signed_up - len(self.going)

    @property
    def open(self) -> bool:
        """Whether places can still be given and taken."""
        return self.event.state == Event.State.PUBLISHED and not self.event.is_past(self.at)

    @property
    def inviting(self) -> bool:
        """Whether somebody can still be invited: also while nobody but its convenors sees the meeting."""
        return self.event.state != Event.State.CANCELLED and not (self.event.starts_at and self.event.is_past(self.at))

    @property
    def marking(self) -> bool:
        """Whether it can be said who came."""
        return self.event.state != Event.State.CANCELLED and attendance.may_be_marked(self.event, at=self.at)

    @property
    def invites(self) -> bool:
        return self.event.who_may_come == Event.WhoMayCome.INVITED

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Each with `unreached`."""
        unreached = Exists(self._undelivered.filter(to=OuterRef("email")))
        return list(self.event.invitations.select_related("invited_by").annotate(unreached=unreached))

    @property
    def _undelivered(self) -> MailQuerySet:
        """The mails about the event that could not be delivered or came back."""
        return Mail.objects.failed().filter(meeting=self.event.pk)

    @cached_property
    def happened(self) -> list[Happened]:
        """What was done about the places, the latest first."""
        names = {row.pk: str(row.member) for row in self.rows}
        return [_told(record, names) for record in _records(self.event)]


def _records(event: Event) -> Any:
    """The list's history, each entry with how the row stood before it, in one query."""
    before = {
        f"was_{name}": Window(Lag(name), partition_by=F("id"), order_by=["history_date", "history_id"])
        for name in ("state", "joined_at", "came")
    }
    rows = SignUp.history.filter(event=event).exclude(history_type="-").annotate(**before)
    return rows.select_related("history_user").order_by("-history_date", "-history_id")[:REMEMBERED]


def _told(record: Any, names: dict[int, str]) -> Happened:
    by = str(record.history_user) if record.history_user else ""
    who = names.get(record.id, "Somebody who has left")
    what = _what(record, bool(by))
    why = record.why if by and record.came == record.was_came else ""  # it stays on the row after what it was for
    return Happened(who, what, record.history_date, by, why)


def _what(record: Any, by_convenor: bool) -> str:
    state, was = record.state, record.was_state
    if state == SignUp.State.CANCELLED:
        if was != state and by_convenor:
            return "was taken off the list" if record.why else "was taken off as they asked"
        if was != state:
            return "cancelled"
        return "may sign up again"
    elif was in (None, SignUp.State.CANCELLED):
        if by_convenor:
            return "was put in"
        return "signed up" if state == SignUp.State.GOING else "joined the line"
    elif state != was:
        return "was put in from the line" if by_convenor else "was given a place that came free"
    elif record.came != record.was_came:
        return {True: "came", False: "did not come"}.get(record.came, "is not marked any more")
    elif record.joined_at != record.was_joined_at:
        return "was moved up"
    return "was changed"
