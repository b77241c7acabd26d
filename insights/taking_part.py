"""RULES: who took part in a note's meeting: somebody the note names is added, somebody who was none is taken off."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from events.models import Event, Speaker
from insights import meetings
from insights.extraction.records import Affiliation, FoundPerson
from insights.models import Insight, Note
from people import matching
from people.models import Member, Person


class TakingPartError(Exception):
    """Why the list of those who took part stays as it is, as a sentence."""


@dataclass(frozen=True)
class Added:
    """Somebody who was put on the list. `asks`: the convenor is asked whether it is one of the people known before."""

    speaker: Speaker
    is_new: bool
    asks: bool


@transaction.atomic
def add(note: Note, name: str, *, role: str, position: str = "", organisation: str = "", by: Member) -> Added:
    """Put somebody on the list of the note's meeting, at its end: whom intake would take the name for, or a new person.

    Raises TakingPartError for an article, a name without letters, and somebody who is on the list. Locks the meeting.
    """
    event = _locked(note)
    name, position, organisation = (" ".join(words.split()) for words in (name, position, organisation))
    if not any(letter.isalpha() for letter in name):
        raise TakingPartError("Write the name of whoever took part.")
    directory = matching.Directory()
    people = Person.objects.count()
    person = matching.person_for(directory, name, organisation or None, position=position, event=event, by=by)
    if event.speakers.filter(person=person).exists():
        raise TakingPartError(f"{person} is in the list of this meeting already.")
    stated = (Affiliation(position or None, organisation),) if organisation else ()
    found = FoundPerson(0, 0, name, (role,), position or None, organisation or None, True, stated)
    last = event.speakers.order_by("-position_in_list").values_list("position_in_list", flat=True).first()
    speaker = meetings.make_speaker(event, person, found, directory, by=by, place=0 if last is None else last + 1)
    asks = person.look_alikes.to_decide().exists()
    return Added(speaker, is_new=Person.objects.count() > people, asks=asks)


@transaction.atomic
def remove(speaker: Speaker, *, by: Member) -> None:
    """Take somebody off the list of the meeting. The points under their name stay, as general discussion.

    The person stays among the people. Locks the meeting.
    """
    Event.objects.select_for_update(of=("self",)).get(pk=speaker.event_id)
    for insight in Insight.objects.filter(speaker=speaker):
        insight.speaker, insight._history_user = None, by
        insight.save(update_fields=["speaker"])
    speaker._history_user = by
    speaker.delete()


def _locked(note: Note) -> Event:
    if note.event_id is None:
        raise TakingPartError("An article belongs to no meeting, so nobody took part in it.")
    return Event.objects.select_for_update(of=("self",)).get(pk=note.event_id)
