"""RULES: meetings that come again: made from one by a pattern, changed and cancelled together.

Each of them is a meeting of its own, with its own address, calendar number and sign-ups; the pattern only says which
belong together. Hours are UK time on each day: 3pm stays 3pm when the clocks change. Whatever is changed goes through
`changing`, so whoever has signed up is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from django.db import transaction
from django.utils import timezone

from events import changing
from events.models import Event, Recurrence
from people import addresses
from people.dates import short_day
from people.models import Member

MOST = 24  # two years of months; more would be promises that nobody keeps
# What is a meeting's own, or is worked out anew for each.
OWN = {"id", "slug", "state", "series", "series_position", "recurrence", "uid", "sequence", "created_by", "created_at"}
TIMES = ("clock", "minutes", "days")  # what a change says of when, in place of two moments
TIMES_OF = ("starts_at", "ends_at", "opens_at", "closes_at")


class RecurringError(Exception):
    """Why meetings cannot be made or changed so, as a sentence."""


def days_of(pattern: Recurrence, *, after: date, number: int, today: date = date.min) -> list[date]:
    """The next `number` days of the pattern after a day, and after today where that is later.

    Every other week is counted from the week of `after`, however long ago that was.
    """
    day = weekday(pattern.weekday)
    if pattern.every == Recurrence.Every.MONTH:
        rule = rrule(MONTHLY, byweekday=day(pattern.which), dtstart=_noon(after))
    else:
        step = 2 if pattern.every == Recurrence.Every.TWO_WEEKS else 1
        rule = rrule(WEEKLY, byweekday=day, interval=step, dtstart=_noon(after - timedelta(days=after.weekday())))
    later = (found.date() for found in rule if found.date() > max(after, today))
    return list(islice(later, number))


def last_day(event: Event) -> date:
    """The day of the last meeting of the event's pattern; its own where it has none."""
    last = event.recurrence and event.recurrence.events.exclude(starts_at=None).order_by("starts_at").last()
    return timezone.localdate((last or event).starts_at)


@transaction.atomic
def make(
    event: Event, pattern: Recurrence, days: Collection[date], *, publish: bool, by: Member, at: datetime
) -> list[Event]:
    """Make a meeting like `event` on each of these days, at its hour; returns them in order.

    All settings of its sign-up, its questions, topics and convenors come along; speakers, invitations and sign-ups do
    not. A day on which the pattern has a meeting already gets no second one. Raises RecurringError for days in the
    past, too many of them or none, and for a meeting without a date. Locks the event.
    """
    event = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    _check_days(event, days, at)
    pattern = _pattern_for(event, pattern, by, at)
    there = {timezone.localdate(one.starts_at) for one in pattern.events.exclude(starts_at=None)}
    return [_make_one(event, pattern, day, publish, by) for day in sorted(set(days) - there)]


def _check_days(event: Event, days: Collection[date], at: datetime) -> None:
    if event.starts_at is None or not event.hours_known:
        raise RecurringError("Give this meeting its date and hours first: the others take their hours from it.")
    if event.state == Event.State.CANCELLED:
        raise RecurringError("This meeting is cancelled. Start from one that takes place.")
    if not days:
        raise RecurringError("Tick at least one day.")
    if len(days) > MOST:
        raise RecurringError(f"No more than {MOST} meetings are made at once.")
    if min(days) <= timezone.localdate(at):
        raise RecurringError("Choose days to come.")


def _pattern_for(event: Event, pattern: Recurrence, by: Member, at: datetime) -> Recurrence:
    """The event's own pattern, if it is that one still; else the new one, which the event becomes the first of."""
    known = event.recurrence
    if known and str(known) == str(pattern):
        return known
    if known is None:
        pattern.made_by, pattern.made_at = by, at
        pattern.save()
        event.recurrence, event._history_user = pattern, by
        event.save(update_fields=["recurrence"])
        return pattern
    known.every, known.which, known.weekday = pattern.every, pattern.which, pattern.weekday
    known.save()
    return known


def _make_one(event: Event, pattern: Recurrence, day: date, publish: bool, by: Member) -> Event:
    copied = {field.name: getattr(event, field.name) for field in Event._meta.concrete_fields if field.name not in OWN}
    moved = {name: on_day(getattr(event, name), event, day) for name in TIMES_OF}
    new = Event(**{**copied, **moved}, recurrence=pattern, created_by=by)
    new.state = Event.State.PUBLISHED if publish else Event.State.DRAFT
    new.slug = addresses.free_slug(Event, f"{event.title[:180]} {day.isoformat()}")
    new._history_user = by
    new.save()
    new.convenors.set(event.convenors.all())
    new.topics.set(event.topics.names())
    for question in event.questions.all():
        question.pk, question.event, question._state.adding = None, new, True
        question.save()
    return new


def on_day(moment: datetime | None, event: Event, day: date) -> datetime | None:
    """A moment of the event as far from its day, and at the same hour in the UK, where the event is on `day`."""
    if moment is None:
        return None
    local = timezone.localtime(moment)
    shift = day - timezone.localdate(event.starts_at)
    return timezone.make_aware(datetime.combine(local.date() + shift, local.time()))


class Scope:
    """Which of the meetings of a pattern a change is for."""

    THIS, FROM_HERE, TO_COME = "this", "from here", "to come"
    ALL = (THIS, FROM_HERE, TO_COME)

    @staticmethod
    def choices(event: Event) -> list[tuple[str, str]]:
        """What can be chosen on the pages of this event, which is named by its day."""
        day = short_day(event.starts_at)
        said = [f"Only this one, {day}", f"This one, {day}, and all after it", "All that are still to come"]
        return list(zip(Scope.ALL, said, strict=True))


