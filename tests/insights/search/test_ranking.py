"""Search: the same hits on both databases, ranked, and safe whatever is typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights.models import Insight
from insights.search.highlights import set_hits
from insights.search.indexes import INSIGHTS
from insights.search.queries import terms_of
from insights.search.ranking import narrowed, nearly, search

pytestmark = pytest.mark.django_db


def ranked(rows, query: str):
    return search(INSIGHTS, rows, terms_of(query))


def matching(rows, query: str):
    return narrowed(INSIGHTS, rows, terms_of(query))


def found(query: str) -> set[str]:
    return {row.statement for row in matching(Insight.objects.all(), query)}


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("reports", {"report"}),
        ("reading evening", {"report"}),
        ("READS", {"report"}),
        ("cafe", {"cafe"}),
        ("CAFÉ", {"cafe"}),
        ("cafés", {"cafe"}),
        ("community-led", {"led"}),
        ("led community", {"led"}),
        ('"one day"', {"keys"}),
        ('"day one"', set()),
        ("grant", {"grant", "words"}),
        ("grant -giver", {"words"}),
        ('grant -"small grant"', {"words"}),
        ("the", {"grant", "cafe", "keys", "words"}),
        ("the of and", set()),
        ("how do we read a report", {"report"}),
        ("what would the boiler take", {"keys"}),
        ('"of the boiler"', set()),
        ("zebra", set()),
        ("grant zebra", set()),
        ("-the", {"report", "led"}),
    ],
)
def test_what_is_found(said, query, hits):
    assert found(query) == {said[name].statement for name in hits}


@pytest.mark.parametrize(
    "query", ["lodz", "Łódź", "ŁÓDŹ", "oresund", "ØRESUND", "strasse", "Straße", "aesop", '"over oresund"']
)
def test_letters_that_are_no_accents_are_folded_too(said, query):
    words = "From Łódź over Øresund to Æsop’s Straße."
    said["keys"].statement = words
    said["keys"].save()
    assert found(query) == {words}
    said["keys"].statement = "Nothing."
    said["keys"].save()
    assert found(query) == set()


SCRIPTS = ["हिन्दी में बैठक", "தமிழ் மொழி", "مَرحبا بالعالم", "שָׁלוֹם לכולם", "ภาษาไทย วันนี้", "বাংলা ভাষা", "한국어 모임"]
SCRIPTS += ["Ёлка мой дом", "Ελλάδα ύστερα", "日本語 テスト です", "Tiếng Việt", "ქართული ენა"]


@pytest.mark.parametrize("words", SCRIPTS)
def test_words_of_every_script_are_found_and_marked_on_both_databases(said, words):
    said["keys"].statement = f"They said: {words}."
    said["keys"].save()
    for word in [*words.split(), f'"{words}"']:
        assert found(word) == {said["keys"].statement}, word
    set_hits({INSIGHTS: [said["keys"]]}, terms_of(words).wanted)
    assert said["keys"].hit.headline.count('<mark class="hit">') == len(words.split())


def test_no_word_is_taken_for_another_with_the_same_letters_and_other_marks(said):
    said["keys"].statement = "They said: हिन्दी."
    said["keys"].save()
    assert found("हन्दा") == found("ह") == found("द") == set()


@pytest.mark.parametrize("query", ["½", "1/2", '"½ cup"', "²", "m²", "m2", "5½"])
def test_fractions_are_found_as_they_are_written_without_a_key_for_them(said, query):
    said["keys"].statement = "It takes 5½ cups, a ½ cup, or 1/2 to 2 m²."
    said["keys"].save()
    assert found(query) == {said["keys"].statement}


@pytest.mark.parametrize("query", ["①", "⅐", "⁴"])
def test_other_signs_for_numbers_are_no_words_on_either_database(said, query):
    said["keys"].statement = f"Number {query} of them."
    said["keys"].save()
    assert terms_of(query).wanted == []
    assert found(query) == set()
    assert found(f"number {query} them") == {said["keys"].statement}


def test_a_hit_in_the_statement_comes_before_one_in_the_words(said):
    assert list(ranked(Insight.objects.all(), "grants")) == [said["grant"], said["words"]]


def test_little_words_are_neither_asked_for_nor_marked_where_there_are_others(said):
    rows = list(ranked(Insight.objects.all(), "how is a report read"))
    assert rows == [said["report"]]
    set_hits({INSIGHTS: rows}, terms_of("how is a report read").wanted)
    assert re.findall(r'class="hit">([^<]*)<', rows[0].hit.headline) == ["report", "reads"]


def test_an_insight_that_changes_is_found_by_its_new_words_only(said):
    said["keys"].statement = "Nobody mentions the caretaker."
    said["keys"].words = ""
    said["keys"].save()
    assert found("caretakers") == {"Nobody mentions the caretaker."}
    assert found("boiler") == set()


def test_an_insight_that_is_gone_is_not_found(said):
    said["report"].passages.all().delete()
    said["report"].delete()
    assert found("report") == set()


def test_the_gate_goes_before_the_search(said):
    Insight.objects.filter(pk=said["report"].pk).update(state="dismissed")
    assert list(ranked(Insight.objects.published(), "rent")) == []


def test_search_works_on_what_is_filtered_joined_and_counted(said):
    rows = Insight.objects.with_context().filter(kind="point")
    assert ranked(rows, "grant").filter(note__event__title="A roof is not an asset").count() == 2
    assert matching(rows, "grant").count() == 2
    assert [row.pk for row in ranked(rows, "grant")[:1]] == [said["grant"].pk]


ODD = ['"', '""', '"""', "***", "a AND", "NOT", "OR OR", "NEAR(", "^", "statement:x", "x*", "%", "%s", "\0", "a\0b"]
ODD += ["'; DROP TABLE x; --", "\ue000", "()", "(a", "a:b & c | !d", "<->", "\\", "-", "--", '-"', "é" * 300]


@pytest.mark.parametrize("query", [*ODD, "x" * 5000, "x " * 5000], ids=lambda query: repr(query)[:12])
def test_whatever_is_typed_is_safe(said, query):
    rows = list(ranked(Insight.objects.all(), query))
    set_hits({INSIGHTS: rows}, terms_of(query).wanted)
    matching(Insight.objects.all(), query).count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(alphabet=st.sampled_from("abgrant\"'*-()&|!:<>^~\\% \0é\u0301\ue000"), max_size=40) | st.text(max_size=40)
)
def test_anything_at_all_is_safe(said, query):
    rows = list(ranked(Insight.objects.all(), query))
    set_hits({INSIGHTS: rows}, terms_of(query).wanted)
    if terms_of(query).wanted:
        assert len(rows) == matching(Insight.objects.all(), query).count()


def test_what_holds_most_of_the_words_is_found_where_nothing_holds_all(said):
    words = terms_of("a large grant for the boiler of the café in Ely")
    assert nearly(INSIGHTS, Insight.objects.all(), words) == [said["cafe"], said["grant"], said["keys"]]


def test_nothing_is_nearly_found_that_may_not_be_seen_or_is_not_wanted(said):
    assert nearly(INSIGHTS, Insight.objects.none(), terms_of("grant zebra")) == []
    assert nearly(INSIGHTS, Insight.objects.all(), terms_of("grant zebra -giver")) == [said["words"]]


def test_one_word_alone_is_never_nearly_found(said):
    assert nearly(INSIGHTS, Insight.objects.all(), terms_of("the zebra")) == []
