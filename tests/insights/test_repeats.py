from __future__ import annotations

import pytest

from insights.checks import problems_of
from insights.models import Insight
from insights.repeats import repeats_of
from insights.search import sharing_words
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
    points = [make_insight(note, QUOTE, statement=f"{QUOTE} {n}", **SUGGESTED) for n in range(number)]
    with django_assert_num_queries(2 + (number > 100)):
        assert len(repeats_of(note, points, member=nora_of(ada))) == number


def nora_of(ada):
    ada.is_superuser = True
    return ada


def test_words_without_letters_ask_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert sharing_words({1: "…", 2: ""}, note=1) == {}