def reached(event: Event, scope: str, *, by: Member, at: datetime) -> list[Event]:
    """The meetings that a change of `by` reaches, in their order: none that is cancelled, none of the past's others."""
    if scope == Scope.THIS or event.recurrence_id is None:
        rows = Event.objects.editable_by(by).filter(pk=event.pk)
    else:
        rows = Event.objects.editable_by(by).filter(recurrence=event.recurrence_id, starts_at__gt=at)
        if scope == Scope.FROM_HERE:
            rows = rows.filter(starts_at__gte=event.starts_at)
    return list(
        rows.exclude(state=Event.State.CANCELLED).select_related("cell", "recurrence").order_by("starts_at", "pk")
    )


@dataclass(frozen=True)
class Effect:
    """What a change would do to one of the meetings: its new values, and those where its own, set by hand, stay."""

    event: Event
    facts: Mapping[str, Any]
    facts_without_own: Mapping[str, Any]
    own: tuple[str, ...]  # names of what is wanted that was changed on this one by hand
    problem: str = ""


def effects(event: Event, wanted: Mapping[str, Any], scope: str, *, by: Member, at: datetime) -> list[Effect]:
    """What it would do to each meeting it reaches to give all of them the `wanted` values. Writes nothing.

    `wanted` has columns of Event, and may have `clock` (the hour it starts), `minutes` (how long it is) and `days` (how
    many days later). A value counts as changed by hand where it is neither what `event` has now nor the one wanted.
    """
    found = []
    for one in reached(event, scope, by=by, at=at):
        facts, own = _facts_for(one, event, wanted)
        problem = ""
        try:
            with transaction.atomic():
                changing.check(one, facts, at=at)
        except changing.ChangingError as error:
            problem = str(error)
        spared = _facts_for(one, event, {name: value for name, value in wanted.items() if name not in own})[0]
        found.append(Effect(one, facts, spared, own, problem))
    return found


@transaction.atomic
def change(
    event: Event, wanted: Mapping[str, Any], scope: str, *, over: Collection[int], by: Member, at: datetime
) -> list[changing.Told]:
    """Give the meetings that it reaches the `wanted` values; returns what that led to, for those that changed.

    What was changed on one by hand stays, unless its number is in `over`. Raises RecurringError, and changes nothing,
    where one of them cannot be changed so. Locks the meetings; writes mails.
    """
    _lock(reached(event, scope, by=by, at=at))
    told = []
    for effect in effects(event, wanted, scope, by=by, at=at):
        facts = effect.facts if effect.event.pk in over else effect.facts_without_own
        try:
            told += [changing.change(effect.event, facts, by=by, at=at)] if facts else []
        except changing.ChangingError as error:
            raise RecurringError(f"{effect.event.with_day}: {error}") from error
    return told


@transaction.atomic
def cancel(event: Event, scope: str, *, by: Member, at: datetime, why: str = "") -> list[changing.Told]:
    """Cancel the meetings that it reaches; drafts among them are left alone. Locks the meetings; writes mails."""
    _lock(doomed(event, scope, by=by, at=at))
    return [changing.cancel(one, by=by, at=at, why=why) for one in doomed(event, scope, by=by, at=at)]


def doomed(event: Event, scope: str, *, by: Member, at: datetime) -> list[Event]:
    """The meetings that cancelling reaches, in their order: those that are public."""
    return [one for one in reached(event, scope, by=by, at=at) if one.state == Event.State.PUBLISHED]


def _lock(events: Iterable[Event]) -> None:
    """In the order of their numbers, as all do who lock several: so nobody waits for one who waits for them."""
    list(Event.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in events]).order_by("pk"))


def _facts_for(one: Event, event: Event, wanted: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The new values for one meeting, and the names of what differs there by hand."""
    plain = {name: value for name, value in wanted.items() if name not in TIMES}
    own = [name for name, value in plain.items() if getattr(one, name) not in (getattr(event, name), value)]
    facts = {name: value for name, value in plain.items() if getattr(one, name) != value}
    if times := {name: wanted[name] for name in TIMES if name in wanted}:
        facts |= _times_for(one, times)
        own += [name for name in times if _own_time(one, event, name, times[name])]
    return facts, tuple(own)


def _times_for(one: Event, times: Mapping[str, Any]) -> dict[str, Any]:
    """Its new start and end; on another day sign-up opens and closes as many days later too, at its hours."""
    local = timezone.localtime(one.starts_at)
    day = local.date() + timedelta(days=times.get("days", 0))
    starts = timezone.make_aware(datetime.combine(day, times.get("clock", local.time())))
    length = timedelta(minutes=times["minutes"]) if "minutes" in times else one.ends_at and one.ends_at - one.starts_at
    found = {"starts_at": starts, "ends_at": starts + length if length else None}
    found |= {name: on_day(getattr(one, name), one, day) for name in ("opens_at", "closes_at")}
    return {name: value for name, value in found.items() if value != getattr(one, name)}


def _own_time(one: Event, event: Event, name: str, value: Any) -> bool:
    if name == "clock":
        return clock_of(one) not in (clock_of(event), value)
    if name == "minutes":
        return minutes_of(one) not in (minutes_of(event), value)
    return one.pk != event.pk and not _on_pattern(one)


def _on_pattern(one: Event) -> bool:
    day = timezone.localdate(one.starts_at)
    return days_of(one.recurrence, after=day - timedelta(days=1), number=1) == [day]


def clock_of(event: Event) -> time:
    return timezone.localtime(event.starts_at).time()


def minutes_of(event: Event) -> int | None:
    return round((event.ends_at - event.starts_at).total_seconds() / 60) if event.ends_at else None


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))
