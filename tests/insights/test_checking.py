from __future__ import annotations

import pytest

from insights import checking, promise, revising
from insights.models import Passage
from tests.elsewhere import make_elsewhere
from tests.making import QUOTE, TEXT, make_note

pytestmark = pytest.mark.django_db
NOW_SAYS = QUOTE.replace("costs as much", "costs fully as much")
CHANGED = TEXT.replace(QUOTE, NOW_SAYS)


@pytest.fixture
def note(event, ada, now):
    note = make_note(event)
    revising.revise(note, CHANGED, based_on=1, by=ada, at=now)
    note.refresh_from_db()
    return note


@pytest.fixture
def passage(note) -> Passage:
    return note.passages.get()


@pytest.fixture
def facts(ada, now):
    return {"seen": 2, "by": ada, "at": now}


def decided(passage):
    return [(d.decision, d.words_before, d.words_now, d.decided_by.name) for d in passage.decisions.all()]


def test_a_reworded_passage_waits_with_what_may_be_it(note):
    [row] = checking.waiting(note)
    assert [note.text[found.start : found.end] for found in row.candidates] == [NOW_SAYS]


def test_the_place_a_convenor_takes_is_where_the_words_stand(note, passage, facts):
    checking.take(passage, 0, **facts)
    passage.refresh_from_db()
    assert (passage.state, passage.quote, passage.revision.number) == ("matches", NOW_SAYS, 2)
    assert decided(passage) == [("here", QUOTE, NOW_SAYS, "Ada Quist")]
    assert note.insights.get().words == NOW_SAYS
    assert list(promise.broken()) == []


def test_words_that_are_gone_are_kept_and_said_to_be_gone(note, passage, facts):
    checking.gone(passage, **facts)
    passage.refresh_from_db()
    assert (passage.state, passage.quote, passage.revision.number) == ("removed", QUOTE, 1)
    assert decided(passage) == [("gone", QUOTE, "", "Ada Quist")]
    assert list(promise.broken()) == []


def test_another_place_is_given_by_its_words_whatever_their_quotes_and_spaces(note, passage, facts):
    checking.place(passage, " So the form   grows,\nto make it feel like work. ", **facts)
    passage.refresh_from_db()
    assert passage.quote == "So the form grows, to make it feel like work."
    assert decided(passage)[0][0] == "elsewhere"
    assert list(promise.broken()) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (" – ", "Copy the words from the note into the field first."),
        ("a parsnip", "These words do not stand in the note."),
        ("a large one and more", "These words do not stand in the note."),
        ("on a", "These words stand at several places."),
    ],
)
def test_words_that_are_not_one_place_are_refused(passage, facts, words, sentence):
    with pytest.raises(checking.CheckingError, match=sentence):
        checking.place(passage, words, **facts)
    passage.refresh_from_db()
    assert (passage.state, decided(passage)) == ("needs checking", [])


def test_a_place_that_was_not_shown_is_refused(passage, facts):
    with pytest.raises(checking.CheckingError, match="Choose one of the places shown"):
        checking.take(passage, 1, **facts)


def test_a_text_changed_meanwhile_is_looked_at_again_first(note, passage, facts, ada, now):
    revising.revise(note, CHANGED + "\nThanks.\n", based_on=2, by=ada, at=now)
    for verb in (checking.gone, lambda p, **f: checking.take(p, 0, **f)):
        with pytest.raises(checking.CheckingError, match="was changed meanwhile"):
            verb(passage, **facts)


def test_a_passage_is_settled_once(passage, facts):
    checking.gone(passage, **facts)
    with pytest.raises(checking.CheckingError, match="settled already"):
        checking.take(passage, 0, **facts)
    assert len(decided(passage)) == 1


def test_a_passage_waits_for_those_who_may_edit_its_note(note, ada, ben, cyd, nora):
    bea = make_elsewhere().bea
    counts = [Passage.objects.editable_by(member).to_check().count() for member in (cyd, ben, bea, ada, nora)]
    assert counts == [0, 0, 0, 1, 1]


def test_the_passages_of_a_dismissed_point_need_no_checking(note):
    note.insights.update(state="dismissed")
    assert not Passage.objects.to_check().exists()


# The pages

ALL = "/admin/insights/note/checking/"


def page(note):
    return f"/admin/insights/note/{note.pk}/checking/"


def press(client, note, button, **more):
    return client.post(page(note), {"do": button, "seen": 2, **more}, follow=True)


def test_the_list_of_notes_and_the_review_page_lead_to_what_waits(client, ada, note):
    client.force_login(ada)
    assert f'<a href="{ALL}">Passages to check (1)</a>' in client.get("/admin/insights/note/").content.decode()
    assert f'href="{page(note)}"' in client.get(ALL).content.decode()
    assert f'href="{page(note)}"' in client.get(f"/admin/insights/note/{note.pk}/review/").content.decode()


def test_the_page_shows_the_old_words_and_the_new_in_their_surroundings(client, ada, note, passage):
    client.force_login(ada)
    html = client.get(page(note)).content.decode()
    assert f'<mark class="pen">{QUOTE}</mark>' in html
    assert f">{NOW_SAYS}</mark>" in html
    assert f'value="take:{passage.pk}:0"' in html
    assert f'value="take:{passage.pk}:1"' not in html


def test_one_button_settles_it_and_the_page_says_who_did(client, ada, note, passage):
    client.force_login(ada)
    html = press(client, note, f"take:{passage.pk}:0").content.decode()
    assert "Noted. No passage of this note to check." in html
    assert "Ada Quist" in html.split("Decided so far")[1]
    passage.refresh_from_db()
    assert passage.state == "matches"
    assert "settled already" in press(client, note, f"gone:{passage.pk}").content.decode()


def test_what_cannot_be_found_comes_back_with_what_was_typed(client, ada, note, passage):
    client.force_login(ada)
    html = press(client, note, f"place:{passage.pk}", **{f"words-{passage.pk}": "no such words"}).content.decode()
    assert "These words do not stand in the note." in html
    assert "no such words</textarea>" in html


@pytest.mark.parametrize("button", ["take:0:0", "take:x", "fly:{}", "take:{}:", "take:{}:-1", "take:{}:x"])
def test_any_other_button_is_a_404(client, ada, note, passage, button):
    client.force_login(ada)
    assert press(client, note, button.format(passage.pk)).status_code == 404


def test_a_passage_of_another_note_is_not_settled_here(client, ada, note):
    theirs = make_elsewhere()
    other = theirs.insight.passages.get()
    Passage.objects.filter(pk=other.pk).update(state="needs checking")
    client.force_login(ada)
    assert press(client, note, f"gone:{other.pk}").status_code == 404
    assert client.get(page(theirs.note)).status_code == 404
    assert theirs.note.title not in client.get(ALL).content.decode()
