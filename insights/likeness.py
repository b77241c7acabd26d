"""RULES: which notes are near copies of one another, by their sketches; exact copies are told by fingerprint."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count

from insights.extraction.fingerprints import CONTAINED, NEAR_COPY, containment, resemblance, sketch
from insights.models import Note, NoteSketch

LEAST_SHARED = 4  # numbers that two sketches must share to be compared at all: unrelated notes share none
MOST_COMPARED = 20
MOST_ASKED = 2_000  # numbers looked up of one sketch: a note has some 150, only a whole book has more


def keep_sketch(note: Note) -> None:
    """Store the sketch of the note's text, in place of an earlier one. Writes some 150 rows."""
    note.sketch.all().delete()
    NoteSketch.objects.bulk_create(NoteSketch(note=note, number=number) for number in sketch(note.text))


def near_copies_of(note: Note) -> list[Note]:
    """Other notes with much the same words, or that hold, or are held in, this one; the likest first.

    At most 20, out of however many there are, in three queries on an index.
    """
    ours = sketch(note.text)
    rows = NoteSketch.objects.filter(number__in=ours[:MOST_ASKED]).exclude(note=note).values("note")
    shared = rows.annotate(shared=Count("pk")).filter(shared__gte=LEAST_SHARED).order_by("-shared")
    candidates = [row["note"] for row in shared[:MOST_COMPARED]]
    likeness = {pk: _likeness(ours, theirs) for pk, theirs in _sketches(candidates).items()}
    alike = Note.objects.in_bulk([pk for pk, share in likeness.items() if share])
    return sorted(alike.values(), key=lambda other: -likeness[other.pk])


def _sketches(notes: list[int]) -> dict[int, tuple[int, ...]]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for pk, number in NoteSketch.objects.filter(note__in=notes).order_by("number").values_list("note", "number"):
        numbers[pk].append(number)
    return {pk: tuple(found) for pk, found in numbers.items()}


def _likeness(ours: tuple[int, ...], theirs: tuple[int, ...]) -> float:
    """How alike the two are, 0 to 1; 0 for two that are neither near copies nor one within the other."""
    alike = resemblance(ours, theirs)
    within = max(containment(ours, theirs), containment(theirs, ours))
    return max(alike, within) if alike >= NEAR_COPY or within >= CONTAINED else 0.0
