from __future__ import annotations

import pytest

from tests.making import make_event, make_insight, make_note

STATEMENTS = {
    "grant": "A small grant costs the giver about as much to decide as a large one.",
    "report": "A report nobody reads is a rent, paid in evenings.",
    "cafe": "The café in Ely fed ninety people on a Thursday.",
    "led": "Community-led groups decide faster than committees.",
    "keys": "Handing over the keys is one day; the boiler takes two years.",
}


@pytest.fixture
def said():
    note = make_note(make_event(), "\n\n".join([*STATEMENTS.values(), "We gave the money away."]), [])
    rows = {name: make_insight(note, words) for name, words in STATEMENTS.items()}
    rows["words"] = make_insight(note, "We gave the money away.", statement="Giving is harder than it looks.")
    rows["words"].words = "The grants went out with a form; no grants came back."
    rows["words"].save()
    return rows
