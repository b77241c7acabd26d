""" "Change the text": write, see what changes, save."""

from __future__ import annotations

import pytest

from insights import revising
from tests.making import QUOTE, TEXT, make_note

pytestmark = pytest.mark.django_db
CHANGED = TEXT.replace("costs as much as deciding", "costs fully as much as deciding")


@pytest.fixture
def note(event):
    return make_note(event)


def post(client, note, text=CHANGED, **more):
    data = {"text": text, "why": "", "based_on": 1, **more}
    return client.post(f"/admin/insights/note/{note.pk}/text/", data)


def test_see_what_changes_shows_the_words_and_the_passages_and_saves_nothing(client, ada, note):
    client.force_login(ada)
    html = post(client, note, do="look", why="As Asha asked").content.decode()
    assert '<ins><span class="vh">[put in: </span>fully <span class="vh">]</span></ins>' in html
    assert "1 passage to check: only something like it is left" in html
    assert f"“{QUOTE}”" in html
    assert "Perhaps now: “Deciding on a small grant costs fully as much" in html
    assert "As Asha asked" in html
    assert note.revisions.count() == 1


def test_what_was_seen_is_saved_with_who_and_why(client, ada, note):
    client.force_login(ada)
    page = post(client, note, do="look").context["form"]
    post(client, note, page["text"].value(), do="save", why="As Asha asked", based_on=page["based_on"].value())
    revision = note.revisions.last()
    assert (revision.number, revision.text, revision.made_by, revision.why) == (2, CHANGED, ada, "As Asha asked")


def test_going_on_writing_keeps_what_was_typed(client, ada, note):
    client.force_login(ada)
    html = post(client, note, do="write").content.decode()
    assert "costs fully as much" in html
    assert 'value="look"' in html
    assert note.revisions.count() == 1


@pytest.mark.parametrize("wish", ["look", "save"])
def test_who_comes_too_late_sees_both_versions_and_keeps_hers(client, ada, nora, note, now, wish):
    revising.revise(note, TEXT + "\nThanks to Bea.\n", based_on=1, by=nora, at=now, why="Thanks were missing")
    client.force_login(ada)
    response = post(client, note, do=wish)
    html = response.content.decode()
    assert "Nora Vale has changed this note meanwhile" in html
    assert "“Thanks were missing”" in html
    assert '<ins><span class="vh">[put in: </span>Thanks to Bea.<span' in html
    assert '<del><span class="vh">[taken out: </span>Thanks to Bea.<span' in html
    assert response.context["form"]["text"].value() == CHANGED
    assert response.context["form"]["based_on"].value() == 2
    assert note.revisions.count() == 2


def test_no_other_button_is_there(client, ada, note):
    client.force_login(ada)
    assert post(client, note, do="delete").status_code == 404


def test_a_text_with_marks_of_html_is_shown_as_it_was_typed(client, ada, note):
    client.force_login(ada)
    html = post(client, note, TEXT + "\n<script>alert(1)</script>\n", do="look").content.decode()
    assert "<script>alert" not in html
