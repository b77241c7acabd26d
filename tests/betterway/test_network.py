"""What lists and cards say of meetings and insights."""

from __future__ import annotations

import pytest

from betterway.templatetags.network import Standing, counted, dye, first_quote, kind_and_place, ordinal, standing
from events.models import Cell, Event
from tests.making import make_event, make_insight, make_note


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"state": "cancelled", "insight_count": 3}, Standing("Cancelled", "now")),
        ({"state": "draft"}, Standing("Draft", "now")),
        ({"insight_count": 3}, Standing("3 insights")),
        ({"note_is_out": True}, Standing("The note")),
        ({"visibility": "members"}, Standing("For members")),
        ({}, Standing("")),
    ],
)
def test_the_last_column_of_a_list_of_meetings(facts, said):
    event = Event(state="published")
    for name, value in {"insight_count": 0, "note_is_out": False, **facts}.items():
        setattr(event, name, value)
    assert standing(event) == said


def test_kind_and_place():
    assert kind_and_place(Event(format="roundtable", place="Brackenshaw Library")) == "Roundtable. Brackenshaw Library."
    assert kind_and_place(Event(format="cell meeting", cell_id=1, place="Online.")) == "Online."
    assert kind_and_place(Event(format="cell meeting", cell_id=1)) == ""
    assert kind_and_place(Event(format="cell meeting", place="Online")) == "Meeting. Online."


def test_counts_ordinals_and_colours():
    assert [counted(n, "insight") for n in (0, 1, 1200)] == ["no insights", "1 insight", "1,200 insights"]
    assert [ordinal(n) for n in (1, 2, 11)] == ["First", "Second", "Number 11"]
    assert [dye(None), dye(Cell(dye="")), dye(Cell(dye="woad"))] == ["", "", "dye-woad"]


@pytest.mark.django_db
def test_a_card_quotes_the_note_unless_the_statement_does():
    note = make_note(make_event(), "It **is** so.\n\nElse.", [])
    assert first_quote(make_insight(note, "It **is** so.", statement="It is so!")) == ""
    assert first_quote(make_insight(note, "It **is** so.", statement="So it goes.")) == "It is so."


@pytest.mark.django_db
def test_a_card_does_not_quote_what_differs_from_the_statement_in_a_word():
    said = "Whoever saves money by closing a counter should pay for the help that people then look for."
    point = make_insight(make_note(make_event(), said, []), said, statement=said.replace("that ", ""))
    assert first_quote(point) == ""
