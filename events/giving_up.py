"""RULES: what it means to give up a place or a turn, said beside the button and once it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from events import signups
from events.admission import way_back, why_closed
from events.models import SignUp
from events.places import Places, places_of


def give_up(sign_up: SignUp, *, at: datetime) -> str:
    """Cancel one's own place or turn and say what became of it.

    Raises SignUpError as `signups.cancel` does. Locks the event; writes mails.
    """
    had_place, before = sign_up.state == SignUp.State.GOING, places_of(sign_up.event)
    event = signups.cancel(sign_up, at=at).event
    after = places_of(event)
    if not had_place:
        done = "You have left the line."
    elif before.waiting and after.going == before.going:
        done = "Thank you for saying so: your place has gone to the next in line."
    elif after.full or after.waiting or why_closed(event, at=at):
        done = "Thank you for saying so: your place is given up."
    else:
        done = "Thank you for saying so: your place is free for somebody else."
    return f"{done} {way_back(event, after, at=at)}"


def about(sign_up: SignUp, *, at: datetime) -> str:
    """What the button will do to this place or turn; once it is given up, how one comes back."""
    places = places_of(sign_up.event)
    if sign_up.state == SignUp.State.CANCELLED:
        return way_back(sign_up.event, places, at=at)
    return foretold(sign_up, places, at=at)


def foretold(sign_up: SignUp, places: Places, *, at: datetime) -> str:
    """What the button will do to this place or turn, while the event is filled like this."""
    event = sign_up.event
    if sign_up.state == SignUp.State.WAITING:
        done, then = "One click takes you out of the line.", replace(places, waiting=places.waiting - 1)
    elif places.waiting and not places.over and at < event.line_closes_at:
        done = "If you can’t come, one click gives your place to the next in line, at once."
        then = replace(places, waiting=places.waiting - 1)
    else:
        done, then = "If you can’t come, one click gives your place up.", replace(places, going=places.going - 1)
    return f"{done} {way_back(event, then, at=at)}"
