import pytest

from tests.insights.extraction.notes import MEETING, only


def voices(text: str) -> list[tuple[str, str | None, str]]:
    return [(i.text.split(" ")[0], i.by, i.basis) for i in only(text).insights]


def test_the_speaker_is_carried_on_and_let_go_where_discussion_begins() -> None:
    assert [(i.by, i.basis) for i in only(MEETING).insights] == [
        ("Ada Lindqvist", "explicit"),
        ("Ben Okonkwo", "pronoun"),
        (None, "collective"),
        (None, "collective"),
    ]


def test_a_header_line_with_a_position_opens_the_part_of_whoever_it_names() -> None:
    text = (
        "This online roundtable was about prisons.\n\nPav Dhanda, CEO of Turning Doors\n\nPav pointed out that nobody "
        "reads the evidence. We have the fullest prisons in a generation, and they do not work.\n\n"
        "Pen Gable, CEO of Fair Justice\n\nPen described a campaign that took five years and changed a great deal."
    )
    assert [i.by for i in only(text).insights] == ["Pav Dhanda", "Pen Gable"]


def test_listed_points_take_the_voice_of_the_line_above_that_ends_in_a_colon() -> None:
    text = (
        "This meeting was about power.\n\nOur provocateur (Leila Ben Amor) asked us to reflect on this:\n\n"
        "• The system does what it was built for.\n\n• Nobody gives up power lightly.\n\n"
        "These points came up in the discussion:\n\n• We need to start small."
    )
    assert [i.by for i in only(text).insights] == ["Leila Ben Amor", "Leila Ben Amor", None]


def test_points_after_a_paragraph_that_only_introduces_are_the_speakers() -> None:
    text = (
        "This meeting was about care.\n\nTim Newman, CEO of the 1851 Club, was our introductory speaker.\n\n"
        "• He described how trust was built over years.\n\n• The contract came much later than the trust."
    )
    assert [i.by for i in only(text).insights] == ["Tim Newman", "Tim Newman"]


def test_points_after_a_speech_are_nobodys_unless_they_are_said_to_be() -> None:
    text = (
        "This meeting was about care.\n\nTim Newman, CEO of the 1851 Club, told us about trust. It took him nine "
        "years, and he would do it again tomorrow if asked.\n\n• A first point of the meeting.\n\n• A second point."
    )
    assert [i.by for i in only(text).insights][-2:] == [None, None]


def test_a_rule_ends_the_turn() -> None:
    text = (
        "This meeting was about care.\n\nAda Lin told us that trust takes years to build and a day to lose.\n\n———\n\n"
        "The evening went on with tea and with a good deal of laughing in the kitchen."
    )
    assert [i.by for i in only(text).insights] == ["Ada Lin", None]


@pytest.mark.parametrize("label", ["Ada", "Ada Lin", "ADA LIN"])
def test_the_labels_of_a_transcript_say_who_speaks(label: str) -> None:
    text = (
        "A conversation\n\nAda Lin, director of the Mill Trust, spoke at our workshop.\n\n"
        f"{label}: The caretaker knows everyone who comes through that door.\n\n"
        "Q: How do you pay a caretaker out of a project grant?"
    )
    assert [(i.by, i.text[:3]) for i in only(text).insights] == [("Ada Lin", "The"), (None, "How")]


@pytest.mark.parametrize(("others", "by"), [("", "Ada Lin"), (" Ben Ross, director of Mind, sat with her.", None)])
def test_an_answer_in_an_interview_is_theirs_who_alone_is_named(others: str, by: str | None) -> None:
    text = (
        f"A conversation\n\nAda Lin, director of the Mill Trust, spoke at our workshop.{others}\n\n"
        "Q: How do you pay a driver out of a project grant?\n\nA: You pay her first and then ask for the grant."
    )
    answer = only(text).insights[-1]
    assert (answer.text, answer.by) == ("You pay her first and then ask for the grant.", by)


INTRODUCED = "This meeting was about care.\n\nAda Lin, director of the Mill Trust, spoke, and Ben Ross of Mind did.\n\n"


def test_a_paragraph_in_the_first_person_goes_on_with_the_turn_of_whoever_has_a_label() -> None:
    text = INTRODUCED + (
        "Ada Lin: Nobody reads the form before they sign it.\n\nMy team rang people up instead of sending it.\n\n"
        "I’ve not gone back to the form since then.\n\nBen: The drivers are paid for the hour before.\n\n"
        "“My biggest lesson was that nobody should wait alone.”\n\nPeople in the room had seen the same in their towns."
    )
    assert [i.by for i in only(text).insights][-6:] == ["Ada Lin"] * 3 + ["Ben Ross"] * 2 + [None]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Q: Who pays for the hour before the bus leaves?", "My worry is that nobody does and nobody will."),
        ("Ada: Nobody reads the form.", "I then closed the evening, as the caretaker wanted the key back."),
        ("Ada: Nobody reads the form.\n\n———", "My own view is that forms do more good than harm."),
        ("Ada: Nobody reads the form.\n\nThe room was quiet for a while.", "My own view is that forms do some good."),
    ],
)
def test_the_turn_of_a_label_ends_where_another_may_speak(before: str, after: str) -> None:
    answer = only(f"{INTRODUCED}{before}\n\n{after}").insights[-1]
    assert (answer.text, answer.by) == (after, None)


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("My biggest lesson was that nobody should wait alone.", "Ada Lin"),
        ("I learned in our discussion with tenants that nobody reads a letter.", "Ada Lin"),
        ("I then opened the general discussion, which went on until nine.", None),
    ],
)
def test_who_speaks_in_the_first_person_after_a_speaker_is_that_speaker(said: str, by: str | None) -> None:
    text = f"This meeting was about care.\n\nAda Lin, director of the Mill Trust, said that nobody reads it.\n\n{said}"
    assert [i.by for i in only(text).insights if i.text == said] == [by]
