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


@pytest.mark.parametrize(
    "sentence",
    [
        "We started with two spades and a borrowed barrow.",
        "We turned to the neighbours once the grant had run out.",
        "We had to argue with the agents over every tap.",
        "Thanks to the dinner ladies, no child in the street went hungry.",
        "The group discussed bus fares and found that nobody had ever priced a week of them.",
        "The meeting heard that most drivers live further out than their buses go.",
        "Neighbours sign up to drive once somebody whom they know asks.",
        "Members get in touch when a roof leaks and at no other time.",
        "You can find out more at one bus stop than from ten surveys of passengers.",
        "Our focus here has to be on those who never get on at all.",
        "Hi-vis jackets make a walk look like an inspection.",
    ],
)
def test_what_only_begins_like_a_stage_direction_is_kept(sentence: str) -> None:
    assert worth_keeping(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We began with a round of introductions and some tea.",
        "Thanks to Ada Lin, to our hosts and to everyone who came.",
        "To find out more, see the website of the network.",
        "If you would like to help with the rota, please get in touch.",
        "Our focus today is the weekly shop.",
        "Present were nine members of the network and two guests.",
    ],
)
def test_the_order_of_the_day_and_its_courtesies_are_no_points(sentence: str) -> None:
    assert not worth_keeping(sentence)


def test_what_an_editor_has_still_to_fill_in_is_no_title_and_no_point() -> None:
    text = (
        "[add link – the note of the other meeting, when Live]\n\nOn buses\n\nThis meeting was about buses.\n\n"
        "[insert photo of the depot]\n\nA bus that comes twice a day is no bus to anybody who works shifts."
    )
    document = only(text)
    assert document.title == "On buses"
    assert [i.text[:5] for i in document.insights] == ["A bus"]


@pytest.mark.parametrize(
    "claim",
    [
        "According to Ada Lin, director of Shelter, fares are rising faster than wages.",
        "Fares are rising faster than wages, Ada Lin of Shelter told the meeting.",
        "‘Fares are rising much faster than wages,’ said Ada Lin of Shelter.",
        "Ada Lin, director of Shelter, called for a freeze on all fares.",
        "Ada Lin, director of Shelter, urged drivers to stop for everybody.",
        "Ada Lin, director of Shelter, warned against a second rise.",
    ],
)
def test_a_claim_is_kept_however_its_speaker_is_introduced(claim: str) -> None:
    (point,) = only(f"On fares\n\nThis meeting was about fares.\n\n{claim}").insights
    assert (point.text, point.by) == (claim, "Ada Lin")


def test_a_sentence_that_only_introduces_its_speaker_is_no_point() -> None:
    text = "On fares\n\nThis meeting was about fares.\n\nAda Lin, director of Shelter, spoke next about her work."
    assert only(text).insights == ()


LINES = ("Fares are a kind of tax", "Nobody asks a driver", "Ask early and ask often")


@pytest.mark.parametrize("mark", ["-", "o ", "\uf0b7 ", "✅ ", "✔\ufe0f ", "➤ ", "1.1 "])
def test_lists_are_known_by_the_marks_of_many_programs(mark: str) -> None:
    lines = "\n".join(mark + line for line in LINES)
    found = only(f"On fares\n\nThis meeting was about fares.\n\nThese points were made:\n\n{lines}").insights
    assert [(i.text, i.listed) for i in found] == [(line, True) for line in LINES]


def test_the_last_item_of_a_numbered_list_heads_nothing() -> None:
    text = (
        "On fares\n\nThis meeting was about fares.\n\nAda Lin, of Shelter, made two points:\n\n1. Fares rise early\n"
        "2. Buses come late\n\nBen Ross, of Mind, replied with two more, after some thought and a good deal of tea:\n\n"
        "1. Drivers are tired\n2. Depots are cold\n\nA depot with a stove in it keeps its drivers for twice as long."
    )
    assert [i.text for i in only(text).insights if i.listed] == [
        "Fares rise early", "Buses come late", "Drivers are tired", "Depots are cold",
    ]  # fmt: skip


def test_a_list_that_lost_its_marks_keeps_its_lines_with_and_without_a_stop() -> None:
    lines = (
        "Fares are a kind of tax",
        "Nobody asks a driver.",
        "Ask early and ask often",
        "A bus is late.",
        "A cab is not.",
    )
    found = only(
        "On fares\n\nThis meeting was about fares.\n\nHere are the points made:\n\n" + "\n\n".join(lines)
    ).insights
    assert [i.text for i in found] == list(lines)


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


SONG = ("The kettle sings", "And nobody hears it", "But the cat by the stove", "Who is old", "And the rain that comes")
AFTER_IT = "Trust in the depot has fallen every year since the flood came through it."


@pytest.mark.parametrize("lines", [SONG, tuple(line.lower() for line in SONG)])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_prose_after_a_poem_is_prose_again(lines: tuple[str, ...], gap: str) -> None:
    poem = gap.join(lines)
    text = f"On song\n\nThis meeting ended early.\n\nNeil Corran responded with this poem:\n\n{poem}\n\n{AFTER_IT}"
    assert [i.text for i in only(text).insights] == [AFTER_IT]


def test_questions_in_a_row_are_one_point_and_the_claim_after_them_another() -> None:
    asked = "Who has a key to the hall on a Sunday? Who pays? Who is told when the locks are changed?"
    claim = "A hall is only as open as the person who answers the telephone on a wet Sunday evening in March."
    assert [i.text for i in only(f"A meeting.\n\n{asked} {claim}").insights][-2:] == [asked, claim]


HOUSEKEEPING = (
    "Circulate the slides",
    "Book the room for May",
    "Sam to send round the minutes",
    "Grace Oyelaran to book a hall by 30 April.",
    "ACTION: Tomos to share the recording",
    "Ada will set up a doodle poll for the next meeting",
    "Write up the notes and share with the group",
    "Convenors to fix the date and draft an agenda.",
)
REAL_POINTS = (
    "We should pay people with lived experience for their time",
    "Find room for disagreement",
    "Send the minutes to tenants in their own language so that they are read",
    "Circulate the slides and start paying people for their time",
    "Share notes between surgeries and the hospital",
    "Ask the council to publish its rents",
    "Tenants will set the agenda",
)


@pytest.mark.parametrize(
    "heading", ["Next steps", "## To do", "Actions", "AOB", "**Action points**", "We agreed on these actions:"]
)
def test_housekeeping_is_no_point_and_a_real_one_beside_it_is(heading: str) -> None:
    lines = "\n".join(f"- {line}" for line in HOUSEKEEPING + REAL_POINTS)
    found = only(f"# On keys\n\nThis meeting was about keys.\n\n{heading}\n\n{lines}").insights
    assert [i.text for i in found] == list(REAL_POINTS)


def test_housekeeping_in_sentences_is_no_point_either() -> None:
    text = (
        "# On keys\n\nThis meeting was about keys.\n\nNext steps\n\nWe will circulate the slides and book the room for "
        "May. Sam will send round the minutes next week. We should pay people with lived experience for their time."
    )
    assert [i.text for i in only(text).insights] == [text[text.index("We should") :]]


def test_what_is_said_of_slides_and_rooms_in_a_discussion_is_a_point() -> None:
    text = "# On keys\n\nThis meeting was about keys.\n\nDiscussion\n\n- Send the agenda to the caretaker first"
    assert [i.text for i in only(text).insights] == ["Send the agenda to the caretaker first"]
