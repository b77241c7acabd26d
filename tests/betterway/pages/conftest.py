from __future__ import annotations

import pytest

from tests.making import make_event, make_note, make_speaker


@pytest.fixture
def page(client):
    """Fetches an address as a visitor, or as the member given, and returns what is on the page."""

    def fetch(path: str, member=None, status: int = 200) -> str:
        if member:
            client.force_login(member)
        response = client.get(path)
        assert response.status_code == status, path
        return response.content.decode()

    return fetch


@pytest.fixture
def meeting(cell):
    """A past public meeting of the cell, with a named speaker, a published note and one insight of the speaker's."""
    event = make_event("Buildings in our own hands", cell=cell, place="The Old Drill Hall")
    speaker = make_speaker(event, "Adaeze Okonjo", "Holloway Fold", "director of grants")
    note = make_note(event, byline="Hester Mwangi")
    insight = note.insights.get()
    insight.speaker = speaker
    insight.statement = "Small gifts are dear to decide on."
    insight.save()
    for row in (event, note, insight):
        row.topics.add("Small grants")
    return event
