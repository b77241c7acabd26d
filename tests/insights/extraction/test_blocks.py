import pytest

from insights.extraction.blocks import HEADING, ITEM, PARAGRAPH, RULE, parse


def shape(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in parse(text)]


@pytest.mark.parametrize("mark", ["•", "◦", "-", "*", "+", "–", "1.", "2)", "(a)", "\xa0\xa0•"])
def test_a_listed_point_stands_whole_and_without_its_mark(mark: str) -> None:
    assert shape(f"Points:\n\n{mark} Trust takes time. It is slow.\n\nAfter.") == [
        (PARAGRAPH, "Points:"),
        (ITEM, "Trust takes time. It is slow."),
        (PARAGRAPH, "After."),
    ]


def test_lines_without_blank_lines_between_are_paragraphs_of_their_own() -> None:
    assert shape("A title\nA first paragraph that ends.\nA second one.") == [
        (PARAGRAPH, "A title"),
        (PARAGRAPH, "A first paragraph that ends."),
        (PARAGRAPH, "A second one."),
    ]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The hall has been ours since the spring, and the boiler was the\n"
        "first thing that we learned to love in it, because nobody else\n"
        "would.\n\nA new paragraph."
    )
    assert [words.count("\n") for _, words in shape(text)] == [2, 0]


def test_a_wrapped_or_indented_point_is_one_point() -> None:
    text = "- Caretakers know who\n  has stopped coming.\n\n  They should be asked.\n- Next"
    assert shape(text) == [
        (ITEM, "Caretakers know who\n  has stopped coming.\n\n  They should be asked."),
        (ITEM, "Next"),
    ]


def test_nested_points_keep_their_depth() -> None:
    assert [(b.words, b.depth) for b in parse("- one\n  - two\n- three")] == [("one", 0), ("two", 2), ("three", 0)]


def test_markdown_headings_quotations_and_rules_are_told() -> None:
    text = "# Title\n\nSetext\n------\n\n> quoted words\n\n---\n\n**Discussion**\n\ntext."
    assert shape(text) == [
        (HEADING, "Title"),
        (HEADING, "Setext"),
        (PARAGRAPH, "quoted words"),
        (RULE, "---"),
        (HEADING, "**Discussion**"),
        (PARAGRAPH, "text."),
    ]


def test_a_mark_alone_on_its_line_belongs_to_the_next() -> None:
    assert shape("•\nKeys matter.\n•\nSo do locks.") == [(ITEM, "Keys matter."), (ITEM, "So do locks.")]


def test_a_line_of_dashes_with_odd_spaces_is_a_rule() -> None:
    assert shape("a\n\n \u2014\u2014\u2014\n\nb") == [(PARAGRAPH, "a"), (RULE, "\u2014\u2014\u2014"), (PARAGRAPH, "b")]
