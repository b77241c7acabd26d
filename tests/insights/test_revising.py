from __future__ import annotations

import pytest

from insights import promise, revising
from insights.models import Insight, Note
from tests.making import make_insight, make_note

pytestmark = pytest.mark.django_db

TEXT = """\
Keys on a nail

Bronagh told us that she leaves the keys of the Lantern Rooms on a nail beside the door, where everybody can see them.

• Trust is cheaper than a second caretaker, and it turns up on Sundays.

• People look after a room when they have their own key to it.
"""
TRUST = "Trust is cheaper than a second caretaker, and it turns up on Sundays."
KEY = "People look after a room when they have their own key to it."


@pytest.fixture
def note(event) -> Note:
    note = make_note(event, TEXT, [])
    make_insight(note, TRUST)
    make_insight(note, KEY)
    return note


def revise(note, text, ada, now, **more):
    return revising.revise(note, text, **{"based_on": 1, "by": ada, "at": now, **more})


def places(note) -> list[tuple[str, str]]:
    note.refresh_from_db()
    return [(p.state, note.text[p.start : p.end]) for p in note.passages.order_by("pk")]


def test_a_paragraph_put_in_front_moves_every_passage_with_its_words(note, ada, now):
    done = revise(note, TEXT.replace("Bronagh told", "It was a wet evening.\n\nBronagh told"), ada, now)
    assert (done.matches, done.removed, done.revision.number) == (2, 0, 2)
    assert places(note) == [("matches", TRUST), ("matches", KEY)]
    assert list(promise.broken()) == []


def test_a_point_put_elsewhere_has_moved(note, ada, now):
    points = [f"• {TRUST}\n", f"• {KEY}\n"]
    text = TEXT.replace("\n".join(points), "").replace("Bronagh told", f"{points[1]}\nBronagh told") + points[0]
    revise(note, text, ada, now)
    assert {words for _, words in places(note)} == {TRUST, KEY}
    assert {state for state, _ in places(note)} <= {"matches", "moved"}
    assert list(promise.broken()) == []


def test_a_reworded_point_asks_and_keeps_the_words_it_came_from(note, ada, now):
    revise(note, TEXT.replace("cheaper than a second caretaker", "cheaper than any other caretaker"), ada, now)
    first = note.passages.order_by("pk")[0]
    assert (first.state, first.quote, first.revision.number) == ("needs checking", TRUST, 1)
    assert list(promise.broken()) == []


def test_a_point_taken_out_is_removed_and_its_words_are_kept(note, ada, now):
    done = revise(note, TEXT.replace(f"• {TRUST}\n\n", ""), ada, now)
    first = note.passages.order_by("pk")[0]
    assert done.removed == 1
    assert (first.state, first.quote) == ("removed", TRUST)
    assert list(promise.broken()) == []


def test_a_point_put_back_is_found_again(note, ada, now):
    revise(note, TEXT.replace(f"• {TRUST}\n\n", ""), ada, now)
    revise(note, TEXT, ada, now, based_on=2)
    assert [words for _, words in places(note)] == [TRUST, KEY]
    assert list(promise.broken()) == []


def test_other_quotes_and_dashes_are_the_same_words(event, ada, now):
    note = make_note(event, "She said – rightly – “it isn’t the money”.\n\nAnd more.", [])
    make_insight(note, "She said – rightly – “it isn’t the money”.")
    revise(note, 'She said - rightly - "it isn\'t the money".\n\nAnd more.', ada, now)
    assert places(note) == [("matches", 'She said - rightly - "it isn\'t the money".')]
    assert Insight.objects.get().words == 'She said - rightly - "it isn\'t the money".'


def test_every_text_is_kept_with_who_when_and_why(note, ada, now):
    revise(note, TEXT + "\nThanks to all.\n", ada, now, why="The thanks were missing")
    kept = [(r.number, r.text, r.why) for r in note.revisions.all()]
    assert kept == [(1, TEXT, ""), (2, TEXT + "\nThanks to all.\n", "The thanks were missing")]
    assert note.revisions.get(number=2).made_by == ada


@pytest.mark.parametrize(
    ("text", "based_on", "sentence"),
    [
        (" \n", 1, "The text is empty. To take a note off the pages, withdraw it instead."),
        (TEXT, 1, "Nothing is changed in this text."),
        ("Quite another text.", 0, "Somebody has changed this note meanwhile."),
        (TEXT + "Ring 01632 960 118.", 1, "This note is public. Contact details stand in the note: “01632 960 118”."),
    ],
)
def test_what_cannot_be_saved_is_said_and_changes_nothing(note, ada, now, text, based_on, sentence):
    with pytest.raises(revising.RevisingError) as error:
        revise(note, text, ada, now, based_on=based_on)
    assert str(error.value).startswith(sentence)
    note.refresh_from_db()
    assert (note.text, note.revisions.count()) == (TEXT, 1)


