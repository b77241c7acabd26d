from __future__ import annotations

import pytest

from insights import revising
from tests.elsewhere import make_elsewhere
from tests.making import TEXT, make_note

pytestmark = pytest.mark.django_db
LIST = "/events/who-holds-the-purse/note/revisions/"


@pytest.fixture
def note(event, ada, now):
    note = make_note(event)
    revising.revise(
        note, TEXT.replace("paid in evenings", "paid at night"), based_on=1, by=ada, at=now, why="Her words"
    )
    return note


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/", f"{LIST}2/"])
def test_only_those_who_may_edit_a_note_read_its_earlier_texts(page, ada, ben, nora, note, path):
    bea = make_elsewhere().bea
    page(path, status=404)
    page(path, ben, status=404)
    page(path, bea, status=404)
    page(path, ada)
    page(path, nora)


def test_the_list_says_who_when_and_why(page, ada, note):
    html = page(LIST, ada)
    assert html.index("Revision 2") < html.index("Revision 1")
    assert "Her words" in html
    assert "Sunday 22 November 2026" in html
    assert "Ada Quist" in html


def test_a_revision_shows_its_text_and_what_it_changed(page, ada, note):
    html = page(f"{LIST}2/", ada)
    assert '<del><span class="vh">[taken out: </span>in evenings<span' in html
    assert '<ins><span class="vh">[put in: </span>at night<span' in html
    assert "This is the latest text." in html
    first = page(f"{LIST}1/", ada)
    assert "paid in evenings" in first
    assert "at night" not in first
    assert "An earlier text: only convenors see this." in first


@pytest.mark.parametrize("number", ["3", "0", "99999999999999999999999"])
def test_a_revision_that_is_not_there_is_a_404(page, ada, note, number):
    page(f"{LIST}{number}/", ada, status=404)


def test_the_texts_of_an_article_stand_at_its_own_address(page, ada, ben, now):
    note = make_note(None, created_by=ada)
    assert note.revisions_url == "/reading/on-meeting-as-equals/revisions/"
    page(note.revisions_url, ben, status=404)
    assert "Revision 1" in page(note.revisions_url, ada)
    assert "paid in evenings" in page(note.revisions.get().get_absolute_url(), ada)


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_of_texts_asks_the_same_number_of_questions(
    client, ada, event, now, django_assert_max_num_queries, number
):
    note = make_note(event)
    for n in range(number):
        revising.revise(note, TEXT + f"\nThanks {n}.\n", based_on=n + 1, by=ada, at=now)
    client.force_login(ada)
    with django_assert_max_num_queries(8):
        client.get(LIST)
