from collections.abc import Callable

import pytest

from insights.extraction.records import Document
from tests.insights.extraction.notes import only

ROWS = (
    ("Name", "Role", "Organisation", "Email"),
    ("Grace Oyelaran", "Director", "Mill Trust", "grace@mill.example"),
    ("Tomos Whitlock", "Community organiser", "Hale Together", "t.whitlock@hale.example"),
    ("Dr Priya Nair", "Volunteer", "Riverside Kitchen", "priya@riverside.example"),
    ("Marek Zielinski", "Head of Policy", "Open Doors", "marek@doors.example"),
)
NAMES = ["Grace Oyelaran", "Tomos Whitlock", "Priya Nair", "Marek Zielinski"]


def markdown(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def tabs(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def word(rows: list[list[str]]) -> str:
    """A table of Word as it is brought in: an empty cell is gone."""
    return "  \n".join(" | ".join(cell for cell in row if cell) for row in rows)


def note(table: str, heading: str = "Attendance") -> Document:
    return only(
        f"# Who keeps the keys?\n\nThis meeting was held on 4 March 2024.\n\n{heading}\n\n{table}\n\n"
        "Points made in discussion:\n\n- We need to write the caretaker into the plan."
    )


@pytest.mark.parametrize("write", [markdown, tabs, word])
@pytest.mark.parametrize("columns", [(0, 1), (0, 2), (0, 1, 2), (0, 3), (0, 1, 2, 3), (2, 0, 1)])
def test_a_table_of_who_was_there_gives_people_and_what_its_columns_say_of_them(
    write: Callable[[list[list[str]]], str], columns: tuple[int, ...]
) -> None:
    found = note(write([[row[i] for i in columns] for row in ROWS]))
    positions = [row[1] if 1 in columns else None for row in ROWS[1:]]
    employers = [row[2] if 2 in columns else None for row in ROWS[1:]]
    assert [(p.name, p.position, p.organisation) for p in found.people] == list(
        zip(NAMES, positions, employers, strict=True)
    )
    assert {p.roles for p in found.people} == {("participant",)}
    assert [o.name for o in found.organisations] == [name for name in employers if name]
    assert [i.text for i in found.insights] == ["We need to write the caretaker into the plan."]


@pytest.mark.parametrize("write", [markdown, word])
def test_an_empty_cell_moves_nothing_into_another_column(write: Callable[[list[list[str]]], str]) -> None:
    rows = [["Name", "Role", "Organisation"], ["Grace Oyelaran", "", "Mill Trust"], ["Marek Zielinski", "Director", ""]]
    assert [(p.position, p.organisation) for p in note(write(rows)).people] == [
        (None, "Mill Trust"), ("Director", None),
    ]  # fmt: skip


def test_a_part_in_the_meeting_is_a_role_and_nobody_works_for_themselves() -> None:
    rows = [["Attendee", "Role", "Organisation"], ["Grace Oyelaran", "Speaker", "Mill Trust"],
            ["Marek Zielinski", "Facilitator", "Independent"]]  # fmt: skip
    assert [(p.roles, p.position, p.organisation) for p in note(tabs(rows)).people] == [
        (("speaker",), None, "Mill Trust"), (("convenor",), None, None),
    ]  # fmt: skip


def test_a_table_of_apologies_says_who_was_not_there() -> None:
    rows = [["Name", "Organisation"], ["Grace Oyelaran", "Mill Trust"], ["Marek Zielinski", "Open Doors"]]
    assert {p.roles for p in note(markdown(rows), "Apologies").people} == {("mentioned",)}


def test_a_table_of_something_else_is_no_list_of_people() -> None:
    rows = [["Name", "Rent"], ["Chapel Hall", "Twelve pounds"], ["Weavers Yard", "Nine pounds"]]
    assert note(markdown(rows)).people == ()
