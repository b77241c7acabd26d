import unicodedata

import pytest

from tests.insights.extraction.notes import MEETING, only, people

# (sentence, name, position, organisation, spoke)
SENTENCES = [
    ("We heard from the cell’s thought leader (Amrita Sohal).", "Amrita Sohal", None, None, True),
    ("Our provocateur (Leila Ben Amor) asked us to think again about trust.", "Leila Ben Amor", None, None, True),
    ("We first heard from Colin Hart, former MP and author of The Kind Company.", "Colin Hart",
     "former MP; author of The Kind Company", None, True),
    ("Meg Tanner, Deputy CEO at Larkfield Hale & Ashton, explained how it works.", "Meg Tanner", "Deputy CEO",
     "Larkfield Hale & Ashton", True),
    ("Ruth Amadi, Ashton Council’s lead on housing, then spoke about damp.", "Ruth Amadi", "lead on housing",
     "Ashton Council", True),
    ("Neil Corran, from Mill Action on Debt, responded at once.", "Neil Corran", None, "Mill Action on Debt", True),
    ("Professor Isla Menzies of Hale University told us about her study.", "Isla Menzies", "Professor",
     "Hale University", True),
    ("Gwenllian ap Rhys (she/her) said that the choir came first.", "Gwenllian ap Rhys", None, None, True),
    ("Siân O’Connor-Bright, who runs Hale Companions, said so.", "Siân O’Connor-Bright", None, "Hale Companions",
     True),
    ("Gita Rowe, who leads the opposition on Ashton Council, points out that nobody asked.", "Gita Rowe", None, None,
     True),
    ("Dr Hamid Oduya, a GP partner at Mill Surgery and clinical adviser to Hale Companions, responded.", "Hamid Oduya",
     "GP partner; clinical adviser", "Mill Surgery; Hale Companions", True),
    ("In the words of co-founder Alun Pask, “people are hungry”.", "Alun Pask", "co-founder", None, True),
    ("David Marlow was cited as an example of a minister who tried.", "David Marlow", None, None, False),
    ("Owen Trask, then director of lending at Mill Finance, spoke from the heart about risk.", "Owen Trask",
     "director of lending", "Mill Finance", True),
    ("Jaswinder Gill, a care worker in Southall, wondered what neighbours should know.", "Jaswinder Gill",
     "care worker", None, True),
    ("Robert ‘Bob’ Hesk MBE, until 2021 leader of Ashton Council, pointed out that nobody asked.",
     "Robert ‘Bob’ Hesk", "leader", "Ashton Council", True),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "name", "position", "organisation", "spoke"), SENTENCES)
def test_a_person_is_told_by_what_stands_around_the_name(
    sentence: str, name: str, position: str | None, organisation: str | None, spoke: bool
) -> None:
    found = people(f"This meeting was held on 3 May 2024.\n\n{sentence}\n\nThe discussion went on for an hour.")
    assert list(found) == [name]
    person = found[name]
    assert (person.position, person.organisation, person.spoke) == (position, organisation, spoke)


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("Mariam Ní Bhriain", "Professor Ní Bhriain"),
        ("Mariam Ní Bhriain", "Ní Bhriain"),
        ("Sorcha O'Dowd-Ní Bhriain", "Professor O'Dowd-Ní Bhriain"),
        ("Sorcha O’Dowd-Ní Bhriain", "O’Dowd-Ní Bhriain"),
        ("Niamh Nic Giolla", "Nic Giolla"),
        ("Seán Mac Aodha", "Dr Mac Aodha"),
        ("Áine Uí Néill", "Dr Uí Néill"),
        ("Cian Ó Briain", "Dr Ó Briain"),
        ("Angharad verch Rhys", "Dr verch Rhys"),
        ("Dafydd ap Gwilym", "Ap Gwilym"),
        ("Ana Garcia Lopez", "Ms Garcia Lopez"),
    ],
)
def test_a_surname_of_several_words_is_no_second_person(name: str, later: str) -> None:
    opened = f"Professor {name} (University of Hale) opened."
    found = people(f"This meeting was held on 3 May 2024.\n\n{opened} {later} warned that carers are asked last.")
    assert list(found) == [name]
    assert found[name].spoke


