import pytest

from tests.insights.extraction.notes import only

CASES = [
    ("The fund is run by Hale Tenants Association and the NHS.", ["Hale Tenants Association", "NHS"]),
    ("Oxfam and Tesco were compared.", ["Oxfam", "Tesco"]),
    ("She set up Loan4All to lend fairly.", ["Loan4All"]),
    ("Hale Steps is a theatre company with a food bank.", ["Hale Steps"]),
    ("The 1851 Club met the South Ashton NHS Foundation Trust (SAFT).",
     ["1851 Club", "South Ashton NHS Foundation Trust (SAFT)"]),
    ("A relationship with Pegg’s, a café and bar, grew.", ["Pegg"]),
    ("The CEO and two MPs talked about VCSE and HIV in the UK.", []),
    ("He is the author of The Kind Company.", []),
    ("We met at the Department for Work and Pensions.", ["Department for Work and Pensions"]),
    ("We met the National Council for Old Depots and the Centre for Warm Rooms.",
     ["National Council for Old Depots", "Centre for Warm Rooms"]),
    ("The Department for Roads, Housing and Communities paid.", ["Department for Roads, Housing and Communities"]),
    ("Hale Borough Council Said Yes To Everything.", ["Hale Borough Council"]),
    ("The Late Bus Partnership (TLBP) met. TLBP paid for it.", ["Late Bus Partnership (TLBP)"]),
    ("Friends of the Earth and Citizens UK came.", ["Friends of the Earth", "Citizens UK"]),
    ("Scope is wide. Liberty is dear. Sense is rare.", []),
    ("The work of Scope is wide.", ["Scope"]),
    ("The Chair of the Hale Confederation came.", ["Hale Confederation"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_organisations_are_told_by_their_words_and_by_what_is_said_of_them(sentence: str, expected: list[str]) -> None:
    document = only(f"A title for this meeting\n\nWe met to talk about it all.\n\n{sentence}")
    assert [o.name.removesuffix("’s") for o in document.organisations] == expected


def test_an_organisation_is_given_once_where_it_stands_first() -> None:
    text = "On lending\n\nThis meeting was with Mill Trust. We thanked Mill Trust again."
    (found,) = only(text).organisations
    assert (found.name, found.start) == ("Mill Trust", text.index("Mill Trust"))
