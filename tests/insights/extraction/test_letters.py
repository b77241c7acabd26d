import pytest

from tests.insights.extraction.notes import only

LETTER = """Subject: Re: Who keeps the keys?

Dear all,

This meeting of our Joining forces cell was held on 4 March 2024 in the old mill, with soup.

We first heard from Ada Lindqvist, director of the Weavers Yard, who said that trust takes years and years to build.

Points made in discussion:

- We need to write the caretaker into the plan.
- Boards should ask tenants before they ask consultants.
{last}
"""
SIGNATURE = """
Best wishes,
Grace Oyelaran
Community Engagement and Partnerships Development Lead, Mill Trust
07700 900123
grace@mill.example

Mill Trust is a charity registered in England and Wales. This e-mail is confidential and meant for those it is sent to.
"""
MINE = [
    "We need to write the caretaker into the plan.",
    "Boards should ask tenants before they ask consultants.",
]
ANSWERED = "Every hall should have a kettle and somebody who knows how it works, and we should all pay for it."
REPLIES = [
    f"On 3 May 2024, Marek Zielinski wrote:\n> {ANSWERED}\n>\n> - The next meeting is on 9 May.\n> Marek\n"
    "> Director, Open Doors",
    f"On Fri, 3 May 2024 at 10:12, Marek Zielinski <marek@doors.example>\nwrote:\n\n> {ANSWERED}",
    f"On 3 May 2024, Marek Zielinski wrote:\n\n{ANSWERED}",
    f"-----Original Message-----\nFrom: Marek Zielinski\nSent: 3 May 2024\nTo: Grace\nSubject: Keys\n\n{ANSWERED}",
    f"________________________________\nFrom: Marek Zielinski\nSent: 3 May 2024\nSubject: Keys\n\n{ANSWERED}",
]


def listed(text: str) -> list[str]:
    return [insight.text for insight in only(text).insights if insight.listed]


def test_a_subject_alone_is_the_title() -> None:
    assert only(LETTER.format(last="")).title == "Who keeps the keys?"


@pytest.mark.parametrize(
    "last", ["\nNext one: 12 June at 3pm", "- Next one: 12 June at 3pm", "\nThe next one is on 12 June, 3pm."]
)
def test_the_next_one_is_a_meeting_and_no_point(last: str) -> None:
    text = LETTER.format(last=last) + SIGNATURE
    (found,) = only(text).future_meetings
    assert (found.date_text, found.time_text) == ("12 June", "3pm")
    assert listed(text) == MINE


@pytest.mark.parametrize(
    "signature",
    [
        SIGNATURE,
        SIGNATURE.replace("Best wishes,", "Warmly\n\nGrace\n"),
        SIGNATURE.replace("Best wishes,", "--"),
        "\nWith love to you all, and mind the step,\n\nGrace Oyelaran (she/her)\n"
        "Community Engagement and Partnerships Development Lead | Mill Trust | 07700 900123\n",
    ],
)
def test_a_signature_tells_who_wrote_and_holds_no_points(signature: str) -> None:
    document = only(LETTER.format(last="") + signature)
    assert [i.text for i in document.insights][-2:] == MINE
    writer = next(p for p in document.people if p.name == "Grace Oyelaran")
    assert (writer.roles, writer.spoke) == (("author",), False)
    assert (writer.position, writer.organisation) == (
        "Community Engagement and Partnerships Development Lead", "Mill Trust",
    )  # fmt: skip
    assert "07700 900123" in [w.text for w in document.warnings]


def test_a_position_and_an_organisation_may_stand_on_lines_of_their_own() -> None:
    people = only(
        f"{LETTER.format(last='')}\nKind regards\nGrace Oyelaran\nDirector\nOpen Doors\n12 High Street"
    ).people
    assert [(p.position, p.organisation) for p in people if p.name == "Grace Oyelaran"] == [("Director", "Open Doors")]


@pytest.mark.parametrize("reply", REPLIES)
def test_the_mail_that_is_answered_is_no_part_of_the_note(reply: str) -> None:
    text = f"{LETTER.format(last='')}{SIGNATURE}\n{reply}\n"
    document = only(text)
    assert document.end <= text.index(reply.split("\n")[0])
    assert [i.text for i in document.insights][-2:] == MINE
    assert [p.name for p in document.people] == ["Ada Lindqvist", "Grace Oyelaran"]
    assert document.future_meetings == ()


def test_notes_below_a_covering_mail_stay() -> None:
    text = (
        f"Subject: Notes\n\nHere they are.\n\nBest wishes,\nGrace\n\n# Keys\n\nDiscussion\n\n- {MINE[0]}\n- {MINE[1]}"
    )
    assert listed(text) == MINE


def test_quoted_words_in_a_note_are_its_own() -> None:
    above = "This meeting was about keys, and about who should have them. " * 5
    text = f"# Keys\n\n{above}\n\nAda Lindqvist wrote to us in May 2024:\n\n> {ANSWERED}\n\nWe agreed."
    assert ANSWERED in [i.text for i in only(text).insights]


def test_headings_that_begin_with_a_kind_word_sign_nothing() -> None:
    text = f"# Keys\n\nGood neighbours\n\nDiscussion\n\n- {MINE[0]}\n\nLove and power\n\nQuestions\n\n- {MINE[1]}"
    assert [listed(text), only(text).people] == [MINE, ()]
