from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.extraction.folding import dashes_agree, fold


def same(ours: str, theirs: str) -> bool:
    a, b = fold(ours), fold(theirs)
    return a.tokens == b.tokens and dashes_agree(a.dashes, b.dashes)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("the ‘open’ door", 'the "open" door'),
        ("don’t wait", "don't wait"),
        ("slow – but sure", "slow—but sure"),
        ("pages 3–5", "pages 3-5"),
        ("one two", "one\u00a0\u200b two\n"),
        ("infor\u00admal", "informal"),
        ("plain words", "**plain** _words_"),
        ("see the report here", "see [the *report*](https://example.org/a_b) here"),
        ("- tea\n- cake", "• tea\n\n• cake"),
        ("1. Tea.\n2. Cake.", "* Tea.\n* Cake."),
        ("Tea:\n3) cake", "Tea:\n1. cake"),
        ("a quiet – almost empty – room", "a quiet\n– almost empty – room"),
        ("> ## Why\n\nBecause", "Why\n\nBecause"),
        ("cafe\u0301", "café"),
        ("of\ufb01ce…", "office..."),
        (r"50\* cups", "50 cups"),
    ],
)
def test_fold_takes_marks_quotes_dashes_and_space_as_no_difference(ours: str, theirs: str) -> None:
    assert same(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("it is so", "it is not so"),
        ("for us all", "for US all"),
        ("10 cups", "100 cups"),
        ("10² cups", "102 cups"),
        ("a 5' rope", 'a 5" rope'),
        ("its roof", "it's roof"),
        ("5 degrees", "-5 degrees"),
        ("no – trust them", "no trust them"),
        ("coop", "co-op"),
        ("there were\n12. After", "there were\n14. After"),
        ("more than 3", "more than\n1. 3"),
        ("2*3", "2 3"),
        ("yes.", "yes?"),
        ("every one", "everyone"),
        ("résumé", "resume"),
    ],
)
def test_fold_keeps_every_difference_of_words(ours: str, theirs: str) -> None:
    assert not same(ours, theirs)


@given(st.text(st.sampled_from("aB1é \n.-–'“*_#>[]()\\•…\u0301\u200b\u00a0ﬁ"), max_size=60) | st.text(max_size=60))
def test_offsets_of_tokens_are_ascending_and_hold_no_space(text: str) -> None:
    folded = fold(text)
    spans = list(zip(folded.starts, folded.ends, strict=True))
    assert len(folded.dashes) == len(folded.tokens) + 1
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert not any(char.isspace() for start, end in spans for char in text[start:end])
    assert sum(char.isalnum() for char in text) >= sum(any(map(str.isalnum, token)) for token in folded.tokens)


@pytest.mark.parametrize(
    ("text", "ends"),
    [("One. Two", [0, 2, 3]), ("At 2.30pm", [0, 4]), ("“Yes.” He", [0, 4, 5]), ("a\nb", [0, 1, 2])],
)
def test_a_sentence_ends_at_a_mark_with_space_after_it(text: str, ends: list[int]) -> None:
    folded = fold(text)
    assert [index for index in range(len(folded.tokens) + 1) if folded.ends_sentence(index)] == ends
