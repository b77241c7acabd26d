from __future__ import annotations

import pytest

from insights import promise, quoting
from tests.making import QUOTE, make_note

pytestmark = pytest.mark.django_db


def test_words_of_the_note_become_a_suggested_insight_that_rests_on_them(event, ada, now):
    note = make_note(event)
    note.topics.add("Small grants")
    words = "Ask what a group has stopped doing in order to apply."
    start = note.text.index(words)
    insight = quoting.quote(note, start, start + len(words), by=ada, at=now)
    assert (insight.statement, insight.state, insight.created_by) == (words, "suggested", ada)
    assert insight.passages.get().quote == words
    assert list(insight.topics.names()) == ["Small grants"]
    assert list(promise.broken()) == []


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 4), (-1, 4), (0, 10**6), (20, 22)])
def test_where_no_words_stand_there_is_no_insight(event, ada, now, start, end):
    note = make_note(event)
    assert note.text[20:22] == "\n\n"
    with pytest.raises(quoting.QuotingError, match="Choose the words in the note"):
        quoting.quote(note, start, end, by=ada, at=now)
    assert note.insights.get().statement == QUOTE


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("# Keys\n\nA **caretaker** is worth\nthree committees.", "A caretaker is worth three committees.",
         "A **caretaker** is worth\nthree committees."),
        ("# Keys\n\nShe said ‘not yet’ – twice.", "'not yet' — twice", "‘not yet’ – twice"),
        ("# Keys\n\nSee [the hall](https://example.org/hall) first.", "See the hall first.",
         "See [the hall](https://example.org/hall) first."),
    ],
)  # fmt: skip
def test_words_as_they_are_read_on_the_page_are_found_in_the_text(event, text, words, found):
    note = make_note(event, text=text, quotes=[])
    start, end = quoting.find(note, words)
    assert note.text[start:end] == found


def test_of_two_places_it_is_the_one_that_stands_between_the_same_words(event):
    note = make_note(event, text="# Keys\n\nWe lent the keys. It rained.\n\nThey lent the keys. It snowed.", quotes=[])
    start, _ = quoting.find(note, "lent the keys.", before="It rained.\n\nThey ", after=" It snowed.")
    assert note.text[start - 5 : start] == "They "


def test_words_that_stand_twice_and_alike_are_asked_for_again(event):
    note = make_note(event, text="# Keys\n\nYes.\n\nYes.\n\nYes.", quotes=[])
    with pytest.raises(quoting.QuotingError, match="more than once"):
        quoting.find(note, "Yes.")


@pytest.mark.parametrize("words", ["", "  ", "words of another note"])
def test_words_that_do_not_stand_in_the_note_are_refused_with_a_sentence(event, words):
    with pytest.raises(quoting.QuotingError):
        quoting.find(make_note(event), words)


def test_a_button_pressed_twice_makes_one_point(event, ada, now):
    note = make_note(event)
    start, end = quoting.find(note, "Ask what a group has stopped doing in order to apply.")
    quoting.quote(note, start, end, by=ada, at=now)
    with pytest.raises(quoting.QuotingError, match="There is a point from just these words already: “Ask what a group"):
        quoting.quote(note, start, end, by=ada, at=now)
    assert note.insights.filter(state="suggested").count() == 1


def test_words_of_a_dismissed_point_can_be_chosen_again(event, ada, now):
    note = make_note(event)
    start, end = quoting.find(note, QUOTE)
    note.insights.update(state="dismissed")
    assert quoting.quote(note, start, end, by=ada, at=now).state == "suggested"
