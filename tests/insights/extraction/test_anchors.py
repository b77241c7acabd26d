import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.extraction.anchors import Anchor, Place, describe, find_again
from tests.insights.extraction import simulator
from tests.insights.extraction.test_folding import same

NOTE = """# Who holds the keys?

Miriam opened by saying that a building is only ‘ours’ when everyone knows the caretaker. She had seen
three halls close – two of them with money in the bank.

Points raised:

- Start with the people who already turn up, not with the people you wish would.
- A lease of 5 years is too short to mend a roof.
- Trust takes time.

The roof can wait. The next meeting is on 4 March.
"""
LEASE = "A lease of 5 years is too short to mend a roof."
TURN_UP = "Start with the people who already turn up, not with the people you wish would."


def found(quote: str, new: str, old: str = NOTE) -> Place:
    start = old.index(quote)
    (place,) = find_again(old, new, [describe(old, start, start + len(quote))])
    return place


def texts(place: Place) -> list[str]:
    return [candidate.text for candidate in place.candidates]


def test_describe_keeps_forty_characters_either_side() -> None:
    text = "a" * 50 + "quote" + "b" * 50
    assert describe(text, 50, 55) == Anchor(50, 55, "quote", "a" * 40, "b" * 40)
    assert describe(text, 0, 5) == Anchor(0, 5, "aaaaa", "", "a" * 40)


def test_describe_refuses_offsets_outside_the_text() -> None:
    with pytest.raises(ValueError, match="start=3, end=9: expected 0 <= start <= end <= 4"):
        describe("text", 3, 9)


def test_find_again_refuses_an_anchor_of_another_text() -> None:
    with pytest.raises(ValueError, match=r"anchors\[0\]: expected its quote 'tex' in old_text, found 'oth'"):
        find_again("other", "other", [describe("text", 0, 3)])


@pytest.mark.parametrize(
    ("change", "quote", "now"),
    [
        (lambda t: "A new first line.\n\n" + t, LEASE, LEASE),
        (lambda t: t.replace("- ", "* "), LEASE, LEASE),
        (lambda t: t.replace("5 years", "**5 years**"), LEASE, LEASE.replace("5 years", "**5 years**")),
        (lambda t: t.replace("‘", "“").replace("’", "”"), "only ‘ours’ when", "only “ours” when"),
        (lambda t: t.replace(" – ", "—"), "close – two of them", "close—two of them"),
        (
            lambda t: t.replace("She had seen\nthree", "She\nhad seen three"),
            "had seen\nthree halls",
            "had seen three halls",
        ),
        (lambda t: t.replace("- ", "1. "), f"- {LEASE}\n- Trust", f"1. {LEASE}\n1. Trust"),
        (lambda t: t.replace("Trust takes time", "Patience takes years"), LEASE, LEASE),
        (lambda t: t.replace("\n- ", " "), LEASE, LEASE),
    ],
)
def test_words_kept_in_their_place_match(change, quote: str, now: str) -> None:
    new = change(NOTE)
    place = found(quote, new)
    assert (place.state, place.quote, place.candidates) == ("matches", now, ())
    assert place.start is not None
    assert new[place.start : place.end] == now


def test_a_paragraph_put_elsewhere_has_moved() -> None:
    new = NOTE.replace(f"- {LEASE}\n", "") + f"\nLast: a detail.\n\n{LEASE}\n"
    place = found(LEASE, new)
    assert (place.state, place.start) == ("moved", new.rindex(LEASE))


@pytest.mark.parametrize(
    ("old_word", "new_word"),
    [
        ("not with", "with"),
        ("the people who", "people who"),
        ("Start", "start"),
        ("would.", "would!"),
        ("turn up", "tern up"),
    ],
)
def test_a_reworded_quote_needs_checking(old_word: str, new_word: str) -> None:
    place = found(TURN_UP, NOTE.replace(old_word, new_word, 1))
    assert (place.state, place.start, place.end, place.quote) == ("needs checking", None, None, "")
    assert texts(place) == [TURN_UP.replace(old_word, new_word)]
    assert 0.9 < place.candidates[0].score < 1


