"""Small notes that several tests read, and a way to the one document in them."""

from __future__ import annotations

from insights.extraction import extract
from insights.extraction.records import Document, FoundPerson


def only(text: str) -> Document:
    """The one document of a text."""
    (document,) = extract(text)
    return document


def people(text: str) -> dict[str, FoundPerson]:
    """The people of a note by name."""
    return {person.name: person for person in only(text).people}


MEETING = """Who keeps the keys?

This meeting of our Joining forces cell on 4th March 2024 asked who looks after a building.

We first heard from Ada Lindqvist, director of the Mill Trust.

Ada said that a caretaker is worth three committees. The Trust employs two of them, and bookings have doubled.

We then heard from Ben Okonkwo, CEO at Hale Together.

He began with a broken boiler. It taught the group more about one another than any workshop had done.

These points emerged in discussion:

• We need to write the caretaker into the plan.

• Who would come if the heating failed?

Read More
"""
