from __future__ import annotations

import math

import numpy
import pytest

from insights import meaning


def numbers(vector: bytes) -> list[float]:
    return numpy.frombuffer(vector, dtype="float16").astype(float).tolist()


def test_a_vector_has_384_numbers_and_the_length_one():
    for vector in meaning.vectors(["Trust moves at the speed of a kettle.", "", "信頼 " * 900]):
        assert len(numbers(vector)) == 384
        assert math.hypot(*numbers(vector)) == pytest.approx(1, abs=0.01)


def test_the_same_statement_has_the_same_vector_alone_and_beside_others():
    said = "Pay people for their time."
    alone = meaning.vectors([said])[0]
    among = meaning.vectors(["A much longer statement, which goes on for a good while before it ends.", said, " x"])[1]
    assert meaning.nearest([alone], [(1, among)], least=0.99)[0][0][1] == 1


def test_what_says_the_like_in_other_words_lies_close_and_what_does_not_lies_far():
    asked, *others = meaning.vectors(
        [
            "People who help for free will quit when nobody supports them after a difficult shift.",
            "Unpaid helpers give up when they get no support after a hard shift.",
            "The bus to the hospital stops at five, before visiting hours end.",
            "The budget is voted on in March, and nobody reads the annexes.",
        ]
    )
    found = meaning.nearest([asked], enumerate(others), least=-1)[0]
    assert found[0][1] == 0
    assert found[0][0] > 0.55 > 0.3 > found[1][0]


def test_rows_are_compared_over_the_edges_of_portions_and_the_least_counts():
    one, other = meaning.vectors(["A tree.", "A committee votes on the budget."])
    rows = [(number, one if number == 11_000 else other) for number in range(1, 12_001)]
    assert [number for _, number in meaning.nearest([one], iter(rows), least=0.9)[0]] == [11_000]
    assert meaning.nearest([one], iter([]), least=0) == [[]]
