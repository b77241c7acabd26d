"""RULES: what the days after a meeting bring: its note is asked for, and what people said of their needs is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce

from events import notices
from events.models import Answer, Event

NOTE_AFTER = timedelta(days=7)
NOTE_UNTIL = timedelta(days=28)  # meetings of long ago, brought in with an archive, are nobody's task
ANSWERS_KEPT = timedelta(days=30)


@transaction.atomic
def ask_for_notes(*, at: datetime) -> int:
    """Ask the convenors of meetings without a note a week after, once; returns how many mails there are about those."""
    held = Event.objects.without_note(at).filter(state=Event.State.PUBLISHED)
    ended = held.annotate(ended=Coalesce("ends_at", "starts_at"))
    rows = ended.filter(ended__lte=at - NOTE_AFTER, ended__gt=at - NOTE_UNTIL)
    return sum(len(notices.note_missing(event)) for event in rows.select_related("cell"))


def forget_answers(*, at: datetime) -> int:
    """Delete what people said on signing up, 30 days after the meeting; returns how many answers.

    Of a meeting that has no date any more, 30 days after they said it.
    """
    rows = Answer.objects.annotate(
        ended=Coalesce("sign_up__event__ends_at", "sign_up__event__starts_at", "sign_up__joined_at")
    )
    over = Answer.objects.filter(pk__in=rows.filter(ended__lte=at - ANSWERS_KEPT).order_by().values("pk"))
    return over.delete()[0] if over.exists() else 0
