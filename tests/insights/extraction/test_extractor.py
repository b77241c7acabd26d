"""What holds for every text, and the traps that only show in a whole note."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.extraction import as_json, extract
from insights.extraction.reading import decode
from insights.extraction.records import Document
from tests.insights.extraction.notes import MEETING, only

PIECES = st.sampled_from(
    [
        *(
            "Ada Lin",
            ", director of Mill Trust,",
            " said ",
            "We heard from ",
            "points that emerged:",
            "Read More",
            "Present: ",
        ),
        *("The Sharing and Building Power Cell met on 3 May 2024. ", "19th October, 3pm", "ada@example.org", "A B A B"),
        *("• ", "- ", "# ", "> ", "1. ", "**", "———", "\n", "\n\n", "\r\n", "\xa0", "\u200b"),
        *("‘", "’", "“", "(", ")", ":", "?", "…", "İ", "ﬁ", "\U0001f600"),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


def holds(text: str, documents: tuple[Document, ...]) -> None:
    for left, right in pairwise(documents):
        assert left.end <= right.start
    for document in documents:
        assert 0 <= document.start < document.end <= len(text)
        for spans in (document.insights, document.sections):
            assert all(a.end <= b.start for a, b in pairwise(spans))
        groups = (document.people, document.organisations, document.sections, document.insights, document.warnings)
        for group in groups:
            assert list(group) == sorted(group, key=lambda s: s.start)
            assert all(document.start <= s.start < s.end <= document.end for s in group)
        assert all(text[i.start : i.end] == i.text and i.text.strip() for i in document.insights)
        assert all(0 <= i.salience <= 1 for i in document.insights)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_without_error_and_every_offset_is_exact(text: str) -> None:
    holds(text, extract(text))


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_answer(text: str) -> None:
    assert extract(text) == extract(text)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_a_plain_refusal(data: bytes) -> None:
    refusal, text = "", ""
    try:
        text = decode(data)
    except ValueError as error:
        refusal = str(error)
    assert not refusal or refusal.endswith("try again.")
    holds(text, extract(text))


@pytest.mark.parametrize("text", ["", " \n\t", "•", "#", "———", "\x00", "\ufeff"])
def test_a_text_without_words_gives_no_document_or_an_empty_one(text: str) -> None:
    assert all(not d.insights and not d.people for d in extract(text))


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("• ", "  •\xa0"),
        lambda t: t.replace("• ", "- "),
        lambda t: t.replace(" ", "\xa0", 40),
        lambda t: t.replace("a caretaker", "a\u200bcaretaker"),
        lambda t: t.replace("\n\n", "\n"),
    ],
)
def test_marks_and_odd_spaces_change_nothing_that_is_found(change: "object") -> None:
    changed = only(change(MEETING))  # type: ignore[operator]
    plain = only(MEETING)
    assert [p.name.replace("\xa0", " ") for p in changed.people] == [p.name for p in plain.people]
    assert len([i for i in changed.insights if i.kind]) == len(plain.insights)
    assert [i.by for i in changed.insights] == [i.by for i in plain.insights]


def test_debris_inside_a_note_is_passed_over() -> None:
    text = MEETING.replace("We then heard", "Model_of_change_grey.png\n\nTweet about this on Twitter\n\nWe then heard")
    assert [i.text for i in only(text).insights] == [i.text for i in only(MEETING).insights]


def test_the_sections_follow_the_meeting() -> None:
    assert [(s.kind, s.speaker) for s in only(MEETING).sections] == [
        ("introduction", None),
        ("presentation", "Ada Lindqvist"),
        ("presentation", "Ben Okonkwo"),
        ("discussion", None),
    ]


def test_the_json_is_of_plain_values_in_the_published_shape() -> None:
    (document,) = as_json(extract(MEETING, source="keys.txt"))["documents"]
    assert (document["source"], document["kind"]) == ("keys.txt", "meeting")
    assert document["event"]["date"] == "2024-03-04"
    assert document["event"]["series"] == {"position": None, "of": None, "other_title": None}
    assert {"title", "topics", "people", "organisations", "sections", "insights", "future_meetings", "warnings",
            "fingerprint", "start", "end"} <= document.keys()  # fmt: skip


def test_the_line_ends_of_another_system_change_no_word() -> None:
    (ours,), (theirs,) = extract(MEETING), extract(MEETING.replace("\n", "\r\n"))
    assert [i.text for i in theirs.insights] == [i.text for i in ours.insights]
    assert [p.name for p in theirs.people] == [p.name for p in ours.people]
    assert (theirs.title, theirs.event, theirs.fingerprint) == (ours.title, ours.event, ours.fingerprint)
