"""Joining a proposal with the one above, cutting one in two: the passages stay exact throughout."""

from __future__ import annotations

import pytest

from insights import promise, shaping
from insights.models import Insight
from tests.making import QUOTE, make_insight, make_note

pytestmark = pytest.mark.django_db
FORM = "So the form grows, to make it feel like work."
ASK = "Ask what a group has stopped doing in order to apply."
SUGGESTED = {"state": "suggested", "approved_at": None}


@pytest.fixture
def note(event):
    return make_note(event, quotes=[], state="draft", published_at=None)


def proposal(note, quote, **facts):
    return make_insight(note, quote, **{**SUGGESTED, **facts})


def quotes(insight):
    return [passage.quote for passage in insight.passages.order_by("start")]


def test_two_neighbouring_sentences_become_one_point_on_one_passage(note, ada):
    upper, lower = proposal(note, QUOTE), proposal(note, FORM)
    upper.topics.add("Small grants")
    lower.topics.add("Forms")
    merged = shaping.merge_with_above(lower, by=ada)
    assert (merged, merged.statement, merged.words) == (upper, f"{QUOTE} {FORM}", f"{QUOTE} {FORM}")
    assert quotes(merged) == [f"{QUOTE} {FORM}"]
    assert sorted(merged.topics.names()) == ["Forms", "Small grants"]
    assert list(note.insights.all()) == [upper]
    assert list(promise.broken()) == []


def test_points_that_stand_apart_keep_a_passage_each(note, ada):
    proposal(note, QUOTE)
    merged = shaping.merge_with_above(proposal(note, ASK), by=ada)
    assert quotes(merged) == [QUOTE, ASK]


def test_above_is_what_stands_above_in_the_text_and_is_still_a_proposal(note, ada):
    last, first = proposal(note, ASK), proposal(note, QUOTE)
    make_insight(note, FORM, state="dismissed", approved_at=None)
    assert shaping.merge_with_above(last, by=ada) == first


def test_a_public_point_between_two_proposals_keeps_them_apart(note, ada):
    proposal(note, QUOTE)
    make_insight(note, FORM)
    last = proposal(note, ASK)
    with pytest.raises(shaping.ShapingError, match="No proposal stands right above"):
        shaping.merge_with_above(last, by=ada)
    assert note.insights.count() == 3


def test_the_first_proposal_has_none_above_it(note, ada):
    first = proposal(note, QUOTE)
    proposal(note, ASK)
    with pytest.raises(shaping.ShapingError, match="No proposal stands right above"):
        shaping.merge_with_above(first, by=ada)


def test_what_is_public_keeps_its_shape(note, ada):
    proposal(note, QUOTE)
    public = make_insight(note, f"{QUOTE} {FORM}")
    for verb in (lambda: shaping.merge_with_above(public, by=ada), lambda: shaping.split(public, 0, by=ada)):
        with pytest.raises(shaping.ShapingError, match="Only a proposal"):
            verb()
    assert note.insights.count() == 2


def test_a_point_is_cut_between_its_sentences(note, ada):
    whole = proposal(note, f"{QUOTE} {FORM}")
    [(place, words)] = shaping.cuts_of(whole)
    assert (words, note.text[place : place + len(FORM)]) == (FORM, FORM)
    new = shaping.split(whole, place, by=ada)
    whole.refresh_from_db()
    assert [(i.statement, quotes(i), i.words) for i in (whole, new)] == [
        (QUOTE, [QUOTE], QUOTE),
        (FORM, [FORM], FORM),
    ]
    assert list(promise.broken()) == []


def test_a_reworded_statement_stays_whole_with_the_first_part(note, ada):
    whole = proposal(note, f"{QUOTE} {FORM}", statement="Small grants are dear, and so forms grow.")
    new = shaping.split(whole, shaping.cuts_of(whole)[0][0], by=ada)
    whole.refresh_from_db()
    assert (whole.statement, new.statement) == ("Small grants are dear, and so forms grow.", FORM)


def test_a_point_on_two_passages_is_cut_between_them(note, ada):
    proposal(note, QUOTE)
    merged = shaping.merge_with_above(proposal(note, ASK), by=ada)
    new = shaping.split(Insight.objects.get(pk=merged.pk), note.text.index(ASK), by=ada)
    assert [quotes(i) for i in Insight.objects.order_by("pk")] == [[QUOTE], [ASK]]
    assert new.statement == ASK


def test_a_place_inside_a_sentence_is_no_place_to_cut(note, ada):
    whole = proposal(note, f"{QUOTE} {FORM}")
    with pytest.raises(shaping.ShapingError, match="cannot be cut there"):
        shaping.split(whole, note.text.index("small grant"), by=ada)


def test_both_parts_have_speaker_and_topics(note, ada):
    whole = proposal(note, f"{QUOTE} {FORM}")
    whole.topics.add("Forms")
    new = shaping.split(whole, shaping.cuts_of(whole)[0][0], by=ada)
    assert (list(new.topics.names()), new.speaker, new.note) == (["Forms"], whole.speaker, note)
