from __future__ import annotations

import pytest
from django.core.management import call_command

from insights import promise
from tests.making import QUOTE, make_note

pytestmark = pytest.mark.django_db


def test_a_note_as_it_came_in_keeps_the_promise(event):
    make_note(event)
    assert list(promise.broken()) == []


def test_a_passage_one_character_off_is_found(event):
    passage = make_note(event).passages.get()
    passage.start += 1
    passage.save()
    [sentence] = promise.broken()
    assert sentence.endswith("the note has other words in its place.")


def test_a_published_insight_without_a_passage_is_found(event):
    note = make_note(event)
    note.passages.all().delete()
    assert list(promise.broken()) == [f"Insight {note.insights.get().pk}, “{QUOTE}”: it rests on no passage."]


def test_a_text_changed_behind_the_back_of_its_revisions_is_found(event):
    note = make_note(event)
    note.text = "Something was put in front. " + note.text
    note.save()
    assert len(list(promise.broken())) == 1


def test_check_passages_exits_with_1_where_the_promise_is_broken(event, capsys):
    note = make_note(event)
    call_command("check_passages")
    assert "1 passages checked, 0 broken." in capsys.readouterr().out
    note.passages.all().delete()
    with pytest.raises(SystemExit) as stop:
        call_command("check_passages")
    assert stop.value.code == 1