def test_a_deleted_quote_is_removed() -> None:
    assert found(LEASE, NOTE.replace(f"- {LEASE}\n", "")) == Place("removed")


@pytest.mark.parametrize("twin", [LEASE.replace("5", "50"), LEASE.replace("is too", "is not too")])
def test_a_near_twin_is_never_accepted_for_a_deleted_quote(twin: str) -> None:
    old = NOTE + f"\n{twin}\n"
    assert found(LEASE, old.replace(f"- {LEASE}\n", ""), old).state == "removed"
    place = found(LEASE, NOTE.replace(f"- {LEASE}\n", "") + f"\n{twin}\n")
    assert (place.state, texts(place)) == ("needs checking", [twin])


def test_an_exact_twin_of_the_old_text_does_not_stand_in_for_a_deleted_quote() -> None:
    old = NOTE + f"\nAfterwards somebody wrote on the wall:\n\n{LEASE}\n\nNobody has painted it over.\n"
    new = old.replace(f"- {LEASE}\n", "")
    place = found(LEASE, new, old)
    assert (place.state, texts(place)) == ("needs checking", [LEASE])


def test_an_exact_twin_does_not_stand_in_for_a_reworded_quote() -> None:
    old = NOTE + f"\nAfterwards somebody wrote on the wall:\n\n{LEASE}\n\nNobody has painted it over.\n"
    reworded = LEASE.replace("too short", "hardly enough")
    place = found(LEASE, old.replace(LEASE, reworded, 1), old)
    assert (place.state, texts(place)) == ("needs checking", [reworded, LEASE])


def test_a_copy_written_elsewhere_does_not_draw_a_reworded_quote_away() -> None:
    reworded = LEASE.replace("too short", "hardly enough")
    place = found(LEASE, NOTE.replace(LEASE, reworded) + f"\nOn the wall:\n\n{LEASE}\n")
    assert (place.state, texts(place)) == ("needs checking", [reworded, LEASE])


def test_of_two_copies_the_one_in_the_same_surroundings_is_taken_however_far_it_went() -> None:
    new = f"Said twice.\n\n{LEASE}\n\n" + "Something else.\n\n" * 60 + NOTE
    place = found(LEASE, new)
    assert (place.state, place.start) == ("matches", new.rindex(LEASE))


def test_two_copies_in_equal_surroundings_need_checking() -> None:
    block = f"Before it stands this.\n\n{LEASE}\n\nAfter it stands that.\n\n"
    place = found(LEASE, block * 2, block)
    assert (place.state, texts(place)) == ("needs checking", [LEASE, LEASE])
    assert place.candidates[0].start != place.candidates[1].start


def test_a_part_of_a_sentence_does_not_move_to_another_sentence() -> None:
    quote = "a building is only ‘ours’ when everyone knows the caretaker"
    new = NOTE.replace("Miriam opened by saying that " + quote + ".", "") + f"\nNobody now believes that {quote}.\n"
    assert found(quote, new).state == "needs checking"


def test_a_cut_word_and_a_quote_without_words_are_found_in_an_unchanged_place_only() -> None:
    assert found("ease of 5 yea", "First.\n\n" + NOTE).quote == "ease of 5 yea"
    assert found("\n\n", NOTE).state == "matches"
    assert found("\n\n", NOTE + "more").state == "removed"


TEXT = st.text(st.sampled_from("ab AB1. \n-–'“*é…•\u200b#>[]()"), max_size=80) | st.lists(
    st.sampled_from(["trust ", "takes ", "time. ", "not ", "\n- ", "5 ", "– ", "\n\n", "“no” "]), max_size=25
).map("".join)


