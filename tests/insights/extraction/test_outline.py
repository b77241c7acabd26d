import pytest

from insights.extraction import outline
from insights.extraction.blocks import parse

POEM = "\n\n".join(["Doors that open inward", "Keys on a nail", "A kettle nobody owns", "Slow. Slow. Rain.",
                    "Hands around a cup", "Somebody asks your name", "Nothing here is fixed"])  # fmt: skip


def shapes(text: str) -> list[str]:
    return outline.shapes(parse(text), None)


def test_short_lines_after_the_word_poem_are_verse_and_hold_no_points() -> None:
    text = f"Neil Corran responded with this poem:\n\nThe hall\n\n{POEM}"
    assert shapes(text) == [outline.PROSE] + [outline.VERSE] * 8


def test_six_short_lines_without_stops_are_verse_even_unannounced() -> None:
    assert set(shapes(f"It was late.\n\n{POEM}")[1:]) == {outline.VERSE}


def test_after_a_lead_in_lost_marks_make_every_paragraph_a_point() -> None:
    text = "It was cold.\nThese points emerged:\nPower is shared.\nBoards consult.\nKeys were lent."
    assert shapes(text) == [outline.PROSE, outline.PROSE, *[outline.POINT] * 3]


def test_a_line_that_introduces_a_person_announces_no_points_though_her_organisation_is_called_action() -> None:
    text = (
        "Gwen Pugh leads Hale Youth Action:\n\nWe began with a van. It broke down, so we walked.\n\nThat was the idea."
    )
    assert shapes(text) == [outline.PROSE] * 3


def test_lost_points_end_where_another_line_with_a_colon_begins_something_else() -> None:
    text = "These points emerged:\nPower is shared.\nBoards consult.\nGwen Pugh closed the day:\nIt was late. We went."
    assert shapes(text)[1:] == [outline.POINT, outline.POINT, outline.PROSE, outline.PROSE]


def test_a_numbered_line_over_a_paragraph_is_a_heading() -> None:
    text = (
        "1. Shared history\n\nWe have known one another for years, and it shows in how we argue.\n\n"
        "1. A goal\n\nWe agree on it."
    )
    assert shapes(text) == [outline.SUBHEADING, outline.PROSE, outline.SUBHEADING, outline.PROSE]


def test_numbers_that_start_again_at_one_are_points_all_the_same() -> None:
    text = "Things that stood out:\n\n1. First we listen.\n\n1. Then we act."
    assert shapes(text) == [outline.PROSE, outline.POINT, outline.POINT]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Future meetings", "future meetings"),
        ("Summary of key points", "summary"),
        ("Discussion", "discussion"),
        ("Presentations", "presentation"),
        ("2. In conclusion", "conclusion"),
        ("In more detail", "other"),
        ("Background", "introduction"),
        ("The boiler and the roof", None),
    ],
)
def test_headings_open_sections(heading: str, kind: str | None) -> None:
    assert outline.section_of(heading) == kind


def test_a_list_of_names_is_people_not_points() -> None:
    text = "Present:\n\n- Ada Lin, Shelter\n- Ben Okri, director of Mind in Hale\n\nWe began."
    assert shapes(text) == [outline.SUBHEADING, outline.PEOPLE, outline.PEOPLE, outline.PROSE]
