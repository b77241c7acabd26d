"""RULES: who gets a place.

One lock, the event's row, under which everything is counted; and one promise: until the line closes, nobody waits
while a place is free, and nobody overtakes. Every verb keeps it, whatever freed the place, and writes the mails it
causes in the same transaction. Times are aware datetimes; rows are read afresh under the lock, and returned fresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from events import calendars, notices
from events.admission import way_back, why_closed, why_not, why_off
from events.models import Answer, Event, SignUp
from events.places import Places, places_of
from people.models import Member

Answers = Mapping[int, str]  # number of the question -> what was said
WHY_LONGEST = SignUp._meta.get_field("why").max_length


class SignUpError(Exception):
    """Why something cannot be done about a place, as a sentence for whoever asked."""


@transaction.atomic
def sign_up(event: Event, member: Member, *, at: datetime, answers: Answers | None = None) -> SignUp:
    """Give the member a place, or else a turn at the end of the line; once more changes nothing but the answers.

    Whoever cancelled and comes back joins at the end. Raises SignUpError where the event is not open at `at`, is not
    for this member, a convenor has taken them off, or a question that must be answered is not. Locks the event; writes
    a mail.
    """
    event = _locked(event)
    places = places_of(event, member)
    known = event.sign_ups.get(pk=places.own) if places.own else None
    if known:
        known.event = event
    refusal = why_closed(event, at=at) or (why_off(event) if known and known.taken_off else why_not(event, member))
    if refusal and (known is None or known.state == SignUp.State.CANCELLED):
        raise SignUpError(refusal)
    if known is None or known.state == SignUp.State.CANCELLED:
        known, places = _join(event, member, known, places, at)
        if event.who_may_come == Event.WhoMayCome.INVITED:
            event.invitations.of(member).update(member=member)  # it stays theirs when their address changes
        _answer(known, answers or {})
        _tell(known, places, at)
    elif answers is not None:
        _change_answers(known, answers, refusal, at)
    return known


def _change_answers(known: SignUp, answers: Answers, refusal: str, at: datetime) -> None:
    """Whoever comes may say what they need until the meeting is over, also once sign-up has closed."""
    if known.event.state == Event.State.CANCELLED or known.event.is_past(at):
        raise SignUpError(refusal)
    _answer(known, answers)


def _join(event: Event, member: Member, known: SignUp | None, places: Places, at: datetime) -> tuple[SignUp, Places]:
    """The last of the event, with how it is filled with them."""
    if places.waiting and not places.full:  # a row was changed by other ways than these verbs: the line comes first
        _promote(event, places, at)
        places = places_of(event)
    in_time = at < event.line_closes_at
    if not in_time and (places.full or places.waiting):
        raise SignUpError(line_closed(places))
    row = known or SignUp(event=event, member=member)
    row.event = event
    row.joined_at, row.why, row.came = next_moment(places, at), "", None
    if places.full:
        return _become(row, SignUp.State.WAITING), replace(places, waiting=places.waiting + 1)
    return _become(row, SignUp.State.GOING), replace(places, going=places.going + 1)


def line_closed(places: Places) -> str:
    """Why whoever would join the line now cannot, as a sentence."""
    if places.full:
        return "All places are taken, and the line has closed: it is too near the start."
    return "The line has closed: so near the start, nobody is given a place that comes free."


def next_moment(places: Places, at: datetime) -> datetime:
    """`at`, or as little later as makes it the last of the event: two servers' clocks may differ."""
    last = places.last_joined
    return max(at, last + timedelta(microseconds=1)) if last else at


def _moment_before(first: SignUp) -> datetime:
    """The latest moment before that turn at which nobody of the event joined."""
    moment = first.joined_at - timedelta(microseconds=1)
    while first.event.sign_ups.filter(joined_at=moment).exists():
        moment -= timedelta(microseconds=1)
    return moment


def _answer(sign_up: SignUp, answers: Answers) -> None:
    for question in sign_up.event.questions.all() if sign_up.event.asks else ():
        said = answers.get(question.pk, "").replace("\x00", "").strip()
        if not said and question.required:
            raise SignUpError(f"Please answer this: {question.text}")
        if len(said) > Answer._meta.get_field("text").max_length:
            raise SignUpError(f"Please keep your answer under 2,000 letters: {question.text}")
        if said:
            Answer.objects.update_or_create(sign_up=sign_up, question=question, defaults={"text": said})
        else:
            Answer.objects.filter(sign_up=sign_up, question=question).delete()


