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
