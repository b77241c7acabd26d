from tests.insights.extraction.notes import only


def warnings(text: str) -> list[tuple[str, str]]:
    document = only(f"A note of this meeting\n\n{text}")
    return [(w.kind, w.text) for w in document.warnings]


def test_addresses_and_telephone_numbers_are_flagged() -> None:
    assert warnings("Write to ada.lin@example.org or ring 01632 960417 today.") == [
        ("contact", "ada.lin@example.org"),
        ("contact", "01632 960417"),
    ]


def test_a_first_name_in_a_story_is_flagged_and_named_as_mentioned() -> None:
    text = "The café said yes to Simon who asked whether he could sit there all day with one drink."
    assert warnings(text) == [("private name", "Simon")]
    (person,) = only(f"A note of this meeting\n\n{text}").people
    assert (person.name, person.roles, person.spoke) == ("Simon", ("mentioned",), False)


def test_the_words_of_someone_unnamed_are_flagged() -> None:
    assert warnings("‘We are not here to make them look good,’ one person said.") == [
        ("anonymous quote", "We are not here to make them look good,")
    ]


def test_a_text_that_breaks_off_is_flagged() -> None:
    assert warnings("They can do a great many things well, but Continue reading") == [("truncated", "Continue reading")]


def test_figures_and_years_are_no_telephone_numbers() -> None:
    assert warnings("Numbers went from 31,000 in 1987 to 60,000 in 2021, and cost £4bn.") == []
