from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from insights.differing import difference


def told(old: str, new: str) -> list[str]:
    """One line a paragraph: [-taken out-], {+put in+}, and the number of those not shown."""
    marks = {"same": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return [
        f"({paragraph.left_out})"
        if paragraph.left_out
        else "".join(marks[stretch.kind].format(stretch.words) for stretch in paragraph.stretches)
        for paragraph in difference(old, new)
    ]


def test_a_changed_word_is_shown_in_its_paragraph():
    assert told("The bridge is old.", "The bridge is new.") == ["The bridge is [-old-]{+new+}."]


def test_words_changed_side_by_side_are_one_change():
    assert told("We met in the old hall again.", "We met in a new barn again.") == [
        "We met in [-the old hall-]{+a new barn+} again."
    ]


def test_paragraphs_far_from_a_change_are_only_counted():
    lines = [f"Line {n} of the note." for n in range(9)]
    changed = [*lines[:4], "Something quite different, altogether.", *lines[5:]]
    assert told("\n\n".join(lines), "\n\n".join(changed)) == [
        "(3)",
        "Line 3 of the note.",
        "[-Line 4 of the note.-]",
        "{+Something quite different, altogether.+}",
        "Line 5 of the note.",
        "(3)",
    ]


def test_a_paragraph_put_between_two_changed_ones_is_told_apart_from_them():
    old = "The kettle is on the left.\nThe cups are on the right."
    new = "The kettle is on the right.\nNobody knows about the biscuits yet!\nThe cups are on the left."
    assert told(old, new) == [
        "The kettle is on the [-left-]{+right+}.",
        "{+Nobody knows about the biscuits yet!+}",
        "The cups are on the [-right-]{+left+}.",
    ]


def test_blank_lines_and_line_ends_are_no_difference():
    assert told("One.\n\nTwo.", "One.\r\n\r\n\r\nTwo.\n") == []


WORDS = st.lists(st.sampled_from(["a", "the", "cup", ".", "\n", "\n\n", " ", "kettle"]), max_size=40).map(" ".join)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@given(WORDS, WORDS)
def test_either_text_can_be_read_from_the_difference(old, new):
    def side(gone: str) -> list[str]:
        found = ["".join(s.words for s in p.stretches if s.kind != gone) for p in difference(old, new)]
        return [words.strip() for words in found if words.strip()]

    ours, theirs = iter(lines(old)), iter(lines(new))
    assert all(line in ours for line in side("ins"))
    assert all(line in theirs for line in side("del"))


@given(WORDS, WORDS)
def test_no_difference_is_told_only_of_the_same_paragraphs(old, new):
    assert (difference(old, new) == []) == (lines(old) == lines(new))
