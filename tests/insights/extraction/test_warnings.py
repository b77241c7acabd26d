import pytest

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
    document = only(f"A note of this meeting\n\n{text}")
    assert [i.text for i in document.insights] == [text]
    (person,) = document.people
    assert (person.name, person.roles, person.spoke) == ("Simon", ("mentioned",), False)


def test_the_words_of_someone_unnamed_are_flagged() -> None:
    assert warnings("‘We are not here to make them look good,’ one person said.") == [
        ("anonymous quote", "We are not here to make them look good,")
    ]


def test_a_text_that_breaks_off_is_flagged() -> None:
    assert warnings("They can do a great many things well, but Continue reading") == [("truncated", "Continue reading")]


def test_figures_and_years_are_no_telephone_numbers() -> None:
    assert warnings("Numbers went from 31,000 in 1987 to 60,000 in 2021, and cost £4bn.") == []


@pytest.mark.parametrize(
    "address",
    [
        "14 Marlow Road",
        "14a Marlow Rd",
        "14 Marlow road",
        "14–16 Upper Marlow Street",
        "14 MARLOW ROAD",
        "No. 14 Marlow Road",
        "4 St. Mary’s Close",
        "22 The Avenue",
        "9 Bridge of Allan Way",
        "Flat 3, 22 Quay Street",
        "Flat 3b, Marlow House",
        "22 Quay St, Hull HU1 2AB",
        "14 Marlow Road, Stoke Newington, London, N16 0AS",
        "7 Cinder Row",
        "SW1A 2AA",
        "ls60jz".upper(),
    ],
)
def test_where_somebody_lives_is_flagged(address: str) -> None:
    assert warnings(f"She was at home at {address}. The door was open to everyone that winter.") == [
        ("contact", address)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We met in Room 4, and 20 people Road to Recovery had helped told us about it.",
        "The 2024 Act changed little, and since 2019 Marlow Road has had no bus.",
        "On 14 May Street parties were held, and on 3 March Road closures began.",
        "Our 20 Better Way members met with 3 Green Park wardens and the 2 Safe Place Network hosts.",
        "The 4 High Street banks left the town within 10 years.",
        "Marlow Road has 20 Londoners close to one bus stop, on the A14 Marlow Road.",
        "In Room 4 Quay Street pupils paint. Flat 3 was empty. In PART B 1ST they say that it was 2 TO 1.",
        "There were 3 Local St John’s volunteers, 14% of Quay Street, and £20 Marlow Road paid.",
    ],
)
def test_rooms_years_and_streets_without_a_house_are_nobodys_home(text: str) -> None:
    assert warnings(text) == []


@pytest.mark.parametrize("hidden", ["ada . lin @ example . org", "ada [at] example.org", "ada(at)example(dot)org"])
def test_an_address_hidden_from_machines_is_flagged_too(hidden: str) -> None:
    assert warnings(f"Write to {hidden} today. Nobody else will answer.") == [("contact", hidden)]


def test_an_address_in_a_line_that_is_passed_over_is_flagged() -> None:
    text = (
        "From: a.b@example.org\nSubject: On buses\nCc: private.person@example.org\n\nDear all,\n\n"
        "This meeting was about buses and who still takes them."
    )
    assert [w.text for w in only(text).warnings] == ["private.person@example.org"]


def test_the_addresses_of_authors_are_flagged() -> None:
    text = "Authors\n\nAda Lin, Hale Trust – ada@example.org\n\nBen Ross, Mill Trust – ben@example.org"
    assert [w for w in warnings(text) if w[0] == "contact"] == [
        ("contact", "ada@example.org"), ("contact", "ben@example.org"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "A tenant told us: “{}”",
        "“{}” a tenant told us.",
        "One woman, who did not want to be named, said “{}”",
        "As one grandfather put it, “{}”",
        "“{}” – service user",
        "“{}” said one of the drivers, and one passenger wrote the same.",
    ],
)
def test_whoever_is_quoted_without_a_name_is_flagged(said: str) -> None:
    words = "The bus had gone before I had found my purse,"
    assert warnings(said.format(words)) == [("anonymous quote", words)]


def test_a_quoted_paper_is_nobody_unnamed() -> None:
    assert warnings("A report said “The bus had gone before anyone came.”") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A man called Stan slept in the depot.", "Stan"),
        ("One of the regulars, Denise, stopped coming when she saw a teacher.", "Denise"),
        ("A guest, Marvin, sat down with us.", "Marvin"),
        ("She came with her son Kieran and a bag.", "Kieran"),
        ("Then my neighbour Jean, who lost her home, came for soup.", "Jean"),
        ("My neighbour Keisha told us that nobody had knocked.", "Keisha"),
        ("We met a mother called Sade and her two boys.", "Sade"),
        ("A mother called Sade told us of the queue.", "Sade"),
        ("The young man named Jaz told us of the queue.", "Jaz"),
        ("In the evening our client Tom told us of the queue.", "Tom"),
        ("Our client Kez told us of the queue.", "Kez"),
        ("Our elderly tenant Jo’s flat was damp.", "Jo"),
        ("His wife Zee rang them every day.", "Zee"),
        ("There is a resident, whom I will call Bea, in the hostel.", "Bea"),
        ("Ollie has schizophrenia and a bus pass.", "Ollie"),
        ("Little Mo (not his real name) came for soup.", "Mo"),
        ("The depot gave a coat to Zubi, who uses the stop twice a week.", "Zubi"),
        ("We heard from Ruth James, director of Mind.\n\nThat winter James, who lost his flat, came in.", "James"),
    ],
)
def test_whose_story_is_told_is_flagged_whatever_their_name(text: str, name: str) -> None:
    assert warnings(text) == [("private name", name)]


@pytest.mark.parametrize(
    "text",
    [
        "Staff who are not listened to do not listen. Londoners, who use the bus, ask for more of them.",
        "We heard from Ruth James, director of Mind.\n\nJames said that it was late and cold that night.",
        "Our client Shelter told us so, and so did our neighbour Camden Council and a charity called Crisis.",
        "Our colleague Zee told us about the grant. Our resident DJ played. Our client Housing told us.",
        "Ask who your driver is. Parliament, who had the say, said nothing.",
    ],
)
def test_words_that_are_nobodys_first_name_are_not_flagged(text: str) -> None:
    assert warnings(text) == []
