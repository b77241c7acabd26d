from __future__ import annotations

from hashlib import sha256

import pytest

from insights import publishing
from insights.checks import problems_of
from insights.models import Insight
from insights.repeats import repeats_of
from insights.search.likeness import sharing_words
from tests.elsewhere import make_elsewhere
from tests.making import QUOTE, make_event, make_insight, make_note

pytestmark = pytest.mark.django_db
SUGGESTED = {"state": "suggested", "approved_at": None}
NEARLY = "Deciding on a small grant costs just as much as deciding on a large one."


@pytest.fixture
def known(cell):
    """A public insight of another meeting."""
    return make_note(make_event(cell=cell)).insights.get()


@pytest.fixture
def note(event):
    return make_note(event, quotes=[], state="draft", published_at=None)


def test_the_same_words_in_a_public_note_are_shown(note, known, ada):
    point = make_insight(note, QUOTE, **SUGGESTED)
    (problem,) = problems_of(note, [point], member=ada)
    assert problem.sentence == (
        "“Deciding on a small grant costs as much as deciding on a large one.” says the same as a point in "
        "“A roof is not an asset”: “Deciding on a small grant costs as much as deciding on a large one.”"
    )
    assert (problem.asks, problem.other, note.text[problem.start : problem.end]) == (True, known, QUOTE)


def test_nearly_the_same_words_count_whatever_their_capitals_and_stops(note, known, ada):
    point = make_insight(note, QUOTE, statement=NEARLY.upper(), **SUGGESTED)
    assert [(r.other, r.exactly) for r in repeats_of(note, [point], member=ada)] == [(known, False)]


@pytest.mark.parametrize("statement", ["Deciding is dear.", "A large grant costs as much as it likes.", "…"])
def test_other_words_are_no_repeat(note, known, ada, statement):
    point = make_insight(note, QUOTE, statement=statement, **SUGGESTED)
    assert repeats_of(note, [point], member=ada) == []


def test_of_two_in_one_note_the_later_one_repeats(note, ada):
    first, second = (make_insight(note, QUOTE, **SUGGESTED) for _ in range(2))
    assert [(r.insight, r.other) for r in repeats_of(note, [first, second], member=ada)] == [(second, first)]
    assert repeats_of(note, [second], member=ada) == []


def test_what_the_convenor_may_not_see_is_no_repeat(note, ada, nora):
    theirs = make_elsewhere()
    theirs.note.state, theirs.note.published_at = "published", theirs.note.created_at
    theirs.note.save()
    facts = {"state": "published", "approved_at": theirs.note.created_at}
    Insight.objects.filter(pk=theirs.insight.pk).update(statement=QUOTE, **facts)
    point = make_insight(note, QUOTE, **SUGGESTED)
    assert repeats_of(note, [point], member=ada) == []
    assert [r.other for r in repeats_of(note, [point], member=nora)] == [theirs.insight]


def test_suggested_and_dismissed_insights_of_other_notes_do_not_count(note, known, ada, now):
    Insight.objects.filter(pk=known.pk).update(state="dismissed", approved_at=None)
    assert repeats_of(note, [make_insight(note, QUOTE, **SUGGESTED)], member=ada) == []


@pytest.mark.parametrize("number", [1, 150])
def test_a_hundred_insights_take_two_queries(note, known, ada, django_assert_num_queries, number):
    # Thirty repeat the public point; each of the others says something of its own.
    said = [f"{QUOTE} {n}" if n < 30 else sha256(bytes([n])).hexdigest() for n in range(number)]
    points = [make_insight(note, QUOTE, statement=statement, **SUGGESTED) for statement in said]
    with django_assert_num_queries(2 + (number > 100)):
        assert len(repeats_of(note, points, member=nora_of(ada))) == min(number, 30)


def test_a_page_looked_at_again_searches_no_more_and_shows_what_stands_there_now(
    note, known, ada, django_assert_num_queries
):
    points = [make_insight(note, QUOTE, **SUGGESTED)]
    assert len(repeats_of(note, points, member=nora_of(ada), afresh=False)) == 1
    with django_assert_num_queries(1):
        assert len(repeats_of(note, points, member=ada, afresh=False)) == 1
    Insight.objects.filter(pk=known.pk).update(statement="Something else altogether.")
    assert repeats_of(note, points, member=ada, afresh=False) == []


def test_what_became_public_since_the_page_was_looked_at_is_asked_about_at_publication(note, cell, ada, now):
    point = make_insight(note, QUOTE, **SUGGESTED)
    assert problems_of(note, [point], member=ada) == []
    make_note(make_event(cell=cell))
    with pytest.raises(publishing.PublishingError, match="says the same as a point in"):
        publishing.publish(note, [point], by=ada, at=now, asked=[])


def test_a_changed_wording_is_looked_for_at_once(note, known, ada):
    point = make_insight(note, QUOTE, statement="Another thought.", **SUGGESTED)
    assert problems_of(note, [point], member=ada) == []
    point.statement = QUOTE
    assert len(problems_of(note, [point], member=ada)) == 1


def nora_of(ada):
    ada.is_superuser = True
    return ada


def test_words_without_letters_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert sharing_words({1: "…", 2: ""}, note=1) == {}
