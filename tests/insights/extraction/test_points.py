import pytest

from insights.extraction.points import worth_keeping
from tests.insights.extraction.notes import MEETING, only


@pytest.mark.parametrize(
    "sentence",
    [
        "Good evening, all, and thank you for coming out in this weather.",
        "Let me begin with our first speaker, who has come a long way.",
        "These are a few of the ideas that emerged in conversation.",
        "We then heard from Ada Lin, director of the Mill Trust.",
        "The theme of this gathering was trust and how it grows.",
        "This was the second of three evenings on care, part of a series.",
        "In discussion members made these points:",
        "Read more about the programme and its results.",
        "Breakout groups were then formed to discuss it.",
        "Please contact the office for a copy of the slides.",
    ],
)
def test_stage_directions_and_lead_ins_hold_no_point(sentence: str) -> None:
    assert not worth_keeping(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "A caretaker is worth three committees.",
        "We have to stop believing that the council is there for everything.",
        "Nobody had asked the people who use the hall.",
    ],
)
def test_claims_findings_and_examples_are_worth_keeping(sentence: str) -> None:
    assert worth_keeping(sentence)


def test_every_listed_point_is_kept_whole_and_without_its_mark() -> None:
    assert [i.text for i in only(MEETING).insights if i.listed] == [
        "We need to write the caretaker into the plan.",
        "Who would come if the heating failed?",
    ]


def test_a_short_sentence_joins_its_neighbour() -> None:
    text = (
        "On keys\n\nThis meeting was about keys.\n\n"
        "The panel spent a year deciding who should hold the keys to the hall. It was worth it."
    )
    assert [i.text for i in only(text).insights] == [text[text.index("The panel") :]]


def test_bold_marks_are_not_cut_in_two() -> None:
    text = "# On trust\n\nThis meeting was about trust.\n\n- **Trust is slow.** It took a year before anyone came."
    assert [i.text for i in only(text).insights] == ["**Trust is slow.** It took a year before anyone came."]


def test_a_poem_gives_no_points() -> None:
    lines = "\n\n".join(f"Line {word} of a small song" for word in ("one", "two", "three", "four", "five", "six"))
    text = f"On song\n\nThis meeting ended early.\n\nNeil Corran, a poet, responded with this poem:\n\n{lines}"
    assert only(text).insights == ()


def test_questions_in_a_row_are_one_point_and_the_claim_after_them_another() -> None:
    asked = "Who has a key to the hall on a Sunday? Who pays? Who is told when the locks are changed?"
    claim = "A hall is only as open as the person who answers the telephone on a wet Sunday evening in March."
    assert [i.text for i in only(f"A meeting.\n\n{asked} {claim}").insights][-2:] == [asked, claim]
