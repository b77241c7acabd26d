""" "Remove words at request": the page."""

from __future__ import annotations

import pytest

from insights.models import Redaction
from people.models import Person
from tests.elsewhere import SECRETS, make_elsewhere
from tests.making import make_note, make_speaker

pytestmark = pytest.mark.django_db
PAGE = "/admin/insights/note/redact/"
NAME = "Wilhelmina Tarrow"


@pytest.fixture
def note(event):
    make_speaker(event, NAME)
    return make_note(event, f"At the home of {NAME}, keys hang on a nail.\n", [f"{NAME}, keys hang on a nail."])


def post(client, do, words=NAME, reason="By letter", **more):
    return client.post(PAGE, {"words": words, "reason": reason, "do": do}, follow=True, **more)


@pytest.mark.parametrize("method", ["get", "post"])
def test_everyone_climbs_the_page(client, ada, ben, nora, method):
    assert getattr(client, method)(PAGE).headers["Location"].startswith("/admin/login/")
    for member, status in [(ben, 403), (ada, 200), (nora, 200)]:
        client.force_login(member)
        assert getattr(client, method)(PAGE, follow=True).status_code == status


def test_every_place_is_shown_before_anything_is_removed(client, nora, note):
    client.force_login(nora)
    html = post(client, "look").content.decode()
    assert "Nothing is removed yet." in html
    assert f'At the home of</span> <del>{NAME}</del> <span class="around">, keys hang' in html
    assert "Remove them from all" in html
    note.refresh_from_db()
    assert NAME in note.text
    assert not Redaction.objects.exists()


def test_one_button_removes_them_and_neither_page_nor_browser_repeats_them(client, nora, note):
    client.force_login(nora)
    response = post(client, "remove")
    html = response.content.decode()
    assert "“Removed at request” stands there now." in html
    assert "By letter" in html
    assert "Tarrow" not in html + str(client.cookies) + str(response.redirect_chain)
    note.refresh_from_db()
    assert note.text == "At the home of removed at request, keys hang on a nail.\n"
    record = Redaction.objects.get()
    assert (record.made_by, record.reason) == (nora, "By letter")


@pytest.mark.parametrize(
    ("words", "reason", "sentence"),
    [
        ("", "By letter", "Give the words that are to be taken down"),
        ("ab", "By letter", "“ab” is too short to be looked for"),
        (NAME, "", "Say at whose request, and why; not the words themselves."),
        ("Bartholomew Finch", "By letter", "These words stand nowhere in what you may change."),
    ],
)
def test_what_is_in_the_way_stands_beside_its_field_with_what_was_typed(client, nora, note, words, reason, sentence):
    client.force_login(nora)
    html = post(client, "remove", words, reason).content.decode()
    assert sentence in html
    assert f"{words}</textarea>" in html
    assert not Redaction.objects.exists()


def test_a_note_and_a_person_lead_there(client, nora, note):
    person = Person.objects.get()
    person.other_names = "Billie Tarrow"
    person.save()
    client.force_login(nora)
    assert f"{PAGE}?note={note.pk}" in client.get(f"/admin/insights/note/{note.pk}/change/").content.decode()
    assert f"{PAGE}?note={note.pk}" in client.get(f"/admin/insights/note/{note.pk}/review/").content.decode()
    assert f"{PAGE}?person={person.pk}" in client.get(f"/admin/people/person/{person.pk}/change/").content.decode()
    html = client.get(PAGE, {"person": person.pk}).content.decode()
    assert f"{NAME}\nBillie Tarrow</textarea>" in html


@pytest.mark.parametrize("odd", ["0", "x", "9" * 30, "-1"])
def test_no_person_or_note_is_there_by_an_odd_number(client, nora, odd):
    client.force_login(nora)
    for name in ("person", "note"):
        assert client.get(PAGE, {name: odd}).status_code == 404


def test_nothing_of_other_cells_is_shown_or_removed(client, ada, event):
    theirs = make_elsewhere()
    client.force_login(ada)
    for query in ({"person": theirs.person.pk}, {"note": theirs.note.pk}):
        assert client.get(PAGE, query).status_code == 404
    html = post(client, "look", "Nobody paid\n01632 960 118", "By letter").content.decode()
    assert "These words stand nowhere in what you may change." in html
    assert [secret for secret in SECRETS if secret in html] == []


def test_records_are_shown_to_those_who_may_edit_the_note(client, ada, nora, note, now):
    theirs = make_elsewhere()
    record = Redaction.objects.create(reason="By telephone", places=3, made_by=nora, made_at=now)
    record.notes.add(note)
    for member, seen in [(nora, True), (ada, True), (theirs.bea, False)]:
        client.force_login(member)
        assert ("By telephone" in client.get(PAGE).content.decode()) is seen


def test_the_page_is_kept_nowhere_and_keeps_to_the_strict_policy(client, nora, note):
    client.force_login(nora)
    response = post(client, "look")
    assert "no-store" in response.headers["Cache-Control"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert " style=" not in response.content.decode()
