from __future__ import annotations

import pytest

from insights.search.queries import Terms, begun_filter, terms_of


def test_words_and_phrases_and_what_is_not_wanted_are_told_apart():
    assert terms_of('grant -"paper form" "Ely café" *** "') == Terms(["grant", "Ely cafe"], ["paper form"])
    assert terms_of("  \0 ") == Terms()


def test_typographic_quotes_are_quotes():
    assert terms_of("“one day” -„two years“").wanted == ["one day"]


@pytest.mark.parametrize(
    ("query", "fields", "wanted"),
    [
        ("topic:trust year:2025 letters", {"topic": "trust", "year": "2025"}, ["letters"]),
        ('person:"Asha Pillai" org:KVCT', {"person": "Asha Pillai", "org": "KVCT"}, []),
        ("Cell: joining-forces", {"cell": "joining-forces"}, []),
        ("topic:a topic:b", {"topic": "b"}, []),
        ("speaker:ada Organisation:KVCT", {"person": "ada", "org": "KVCT"}, []),
        ("topic:", {}, ["topic"]),
        ("a-topic:x", {}, ["a topic x"]),
    ],
)
def test_filters_may_be_written_in_the_box(query, fields, wanted):
    assert terms_of(query) == Terms(wanted, [], fields)


@pytest.mark.parametrize(
    ("query", "wanted", "no_filters"),
    [
        ("time:ten topic:", ["time ten", "topic"], ["time"]),
        ("colour:red -mood:low letters", ["colour red", "letters"], ["colour", "mood"]),
        ("10:30 a:b: https://example.org Note: so", ["10 30", "a b", "https example org", "Note", "so"], []),
    ],
)
def test_what_is_written_like_a_filter_and_is_none_is_looked_for_and_told(query, wanted, no_filters):
    terms = terms_of(query)
    assert (terms.wanted, terms.no_filters, terms.fields) == (wanted, no_filters, {})


@pytest.mark.parametrize(
    ("typed", "name", "said", "box"),
    [
        ("topic:", "topic", "", "topic:small-grants"),
        ("letters -Speaker:ad", "person", "ad", "letters -Speaker:small-grants"),
        ('a "b c" topic:"small gr', "topic", "small gr", 'a "b c" topic:"Small grants"'),
        ("topic:“sm", "topic", "sm", 'topic:"Small grants"'),
    ],
)
def test_a_filter_that_is_being_typed_is_known_with_what_stands_before_it(typed, name, said, box):
    begun = begun_filter(typed)
    assert (begun.name, begun.said, begun.box("small-grants", "Small grants")) == (name, said, box)


@pytest.mark.parametrize(
    "typed", ["", "topic", "colour:re", "topic:trust letters", 'topic:"trust" ', "atopic:x", '"topic:x"']
)
def test_what_is_no_filter_or_is_whole_is_none_that_is_being_typed(typed):
    assert begun_filter(typed) is None


def test_a_filter_with_a_minus_leaves_out_and_stays_in_the_box():
    terms = terms_of('letters -topic:trust -Person:"Al Hart" -"paper form"')
    assert terms == Terms(["letters"], ["paper form"], {}, [("topic", "trust"), ("person", "Al Hart")])
    assert terms.typed == 'letters -"paper form" -topic:trust -person:"Al Hart"'
    assert terms_of(terms.typed) == terms


def test_what_is_left_for_the_box_means_the_same():
    typed = terms_of('letters -"paper form" topic:trust "one day"').typed
    assert typed == 'letters "one day" -"paper form"'
    assert terms_of(typed) == Terms(["letters", "one day"], ["paper form"])
