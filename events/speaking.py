"""RULES: who it was that spoke. A name that was taken for somebody known may turn out to be another person's."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from events.models import Speaker
from people import addresses
from people.models import Affiliation, LookAlike, Member, Person


class SpeakingError(Exception):
    """What stands in the way, as a sentence."""


@transaction.atomic
def as_new_person(speaker: Speaker, *, by: Member, at: datetime) -> Person:
    """Make a new person of that name and let the speaker be theirs, with the position stated that day.

    The two are not asked about again. Raises SpeakingError where the person spoke at no other meeting: then the row
    is this speaker's alone. Locks the speaker's row; one transaction.
    """
    speaker = Speaker.objects.select_for_update(of=("self",)).select_related("person", "affiliation").get(pk=speaker.pk)
    known = speaker.person
    if not known.speaker_set.exclude(pk=speaker.pk).exists():
        raise SpeakingError(f"{known} spoke at no other meeting that we know of, so nobody else has this name here.")
    new = Person.objects.create(name=known.name, slug=addresses.free_slug(Person, known.name), created_by=by)
    if speaker.affiliation:
        stated = {"organisation": speaker.affiliation.organisation, "position": speaker.affiliation.position}
        speaker.affiliation = Affiliation.objects.create(person=new, **stated)
    speaker.person = new
    speaker._history_user = by
    speaker.save(update_fields=["person", "affiliation"])
    LookAlike.objects.create(
        person=new, other_person=known, state=LookAlike.State.DIFFERENT, decided_by=by, decided_at=at, why="Told apart"
    )
    return new
