import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.extraction.fingerprints import (
    CONTAINED,
    LEAST_EVIDENCE,
    NEAR_COPY,
    K,
    containment,
    fingerprint,
    resemblance,
    sketch,
)
from tests.insights.extraction.bench_anchors import made_up_note
from tests.insights.extraction.simulator import Random, Tracked, some_words

PLAIN = "Keys\n\nWho’s in?\n\n- Ask the caretaker – twice.\n- A 25-year lease\n"


@pytest.mark.parametrize(
    "copy",
    [
        "Keys\nWho's in?\nAsk the caretaker - twice.\nA 25-year lease",
        "# Keys\n\n> Who’s **in**?\n\n1. Ask the caretaker — twice.\n2. A 25-year lease",
        "KEYS\u00a0\r\n\r\nWho`s in?\r\n  • Ask the care\u200btaker – “twice”.\r\n  • A 25‑year lease\ufeff",
    ],
)
def test_a_copy_with_other_marks_has_the_same_fingerprint(copy: str) -> None:
    assert fingerprint(copy) == fingerprint(PLAIN)


@pytest.mark.parametrize("other", [PLAIN.replace("25", "24"), PLAIN + "not", PLAIN.replace("Ask", "Ask not")])
def test_another_word_or_number_gives_another_fingerprint(other: str) -> None:
    assert fingerprint(other) != fingerprint(PLAIN)


def test_fingerprints_and_sketches_stay_the_same_between_releases() -> None:
    assert fingerprint("Ask the caretaker.")[:16] == "32333671556c431f"
    assert sketch("Ask the caretaker twice a year.") == (726431731721745905, 3892803698372719662, 6505509983857900630)


def test_a_sketch_is_small_ascending_and_fits_a_database_column() -> None:
    sketched = sketch(made_up_note(1))
    assert len(sketched) == K
    assert list(sketched) == sorted(set(sketched))
    assert 0 <= sketched[0] <= sketched[-1] < 2**63
    assert len(sketch(made_up_note(2, words=8000))) == pytest.approx(1000, rel=0.1)


@pytest.mark.parametrize("words", [60, 300, 700, 3000])
def test_every_copy_with_one_word_in_twenty_changed_is_found(words: int) -> None:
    notes = [made_up_note(number, words) for number in range(20)]
    copies = [some_words(Tracked.old(note), Random(number), 0.05).text for number, note in enumerate(notes)]
    pairs = zip(notes, copies, strict=True)
    assert min(resemblance(sketch(note), sketch(copy)) for note, copy in pairs) > NEAR_COPY


@pytest.mark.parametrize("words", [12, 45, 700])
def test_no_two_of_many_unrelated_notes_resemble_each_other(words: int) -> None:
    sketches = [sketch(made_up_note(number, words)) for number in range(120)]
    pairs = [(a, b) for place, a in enumerate(sketches) for b in sketches[:place]]
    assert max(resemblance(a, b) for a, b in pairs) < NEAR_COPY / 2
    assert max(containment(a, b) for a, b in pairs) < CONTAINED / 2


@pytest.mark.parametrize("words", [150, 700, 2000])
def test_a_meeting_edited_and_pasted_into_a_long_feed_is_found_there(words: int) -> None:
    feed = " ".join([*(made_up_note(number, 2000) for number in range(8)), "@"])
    for number in range(100, 115):
        meeting = made_up_note(number, words)
        edited = some_words(Tracked.old(meeting), Random(number), 0.03).text
        assert containment(sketch(meeting), sketch(feed.replace("@", edited))) > CONTAINED
        assert containment(sketch(meeting), sketch(feed)) < CONTAINED / 2


def test_a_text_too_short_to_tell_claims_nothing() -> None:
    assert sketch("") == ()
    assert resemblance((), ()) == containment((), sketch(PLAIN)) == 0.0
    short = "Read more about it here"
    assert len(sketch(short)) < LEAST_EVIDENCE
    assert containment(sketch(short), sketch(PLAIN + short)) == 0.0
    assert resemblance(sketch(short), sketch("READ MORE, about it here!")) == 1.0


@given(st.text(max_size=80), st.text(max_size=80))
def test_measures_lie_between_0_and_1_and_a_text_resembles_itself(ours: str, theirs: str) -> None:
    a, b = sketch(ours), sketch(theirs)
    assert 0 <= resemblance(a, b) == resemblance(b, a) <= 1
    assert 0 <= containment(a, b) <= 1
    assert resemblance(a, a) == bool(a)
    assert len(fingerprint(ours)) == 64