def test_two_full_names_after_titles_stay_two() -> None:
    sentences = "Dr Hugh Grant Lee said no. Dr Grant Lee said that carers are asked last."
    found = people(f"This meeting was held on 3 May 2024.\n\n{sentences}")
    assert list(found) == ["Hugh Grant Lee", "Grant Lee"]


@pytest.mark.parametrize("did", ["chaired.", "was in the chair.", "kindly took the chair.", "facilitated."])
def test_whoever_chaired_is_a_person_though_the_name_is_not_a_usual_one(did: str) -> None:
    assert list(people(f"This meeting was held on 3 May 2024.\n\nTove Ferreday {did}")) == ["Tove Ferreday"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The Poverty Action Network met in Victoria Park with Jordan Valley Council.",
        "In New York, Social Prescribing and Joining Forces were on the agenda.",
        "The Marmot Review and the Francis Report were read by everyone.",
        "Business Summit delegates went to Chelsea Library on Good Friday.",
        "Community Commissioners said that Better Care works.",
    ],
)
def test_capitals_alone_make_no_person(sentence: str) -> None:
    assert people(f"This meeting was about care.\n\n{sentence}\n\nThe discussion followed.") == {}


def test_companies_named_after_their_founders_took_no_part() -> None:
    found = people(
        "This meeting was about business.\n\nWe heard from Meg Tanner, CEO of Larkfield.\n\n"
        "Long ago the Harker brothers, J.B. Priddle, Tessie Root and others founded firms with a purpose, she said."
    )
    assert {name for name, person in found.items() if person.spoke} == {"Meg Tanner"}


def test_a_sentence_of_respondents_names_each_with_their_own_organisation() -> None:
    found = people(
        "This roundtable was held online.\n\nIn the discussion (including responses from Gina Hale, Director of Speak "
        "Up Now, and Sonia Rao, CEO of Women at Work) we considered these points:\n\n• One.\n\n• Two is better."
    )
    assert [(p.name, p.position, p.organisation, p.roles, p.spoke) for p in found.values()] == [
        ("Gina Hale", "Director", "Speak Up Now", ("respondent",), True),
        ("Sonia Rao", "CEO", "Women at Work", ("respondent",), True),
    ]


def test_a_first_name_used_alone_belongs_to_the_person_named_in_full() -> None:
    assert list(people(MEETING)) == ["Ada Lindqvist", "Ben Okonkwo"]


def test_a_list_of_those_present_gives_each_their_organisation_and_part() -> None:
    found = people(
        "Minutes of the Hale forum\n\nChair: Cllr Blessing Okafor\nPresent: Gwenllian Prys (Menter Hale), "
        "Dr Tariq Mahmood (Hale Surgery), PC Harjit Dhillon\nApologies: Bronagh O’Neill (Ashton Council)\n\n"
        "Dr Mahmood said that nobody could park."
    )
    assert [(p.name, p.roles[0], p.organisation, p.spoke) for p in found.values()] == [
        ("Blessing Okafor", "chair", None, False),
        ("Gwenllian Prys", "participant", "Menter Hale", False),
        ("Tariq Mahmood", "participant", "Hale Surgery", True),
        ("Harjit Dhillon", "participant", None, False),
        ("Bronagh O’Neill", "mentioned", "Ashton Council", False),
    ]


