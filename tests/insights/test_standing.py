"""Names are found where they stand in full, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.standing import places

NAMES = {"asha": ["Asha Pillai", "A. Pillai"], "kitchen": ["Harbour Lane Kitchen"], "lane": ["Harbour Lane"]}


def found(text):
    return [(text[start:end], key) for start, end, key in places(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asha Pillai spoke; ASHA PILLAI: yes.", [("Asha Pillai", "asha"), ("ASHA PILLAI", "asha")]),
        ("Asha\nPillai and **Asha** Pillai", [("Asha\nPillai", "asha"), ("Asha** Pillai", "asha")]),
        ("A. Pillai of Harbour Lane Kitchen", [("A. Pillai", "asha"), ("Harbour Lane Kitchen", "kitchen")]),
        ("On Harbour Lane, kitchen staff", [("Harbour Lane", "lane")]),
        ("Asha. Pillai came later", []),
        ("Asha\n\nPillai", []),
        ("Ashas Pillai, Asha Pillais, asha pillai, Asha", []),
        ("We asked Asha Pillai’s team", [("Asha Pillai", "asha")]),
        ("", []),
    ],
)
def test_a_name_is_found_in_full_as_it_is_written(text, expected):
    assert found(text) == expected


def test_the_shape_of_apostrophes_and_hyphens_makes_no_difference():
    assert [key for *_, key in places("Mary-Ann O’Brien", {1: ["Mary‑Ann O'Brien"]})] == [1]


def test_no_names_and_names_without_letters_are_nowhere():
    assert places("Anything - at all", {}) == []
    assert places("Anything - at all", {1: ["", "-", "a"]}) == []


@given(st.text(alphabet="Asha Pillai.HarbourLneKitch\n*", max_size=200))
def test_places_are_sorted_apart_and_inside_the_text(text):
    spans = [(start, end) for start, end, _ in places(text, NAMES)]
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)
