from __future__ import annotations

import pytest
from django.core.management import call_command

from insights import promise
from insights.models import Note
from tests.making import QUOTE, make_event, make_note

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
    [sentence] = promise.broken()
    assert sentence == f"Note {note.pk}, “{note}”: its text is not that of its latest revision."


def test_a_note_without_a_revision_is_found(event):
    note = make_note(event, quotes=[])
    note.revisions.all().delete()
    assert list(promise.broken()) == [f"Note {note.pk}, “{note}”: no revision of its text is kept."]


@pytest.mark.parametrize("state", ["matches", "moved"])
def test_words_said_to_stand_that_were_last_found_earlier_are_found(event, state):
    note = make_note(event)
    note.passages.update(state=state)
    note.revisions.create(number=2, text=note.text)
    [sentence] = promise.broken()
    assert sentence.endswith("it is said to stand in the note, but was last found in an earlier revision.")


@pytest.mark.parametrize("state", ["needs checking", "removed"])
def test_words_no_longer_in_the_note_stand_in_the_revision_they_came_from(event, state):
    note = make_note(event)
    note.passages.update(state=state)
    note.revisions.create(number=2, text="Quite another text.")
    Note.objects.update(text="Quite another text.")
    assert list(promise.broken()) == []
    note.passages.update(quote="Words that never stood there.")
    [sentence] = promise.broken()
    assert sentence.endswith("the revision it was quoted from has other words in its place.")


def test_a_passage_of_another_note_or_its_revision_is_found(event):
    note, other = make_note(event), make_note(make_event())
    note.passages.update(revision=other.revisions.get())
    [sentence] = promise.broken()
    assert sentence.endswith("the revision it was quoted from is of another note.")
    note.passages.update(revision=note.revisions.get(), insight=other.insights.get())
    assert [one.split(": ")[1] for one in promise.broken()] == [
        "it rests on no passage.",
        "it is of another note than the insight.",
    ]


@pytest.mark.parametrize(("column", "value"), [("prefix", "Otherwise "), ("suffix", " and so on"), ("state", "lost")])
def test_surroundings_and_states_that_are_not_so_are_found(event, column, value):
    note = make_note(event)
    note.passages.update(**{column: value})
    assert len(list(promise.broken())) == 1


def test_check_passages_exits_with_1_where_the_promise_is_broken(event, capsys):
    note = make_note(event)
    call_command("check_passages")
    assert "1 passages checked, 0 broken." in capsys.readouterr().out
    note.passages.all().delete()
    with pytest.raises(SystemExit) as stop:
        call_command("check_passages")
    assert stop.value.code == 1
