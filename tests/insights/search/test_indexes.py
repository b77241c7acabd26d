from __future__ import annotations

import pytest
from django.db import connection

from events.models import Event
from insights.models import Note
from insights.search.indexes import INSIGHTS, MEETINGS, NOTES
from insights.search.queries import terms_of
from insights.search.ranking import search
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("index", [INSIGHTS, MEETINGS, NOTES], ids=lambda index: index.name)
def test_the_index_survives_all_migrations(index):
    """On SQLite a later migration that rebuilds the table drops the triggers: see migration 0002_search."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [index.table])
            names = {name for (name,) in cursor.fetchall()}
        assert names >= {f"{index.name}_{what}" for what in ("added", "removed", "changed")}


def test_a_meeting_is_found_by_title_first_then_summary_then_description():
    by_text = make_event("Supper", description="We will talk about the boiler.")
    by_summary = make_event("Lunch", summary="A boiler and its keepers.")
    by_title = make_event("The boiler")
    assert list(search(MEETINGS, Event.objects.all(), terms_of("boilers"))) == [by_title, by_summary, by_text]


def test_a_note_is_found_by_its_words_as_they_are_now():
    note = make_note(make_event(), "The boiler takes two years.", [])
    assert list(search(NOTES, Note.objects.all(), terms_of("boiler"))) == [note]
    note.text = "The roof takes three."
    note.save()
    assert list(search(NOTES, Note.objects.all(), terms_of("boiler"))) == []
    note.delete()
    assert list(search(NOTES, Note.objects.all(), terms_of("roof"))) == []