def test_a_list_of_authors_is_no_list_of_speakers() -> None:
    found = people(
        "What we tried\n\nThis blog tells what worked.\n\nAuthors\n\nThis blog was authored by:\n\n"
        "• Vera Shaw, Chief Executive, Age UK Hale with Ashton – vera@example.org\n\n"
        "• Andy Dixie, Integration Lead, Hale with Ashton Borough Council – andy@example.org"
    )
    assert [(p.name, p.roles, p.position, p.organisation, p.spoke) for p in found.values()] == [
        ("Vera Shaw", ("author",), "Chief Executive", "Age UK Hale with Ashton", False),
        ("Andy Dixie", ("author",), "Integration Lead", "Hale with Ashton Borough Council", False),
    ]


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Ada Lindqvist, our thought leader, opened the discussion by saying that it matters.", "thought leader"),
        ("Ada Lindqvist, co-convenor, introduced the model and said why.", "convenor"),
        ("Ada Lindqvist responded to the talk and said that she agreed.", "respondent"),
        ("Ada Lindqvist, a retired driver, responded to the day with this poem:", "poet"),
        ("Ada Lindqvist had been asked to provoke, and said so.", "provocateur"),
        ("Ada Lindqvist told us that it matters.", "speaker"),
    ],
)
def test_the_stated_part_comes_first(words: str, role: str) -> None:
    found = people(f"This meeting was held in May.\n\n{words}\n\nThen the discussion began.")
    assert found["Ada Lindqvist"].roles[0] == role


def test_who_takes_a_turn_in_a_transcript_is_a_person_whatever_the_name() -> None:
    turns = ["Ada Lin: Good evening.", "Ben Ross: Hello.", "Zubeneth Quillfeather: I have a question.", "Ada Lin: Yes?",
             "Zubeneth Quillfeather: Who keeps the keys?"]  # fmt: skip
    assert set(people("Keys\n\nA meeting of 3 May 2024.\n\n" + "\n\n".join(turns))) == {
        "Ada Lin",
        "Ben Ross",
        "Zubeneth Quillfeather",
    }


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("It was convened by Ada Lin, who explained why.", ("convenor",)),
        ("In the chair was Ada Lin, a trustee of Mind in Hale.", ("chair",)),
        ("Present:\n\nAda Lin (convenor)\nBen Ross, Shelter", ("convenor",)),
        ("Our thought leader, Ada Lin, welcomed everyone and set out the problem.", ("thought leader",)),
    ],
)
def test_the_part_that_someone_played_is_read_where_it_stands(words: str, roles: tuple[str, ...]) -> None:
    assert people(f"Keys\n\nA meeting of 3 May 2024.\n\n{words}\n\nIt was wet.")["Ada Lin"].roles[:1] == roles


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ada Lin, Zubeneth Quill, Ben Ross", {"Ada Lin": None, "Zubeneth Quill": None, "Ben Ross": None}),
        ("Ada Lin, Abdul Rahman Khan, Ben Ross", {"Ada Lin": None, "Abdul Rahman Khan": None, "Ben Ross": None}),
        ("Nomsa Mthembu, Wm. Abernathy, Ada Lin", {"Nomsa Mthembu": None, "Wm. Abernathy": None, "Ada Lin": None}),
        ("Ada Lin, Oxfam, Ben Ross, Mill Trust", {"Ada Lin": "Oxfam", "Ben Ross": "Mill Trust"}),
        ("Ada Lin, Quill; Ben Ross, Orchard; Cleo Ray", {"Ada Lin": "Quill", "Ben Ross": "Orchard", "Cleo Ray": None}),
    ],
)
def test_in_a_list_with_commas_the_next_name_is_nobodys_employer(line: str, expected: dict[str, str | None]) -> None:
    found = people(f"A note of this meeting\n\nPresent: {line}")
    assert {name: person.organisation for name, person in found.items()} == expected


def test_initials_in_brackets_stand_for_the_person_in_the_rest_of_the_note() -> None:
    text = (
        "A note of this meeting\n\nPresent: Ada Lin (AL), Ben Ross (BR)\n\n"
        "AL reported that the roof of the depot had been mended twice in a year."
    )
    assert [(p.name, p.organisation, p.spoke) for p in only(text).people] == [
        ("Ada Lin", None, True), ("Ben Ross", None, False),
    ]  # fmt: skip
    assert [i.by for i in only(text).insights] == ["Ada Lin"]


