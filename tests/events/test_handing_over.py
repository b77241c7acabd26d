"""A cell goes to others in one step."""

from __future__ import annotations

import pytest

from events import handing_over
from events.models import Event
from insights.models import Note
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve(ben):
    """Ben, a convenor now."""
    ben.is_staff = True
    ben.save()
    return ben


@pytest.fixture
def own(cell, ada):
    """A draft that ada looks after by name, with its note, and a meeting of another cell that she looks after too."""
    draft = make_event("Next month", cell=cell, state="draft")
    make_note(draft, state="draft", published_at=None)
    elsewhere = make_event("Elsewhere")
    for event in (draft, elsewhere):
        event.convenors.add(ada)
    return draft, elsewhere


def test_drafts_notes_and_event_convenors_go_along(cell, ada, eve, nora, own):
    draft, elsewhere = own
    assert handing_over.hand_over(cell, [eve], stay=False, by=nora) == 1
    assert [[*row.convenors.all()] for row in (cell, draft, elsewhere)] == [[eve], [eve], [ada]]
    assert list(Note.objects.editable_by(eve)) == [draft.note]
    assert list(Event.objects.editable_by(ada)) == [elsewhere]


def test_the_present_convenors_may_stay(cell, ada, eve, nora, own):
    handing_over.hand_over(cell, [eve], stay=True, by=nora)
    assert {*cell.convenors.all()} == {*own[0].convenors.all()} == {ada, eve}


def test_handing_over_twice_changes_nothing_more(cell, eve, nora, own):
    handing_over.hand_over(cell, [eve], stay=False, by=nora)
    entries = cell.history.count(), own[0].history.count()
    assert handing_over.hand_over(cell, [eve], stay=False, by=nora) == 0
    assert (cell.history.count(), own[0].history.count()) == entries


def test_it_is_in_the_history_with_who_and_whom(cell, ada, eve, nora, client):
    handing_over.hand_over(cell, [eve], stay=False, by=nora)
    latest = cell.history.first()
    assert (latest.history_user, [row.member for row in latest.convenors.all()]) == (nora, [eve])
    client.force_login(nora)
    assert "convenors" in client.get(f"/admin/events/cell/{cell.pk}/history/").content.decode().lower()


def test_a_cell_is_not_handed_to_nobody(cell, ada, nora):
    with pytest.raises(handing_over.HandingOverError, match="Choose who takes the cell over"):
        handing_over.hand_over(cell, [], stay=False, by=nora)
    assert [*cell.convenors.all()] == [ada]


def test_a_member_who_is_no_convenor_is_refused_by_name(cell, ben, nora):
    with pytest.raises(handing_over.HandingOverError, match="Ben Osei may not use these pages yet"):
        handing_over.hand_over(cell, [ben], stay=False, by=nora)


def test_only_a_network_convenor_hands_over(client, cell, ada, eve, nora):
    path = f"/admin/events/cell/{cell.pk}/hand-over/"
    client.force_login(ada)
    assert client.post(path, {"to": [eve.pk]}).status_code == 404
    client.force_login(nora)
    assert path in client.get(f"/admin/events/cell/{cell.pk}/change/").content.decode()
    words = client.post(path, {"to": [eve.pk]}, follow=True).content.decode()
    assert "is convened by Ben Osei now." in words
    assert "Choose who takes the cell over." in client.post(path, {"stay": "on"}).content.decode()


def test_who_gave_rights_is_in_the_history_and_a_login_is_not(nora, ben):
    ben.is_staff, ben._history_user = True, nora
    ben.save()
    ben.save(update_fields=["last_login"])
    assert [(row.is_staff, row.history_user) for row in ben.history.all()] == [(True, nora), (False, None)]
