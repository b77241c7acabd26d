"""RULES: those who were at a meeting hear what came of it, once its note is public."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from events.models import SignUp
from insights import notices
from insights.models import Insight, Note
from people import stops
from people.models import Mail, StoppedMail

# A note just published is often taken back, corrected and given further points: nobody is told in its first hour.
CALM = timedelta(hours=1)
UNTIL = timedelta(days=14)  # what was missed for longer, because nothing ran, is left out


def thank(*, at: datetime) -> int:
    """Write the thank-yous for notes published more than an hour ago, once a sign-up; returns how many.

    Notes that came with the archive thank nobody, nor do those of meetings that nobody signed up for.
    """
    out = Note.objects.filter(state=Note.State.PUBLISHED, with_archive=False, event__isnull=False)
    rows = out.filter(published_at__lte=at - CALM, published_at__gt=at - UNTIL)
    return sum(_thank_for(note) for note in rows.filter(event__sign_ups__isnull=False).distinct())


@transaction.atomic
def _thank_for(note: Note) -> int:
    """Locks the note, so that one withdrawn at this moment thanks nobody."""
    locked = Note.objects.select_for_update(of=("self",)).select_related("event__cell")
    note = locked.get(pk=note.pk)
    if note.state != Note.State.PUBLISHED:
        return 0
    there = list(were_there(note))
    keys = {row.pk: f"came of it {row.pk}" for row in there}
    about = Mail.objects.filter(meeting=note.event_id, why="what came of it")
    written = set(about.values_list("key", flat=True))
    new = [row for row in there if keys[row.pk] not in written and _wants(row, note)]
    points = points_of(note) if new else []
    for row in new:
        row.event = note.event
        notices.what_came_of_it(row, note, points, key=keys[row.pk])
    return len(new)


def were_there(note: Note) -> QuerySet[SignUp]:
    """The sign-ups of those who came to the note's meeting; where nobody marked that, of those who were going."""
    rows = note.event.sign_ups.select_related("member").filter(member__is_active=True)
    came = rows.filter(came=True)
    return came if came.exists() else rows.going().filter(came=None)


def points_of(note: Note) -> list[Insight]:
    """The published insights of the note, in its order, with what their credit reads."""
    return list(note.insights.published().with_context().order_by("order", "pk"))


def _wants(sign_up: SignUp, note: Note) -> bool:
    stopped = stops.is_stopped(sign_up.member, StoppedMail.Kind.THANKS)
    return not stopped and Note.objects.visible_to(sign_up.member).filter(pk=note.pk).exists()
