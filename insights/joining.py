"""RULES: two notes that came in together and are one: the second is joined to the first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from events.models import Event
from insights import cutting, dividing, moving
from insights.cutting import PLACED, STANDING, CuttingError, next_number, write
from insights.extraction.fingerprints import fingerprint
from insights.models import ImportItem, Note, Passage
from insights.revising import attach
from people.models import Member


def before(note: Note, member: Member) -> Note | None:
    """The note that stood before this one where both came from, if the member may edit it."""
    return Note.objects.editable_by(member).filter(pk=note.follows_id).first()


def after(note: Note, member: Member) -> Note | None:
    """The note that stood after this one where both came from, if the member may edit it."""
    return Note.objects.editable_by(member).filter(follows=note).order_by("pk").first()


def joined_text(upper: Note, lower: Note) -> str:
    """One text of two, with a blank line between; or the very text that the first was split from."""
    whole = upper.text + lower.text
    if upper.revisions.filter(text=whole).exists():
        return whole
    between = "" if upper.text.endswith("\n\n") else "\n" if upper.text.endswith("\n") else "\n\n"
    return upper.text + between + lower.text


@transaction.atomic
def join(upper: Note, lower: Note, *, by: Member, at: datetime) -> Note:
    """Add the second note to the first, which it follows; returns that.

    Text, points with their passages, flags, announced meetings, organisations, topics and earlier texts go over; so
    does who took part: where somebody is in both lists the first's row stays, and is named no more than either allows.
    The second note goes, and its meeting where that was only made for it. Raises CuttingError. Locks both rows.
    """
    pks = sorted([upper.pk, lower.pk])
    locked = {note.pk: note for note in Note.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")}
    upper, lower = locked[upper.pk], locked[lower.pk]
    text = joined_text(upper, lower)
    _refuse(upper, lower, text)
    rows = dividing.gather_speakers(upper, lower, by=by)
    _bring_revisions(upper, lower)
    _bring_points(upper, lower, rows, by=by)
    dividing.shift_flags_and_meetings(upper, lower, len(text) - len(lower.text))
    dividing.gather_let_through(upper, lower)
    upper.organisations.add(*lower.organisations.all())
    upper.topics.add(*lower.topics.names())
    for redaction in lower.redactions.all():
        redaction.notes.add(upper)
    _place(upper, lower, text, by=by, at=at)
    _remove(lower, upper, by)
    return upper


def kept_because(upper: Note, lower: Note) -> str:
    """Why the two are not joined, as a sentence; empty where they can be."""
    try:
        _refuse(upper, lower, joined_text(upper, lower))
    except CuttingError as error:
        return str(error)
    return ""


def _refuse(upper: Note, lower: Note, text: str) -> None:
    for note in (upper, lower):
        if sentence := cutting.kept_because(note):
            raise CuttingError(sentence)
    if lower.follows_id != upper.pk:
        raise CuttingError(f"“{lower}” did not stand right after “{upper}” where they came from.")
    if lower.event and upper.event is None:
        raise CuttingError(
            f"“{upper}” is an article, and “{lower}” is of a meeting: an article has no speakers to take."
        )
    if lower.event and lower.event.state != Event.State.DRAFT:
        raise CuttingError(f"The meeting “{lower.event}” is on the site already, so its note stays one of its own.")
    if lower.event and lower.event.visibility != upper.event.visibility:
        raise CuttingError("One of the two meetings is for members only. Give both the same visibility first.")
    if Note.objects.exclude(pk__in=[upper.pk, lower.pk]).filter(fingerprint=fingerprint(text)).exists():
        raise CuttingError("A note with exactly these words is here already.")


def _bring_revisions(upper: Note, lower: Note) -> None:
    """The earlier texts of the second come after those of the first: passages whose words are gone rest on them."""
    for number, revision in enumerate(lower.revisions.order_by("number"), start=next_number(upper)):
        revision.note, revision.number = upper, number
        revision.why = f"“{lower}”, before it was joined. {revision.why}"[:300]
        revision.save()


def _bring_points(upper: Note, lower: Note, rows: dividing.Rows, *, by: Member) -> None:
    first = max(upper.insights.values_list("order", flat=True), default=0)
    for insight in lower.insights.all():
        insight.note, insight.speaker, insight._history_user = upper, rows.get(insight.speaker_id), by
        insight.order += first
        insight.save(update_fields=["note", "speaker", "order"])


def _place(upper: Note, lower: Note, text: str, *, by: Member, at: datetime) -> None:
    """Write the joined text, and let each passage that stands rest on the same characters of it."""
    shift = len(text) - len(lower.text)
    revision = write(upper, text, by=by, at=at, why=f"Joined with “{lower}”")
    ours, theirs = list(upper.passages.all()), list(lower.passages.all())
    for passages, by_letters in ((ours, 0), (theirs, shift)):
        for passage in passages:
            passage.note = upper
            if passage.state in STANDING:
                attach(passage, revision, passage.start + by_letters, passage.end + by_letters)
    Passage.objects.bulk_update([*ours, *theirs], PLACED)


def _remove(lower: Note, upper: Note, by: Member) -> None:
    """Delete the emptied note, and its meeting unless that was there before the note was."""
    event = lower.event
    Note.objects.filter(follows=lower).update(follows=upper)
    ImportItem.objects.filter(note=lower).update(note=upper)
    made_for_it = event and event.created_at >= lower.created_at
    lower._history_user = by
    lower.delete()
    if event and upper.event and made_for_it:
        moving.remove_empty(event, upper.event, by)
