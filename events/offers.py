"""What an event's page offers to whoever looks at it: one state, with what there is to say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from events.admission import why_closed, why_not, why_off
from events.giving_up import foretold
from events.models import Event, SignUp
from events.places import Places, number_in_line, places_of
from events.signups import line_closed


class State(StrEnum):
    """Each has a template of its name: `events/offers/_<name>.html`."""

    CANCELLED = "cancelled"
    OVER = "over"
    GOING = "going"
    WAITING = "waiting"
    NOT_YET = "not_yet"  # opens later
    CLOSED = "closed"
    BEGUN = "begun"  # and is not over
    CONFIRM = "confirm"  # a visitor, who may come once an e-mail address is confirmed
    LOG_IN = "log_in"  # a visitor, at a meeting that is not for anyone
    TAKEN_OFF = "taken_off"  # by a convenor
    NOT_FOR_YOU = "not_for_you"
    OPEN = "open"
    FULL = "full"


@dataclass(frozen=True)
class Offer:
    """What one viewer may do about one event at one moment."""

    state: State
    event: Event
    places: Places
    sign_up: SignUp | None = None
    number: int | None = None  # in line
    reason: str = ""  # why there is nothing to do, as a sentence
    line_closed: bool = False  # too near the start for anybody to be given a place that comes free
    link: str = ""  # to join by, where this viewer may have it now
    giving_up: str = ""  # what the button beside it does, in sentences

    @property
    def has_form(self) -> bool:
        """Whether the viewer can sign up here, or say something else than they said."""
        return self.state in {State.OPEN, State.FULL, State.GOING, State.WAITING}

    @property
    def template(self) -> str:
        return f"events/offers/_{self.state}.html"


def offer_for(event: Event, member: Any, *, at: datetime, places: Places | None = None) -> Offer:
    """The event's offer to `member`, who may be nobody in particular. Up to five queries; writes nothing.

    `places` saves a query where they have been counted already.
    """
    places = places or places_of(event)
    if event.is_past(at) and event.state != Event.State.CANCELLED:
        return Offer(State.OVER, event, places)
    mine = _place_of(event, member)
    if event.state == Event.State.CANCELLED:
        return Offer(State.CANCELLED, event, places, None if mine and mine.taken_off else mine)
    if mine and not mine.taken_off:
        return _theirs(mine, event, places, at)
    if closed := why_closed(event, at=at):
        return Offer(_closed(event, at), event, places, reason=closed)
    if not member.is_authenticated:
        anyone = event.who_may_come == Event.WhoMayCome.ANYONE
        return Offer(State.CONFIRM if anyone else State.LOG_IN, event, places)
    if mine:
        return Offer(State.TAKEN_OFF, event, places, mine, reason=why_off(event))
    if reason := why_not(event, member):
        return Offer(State.NOT_FOR_YOU, event, places, reason=reason)
    return _open(event, places, at)


def _closed(event: Event, at: datetime) -> State:
    if event.state != Event.State.PUBLISHED:
        return State.CLOSED
    if event.opens_at and at < event.opens_at:
        return State.NOT_YET
    return State.BEGUN if event.starts_at and at >= event.starts_at else State.CLOSED


def _theirs(mine: SignUp, event: Event, places: Places, at: datetime) -> Offer:
    words = foretold(mine, places, at=at)
    if mine.state == SignUp.State.WAITING:
        late, number = at >= event.line_closes_at, number_in_line(mine)
        return Offer(State.WAITING, event, places, mine, number, line_closed=late, giving_up=words)
    shown = event.link_shown_at and at >= event.link_shown_at
    return Offer(State.GOING, event, places, mine, link=event.joining_link if shown else "", giving_up=words)


def _open(event: Event, places: Places, at: datetime) -> Offer:
    taken = places.full or places.waiting
    if taken and at >= event.line_closes_at:
        return Offer(State.CLOSED, event, places, reason=line_closed(places))
    return Offer(State.FULL if places.full else State.OPEN, event, places)


def _place_of(event: Event, member: Any) -> SignUp | None:
    if not member.is_authenticated:
        return None
    stands = Q(taken_off=True) | ~Q(state=SignUp.State.CANCELLED)
    mine = event.sign_ups.filter(stands, member=member).first()
    if mine:
        mine.event = event
    return mine
