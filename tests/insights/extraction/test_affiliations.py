import pytest

from insights.extraction.affiliations import clause, organisation_at, parse
from insights.extraction.records import Affiliation

CASES = [
    ("CEO of Northgate Together", [("CEO", "Northgate Together", False)]),
    ("Deputy CEO at Larkfield Coventry & Solihull", [("Deputy CEO", "Larkfield Coventry & Solihull", False)]),
    ("Director of Programmes at Hollins Trust", [("Director of Programmes", "Hollins Trust", False)]),
    ("head of public health", [("head of public health", None, False)]),
    ("Director of Speak Up Now", [("Director", "Speak Up Now", False)]),
    ("CEO of Women at Work", [("CEO", "Women at Work", False)]),
    ("Ashton Council's lead on housing", [("lead on housing", "Ashton Council", False)]),
    ("Chief Executive, Age UK Ashton with Hale", [("Chief Executive", "Age UK Ashton with Hale", False)]),
    ("Minister of State for Towns", [("Minister of State for Towns", None, False)]),
    (
        "former MP and author of The Kind Company",
        [("former MP", None, True), ("author of The Kind Company", None, False)],
    ),
    ("then director of lending at Mill Finance", [("director of lending", "Mill Finance", True)]),
    ("until last year chief executive of Saltway Hospice", [("chief executive", "Saltway Hospice", True)]),
    ("foster carer for twelve years", [("foster carer", None, False)]),
    ("allocations officer with the council", [("allocations officer", "council", False)]),
    ("a place by the sea", []),
    ("thought leader on listening", [(None, None, False)]),
    ("the council's head of revenues", [("head of revenues", "council", False)]),
    ("volunteer adviser of eleven years' standing", [("volunteer adviser", None, False)]),
    ("co-convenor", [("co-convenor", None, False)]),
    ("civil servant at The Ministry of Towns", [("civil servant", "Ministry of Towns", False)]),
    ("trustee of Local Voices", [("trustee", "Local Voices", False)]),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_positions_and_organisations_are_parted(
    words: str, expected: list[tuple[str | None, str | None, bool]]
) -> None:
    assert parse(words) == tuple(Affiliation(*fields) for fields in expected)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("CEO of Larkfield, who spoke first.", "CEO of Larkfield"),
        ("CEO of Larkfield, introduced the model.", "CEO of Larkfield"),
        ("co-convenor introduced the model", "co-convenor"),
        ("CEO of MIRA (Men in Rural Areas), began", "CEO of MIRA (Men in Rural Areas)"),
        ("director of Larkfield, Amina Yusuf of Hale", "director of Larkfield"),
        ("director of Larkfield; and others", "director of Larkfield"),
    ],
)
def test_an_apposition_ends_where_its_clause_ends(words: str, expected: str) -> None:
    assert clause(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the 1851 Club and its members", "1851 Club"),
        ("Department for Work and Pensions", "Department for Work and Pensions"),
        ("Shelter and Ben Okri from Mind", "Shelter"),
        ("Hale with Ashton Borough Council", "Hale with Ashton Borough Council"),
        ("St Hilda's Pantry, which", "St Hilda's Pantry"),
        ("a small charity", None),
    ],
)
def test_the_name_of_an_organisation_ends_where_its_capitals_do(words: str, expected: str | None) -> None:
    assert organisation_at(words) == expected


def test_a_list_may_name_only_the_organisation() -> None:
    assert parse("Larkfield Trust", loose=True) == (Affiliation(None, "Larkfield Trust"),)
    assert parse("Larkfield Trust (chair)", loose=True) == (Affiliation("chair", "Larkfield Trust"),)
