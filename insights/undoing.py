"""RULES: what a convenor did last on the review page can be taken back, as long as nobody changed it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import QuerySet

from events.models import Event, Speaker
from events.topics import TopicsError, put_on
from insights import checks, publishing
from insights.models import DeskStep, Insight, Note, Passage
from people.models import Member, Person

Row = Insight | Event | Speaker | Person
KINDS: dict[str, Any] = {model._meta.label_lower: model for model in (Person, Event, Speaker)}

Picture = dict[str, Any]
"""What some rows are, as Django's serializer writes them: insights by pk, each with its passages and topics; a meeting,
a speaker (with the say on the draft) or a person by model and pk ("events.speaker:12")."""
KEPT = 50


class UndoingError(Exception):
    """Why the last step stays, as a sentence."""


@contextmanager
def step(note: Note, rows: Iterable[Row], *, by: Member, at: datetime, what: str) -> Iterator[list[Row]]:
    """Record what the block does to these rows, so that it can be taken back; one transaction with the block.

    Rows are insights of the note, its meeting, speakers and their people. Yields a list: rows that the block makes are
    appended to it. `what` is what the button said. Nothing is recorded where nothing changed.
    """
    made: list[Row] = []
    keys = [_key(row) for row in rows]  # a deleted one forgets its own
    with transaction.atomic():
        note_was = Note.objects.values_list("state", flat=True).get(pk=note.pk)
        before = _picture(keys)
        yield made
        after = _picture([*keys, *map(_key, made)])
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


def _key(row: Row) -> str:
    return str(row.pk) if isinstance(row, Insight) else f"{row._meta.label_lower}:{row.pk}"


def _picture(keys: Iterable[str]) -> Picture:
    pks: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        label, _, pk = key.rpartition(":")
        pks[label].append(pk)
    return {key: row for label, numbers in sorted(pks.items()) for key, row in _rows(label, numbers)}


def _rows(label: str, pks: list[str]) -> Iterator[tuple[str, Picture]]:
    if not label:
        for row in Insight.objects.filter(pk__in=pks).order_by("pk").prefetch_related("passages", "topics"):
            rows = serializers.serialize("json", [row, *row.passages.all()])
            yield str(row.pk), {"rows": rows, "topics": sorted(row.topics.names())}
        return
    for row in KINDS[label].objects.filter(pk__in=pks).order_by("pk"):
        says = row.says.order_by("pk") if isinstance(row, Speaker) else []
        yield f"{label}:{row.pk}", {"rows": serializers.serialize("json", [row, *says])}


def last_step(note: Note, member: Member) -> DeskStep | None:
    """The member's latest step on this note that has not been taken back."""
    return DeskStep.objects.filter(note=note, member=member, undone_at=None).order_by("-pk").first()


@transaction.atomic
def undo(note: Note, *, by: Member, at: datetime) -> DeskStep:
    """Take back the member's last step on the note; returns it.

    A note that the step put before the public is withdrawn again. Raises UndoingError where there is no step, where
    one of its rows has been changed since, where points were published since with a note that the step put out, and
    where a point would be public again with a name or contact details in it. Locks the note's row.
    """
    Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    latest = last_step(note, by)
    if latest is None:
        raise UndoingError("There is nothing to take back on this page.")
    touched = sorted({*latest.before, *latest.after}, key=_turn)
    if _picture(touched) != latest.after:
        raise UndoingError("It has been changed since, so it is not taken back. Change it by hand.")
    points = [key for key in touched if ":" not in key]
    out = set(_public(note).values_list("pk", flat=True))
    if latest.put_note_out:
        if out - {int(key) for key in points}:
            raise UndoingError("More points have been published since. Withdraw those first, or withdraw the note.")
        publishing.withdraw_note(note, by=by, at=at)
    Passage.objects.filter(insight__in=points).delete()  # of all, as one may stand with another insight by now
    for key in touched:
        if key in latest.before:
            _restore(latest.before[key], by)
    for key in reversed(touched):
        if key not in latest.before:
            _take_away(key, by)
    _refuse_what_may_not_be_seen(_public(note).exclude(pk__in=out))
    latest.undone_at = at
    latest.save(update_fields=["undone_at"])
    return latest


def _public(note: Note) -> QuerySet[Insight]:
    return note.insights.filter(state=Insight.State.PUBLISHED).select_related("note__event")


def _refuse_what_may_not_be_seen(points: Iterable[Insight]) -> None:
    """What was withdrawn may have been withdrawn for a reason that came up only then: it is looked over again."""
    problems = [problem for point in points for problem in checks.told_by(point, point.topics.names())]
    if problems:
        raise UndoingError(" ".join(problem.sentence for problem in problems))


def _turn(key: str) -> tuple[int, int]:
    """What others rest on is put back first: people, then meetings and speakers, then insights."""
    label, _, pk = key.rpartition(":")
    return list(KINDS).index(label) if label else len(KINDS), int(pk)


def _restore(was: Picture, by: Member) -> None:
    row, *others = [found.object for found in serializers.deserialize("json", was["rows"])]
    row._history_user = by
    for found in [row, *others]:
        _let_go_of_what_is_gone(found)
        found.save()
    if "topics" in was:
        try:
            put_on(row, was["topics"])
        except TopicsError as error:
            raise UndoingError(str(error)) from error


def _let_go_of_what_is_gone(row: Any) -> None:
    """Point at no row that was deleted meanwhile; where it must point at one, the step cannot be taken back."""
    for column in [column for column in row._meta.concrete_fields if column.is_relation]:
        number = getattr(row, column.attname)
        if number is None or column.related_model._base_manager.filter(pk=number).exists():
            continue
        if not column.null:
            name = column.related_model._meta.verbose_name
            raise UndoingError(f"The {name} that this belonged to is gone, so it is not taken back.")
        setattr(row, column.attname, None)


def _take_away(key: str, by: Member) -> None:
    """Delete what the step made; a person who has been put elsewhere meanwhile stays."""
    label, _, pk = key.rpartition(":")
    row = KINDS.get(label, Insight).objects.get(pk=pk)
    if isinstance(row, Person) and row.speaker_set.exists():
        return
    row._history_user = by
    row.delete()