def test_a_title_opens_the_next_name_of_a_list() -> None:
    found = people(
        "A note of this meeting\n\nBaroness Fiona Hale-Price, Professor Iestyn ap Gwilym of Bangor University and Cllr "
        "Tom Wójcik also attended. Lord Bird, Baroness Cox and Sir Ian Diamond came later, from Revd Siân Hale's party."
    )
    assert {name: person.organisation for name, person in found.items()} == {
        "Fiona Hale-Price": None, "Iestyn ap Gwilym": "Bangor University", "Tom Wójcik": None,
        "Bird": None, "Cox": None, "Ian Diamond": None, "Siân Hale": None,
    }  # fmt: skip


def test_a_position_in_front_of_a_name_keeps_its_organisation() -> None:
    person = people("A note of this meeting\n\nWe heard from NHS Wessex CEO Jane Doe about buses.")["Jane Doe"]
    assert (person.position, person.organisation) == ("CEO", "NHS Wessex")


def test_decomposed_accents_are_read_as_composed_ones_and_places_stay_exact() -> None:
    text = unicodedata.normalize(
        "NFD", "A note of this meeting\n\nSiân Llewelyn, director of Tŷ Hafan, told us that it is late. So said José"
    )
    document = only(text)
    assert [(p.name, p.organisation) for p in document.people] == [("Siân Llewelyn", "Tŷ Hafan")]
    person = document.people[0]
    assert text[person.start : person.end] == unicodedata.normalize("NFD", "Siân Llewelyn")
    assert document.insights[-1].text == text[text.index("Sia") :]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ngozi Okonjo told us that fares are rising faster than wages.", "Ngozi Okonjo"),
        ("Llŷr Hughes of Tai Cymru described how fares are rising faster than wages.", "Llŷr Hughes"),
        ("Sir Desmond ffrench-Mullen told us that fares are rising.", "Desmond ffrench-Mullen"),
    ],
)
def test_an_unlisted_first_name_is_known_by_what_only_people_do(text: str, name: str) -> None:
    assert [(p.name, p.spoke) for p in only(f"A note of this meeting\n\n{text}").people] == [(name, True)]


def test_an_organisation_that_says_something_is_no_person() -> None:
    assert people("A note of this meeting\n\nOrchard Quill said that fares are rising, and Mill Trust agreed.") == {}


def test_who_speaks_after_and_did_not_chair() -> None:
    found = people("A note of this meeting\n\nThe evening was chaired by Ada Lin and Ben Ross told us about buses.")
    assert ("chair" in found["Ada Lin"].roles, "chair" in found["Ben Ross"].roles) == (True, False)


def test_two_who_say_it_together_both_speak_and_neither_alone_is_quoted() -> None:
    document = only("A note of this meeting\n\nAda Lin and Ben Ross both said that fares rise faster than wages.")
    assert [p.spoke for p in document.people] == [True, True]
    assert [i.by for i in document.insights] == [None]


@pytest.mark.parametrize(
    ("told", "position", "organisation"),
    [
        (
            ", formerly head of policy at Mind, now Director of Hope House,",
            "head of policy; Director",
            "Mind; Hope House",
        ),
        (", Chief Executive of both Hale Trust and Mill Trust,", "Chief Executive", "Hale Trust"),
        (" (Hale Homes and Oxfam)", None, "Hale Homes; Oxfam"),
    ],
)
def test_two_posts_and_two_employers_are_kept(told: str, position: str | None, organisation: str) -> None:
    person = people(f"A note of this meeting\n\nAda Lin{told} told us about it.")["Ada Lin"]
    assert (person.position, person.organisation) == (position, organisation)


def test_a_person_is_nobodys_employer() -> None:
    found = people("A note of this meeting\n\nAda Lin's fellow convenor, Ben Ross, told us about it.")
    assert found["Ben Ross"].organisation is None


@pytest.mark.parametrize("byline", ["A blog by Ada Lin", "Guest blog from Ada Lin", "An essay by Ada Lin"])
def test_a_byline_names_the_author(byline: str) -> None:
    text = f"My winter\n\n{byline}\n\nIn this blog I want to look back. I have learned a great deal from it."
    assert people(text)["Ada Lin"].roles == ("author",)
