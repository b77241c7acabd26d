"""RULES: a note that was put with the wrong meeting goes to the right one."""

from __future__ import annotations

from django.db import transaction

from events import changing
from events.models import Event, Speaker
from insights.models import Insight, Note
from people import addresses
from people.models import Member


class MovingError(Exception):
    """Why a note stays where it is, as a sentence."""


@transaction.atomic
def move(note: Note, event: Event, *, by: Member) -> Note:
    """Make the note that of another meeting, which its convenor may edit too; returns it.

    Those who took part come along; where someone is in the other meeting's list already, that row stays and their
    points go over to it. A draft meeting that is left with nothing is removed, and its address leads to the other.
    Raises MovingError for an article, and where the other meeting is cancelled or has a note. Locks the note's row.
    """
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    old = note.event
    if old is None:
        raise MovingError("An article belongs to no meeting.")
    if event.state == Event.State.CANCELLED:
        raise MovingError(f"“{event}” was cancelled. Choose another meeting.")
    if Note.objects.filter(event=event).exists():
        raise MovingError(f"“{event}” has a note already. Choose another meeting.")
    for speaker in old.speakers.all():
        _bring(speaker, event, by)
    note.event, note._history_user = event, by
    note.save()
    if note.state == Note.State.PUBLISHED and event.state == Event.State.DRAFT:
        note.event = event = changing.publish(event, by=by)
    remove_empty(old, event, by)
    return note


def _bring(speaker: Speaker, event: Event, by: Member) -> None:
    there = event.speakers.filter(person=speaker.person_id).first()
    if there is None:
        speaker.event, speaker._history_user = event, by
        speaker.save()
        return
    Insight.objects.filter(speaker=speaker).update(speaker=there)
    speaker._history_user = by
    speaker.delete()


def remove_empty(old: Event, event: Event, by: Member) -> None:
    """Remove a draft meeting that is left with nothing; its address leads to the other one."""
    empty = not (old.sign_ups.exists() or old.summary or old.description)
    if old.state == Event.State.DRAFT and empty:
        addresses.inherit(event, old)
        slug = old.slug
        old._history_user = by
        old.delete()
        addresses.keep_former(event, slug)
