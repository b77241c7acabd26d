"""RULES: one function a mail about a meeting. Each writes an outbox row in the transaction that causes it.

`calendar` is the text of the calendar file that goes with a mail; empty where none does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Invitation, SignUp
from events.place_links import link_to
from events.places import Places
from people import outbox, stops
from people.dates import clock, day, local_day, short_day, when
from people.envelopes import BY_HAND
from people.letters import SIGNATURE, compose, dear, one_line
from people.models import Mail, Member, StoppedMail

FILLING = 80  # per cent of the places, from which on the convenors are told
FILLED = ("", "filling", "full")
TITLE_LONGEST = 120  # letters of it in a subject
PLACE_CONFIRMED, PLACE_FREE, CHANGED = "place confirmed", "place free", "changed"
REMINDER, LETTER = "reminder", BY_HAND
TELL_WHEN = [PLACE_CONFIRMED, PLACE_FREE, CHANGED]  # who had one of these knows when the meeting is


def place_confirmed(sign_up: SignUp, *, calendar: str = "") -> Mail:
    """You have a place."""
    return _to_member(sign_up, PLACE_CONFIRMED, "You have a place", calendar=calendar)


def in_line(sign_up: SignUp, number: int) -> Mail:
    """All places are taken, and you are number so-and-so in line."""
    closes = when(sign_up.event.line_closes_at)
    return _to_member(sign_up, "in line", f"You are number {number} in line", number=number, closes=closes)


def place_free(sign_up: SignUp, *, calendar: str = "") -> Mail:
    """A place has come free, and it is yours."""
    return _to_member(sign_up, PLACE_FREE, "A place came free, and it is yours", calendar=calendar)


def place_given_up(
    sign_up: SignUp, *, had_place: bool, way_back: str, by: Member | None = None, calendar: str = ""
) -> Mail:
    """You have given up your place or your turn, or asked a convenor to; `way_back` says how you come back."""
    what = "Your place is given up" if had_place else "You have left the line"
    facts = {"had_place": had_place, "way_back": way_back, "by": by, "calendar": calendar}
    return _to_member(sign_up, "place given up", what, **facts)


def taken_off(sign_up: SignUp, *, by: Member | None, calendar: str = "") -> Mail:
    """A convenor has taken you off the list, or you may not come any more, and why."""
    return _to_member(sign_up, "taken off the list", "You are no longer on the list", by=by, calendar=calendar)


def changed(sign_up: SignUp, before: Event, *, calendar: str = "") -> Mail:
    """The meeting you have a place or a turn at has another time, place or link; `before` is the event as it was."""
    return _to_member(sign_up, CHANGED, "Changed", differences=_differences(before, sign_up.event), calendar=calendar)


def cancelled(sign_up: SignUp, *, why: str = "", calendar: str = "") -> Mail:
    """The meeting you have a place or a turn at is cancelled; `why` is what its convenor says of it."""
    return _to_member(sign_up, "cancelled", "Cancelled", reason=why, calendar=calendar)


def reminder(sign_up: SignUp, *, key: str) -> Mail:
    """The meeting you have a place at is coming up. Written once a `key`."""
    return _to_member(sign_up, REMINDER, "Coming up", key=key)


def line_closed(sign_up: SignUp, *, key: str) -> Mail:
    """The line has closed, and you have not come to a place. Written once a `key`."""
    return _to_member(sign_up, "line closed", "No place came free", key=key)


def invited(invitation: Invitation) -> Mail:
    """You may come to this meeting. To an address that may have no login yet."""
    reader, by = invitation.member or Member(email=invitation.email), invitation.invited_by
    because = f"You get this mail because {by or 'a convenor'} has invited this address."
    stop = stops.link_for_invitations(invitation.email)
    facts = {"because": because, "by": by, "known": invitation.member, "stop": stop}
    return post(invitation.event, reader, "invited", f"You are invited: {which(invitation.event)}", **facts)


def letter(sign_up: SignUp, *, subject: str, words: str, by: Member, because: str, stop: str = "") -> dict[str, Any]:
    """What `by` writes to many at once, as one of them gets it: for `outbox.post`, or to be looked at beforehand."""
    facts = {"because": because, "stop": stop, "words": words, "names": str(by), "reply_to": by.email}
    return draft(sign_up.event, sign_up.member, LETTER, subject, **facts)


def filling(event: Event, places: Places, before: Places | None = None) -> list[Mail]:
    """Tell the event's convenors, once for a number of places, that four in five of them are taken, or all.

    Where their number was changed, `before` is how it was filled until then: they are told if it is fuller now.
    """
    mark = _filled(places)
    past = event.state != Event.State.PUBLISHED or event.starts_at is None
    if past or places.over or FILLED.index(mark) <= (FILLED.index(_filled(before)) if before else 0):
        return []
    subject = f"{'Full' if places.full else 'Nearly full'}: {which(event)}"
    return _to_convenors(event, mark, subject, f"{mark} {event.pk} of {event.capacity}", places=places)


def _filled(places: Places) -> str:
    """One of FILLED."""
    if not places.limit or places.going * 100 < places.limit * FILLING:
        return FILLED[0]
    return "full" if places.full else "filling"


def note_missing(event: Event) -> list[Mail]:
    """Ask the event's convenors, once, for the note of a meeting that was a week ago."""
    log = f"{settings.BASE_URL}{reverse('admin:insights_note_log')}?event={event.pk}"
    return _to_convenors(event, "note missing", f"No note yet: {which(event)}", f"no note {event.pk}", log=log)


