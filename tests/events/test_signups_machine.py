"""Whatever happens in whatever order, places and line are as a plain list of names says they must be."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django_tasks import default_task_backend
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from events import invitations, signups
from events.models import Event, SignUp
from events.places import number_in_line, places_of
from events.signups import SignUpError
from people.models import Mail, Member
from tests.conftest import NOW
from tests.making import make_event

STARTS = NOW + dt.timedelta(days=2)
ENDS = STARTS + dt.timedelta(minutes=90)
PEOPLE = ["ana", "bo", "cai", "dee", "eva", "fay", "gus"]
WHO = st.sampled_from(PEOPLE)
# Before the line closes, while it is closed, while the meeting is held, and afterwards.
HOURS = st.sampled_from([1, 1, 1, 12, 45, 47, 49])


@dataclass
class Plain:
    """The same rules over lists of names, without a database, a lock or a clock of its own."""

    capacity: int | None
    held_back: int = 0
    for_invited: bool = False
    cancelled: bool = False
    at: dt.datetime = NOW
    going: set[str] = field(default_factory=set)
    line: list[str] = field(default_factory=list)
    invited: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)  # whose login is closed
    moved_up: set[str] = field(default_factory=set)
    off: set[str] = field(default_factory=set)  # taken off by a convenor
    told: set[str] = field(default_factory=set)  # of their invitation
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def line_is_open(self) -> bool:
        return not self.cancelled and self.at < STARTS - dt.timedelta(hours=2)

    @property
    def over(self) -> bool:
        return self.at >= ENDS

    @property
    def free(self) -> int:
        limit = 99 if self.capacity is None else self.capacity - self.held_back
        return max(0, limit - len(self.going))

    def sign_up(self, who: str) -> bool:
        if who in self.going or who in self.line:
            return True
        self.moved_up.discard(who)
        if self.cancelled or self.at >= STARTS or who in self.off or (self.for_invited and who not in self.invited):
            return False
        if not self.line_is_open and (self.line or not self.free):
            return False
        if self.free:
            self.going.add(who)
            self.mails[who, "place confirmed"] += 1
        else:
            self.line.append(who)
            self.mails[who, "in line"] += 1
        return True

    def take_off(self, who: str) -> bool:
        comes = who in self.going or who in self.line
        done = self.leave(who, "taken off the list")
        self.off |= {who} if done and comes else set()
        return done

    def leave(self, who: str, told: str = "place given up") -> bool:
        if who not in self.going and who not in self.line:
            return True
        if self.over or self.cancelled:
            return False
        self.mails[who, told] += 1
        self.going.discard(who)
        if who in self.line:
            self.line.remove(who)
        self.moved_up.discard(who)
        self.promote()
        return True

    def promote(self) -> None:
        while self.line_is_open and self.line and self.free:
            who = self.line.pop(0)
            if who in self.gone or (self.for_invited and who not in self.invited | self.moved_up):
                self.mails[who, "taken off the list"] += 1
            else:
                self.going.add(who)
                self.mails[who, "place free"] += 1

    def put_in(self, who: str) -> bool:
        if self.cancelled or self.over:
            return False
        if who not in self.going:
            if who in self.line:
                self.line.remove(who)
            self.off.discard(who)
            self.held_back = max(0, self.held_back - 1)
            self.going.add(who)
            self.mails[who, "place confirmed"] += 1
        return True

    def move_up(self, who: str) -> bool:
        if who not in self.line:
            return False
        if self.line[0] != who:
            self.moved_up.add(who)
        self.line.remove(who)
        self.line.insert(0, who)
        return True

    def invite(self, who: set[str]) -> None:
        self.off -= who - self.invited
        self.invited |= who
        if self.for_invited and not self.cancelled and not self.over:
            self.mails.update((name, "invited") for name in who - self.told)
            self.told |= who

    def set_places(self, capacity: int | None, held_back: int) -> bool:
        if capacity == 0 or held_back > (capacity or 0):
            return False
        self.capacity, self.held_back = capacity, held_back
        self.promote()
        return True

    def withdraw(self, who: str) -> None:
        self.invited.discard(who)
        self.told.discard(who)
        if self.for_invited and not self.over and not self.cancelled:
            self.leave(who, "taken off the list")


class Meeting(RuleBasedStateMachine):
    """Does each thing to the database and to the plain lists, and holds them beside one another after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.ada = Member.objects.create_user("ada@example.org", name="Ada Quist", is_staff=True)
        self.people = {name: Member.objects.create_user(f"{name}@example.org", name=name) for name in PEOPLE}
        self.event: Event | None = None
        self.last_number = dict.fromkeys(PEOPLE, 0)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)
        default_task_backend.clear()  # it keeps every mail that was to be sent

    @initialize(capacity=st.none() | st.integers(1, 4), for_invited=st.booleans())
    def begin(self, capacity: int | None, for_invited: bool) -> None:
        who = "invited" if for_invited else "members"
        facts = {"capacity": capacity, "who_may_come": who, "starts_at": STARTS}
        self.event, self.plain = make_event("The second letter", **facts), Plain(capacity, for_invited=for_invited)

    def both(self, expected: bool, verb: Any, *args: Any, **facts: Any) -> None:
        """Do it; it goes through where it goes through on paper, and else is refused with a sentence."""
        refusal = ""
        try:
            with transaction.atomic():
                verb(*args, at=self.plain.at, **facts)
        except SignUpError as error:
            refusal = str(error)
        assert (not refusal) == expected
        assert not refusal or (refusal.endswith(".") and (refusal[0].isupper() or refusal.split()[0] in PEOPLE))

    def row(self, who: str) -> SignUp | None:
        return self.event.sign_ups.filter(member=self.people[who]).first()

    @rule(who=WHO)
    def sign_up(self, who: str) -> None:
        self.both(self.plain.sign_up(who), signups.sign_up, self.event, self.people[who])

    @rule(who=WHO)
    def cancel(self, who: str) -> None:
        if row := self.row(who):
            self.both(self.plain.leave(who), signups.cancel, row)

    @rule(who=WHO)
    def take_off(self, who: str) -> None:
        if row := self.row(who):
            self.both(self.plain.take_off(who), signups.take_off, row, by=self.ada, why="Moved abroad")

    @rule(capacity=st.none() | st.integers(0, 6), held_back=st.integers(0, 3))
    def set_places(self, capacity: int | None, held_back: int) -> None:
        expected = self.plain.set_places(capacity, held_back)
        self.both(expected, signups.set_places, self.event, capacity=capacity, held_back=held_back)

    @rule(who=WHO)
    def put_in(self, who: str) -> None:
        self.both(self.plain.put_in(who), signups.put_in, self.event, self.people[who], by=self.ada, why="She speaks")

    @rule(who=WHO)
    def move_up(self, who: str) -> None:
        if row := self.row(who):
            self.both(self.plain.move_up(who), signups.move_up, row, by=self.ada, why="From Skye")

    @rule(who=st.sets(WHO))
    def invite(self, who: set[str]) -> None:
        self.plain.invite(who)
        self.both(True, invitations.invite, self.event, [f"{name.title()}@Example.org" for name in who], by=self.ada)

    @rule(who=WHO)
    def withdraw(self, who: str) -> None:
        if invitation := self.event.invitations.filter(email=f"{who}@example.org").first():
            self.plain.withdraw(who)
            self.both(True, invitations.withdraw, invitation, by=self.ada)

    @rule(who=WHO)
    def leave_the_network(self, who: str) -> None:
        if not self.plain.over and not self.plain.cancelled:
            self.plain.leave(who)
        self.both(True, signups.leave_all, self.people[who])

    @rule(who=WHO)
    def close_a_login_or_open_it(self, who: str) -> None:
        """By other ways than the admin's form, which frees the places at once."""
        self.plain.gone ^= {who}
        Member.objects.filter(pk=self.people[who].pk).update(is_active=who not in self.plain.gone)

    @rule()
    def look_for_free_places(self) -> None:
        self.both(True, signups.promote_waiting, self.event)

    @rule(hours=HOURS)
    def time_passes(self, hours: int) -> None:
        self.plain.at += dt.timedelta(hours=hours)

    @rule(really=st.integers(0, 5))
    def cancel_the_meeting(self, really: int) -> None:
        if not really:
            Event.objects.filter(pk=self.event.pk).update(state=Event.State.CANCELLED)
            self.plain.cancelled = True

    @invariant()
    def places_and_line_are_as_on_paper(self) -> None:
        if self.event is None:
            return
        self.event.refresh_from_db()
        rows = list(self.event.sign_ups.select_related("member"))
        line = [row.member.name for row in self.event.sign_ups.in_line().select_related("member")]
        assert {row.member.name for row in rows if row.state == "going"} == self.plain.going
        assert line == self.plain.line
        assert {row.member.name for row in rows if row.taken_off} == self.plain.off
        assert (self.event.capacity, self.event.held_back) == (self.plain.capacity, self.plain.held_back)
        if self.plain.line_is_open:
            assert not (line and places_of(self.event).free)
        assert [number_in_line(row) for row in rows if row.state == "waiting"] == list(range(1, len(line) + 1))
        assert len({row.joined_at for row in rows}) == len(rows)

    @invariant()
    def everybody_has_been_told_once_of_each_thing(self) -> None:
        if self.event is not None:
            told = Mail.objects.exclude(to=self.ada.email).values_list("to", "why")
            assert Counter((to.partition("@")[0], why) for to, why in told) == self.plain.mails

    @invariant()
    def the_number_of_an_entry_in_calendars_only_rises(self) -> None:
        if self.event is not None:
            for row in self.event.sign_ups.select_related("member"):
                assert row.sequence >= self.last_number[row.member.name]
                self.last_number[row.member.name] = row.sequence


def prove(examples: int, steps: int) -> None:
    facts = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": True}
    given = settings(max_examples=examples, stateful_step_count=steps, **facts)
    run_state_machine_as_test(Meeting, settings=given)


@pytest.fixture(autouse=True)
def _mails_stay_in_the_outbox(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.mark.django_db
def test_whatever_happens_places_and_line_are_as_on_paper():
    prove(examples=8, steps=25)


@pytest.mark.proof
@pytest.mark.django_db
def test_whatever_happens_at_length_places_and_line_are_as_on_paper():
    prove(examples=100, steps=60)