def _tell(sign_up: SignUp, places: Places, at: datetime) -> None:
    if sign_up.state == SignUp.State.GOING:
        notices.place_confirmed(sign_up, calendar=calendars.request(sign_up, at=at))
        notices.filling(sign_up.event, places)
    else:
        notices.in_line(sign_up, places.waiting)  # whoever joins is the last of those who wait


@transaction.atomic
def cancel(
    sign_up: SignUp, *, at: datetime, by: Member | None = None, why: str = "", taken_off: bool = False
) -> SignUp:
    """Give up the place or the turn; a place goes to whoever has waited longest. Once more changes nothing.

    `by` is the convenor by whose hand it is given up, `why` what she says; empty where it is the member's own wish.
    Whoever is `taken_off` does not sign up again by themselves. Raises SignUpError once the event is cancelled or over.
    Locks the event; writes mails.
    """
    event = _locked(sign_up.event)
    row = _fresh(sign_up, event)
    if row.state == SignUp.State.CANCELLED:
        return row
    if event.state == Event.State.CANCELLED:
        raise SignUpError("This meeting is cancelled, so there is no place to give up.")
    if event.is_past(at):
        raise SignUpError("This meeting is over.")
    row.taken_off = taken_off
    _give_up(row, by=by, why=why, at=at)
    promote_waiting(event, at=at)
    return row


def _give_up(row: SignUp, *, by: Member | None, why: str, at: datetime) -> None:
    """What they said of their needs is nobody's business any more."""
    had_place = row.state == SignUp.State.GOING
    row.why = why
    _become(row, SignUp.State.CANCELLED, by=by)
    if row.event.asks:
        row.answers.all().delete()
    calendar = calendars.cancellation(row, at=at) if had_place else ""
    if why:
        notices.taken_off(row, by=by, calendar=calendar)
    else:
        back = way_back(row.event, places_of(row.event), at=at)
        notices.place_given_up(row, had_place=had_place, way_back=back, by=by, calendar=calendar)


def take_off(sign_up: SignUp, *, by: Member, why: str, at: datetime) -> SignUp:
    """Cancel somebody's place or turn by a convenor's hand; `why` is kept, and stands in their mail.

    They come back where a convenor puts them in, or invites them anew. Raises SignUpError where no reason is given, or
    the event is over. Locks the event; writes mails.
    """
    return cancel(sign_up, at=at, by=by, why=_reason(why), taken_off=True)


def let_back(row: SignUp, *, by: Member) -> None:
    """Let somebody who was taken off sign up again. Under the lock of whoever calls it."""
    row.taken_off, row.why = False, ""
    _become(row, SignUp.State.CANCELLED, by=by)


@transaction.atomic
def promote_waiting(event: Event, *, at: datetime) -> list[SignUp]:
    """Give every free place to whoever has waited longest; returns those who have one now, in that order.

    Whoever may not come any more when it is their turn (they no longer belong to the cell, say) is taken off the line
    and told why, but for those whom a convenor moved up. Nothing happens once the line has closed, or while the event
    is not published. Locks the event; writes mails.
    """
    event = _locked(event)
    return _promote(event, places_of(event), at)


def _promote(event: Event, places: Places, at: datetime) -> list[SignUp]:
    if event.state != Event.State.PUBLISHED or event.starts_at is None or at >= event.line_closes_at:
        return []
    free, promoted = places.free, []
    for row in event.sign_ups.in_line().select_related("member") if free != 0 else ():
        if free is not None and len(promoted) == free:
            break
        row.event = event
        if why := _may_not_come(row):
            _give_up(row, by=None, why=why, at=at)
            continue
        _become(row, SignUp.State.GOING)
        notices.place_free(row, calendar=calendars.request(row, at=at))
        promoted.append(row)
    return promoted


def _may_not_come(row: SignUp) -> str:
    if not row.member.is_active:
        return "You no longer have a login here."
    return "" if row.why else why_not(row.event, row.member)


