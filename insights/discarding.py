"""RULES: throwing away a note that was logged by mistake and has never been public."""

from __future__ import annotations

from django.db import transaction

from insights.models import Note, Passage


class DiscardingError(Exception):
    """Why a note must stay, as a sentence."""


def kept_because(note: Note) -> str:
    """Why the note cannot be thrown away, as a sentence; empty where it can."""
    if note.published_at:
        return f"“{note}” has been public, so it stays. You can take it off the site on its review page."
    return ""


@transaction.atomic
def discard(note: Note) -> None:
    """Delete a note and all that was found in it; its meeting, people and organisations stay.

    Raises DiscardingError for a note that has ever been public. Locks the note's row; one transaction.
    """
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if sentence := kept_because(note):
        raise DiscardingError(sentence)
    Passage.objects.filter(note=note).delete()  # they protect the revisions that they were quoted from
    note.delete()
