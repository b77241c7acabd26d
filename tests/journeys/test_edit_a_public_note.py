"""The promise: a note is edited after it was published, and every point still shows the words it came from."""

from __future__ import annotations

import pytest

from insights import promise
from tests.making import make_insight, make_note

pytestmark = pytest.mark.django_db

TEXT = """\
Keys on a nail

• Trust is cheaper than a second caretaker, and it turns up on Sundays.

• People look after a room when they have their own key to it.

• A jar that nobody watches fills faster than one with a notice on it.
"""
TRUST, KEY, JAR = (line.removeprefix("• ") for line in TEXT.splitlines() if line.startswith("• "))


@pytest.fixture
def note(event):
    note = make_note(event, TEXT, [])
    for quote in (TRUST, KEY, JAR):
        make_insight(note, quote)
    return note


def save(client, note, text: str, **more):
    data = {"text": text, "why": "", "based_on": note.revisions.count(), **more}
    return client.post(f"/admin/insights/note/{note.pk}/text/", data, follow=True)


def receipt(client, insight) -> str:
    return client.get(insight.get_absolute_url()).content.decode()


def test_points_stand_ask_or_say_that_their_words_are_gone(client, ada, note):
    client.force_login(ada)
    text = TEXT.replace("Keys on a nail\n", "Keys on a nail\n\nIt was a wet evening.\n")
    text = text.replace(f"• {KEY}\n\n", "").replace("fills faster than", "fills more quickly than")
    said = save(client, note, text, why="As Bronagh asked").content.decode()
    assert "1 passage stands as before, 1 passage is only nearly there and must be checked, 1 passage is gone" in said
    client.logout()
    trust, key, jar = note.insights.all()
    html = client.get(note.get_absolute_url()).content.decode()
    assert f'id="insight-{trust.pk}"' in html
    assert f'id="insight-{key.pk}"' not in html
    assert "These are the words of the note today" in receipt(client, trust)
    assert "Removed" in receipt(client, key)
    assert KEY in receipt(client, key)
    assert "Needs checking" in receipt(client, jar)
    assert JAR in receipt(client, jar)
    assert list(promise.broken()) == []


def test_what_cannot_be_saved_keeps_what_was_typed(client, ada, note):
    client.force_login(ada)
    typed = TEXT + "Ring 01632 960 118."
    html = save(client, note, typed).content.decode()
    assert "This note is public. Contact details stand in the note" in html
    assert "Ring 01632 960 118." in html
    html = save(client, note, TEXT + "And more.", based_on=0).content.decode()
    assert "has changed this note meanwhile" in html
    assert "And more." in html
    note.refresh_from_db()
    assert note.text == TEXT


def test_only_its_convenors_change_a_text(client, ben, ada, nora, note, django_user_model):
    path = f"/admin/insights/note/{note.pk}/text/"
    elsewhere = django_user_model.objects.create_user("eli@example.org", name="Eli Marsh", is_staff=True)
    assert client.get(path).status_code == 302
    for member, status in [(ben, 302), (elsewhere, 404), (ada, 200), (nora, 200)]:
        client.force_login(member)
        assert client.get(path).status_code == status
