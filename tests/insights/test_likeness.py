from __future__ import annotations

import pytest

from betterway.sample import FOLDER
from insights import intake, likeness
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db

ONE, OTHER = (
    (FOLDER / "notes" / name).read_text(encoding="utf-8")
    for name in ("2024-01-who-holds-the-referral.md", "2024-05-after-the-third-visit.md")
)


def keep(title: str, text: str):
    note = make_note(make_event(title), text, [])
    likeness.keep_sketch(note)
    return note


def test_a_note_with_some_words_changed_is_a_near_copy():
    first = keep("First", ONE)
    second = keep("Second", ONE.replace("the group", "each group").replace("money", "funding"))
    assert likeness.near_copies_of(second) == [first]


def test_a_note_pasted_inside_a_longer_text_is_found_from_both_sides():
    first, feed = keep("First", ONE), keep("Feed", OTHER + "\n\n" + ONE)
    assert likeness.near_copies_of(feed) == [first]
    assert likeness.near_copies_of(first) == [feed]


def test_other_notes_are_no_copies():
    keep("First", ONE)
    assert likeness.near_copies_of(keep("Other", OTHER)) == []


def test_the_likest_comes_first():
    far = keep("Far", ONE[:2500] + OTHER[:1500])
    near = keep("Near", ONE.replace("money", "funding"))
    assert likeness.near_copies_of(keep("New", ONE)) == [near, far]


def test_a_new_sketch_takes_the_place_of_the_old_one():
    note = keep("First", ONE)
    note.text = OTHER
    likeness.keep_sketch(note)
    assert likeness.near_copies_of(keep("Second", ONE)) == []


def test_however_many_there_are_it_asks_three_times(django_assert_max_num_queries):
    for number in range(8):
        keep(f"Copy {number}", ONE)
    new = keep("New", ONE)
    with django_assert_max_num_queries(3):
        assert len(likeness.near_copies_of(new)) == 8


def test_a_near_copy_is_taken_in_and_said(nora, now):
    first = intake.receive(ONE, by=nora, at=now)[0].note
    again = intake.receive(ONE.replace("Thursday", "Friday").replace("money", "funding"), by=nora, at=now)[0]
    assert (again.new, again.near_copies) == (True, [first])
