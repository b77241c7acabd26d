from __future__ import annotations

import pytest

from insights.search.queries import Terms, terms_of


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
        ("time:ten topic:", {}, ["time ten", "topic"]),
        ("a-topic:x", {}, ["a topic x"]),
    ],
)
def test_filters_may_be_written_in_the_box(query, fields, wanted):
    assert terms_of(query) == Terms(wanted, [], fields)


def test_a_filter_with_a_minus_is_words_that_are_not_wanted():
    assert terms_of("-topic:trust") == Terms([], ["topic trust"])


def test_what_is_left_for_the_box_means_the_same():
    typed = terms_of('letters -"paper form" topic:trust "one day"').typed
    assert typed == 'letters "one day" -"paper form"'
    assert terms_of(typed) == Terms(["letters", "one day"], ["paper form"])
