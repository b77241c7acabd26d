"""What belongs to a note goes along with its words when it is split or joined: nothing a convenor said is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from events.models import Event, Speaker, lowest_attribution
from insights import standing
from insights.models import LetThrough, Note
from people.matching import name_key
from people.models import Member, Organisation, Person

Rows = dict[int, Speaker]
"""By the number of a speaker's row at the old meeting: their row at the new one."""


def speakers(note: Note, new: Note, place: int, goes: set[int], *, by: Member) -> Rows:
    """Bring those who are named, or speak (the points in `goes`), from the offset `place` on to the new note's meeting.

    Who is named or speaks above as well is at both; who is named nowhere stays.
    """
    if note.event is None:
        return {}
    there = list(note.event.speakers.select_related("person"))
    names = {speaker.pk: names_of(speaker.person) for speaker in there}
    said = dict(note.insights.exclude(speaker=None).values_list("pk", "speaker"))
    above = _named(note.text[:place], names) | {speaker for pk, speaker in said.items() if pk not in goes}
    below = _named(note.text[place:], names) | {speaker for pk, speaker in said.items() if pk in goes}
    return {s.pk: _bring(s, new, stays=s.pk in above, by=by) for s in there if s.pk in below}


def _bring(speaker: Speaker, new: Note, *, stays: bool, by: Member) -> Speaker:
    """The speaker's row at the new meeting: a copy where they stay at the old one as well."""
    row = Speaker.objects.select_related("person").get(pk=speaker.pk)
    if stays:
        row.pk, row._state.adding = None, True
    else:
        row.says.update(note=new)
    row.event, row._history_user = new.event, by
    row.save()
    return row


def gather_speakers(note: Note, other: Note, *, by: Member) -> Rows:
    """Bring all of the other note's meeting to this one's. Who is there already keeps that row.

    Nobody is named more than either row, or the other meeting's rule, allows.
    """
    if other.event is None or note.event is None:
        return {}
    there = {speaker.person_id: speaker for speaker in note.event.speakers.all()}
    rows = {}
    for speaker in list(other.event.speakers.select_related("person")):
        if other.event.attribution != note.event.attribution:
            speaker.attribution = lowest_attribution(other.event.attribution, speaker.attribution)
            speaker.save(update_fields=["attribution"])
        known = there.get(speaker.person_id)
        brought = _put_together(known, speaker, note, by) if known else _bring(speaker, note, stays=False, by=by)
        rows[speaker.pk] = brought
    return rows


def _put_together(known: Speaker, other: Speaker, note: Note, by: Member) -> Speaker:
    """One row of two: what is stated in one only is kept, and a no in either is a no."""
    for name in ("position", "organisation", "affiliation", "email"):
        setattr(known, name, getattr(known, name) or getattr(other, name))
    if known.attribution or other.attribution:
        known.attribution = lowest_attribution(known.attribution, other.attribution)
    consents = [known.consent, other.consent]
    order = [Speaker.Consent.REFUSED, Speaker.Consent.AGREED, Speaker.Consent.NOT_ASKED]
    known.consent = min(consents, key=order.index)
    known._history_user = by
    known.save()
    if not known.says.filter(note=note).exists():
        other.says.update(note=note, speaker=known)
    return known


def names_of(row: Person | Organisation) -> list[str]:
    return [row.name, *row.other_names.splitlines()]


def _named(text: str, names: Mapping[int, Iterable[str]]) -> set[int]:
    return {key for _, _, key in standing.places(text, names)}


def ever_listed(event: Event) -> set[str]:
    """The names of all who are, or were once, in the list of the meeting, as `matching.name_key` gives them."""
    past = set(Speaker.history.filter(event_id=event.pk).values_list("person_id", flat=True))
    present = set(event.speakers.values_list("person_id", flat=True))
    return {name_key(name) for person in Person.objects.filter(pk__in=past | present) for name in names_of(person)}


def flags_and_meetings(note: Note, new: Note, place: int) -> None:
    """Move flags and announced meetings that stand from the offset `place` on; one that runs over it ends there."""
    for row in [*note.flags.all(), *note.future_meetings.all()]:
        if row.start >= place:
            row.note, row.start, row.end = new, row.start - place, row.end - place
        else:
            row.end = min(row.end, place)
        row.save()


def shift_flags_and_meetings(note: Note, other: Note, by: int) -> None:
    """Move those of the other note to this one, `by` characters further on."""
    for row in [*other.flags.all(), *other.future_meetings.all()]:
        row.note, row.start, row.end = note, row.start + by, row.end + by
        row.save()


def organisations(note: Note, new: Note) -> None:
    """Put each organisation where its name stands, in both or one; what is named in neither stays."""
    rows = list(note.organisations.all())
    names = {row.pk: names_of(row) for row in rows}
    above, below = _named(note.text, names), _named(new.text, names)
    new.organisations.add(*[row for row in rows if row.pk in below])
    note.organisations.remove(*[row for row in rows if row.pk in below - above])


def let_through(note: Note, new: Note, goes: set[int], rows: Rows) -> None:
    """What was let through about points, speakers and their says that go, goes with them."""
    there: dict[str, Mapping[int, int]] = {
        "repeats": {pk: pk for pk in goes},
        "change": {pk: pk for pk in new.says.values_list("pk", flat=True)},
        "name": {pk: speaker.pk for pk, speaker in rows.items()},
    }
    there["consent"] = there["name"]
    for row in note.let_through.all():
        kind, _, about = row.key.partition(":")
        number, _, rest = about.partition(":")
        pk = there.get(kind, {}).get(int(number)) if number.isdecimal() else None
        if pk:
            key = f"{kind}:{pk}:{rest}"[:200]
            LetThrough.objects.create(note=new, key=key, sentence=row.sentence, by=row.by, at=row.at)


def gather_let_through(note: Note, other: Note) -> None:
    """What was let through in the other note counts in this one; that a meeting has no date does not."""
    known = set(note.let_through.values_list("key", flat=True))
    other.let_through.exclude(key__in=[*known, "no date"]).update(note=note)
