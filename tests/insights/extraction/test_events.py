import pytest

from insights.extraction.events import canonical_cell
from insights.extraction.records import EventFacts, SeriesPosition
from tests.insights.extraction.notes import MEETING, only

BODY = "\n\nWe heard from Ada Lin, who said that trust takes years.\n\nPoints made in discussion:\n\n• It does."


def event(opening: str) -> EventFacts:
    found = only(f"Keys and doors\n\n{opening}{BODY}").event
    assert found is not None
    return found


def test_the_meetings_own_date_cell_and_format_are_read() -> None:
    found = only(MEETING).event
    assert found is not None
    assert (str(found.date), found.date_text, found.cell, found.format) == (
        "2024-03-04", "4th March 2024", "Joining forces", "cell meeting",
    )  # fmt: skip


@pytest.mark.parametrize(
    "opening",
    [
        "This was the second of two sessions. The note of the first, held on 4 March 2024, is here.",
        "This meeting was about prisons. Numbers doubled from 31,000 in 1987.",
        "This meeting came before the next meeting on 4 March 2024.",
        "This meeting discussed a report published on 4 March 2024.",
        "The gathering of 4 March 2024 of the Joining forces cell had wished for this.",
    ],
)
def test_the_date_of_something_else_is_not_this_meetings(opening: str) -> None:
    assert event(opening).date is None


def test_without_a_year_the_date_is_only_text() -> None:
    found = event("This roundtable was held on 19th October.")
    assert (found.date, found.date_text, found.format) == (None, "19th October", "roundtable")


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("This was the second of two sessions about keys.", SeriesPosition(2, 2)),
        ("This was the first of our three discussions.", SeriesPosition(1, 3)),
        ("Part 2 of 4.", SeriesPosition(2, 4)),
        ("It was the second in a short series on keys.", SeriesPosition(2, None)),
        ("Joining forces cell – third meeting, held by video call on 12 May 2025", SeriesPosition(3, None)),
        ("The notes of the third meeting were agreed.", None),
        ("This meeting was about keys.", None),
    ],
)
def test_a_place_in_a_series_is_read(opening: str, expected: SeriesPosition | None) -> None:
    assert event(opening).series == expected


@pytest.mark.parametrize(
    ("title", "opening", "other"),
    [
        ("Keys and boilers (second meeting)", "It was wet.", "Keys and boilers (first meeting)"),
        ("Keys, part 1", "This was the first of two sessions.", "Keys, part 2"),
        ("Keys (Third Meeting)", "It was wet.", "Keys (Second Meeting)"),
        ("Doors", "The second of two meetings; see the note of the first one, 'Keys on a nail'.", "Keys on a nail"),
        ("Keys (first meeting)", "This was the first of one meeting.", None),
        ("Keys", "This was the second of two meetings.", None),
    ],
)  # fmt: skip
def test_the_title_of_the_other_note_of_a_pair_is_told(title: str, opening: str, other: str | None) -> None:
    found = only(f"# {title}\n\n{opening}\n\n" + MEETING.split("\n", 1)[1]).event
    assert found is not None
    assert found.series is not None
    assert found.series.other_title == other


@pytest.mark.parametrize(
    ("opening", "cell"),
    [
        ("This was an evening of the Sharing and Building Power cell.", "Sharing and building power"),
        ("Listening to each other, Tuesday 13 October 2026", "Listening to each other"),
        ("Putting relationships first met online.", "Putting relationships first"),
        ("The Leadership cell met over soup.", "Leadership"),
        ("Our Listening cell met in the kitchen.", "Listening to each other"),
        ("This was a meeting of the Power cell.", "Sharing and building power"),
        ("The meeting of 4 May 2023 of the Joining forces cell had wished for this.", None),
        ("Members of the Joining forces cell have met elsewhere; this meeting was open to anyone.", None),
        ("This was one in a series of events about health.", None),
    ],
)
def test_the_cell_is_given_only_where_the_note_says_that_it_met(opening: str, cell: str | None) -> None:
    assert event(opening).cell == cell


def test_cells_are_known_by_their_other_names() -> None:
    assert [canonical_cell(n) for n in ("Power", "listening", "Joining Forces", "Gardening")] == [
        "Sharing and building power", "Listening to each other", "Joining forces", None,
    ]  # fmt: skip


def test_announced_meetings_are_read_with_time_and_title() -> None:
    text = MEETING.replace(
        "Read More", "Future meetings\n\n• 19th October, 3.00pm-4.30.  Letting go of the keys: can we?"
    )
    (found,) = only(text).future_meetings
    assert (found.date, found.date_text, found.time_text, found.title) == (
        None, "19th October", "3.00pm-4.30", "Letting go of the keys",
    )  # fmt: skip
    assert all("19th" not in i.text for i in only(text).insights)


def test_a_blog_is_an_article_without_an_event() -> None:
    document = only(
        "My winter\n\nby Ada Lin\n\nIn this blog I want to look back. I have learned a great deal from it all."
    )
    assert (document.kind, document.event) == ("article", None)


def test_a_date_in_a_table_of_actions_announces_no_meeting() -> None:
    table = "Action | Who | By when\nFind a hall for the next meeting | Ada Lindqvist | 30th April"
    assert only(f"{MEETING.replace('Read More', '')}\n\nActions\n\n{table}").future_meetings == ()


def test_a_meeting_announced_in_a_sentence_is_found() -> None:
    said = "The cell will next meet on Tuesday 21st January 2025 at 10.30am. There will be a supper on 6th February."
    found = only(MEETING.replace("Read More", said)).future_meetings
    assert [m.date_text for m in found] == ["Tuesday 21st January 2025", "6th February"]
