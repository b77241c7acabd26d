"""A cell of other people, with one of everything in it that is not public: what must not leak."""

from __future__ import annotations

from types import SimpleNamespace

from events.models import Cell, Series
from insights.models import Flag, FutureMeeting
from people.models import LookAlike, Member, Organisation, Person
from tests.making import make_event, make_insight, make_note, make_speaker

# Whatever ada sees, none of these words may stand in it.
SECRETS = ["Supper", "supper", "Zelda", "zelda", "Hidden House", "hidden-house", "parsnip", "Parsnip"]
TEXT = "Supper among ourselves\n\n- Nobody paid for the parsnips.\n\nRing Zelda on 01632 960 118. We meet again in May."


def make_elsewhere() -> SimpleNamespace:
    bea = Member.objects.create_user("bea@example.org", name="Bea Marsh", is_staff=True)
    cell = Cell.objects.create(name="Joining forces", slug="joining-forces", dye="woad")
    cell.convenors.add(bea)
    series = Series.objects.create(title="Suppers", slug="suppers")
    event = make_event("Supper among ourselves", cell=cell, state="draft", series=series, created_by=bea)
    speaker = make_speaker(event, "Zelda Quill", "Hidden House", "keeper")
    Person.objects.update(created_by=bea)
    Organisation.objects.update(created_by=bea)
    event.topics.set(["Parsnips"])
    note = make_note(event, TEXT, [], state="draft", published_at=None, created_by=bea)
    note.organisations.add(speaker.affiliation.organisation)
    insight = make_insight(note, "Nobody paid for the parsnips.", state="suggested", approved_at=None)
    return SimpleNamespace(
        bea=bea,
        cell=cell,
        series=series,
        event=event,
        speaker=speaker,
        person=speaker.person,
        organisation=speaker.affiliation.organisation,
        affiliation=speaker.affiliation,
        topic=event.topics.get(),
        note=note,
        insight=insight,
        flag=Flag.objects.create(note=note, kind="contact", text="01632 960 118", start=70, end=83),
        meeting=FutureMeeting.objects.create(note=note, date_text="in May", start=85, end=103),
        look_alike=LookAlike.objects.create(
            person=speaker.person,
            other_person=Person.objects.create(name="Zelda Quil", slug="zelda-quil", created_by=bea),
            why="Spelled nearly the same",
        ),
    )