@given(TEXT, TEXT, st.data())
def test_whatever_the_texts_an_accepted_place_says_what_the_quote_says(old: str, new: str, data: st.DataObject) -> None:
    spans = st.tuples(st.integers(0, len(old)), st.integers(0, len(old))).map(sorted)
    anchors = [describe(old, *data.draw(spans)) for _ in range(3)]
    for anchor, place in zip(anchors, find_again(old, new, anchors), strict=True):
        if place.start is None or place.end is None:
            assert (place.end, place.quote) == (None, "")
            assert bool(place.candidates) == (place.state == "needs checking")
        else:
            assert place.quote == new[place.start : place.end]
            assert letters(place.quote) == letters(anchor.quote)
        for candidate in place.candidates:
            assert new[candidate.start : candidate.end] == candidate.text != ""


def letters(text: str) -> list[str]:
    """Letters and digits, but for list numbers, which come and go with the lines around them."""
    return [char for char in text.replace("ﬁ", "fi") if char.isalpha()]


@given(TEXT, st.data())
def test_in_an_unchanged_text_every_passage_matches_at_its_offsets(text: str, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    assert find_again(text, text, [describe(text, start, end)]) == (Place("matches", start, end, text[start:end]),)


@pytest.mark.parametrize("edit", simulator.EDITS, ids=lambda edit: edit.__name__)
def test_after_simulated_edits_passages_are_found_and_none_in_a_wrong_place(edit: simulator.Edit) -> None:
    notes = [*simulator.OWN_NOTES, *(file.read_text("utf-8") for file in simulator.SAMPLE_NOTES)]
    result = simulator.simulate(edit, notes, range(1))
    kept = sum(count for (became, _), count in result.items() if became == "kept")
    assert result["kept", "wrong"] == result["lost", "wrong"] == result["lost", "found"] == 0
    assert result["kept", "found"] >= 0.97 * kept > 0


def test_the_simulator_follows_every_character() -> None:
    note = simulator.OWN_NOTES[0]
    moved = simulator.moved_paragraphs(simulator.Tracked.old(note), simulator.Random(3))
    assert moved.text != note
    assert all(note[i] == char for i, char in zip(moved.ids, moved.text, strict=True) if i >= 0)
    assert same(note, simulator.odd_spaces(simulator.Tracked.old(note), simulator.Random(1)).text)


ASKED = "It rained. Nobody\nasked the drivers about the move to the new depot. The stove was out.\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nobody\nasked", "Everybody\nasked"),
        ("Nobody\nasked", "Nobody but Ada asked"),
        ("new depot.", "new depot, or so it was said."),
    ],
)
def test_a_part_of_a_sentence_is_not_attached_silently_once_the_rest_of_it_was_changed(old: str, new: str) -> None:
    place = found("asked the drivers about the move", ASKED.replace(old, new), ASKED)
    assert place.state == "needs checking"
    assert texts(place) == ["asked the drivers about the move"]


def test_a_whole_sentence_that_became_a_part_of_another_needs_checking() -> None:
    place = found(LEASE, NOTE.replace("- A lease", "- It is false that A lease"))
    assert (place.state, texts(place)) == ("needs checking", [LEASE])


@pytest.mark.parametrize(("old", "new"), [("It rained.", "It was dry."), ("The stove was out.", "The stove was lit.")])
def test_a_part_of_a_sentence_is_attached_where_only_its_neighbours_were_changed(old: str, new: str) -> None:
    place = found("asked the drivers about the move", ASKED.replace(old, new).replace("Nobody\n", "Nobody "), ASKED)
    assert (place.state, place.quote) == ("matches", "asked the drivers about the move")


@pytest.mark.parametrize(
    ("marked", "quote"),
    [
        ("**Trust** takes time.", "**Trust** takes time."),
        ("Trust takes **time.**", "Trust takes **time.**"),
        ("Trust `takes` time.", "Trust `takes` time."),
        ("**Trust takes time.**", "Trust takes time."),
    ],
)
def test_a_passage_takes_no_half_of_a_pair_of_marks(marked: str, quote: str) -> None:
    place = found("Trust takes time.", NOTE.replace("Trust takes time.", marked))
    assert (place.state, place.quote) == ("matches", quote)