def post(event: Event, to: Member, why: str, subject: str, **facts: Any) -> Mail:
    """Write a mail about an event into the outbox; for the facts see `draft`."""
    return outbox.post(**draft(event, to, why, subject, **facts))


def draft(
    event: Event, to: Member, why: str, subject: str, *, because: str, app: str = "events", **facts: Any
) -> dict[str, Any]:
    """A mail about an event, as `outbox.post` takes it. Its text is `templates/<app>/mails/<why>.txt`. Writes nothing.

    Of the `facts`, some are for the text and some for the outbox. `names` is who signs it, and `reply_to` whom an
    answer reaches: the event's convenors, unless they are given.
    """
    convenors = [] if "names" in facts and "reply_to" in facts else event.hosts
    mail = {key: facts.pop(key) for key in ("calendar", "key", "stop") if key in facts}
    mail["reply_to"] = facts.pop("reply_to", convenors[0].email if convenors else "")
    context = {"event": event, "title": one_line(event.title), "member": to, "dear": dear(to), "because": because}
    context |= {"names": listed([str(one) for one in convenors]), **_common(event, why), **facts}
    context |= {"calendar": mail.get("calendar"), "stop": mail.get("stop")}
    text = compose(f"{app}/mails/{why.replace(' ', '_')}.txt", context)
    about = {"to": to.email, "member": to if to.pk else None, "meeting": event.pk, "why": why}
    return {**about, "subject": one_line(subject), "text": text, **mail}


def which(event: Event) -> str:
    """The meeting in a subject: its title, cut where it is very long, and its day."""
    title = one_line(event.title)
    shown = title if len(title) <= TITLE_LONGEST else title[: TITLE_LONGEST - 1].rstrip() + "…"
    return f"{shown}, {short_day(event.starts_at)}"


def listed(names: Sequence[str]) -> str:
    """ "Hester Mwangi, Lorna Kettlewell and Asha Pillai"; empty for nobody."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _to_member(sign_up: SignUp, why: str, what: str, **facts: Any) -> Mail:
    signed_up = f"you signed up on {day(sign_up.joined_at)}"
    by_hand = sign_up.why and sign_up.state == SignUp.State.GOING
    because = f"You get this mail because {'a convenor has given you a place' if by_hand else signed_up}."
    facts |= {"sign_up": sign_up, "link": link_to(sign_up), "because": because}
    return post(sign_up.event, sign_up.member, why, f"{what}: {which(sign_up.event)}", **facts)


def _to_convenors(event: Event, why: str, subject: str, key: str, **facts: Any) -> list[Mail]:
    """The same to each of them who has not stopped such mails; nobody is to answer it."""
    there = settings.BASE_URL + reverse("admin:events_event_who_comes", args=[event.pk])
    facts |= {"because": "You get this mail because you look after this meeting.", "there": there}
    facts |= {"names": "", "reply_to": ""}
    care = StoppedMail.Kind.CARE
    stopped = set(StoppedMail.objects.filter(kind=care).values_list("member", flat=True)) if event.hosts else set()
    return [
        post(event, one, why, subject, key=f"{key} to {one.pk}", stop=stops.link_for(one, care), **facts)
        for one in event.hosts
        if one.pk not in stopped
    ]


def _differences(before: Event, now: Event) -> list[str]:
    """What was otherwise, a sentence each."""
    was = []
    times = [(one.starts_at, one.ends_at, one.hours_known) for one in (before, now)]
    if times[0] != times[1]:
        was.append(f"It was to be on {_span(before)}.")
    if before.place != now.place:
        was.append(f"The place was: {one_line(before.place)}." if before.place else "The place is known now.")
    if before.joining_link != now.joining_link:
        was.append("The joining link is another one." if now.joining_link else "There is no joining link any more.")
    return was


def _span(event: Event) -> str:
    if not event.hours_known or not event.ends_at:
        return when(event.starts_at) if event.hours_known else day(event.starts_at)
    one_day = local_day(event.starts_at) == local_day(event.ends_at)
    return f"{when(event.starts_at)} to {clock(event.ends_at) if one_day else when(event.ends_at)}"


def _common(event: Event, why: str) -> dict[str, Any]:
    page = settings.BASE_URL + event.get_absolute_url()
    link_line = _link_line(event, timezone.now()) if why in [*TELL_WHEN, REMINDER] else ""
    facts = {"page": page, "network": event.network, "home": f"{settings.BASE_URL}/", "signature": SIGNATURE}
    return {**facts, "on_behalf": event.on_behalf, "link_line": link_line, "place": one_line(event.place)}


def _link_line(event: Event, at: datetime) -> str:
    """Where the joining link is and, unless it is there already at `at`, from when on; empty where there is none."""
    if not event.joining_link or not event.link_shown_at:
        return ""
    if at >= event.link_shown_at:
        return "The joining link is on the meeting's page:"
    that_day = local_day(event.link_shown_at) == local_day(event.starts_at)
    shown = f"{clock(event.link_shown_at)} that day" if that_day else when(event.link_shown_at)
    return f"The joining link is on the meeting's page from {shown}:"
