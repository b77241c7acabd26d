import pytest

from tests.insights.extraction.notes import MEETING, people

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