@transaction.atomic
def put_in(event: Event, member: Member, *, by: Member, why: str, at: datetime) -> SignUp:
    """Give the member a place by a convenor's hand, past the line and past its rules; `why` is kept.

    It takes one of the places held back; when there is none, the event has one more than it has places. Who is going
    already stays so. Raises SignUpError where the event is not public, cancelled or over, or no reason is given. Locks
    the event; writes mails.
    """
    event = _locked(event)
    why = _reason(why)
    if event.state == Event.State.DRAFT:
        raise SignUpError("Publish the meeting first: until then nobody can see its page.")
    if event.starts_at is None:
        raise SignUpError("Give the meeting its date first.")
    if event.state == Event.State.CANCELLED or event.is_past(at):
        raise SignUpError("This meeting is cancelled or over.")
    known = event.sign_ups.filter(member=member).first()
    if known and known.state == SignUp.State.GOING:
        return known
    row = known or SignUp(event=event, member=member)
    row.event = event
    if known is None or known.state == SignUp.State.CANCELLED:
        row.joined_at, row.came = next_moment(places_of(event), at), None
    row.why, row.taken_off = why, False
    _take_held_back(event)
    _become(row, SignUp.State.GOING, by=by)
    notices.place_confirmed(row, calendar=calendars.request(row, at=at))
    notices.filling(event, places_of(event))
    return row


def _take_held_back(event: Event) -> None:
    if event.held_back:
        event.held_back -= 1
        event.save(update_fields=["held_back"])


@transaction.atomic
def move_up(sign_up: SignUp, *, by: Member, why: str, at: datetime) -> SignUp:
    """Let someone who waits be next in line; who did it, when and `why` are kept.

    Raises SignUpError where they do not wait, or no reason is given. Locks the event; writes no mail.
    """
    event = _locked(sign_up.event)
    row = _fresh(sign_up, event)
    if row.state != SignUp.State.WAITING:
        raise SignUpError(f"{row.member} is not waiting any more.")
    why = _reason(why)
    first = event.sign_ups.in_line().first()
    if first.pk != row.pk:
        row.joined_at, row.why = _moment_before(first), why
        _become(row, SignUp.State.WAITING, by=by)
    return row


@transaction.atomic
def set_places(event: Event, *, capacity: int | None, held_back: int, at: datetime) -> Places:
    """Change how many places there are and how many are held back; new ones go to those who wait.

    Nobody loses a place: `over` of what is returned says how many are too many. Raises SignUpError for numbers that
    cannot be. Locks the event; writes mails.
    """
    event = _locked(event)
    if capacity is not None and capacity < 1:
        raise SignUpError("A meeting has at least one place; leave it empty for no limit.")
    if held_back < 0 or held_back > (capacity or 0):
        raise SignUpError("No more places can be held back than there are.")
    before = places_of(event)
    event.capacity, event.held_back = capacity, held_back
    event.save(update_fields=["capacity", "held_back"])
    promote_waiting(event, at=at)
    places = places_of(event)
    notices.filling(event, places, before)
    return places


@transaction.atomic
def leave_all(member: Member, *, at: datetime, by: Member | None = None, why: str = "") -> None:
    """Give up every place and turn of the member at meetings to come; `by` and `why` as in `cancel`.

    Nothing is given up where a meeting is cancelled or over by then. Locks each event in turn, in the order of their
    numbers, as whoever changes several meetings does; writes mails.
    """
    coming = Event.objects.upcoming(at).exclude(state=Event.State.CANCELLED)
    rows = member.sign_ups.exclude(state=SignUp.State.CANCELLED).filter(event__in=coming.order_by())
    for row in rows.order_by("event_id"):
        with suppress(SignUpError):
            cancel(row, at=at, by=by, why=why)


def _reason(why: str) -> str:
    why = " ".join(why.replace("\x00", "").split())
    if not why:
        raise SignUpError("Say in a few words why: it is kept beside the name.")
    if len(why) > WHY_LONGEST:
        raise SignUpError(f"Say why in {WHY_LONGEST} letters at most.")
    return why


def _locked(event: Event) -> Event:
    """The event's row as it is now; nobody else gets past here with this event until the transaction ends.

    What it asks, and who speaks in its mails, is read before, so that the others wait no longer than they must.
    """
    before = {name: getattr(event, name) for name in ("asks", "network", "on_behalf", "hosts")}
    locked = Event.objects.select_for_update().get(pk=event.pk)
    vars(locked).update(before)
    return locked


def _fresh(sign_up: SignUp, event: Event) -> SignUp:
    row = SignUp.objects.select_related("member").get(pk=sign_up.pk)
    row.event = event
    return row


def _become(row: SignUp, state: str, by: Member | None = None) -> SignUp:
    """Save the row in its new state. Its history names `by` and nobody else: not whoever's click freed the place."""
    came_or_went = SignUp.State.GOING in (row.state, state) and row.state != state
    row.sequence += bool(came_or_went and row.pk)
    row.state = state
    row._history_user = by
    row.save()
    return row
