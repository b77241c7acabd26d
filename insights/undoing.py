"""RULES: what a convenor did last on the review page can be taken back, as long as nobody changed it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core import serializers
from django.db import transaction

from insights import publishing
from insights.models import DeskStep, Insight, Note, Passage
from people.models import Member

Picture = dict[str, Any]
"""What some insights are: by pk, each with its passages and topics, as Django's serializer writes them."""
KEPT = 50


class UndoingError(Exception):
    """Why the last step stays, as a sentence."""


@contextmanager
def step(note: Note, insights: Iterable[Insight], *, by: Member, at: datetime, what: str) -> Iterator[list[Insight]]:
    """Record what the block does to these insights, so that it can be taken back; one transaction with the block.

    Yields a list: insights that the block makes are appended to it. `what` is what the button said. Nothing is
    recorded where nothing changed.
    """
    made: list[Insight] = []
    pks = [insight.pk for insight in insights]  # a deleted one forgets its own
    with transaction.atomic():
        note_was = Note.objects.values_list("state", flat=True).get(pk=note.pk)
        before = _picture(pks)
        yield made
        after = _picture([*pks, *(insight.pk for insight in made)])
        if before != after:
            published = note_was != Note.State.PUBLISHED and _is_public(note)
            DeskStep.objects.create(
                note=note, member=by, made_at=at, what=what, before=before, after=after, put_note_out=published
            )
            _forget_old(note, by)


def _is_public(note: Note) -> bool:
    return Note.objects.filter(pk=note.pk, state=Note.State.PUBLISHED).exists()


def _forget_old(note: Note, by: Member) -> None:
    kept = DeskStep.objects.filter(note=note, member=by).order_by("-pk").values_list("pk", flat=True)[:KEPT]
    DeskStep.objects.filter(note=note, member=by).exclude(pk__in=list(kept)).delete()


def _picture(pks: Iterable[int]) -> Picture:
    rows = Insight.objects.filter(pk__in=list(pks)).order_by("pk")
    return {
        str(row.pk): {
            "rows": serializers.serialize("json", [row, *row.passages.all()]),
            "topics": sorted(row.topics.names()),
        }
        for row in rows.prefetch_related("passages", "topics")
    }


def last_step(note: Note, member: Member) -> DeskStep | None:
    """The member's latest step on this note that has not been taken back."""
    return DeskStep.objects.filter(note=note, member=member, undone_at=None).order_by("-pk").first()


@transaction.atomic
def undo(note: Note, *, by: Member, at: datetime) -> DeskStep:
    """Take back the member's last step on the note; returns it.

    A note that the step put before the public is withdrawn again. Raises UndoingError where there is no step, or
    where one of its insights has been changed since. Locks the note's row.
    """
    Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    latest = last_step(note, by)
    if latest is None:
        raise UndoingError("There is nothing to take back on this page.")
    touched = [int(pk) for pk in {*latest.before, *latest.after}]
    if _picture(touched) != latest.after:
        raise UndoingError("It has been changed since, so it is not taken back. Change it by hand.")
    if latest.put_note_out:
        publishing.withdraw_note(note, by=by, at=at)
    Passage.objects.filter(insight__in=touched).delete()  # of all, as one may stand with another insight by now
    for pk in touched:
        _restore(pk, latest.before.get(str(pk)), by)
    latest.undone_at = at
    latest.save(update_fields=["undone_at"])
    return latest


def _restore(pk: int, was: Picture | None, by: Member) -> None:
    if was is None:
        insight = Insight.objects.get(pk=pk)
        insight._history_user = by
        insight.delete()
        return
    row, *passages = [found.object for found in serializers.deserialize("json", was["rows"])]
    row._history_user = by
    row.save()
    row.topics.set(was["topics"])
    Passage.objects.bulk_create(passages)
