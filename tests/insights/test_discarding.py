"""Throwing away a note that was logged by mistake."""

from __future__ import annotations

import pytest
from django.utils import timezone

from events.models import Event
from insights import discarding
from insights.models import Insight, Note, NoteRevision, Passage
from tests.making import make_note, make_speaker

pytestmark = pytest.mark.django_db


def test_a_draft_goes_with_what_was_found_in_it_and_leaves_meeting_and_people(event):
    make_speaker(event, "Asha Pillai")
    note = make_note(event, state="draft", published_at=None)
    discarding.discard(note)
    assert [model.objects.count() for model in (Note, NoteRevision, Insight, Passage)] == [0, 0, 0, 0]
    assert Event.objects.get().speakers.count() == 1


@pytest.mark.parametrize("state", ["published", "withdrawn"])
def test_what_was_public_stays(event, state):
    note = make_note(event, state=state, published_at=timezone.now())
    with pytest.raises(discarding.DiscardingError) as error:
        discarding.discard(note)
    assert str(error.value) == (
        "“Who holds the purse?” has been public, so it stays. You can take it off the site on its review page."
    )
    assert Note.objects.exists()
