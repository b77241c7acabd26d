"""Names are searched in letters without accents; what is found there has its place in the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.flat import BETWEEN, Flat, readings


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Zoë ZOE Zoe\u0308", "zoe zoe zoe"),
        ("Łukasz Sørensen, Æsa, Þóra", "lukasz sorensen, aesa, thora"),
        ("A\u00adsha\u200b \ufeffPil\u2060lai", "asha pillai"),
        ("O\u02bcDriscoll ﬁne Straße", "o'driscoll fine strasse"),
        ("Mary\u2011Ann\u00a0Lee", "mary\u2010ann lee"),
        ("İpek Işık", "ipek isik"),
        ("", ""),
    ],
)
def test_accents_capitals_and_what_cannot_be_seen_make_no_difference(text, letters):
    assert Flat(text).letters == letters


@pytest.mark.parametrize(
    ("text", "letters", "words"),
    [
        ("so ﬁne a day", "fine", "ﬁne"),
        ("so Zoe\u0308 said", "zoe", "Zoe\u0308"),
        ("…\u00adß\u200bZo\u00ade says", "zoe", "Zo\u00ade"),
        ("Straße 4", "s", "S"),
        ("the ß end", "end", "end"),
    ],
)
def test_what_is_found_has_its_place_in_the_text(text, letters, words):
    flat = Flat(text)
    at = flat.letters.index(letters)
    start, end = flat.span(at, at + len(letters))
    assert text[start:end] == words


@pytest.mark.parametrize(
    "cut", ["Pil-\nlai", "Pil\u2010 \n  lai", "Pil\u00ad\nlai", "*Pil*lai", "Pil&shy;lai", "P&#8203;il<wbr>lai"]
)
def test_a_word_that_is_cut_is_read_whole_too(cut):
    text = f"\u200bSo ﬁne, Asha {cut} said"
    _, joined = readings(text)
    at = joined.letters.index("pillai")
    start, end = joined.span(at, at + 6)
    assert text[start:end] in (cut, cut.removeprefix("*"))
    assert text[slice(*joined.span(0, 2))] == "So"
    assert text[slice(*joined.span(len(joined.letters) - 4, len(joined.letters)))] == "said"


def test_a_text_without_cut_words_is_read_once():
    assert len(readings("Asha-Maria *Pillai* said _so_ –\nand left.")) == 1


def test_nothing_between_words_fits_in_two_ways():
    text = "asha" + "](/)" * 5_000 + "](a)" * 5_000 + "<b>" * 5_000 + "&nbsp;" * 5_000 + "x"
    assert re.search(f"asha{BETWEEN}+pillai", text) is None


TEXTS = st.text(st.sampled_from("aZë1é \n-*_ßﬁ\u0301\u200b\u00ad…İ")) | st.text()


@given(TEXTS)
def test_every_letter_has_a_place_and_places_are_in_order(text):
    for flat in readings(text):
        spans = [flat.span(at, at + 1) for at in range(len(flat.letters))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
        for letter, (start, end) in zip(flat.letters, spans, strict=True):
            assert letter in Flat(text[start:end]).letters