def test_what_was_allowed_to_stay_stays_allowed(event, ada, now):
    note = make_note(event, TEXT + "Ring 01632 960 118.", [], state="draft", published_at=None)
    note.flags.create(kind="contact", text="01632 960 118", start=0, end=1, settled_by=ada, settled_at=now)
    revise(note, "First of all: " + note.text, ada, now)
    flag = note.flags.get(kind="contact")
    assert (flag.settled_by, note.text[flag.start : flag.end]) != (None, "01632 960 118")
    note.refresh_from_db()
    assert note.text[flag.start : flag.end] == "01632 960 118"


def test_the_words_of_another_note_are_refused(note, ada, now, cell):
    from events.models import Event
    from insights.extraction.fingerprints import fingerprint

    other = make_note(Event.objects.create(title="Other", slug="other", cell=cell), "Other words.", [])
    other.fingerprint = fingerprint(other.text)
    other.save()
    with pytest.raises(revising.RevisingError, match="Another note has exactly these words"):
        revise(note, "Other words.", ada, now)


def test_a_settled_flag_settles_no_second_place_with_the_same_words(event, ada, now):
    note = make_note(event, TEXT + "Ring 01632 960 118.", [], state="draft", published_at=None)
    note.flags.create(kind="contact", text="01632 960 118", start=0, end=1, settled_by=ada, settled_at=now)
    revise(note, note.text + " Again: 01632 960 118.", ada, now)
    assert [flag.settled_by for flag in note.flags.filter(kind="contact")] == [ada, None]


def test_a_new_name_that_is_a_piece_of_an_old_word_is_new(event, ada, now):
    note = make_note(event, "Write to annual@example.org. " + TEXT, [])
    note.flags.create(kind="contact", text="annual@example.org", start=9, end=27, settled_by=ada, settled_at=now)
    with pytest.raises(revising.RevisingError, match="“ann@example.org”"):
        revise(note, note.text + " Or to ann@example.org.", ada, now)


def test_a_long_note_is_revised_without_a_copy_of_its_text_for_every_passage(
    event, ada, now, django_assert_max_num_queries
):
    lines = [f"Somebody who waits for repair {number} wants to know why it takes so long." for number in range(60)]
    note = make_note(event, "\n\n".join(lines), [])
    for line in lines:
        make_insight(note, line)
    with django_assert_max_num_queries(40):
        revise(note, "First.\n\n" + note.text, ada, now)
    assert list(promise.broken()) == []


def test_what_will_happen_is_told_and_nothing_is_kept(note, ada, now):
    text = TEXT.replace(f"• {KEY}\n", "").replace("cheaper than a second", "cheaper than any other")
    before = list(note.passages.values())
    foreseen = revising.foresee(note, text, based_on=1, by=ada, at=now)
    [asks] = foreseen.of("needs checking")
    [gone] = foreseen.of("removed")
    assert (asks.words_before, gone.words_before) == (TRUST, KEY)
    assert asks.candidates == (TRUST.replace("cheaper than a second", "cheaper than any other"),)
    assert asks.is_news
    note.refresh_from_db()
    assert (note.text, note.revisions.count(), list(note.passages.values())) == (TEXT, 1, before)


def test_what_cannot_be_saved_cannot_be_foreseen_either(note, ada, now):
    with pytest.raises(revising.RevisingError, match="Contact details stand in the note"):
        revising.foresee(note, TEXT + "Ring 01632 960 118.", based_on=1, by=ada, at=now)


def test_who_comes_too_late_is_told_which_text_came_first(note, ada, now):
    done = revise(note, TEXT + "\nThanks to all.\n", ada, now)
    with pytest.raises(revising.Overtaken, match="Ada Quist has changed this note meanwhile") as error:
        revise(note, TEXT + "\nThanks to nobody.\n", ada, now)
    assert error.value.latest == done.revision


def test_what_a_convenor_has_said_is_gone_comes_back_by_her_word_only(note, ada, now):
    passage = note.passages.get(quote=TRUST)
    reworded = TEXT.replace("cheaper than a second", "cheaper than any other")
    revise(note, reworded, ada, now)
    decide = {"decision": "gone", "words_before": TRUST, "decided_by": ada, "decided_at": now}
    passage.decisions.create(revision=note.revisions.last(), **decide)
    note.passages.filter(pk=passage.pk).update(state="removed")
    revise(note, reworded + "\nThanks.\n", ada, now, based_on=2)
    passage.refresh_from_db()
    assert passage.state == "removed"
    revise(note, TEXT, ada, now, based_on=3)
    passage.refresh_from_db()
    assert (passage.state, passage.revision.number) == ("needs checking", 1)
