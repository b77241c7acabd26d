"""Names that must not be shown are found however they are written, and other words are not taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.naming import Found, Searched, first_place, in_address, places
from people.models import Person

ASHA = Person(name="Asha Pillai", other_names="Asha Menon")
MARK = Person(name="Mark Young")


def found(name: str, text: str) -> list[tuple[str, bool]]:
    """What of the text names them, and whether for sure."""
    return [(text[start:end], sure) for start, end, sure in places(Person(name=name), text)]


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
        ("IT WAS ASHA’S IDEA.", "ASHA"),
        ("Then _Asha_ spoke.", "Asha"),
        ("Then Asha&nbsp;Pillai spoke.", "Asha&nbsp;Pillai"),
        ("Then Asha<br>Pillai spoke.", "Asha<br>Pillai"),
        ("Then [Asha](https://example.org/a) Pillai spoke.", "Asha](https://example.org/a) Pillai"),
        ("Then A\u00adsha\u200b Pil\u00adlai spoke.", "A\u00adsha\u200b Pil\u00adlai"),
        ("Then Asha Pil-\nlai spoke.", "Asha Pil-\nlai"),
        ("Then Ms Pil\u00ad\n  lai spoke.", "Pil\u00ad\n  lai"),
        ("Write to asha.pillai@example.org.", "asha.pillai"),
    ],
)
def test_a_name_is_found_however_it_is_written(text, words):
    start, end = first_place(ASHA, text)
    assert text[start:end] == words


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Chinua Achebe", "ACHEBE said so.", [("ACHEBE", False)]),
        ("Nuala O'Driscoll", "Nuala O’Driscoll, O’DRISCOLL", [("Nuala O’Driscoll", True), ("O’DRISCOLL", False)]),
        ("Nuala O’Driscoll", "Nuala O'Driscoll; O`Driscoll", [("Nuala O'Driscoll", True), ("O`Driscoll", False)]),
        ("Nuala O’Driscoll", "nuala odriscoll, Oʼdriscoll", [("nuala odriscoll", True), ("Oʼdriscoll", False)]),
        (
            "Zoë Núñez",
            "Zoe Nunez, Zoe\u0308; so NUN\u0303EZ",
            [("Zoe Nunez", True), ("Zoe\u0308", False), ("NUN\u0303EZ", False)],
        ),
        ("Zoe Nunez", "Zoë Núñez, Zoe\u0308’s", [("Zoë Núñez", True), ("Zoe\u0308", False)]),
        ("Łukasz Sørby", "Lukasz Sorby and Łukasz", [("Lukasz Sorby", True), ("Łukasz", False)]),
        ("Jo Hartley-Finch", "Jo Hartley\u2011Finch", [("Jo Hartley\u2011Finch", True)]),
        ("Jo Hartley-Finch", "JO HARTLEY FINCH", [("JO HARTLEY FINCH", True)]),
        ("Jo Hartley-Finch", "Ms Hartley and Jo", [("Hartley", False), ("Jo", False)]),
        ("Jo Hartley-Finch", "Ms Hartley-Finch; Finch’s", [("Hartley-Finch", False), ("Finch", False)]),
        ("Jo Hartley Finch", "Ms Hartley said so.", [("Hartley", False)]),
        ("Anne-Marie Li", "Anne Marie Li; Marie; Ms Li", [("Anne Marie Li", True), ("Marie", False), ("Li", False)]),
        ("Robert ‘Bob’ Hesketh", "Robert Hesketh, Bob", [("Robert Hesketh", False), ("Bob", False)]),
        ("Prof. Asha Pillai MBE", "Asha Pillai. Prof. Pillai, MBE", [("Asha Pillai", True), ("Pillai", False)]),
        ("Ludwig van Till", "Ludwig van Till drove a van.", [("Ludwig van Till", True)]),
        ("gloria hooks", "Hooks, GLORIA and hooks", [("Hooks", False), ("GLORIA", False), ("hooks", False)]),
        ("Rumi", "As Rumi says", [("Rumi", False)]),
    ],
)
def test_a_whole_name_is_sure_and_a_part_of_one_is_not(name, text, expected):
    assert found(name, text) == expected


@pytest.mark.parametrize("text", ["", "Natasha Pillainen spoke.", "We asked a pillai.", "Somebody spoke.", "ashas"])
def test_other_words_are_not_the_name(text):
    assert first_place(ASHA, text) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Al-Amin Bo-Yee", "Al and Bo met in Yi’s café."),
        ("J. R. Tolk", "J said, R said; a j. r. is none."),
        ("An Đo", "An idea. Do we agree? TO DO: AN HOUR."),
        ("Asha d’Arcy", "It’d be D or d’."),
        ("", "Nobody"),
        ("–", "Nobody – at all"),
    ],
)
def test_single_letters_short_halves_and_small_words_are_nobody(name, text):
    assert found(name, text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Mark my words. Young people agreed.", False),
        ("We asked Mark.", True),
        ("Mr Young agreed.", True),
        ("Mr. Young agreed.", True),
        ("We asked\nMark.", True),
        ("We asked *Mark*.", True),
        ("we then asked MARK", True),
        ("MARK MY WORDS", False),
        ("We met:\nMark the day.", False),
        ("We met\n\nYoung people agreed.", False),
        ("To mark the day", False),
        ("*Mark* my words", False),
    ],
)
def test_a_name_that_is_a_word_too_counts_only_where_the_word_would_be_small(text, named):
    assert (first_place(MARK, text) is not None) == named


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Mark Young agreed.", True),
        ("MARK YOUNG agreed.", True),
        ("We mark young people’s work down.", False),
        ("We asked Mark. Young people agreed.", False),
        ("For Mark\n\nYoung people agreed.", False),
        ("Mark R. Young agreed.", True),
        ("Mark, Young and Co.", False),
    ],
)
def test_words_that_may_stand_together_by_chance_are_not_sure_to_be_the_name(text, sure):
    assert [one.sure for one in places(MARK, text)][:1] == [sure]


def test_one_text_is_made_ready_once_for_many_people():
    searched = Searched("Asha Pillai and Mr Young")
    assert places(ASHA, searched) == [Found(0, 11, True)]
    assert places(MARK, searched) == [Found(19, 24, False)]


@pytest.mark.parametrize(
    ("name", "slug", "says"),
    [
        ("Asha Pillai", "an-evening-with-asha-pillai", True),
        ("Asha Pillai", "pillai-on-power", True),
        ("Asha Pillai", "natasha-speaks", False),
        ("Mark Young", "mark-my-words", False),
        ("Mark Young", "mark-young-speaks", True),
        ("Jo Hartley-Finch", "hartley-speaks", True),
        ("Nuala O’Driscoll", "odriscoll-speaks", True),
        ("Zoë Núñez", "zoe-speaks", True),
        ("Łukasz Nowak", "ukasz-speaks", True),
        ("Łukasz Nowak", "lukasz-speaks", True),
        ("–", "what-now", False),
    ],
)
def test_an_address_says_a_name_in_full_or_in_part(name, slug, says):
    assert in_address(Person(name=name), slug) == says


PIECES = [
    "Asha",
    "asha",
    "PILLAI",
    "Pillai",
    "’s",
    " ",
    "\n",
    "-",
    "*",
    "\u00ad",
    "é",
    "e\u0301",
    "ﬁ",
    ". ",
    "M.",
    "Menon",
]


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
def test_places_are_in_order_apart_and_within_the_text(text):
    spans = [(start, end) for start, end, _ in places(ASHA, text)]
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_taking_every_place_out_leaves_no_name(text):
    for start, end, _ in reversed(places(ASHA, text)):
        text = f"{text[:start]} … {text[end:]}"
    assert places(ASHA, text) == []
