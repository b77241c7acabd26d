from __future__ import annotations

import pytest

from insights.naming import first_place
from people.models import Person

ASHA = Person(name="Asha Pillai", other_names="Asha Menon")
MARK = Person(name="Mark Young")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Then Asha Pillai spoke.", "Asha Pillai"),
        ("Then Asha\nPillai spoke.", "Asha\nPillai"),
        ("Then Asha\u00a0 Pillai spoke.", "Asha\u00a0 Pillai"),
        ("Then Asha *Pillai* spoke.", "Asha *Pillai"),
        ("Then Asha M. Pillai spoke.", "Asha M. Pillai"),
        ("THEN ASHA PILLAI SPOKE.", "ASHA PILLAI"),
        ("Then Ms Pillai spoke.", "Pillai"),
        ("It was Asha’s idea.", "Asha"),
        ("Then Asha Menon spoke.", "Asha Menon"),
        ("Then Ms Menon spoke.", "Menon"),
    ],
)
def test_a_name_is_found_however_it_is_written(text, words):
    start, end = first_place(ASHA, text)
    assert text[start:end] == words


@pytest.mark.parametrize("text", ["", "Natasha Pillainen spoke.", "We asked a pillai.", "Somebody spoke."])
def test_other_words_are_not_the_name(text):
    assert first_place(ASHA, text) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [("Mark my words. Young people agreed.", False), ("We asked Mark.", True), ("Mr Young agreed.", True)],
)
def test_a_name_that_is_a_word_too_counts_only_where_the_word_would_be_small(text, named):
    assert (first_place(MARK, text) is not None) == named
