"""RULES: a convenor writes to all who are going to a meeting, wait or came, to each in a mail of their own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet, TextChoices

from events import notices
from events.models import Event, SignUp
from people import outbox, stops
from people.letters import one_line, without_private_links
from people.models import Member, StoppedMail


class Readers(TextChoices):
    """Whom a letter is for."""

    GOING = "going", "all who are going"
    WAITING = "waiting", "all who are waiting"
    CAME = "came", "all who came"


BECAUSE = {
    Readers.GOING: "you have a place at",
    Readers.WAITING: "you are in line for",
    Readers.CAME: "you were at",
}


@dataclass(frozen=True)
class Letter:
    """What a convenor has written. `number` makes it one letter, however often its form is posted."""

    event: Event
    readers: Readers
    subject: str
    text: str
    number: uuid.UUID


def readers_of(event: Event, readers: Readers) -> QuerySet[SignUp]:
    """Those the letter goes to. Who has stopped letters gets none that is not about a place they have."""
    rows = event.sign_ups.select_related("member").filter(member__is_active=True).order_by("joined_at", "pk")
    if readers != Readers.CAME:
        return rows.filter(state=readers.value)
    stopped = StoppedMail.objects.filter(kind=StoppedMail.Kind.LETTERS)
    return rows.filter(came=True).exclude(member__in=stopped.values("member"))


def look(letter: Letter, *, by: Member) -> str:
    """The letter as its first reader gets it, without private links; empty where there is nobody to read it."""
    first = readers_of(letter.event, letter.readers).first()
    return without_private_links(_written(letter, first, by)["text"]) if first else ""


@transaction.atomic
def send(letter: Letter, *, by: Member) -> int:
    """Write the letter to each of its readers, once; returns how many have it. Locks the event; writes mails."""
    event = Event.objects.select_for_update(of=("self",)).select_related("cell").get(pk=letter.event.pk)
    rows = list(readers_of(event, letter.readers))
    for row in rows:
        row.event = event
        outbox.post(**_written(letter, row, by), key=f"letter {letter.number} {row.pk}")
    return len(rows)


def _written(letter: Letter, sign_up: SignUp, by: Member) -> dict[str, object]:
    because = f"You get this mail because {BECAUSE[letter.readers]} “{one_line(letter.event.title)}”."
    stop = stops.link_for(sign_up.member, StoppedMail.Kind.LETTERS) if letter.readers == Readers.CAME else ""
    return notices.letter(sign_up, subject=letter.subject, words=letter.text, by=by, because=because, stop=stop)
