"""The main job, from the form to the public page: a convenor logs a note, corrects, publishes; a visitor reads."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import Event
from insights.models import Insight, Note
from tests.browsing import filled_in
from tests.insights.test_intake import NOTE

pytestmark = pytest.mark.django_db

LOG = "/admin/insights/note/log/"


def page(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def fields(client, note: Note) -> dict[str, list[str]]:
    """What a browser would post back from the review page, without any button."""
    return filled_in(page(client, f"/admin/insights/note/{note.pk}/review/"), "//form[@id='review']")


def press(client, note: Note, button: str, **typed: str) -> str:
    data = {**fields(client, note), **typed, "do": button}
    response = client.post(f"/admin/insights/note/{note.pk}/review/", data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_pasted_note_becomes_a_public_meeting_whose_insights_lead_to_their_words(client, ada, cell):
    client.force_login(ada)
    response = client.post(LOG, {"text": NOTE}, follow=True)
    note = Note.objects.get()
    assert response.redirect_chain[-1][0] == f"/admin/insights/note/{note.pk}/review/"
    assert "Nothing is public yet" in response.content.decode()
    client.logout()
    assert client.get(note.get_absolute_url()).status_code == 404
    assert client.get(note.event.get_absolute_url()).status_code == 404

    client.force_login(ada)
    first, second, *_ = note.insights.filter(listed=True)
    better = "Tenants who set the order of repairs accept waiting longer."
    press(client, note, "save", **{f"statement-{first.pk}": better})
    press(client, note, f"dismiss:{second.pk}")
    assert "has not been asked whether the name may stand" in press(client, note, f"publish:{first.pk}")
    press(client, note, f"publish:{first.pk}")
    first.refresh_from_db()
    assert (first.statement, first.state, first.approved_by) == (better, "published", ada)

    client.logout()
    insight = page(client, first.get_absolute_url())
    assert better in insight
    assert "Tenants who choose the order of repairs wait longer and complain less" in insight
    assert "Mending the boiler together" in insight
    assert "Wednesday 18 March 2026" in insight
    assert "Ada Quist" in insight
    assert f'href="/events/mending-the-boiler-together/note/#insight-{first.pk}"' in insight
    text = page(client, "/events/mending-the-boiler-together/note/")
    marked = re.search(rf'<mark[^>]*id="insight-{first.pk}"[^>]*>(.*?)</mark>', text, re.DOTALL).group(1)
    assert marked == "Tenants who choose the order of repairs wait longer and complain less, because they know why."
    assert "A budget that residents hold" in text
    assert f"insight-{second.pk}" not in text


def test_all_listed_points_are_published_at_once_and_twice_is_as_once(client, ada, cell):
    client.force_login(ada)
    client.post(LOG, {"text": NOTE})
    note = Note.objects.get()
    for _ in range(3):  # the first time it is asked whether the speakers may be named
        press(client, note, "publish-listed")
    assert list(note.insights.filter(listed=True).values_list("state", flat=True)) == ["published"] * 3
    assert Insight.history.filter(state="published").count() == 3
    assert Event.objects.get().state == "published"


def test_contact_details_stop_publication_until_they_may_stay(client, ada, cell):
    client.force_login(ada)
    client.post(LOG, {"text": NOTE + "\nWrite to asha@example.org.\n"})
    note = Note.objects.get()
    said = press(client, note, "publish-listed")
    assert "Contact details stand in the note: “asha@example.org”" in said
    note.refresh_from_db()
    assert note.state == "draft"
    press(client, note, f"settle:{note.flags.get().pk}")
    press(client, note, "publish-listed")
    note.refresh_from_db()
    assert note.state == "published"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_an_uploaded_file_from_word_is_read_rightly(client, ada, cell, encoding):
    client.force_login(ada)
    upload = SimpleUploadedFile("note.txt", NOTE.replace("\n", "\r\n").encode(encoding))
    client.post(LOG, {"text": "", "file": upload})
    assert Note.objects.get().text == NOTE.strip()


def test_the_same_note_again_is_refused_with_the_way_to_the_first(client, ada, cell):
    client.force_login(ada)
    client.post(LOG, {"text": NOTE})
    html = client.post(LOG, {"text": NOTE.upper()}).content.decode()
    assert f"/admin/insights/note/{Note.objects.get().pk}/" in html
    assert "MENDING THE BOILER TOGETHER" in html  # what was typed is still there


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"text": ""}, "There is no text yet."),
        ({"text": " \n "}, "There is no text yet."),
        ({"file": b"\x89PNG\r\n" + bytes(99)}, "“note.txt” cannot be read."),
        ({"file": b"x" * (11 * 2**20)}, "“note.txt” is larger than 10 MB, which is the most a note may have."),
        ({"file": b""}, "There is no text"),
    ],
)
def test_what_cannot_be_logged_is_said_in_a_sentence(client, ada, cell, posted, sentence):
    client.force_login(ada)
    data = dict(posted)
    if "file" in data:
        data["file"] = SimpleUploadedFile("note.txt", data["file"])
    response = client.post(LOG, {"cell": cell.pk, **data})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert f'value="{cell.pk}" selected' in response.content.decode()
    assert not Note.objects.exists()


def test_a_note_without_a_single_point_is_kept_and_said_so(client, ada, cell):
    client.force_login(ada)
    response = client.post(LOG, {"text": "Thank you all."}, follow=True)
    assert Note.objects.get().text == "Thank you all."
    assert "no point" in response.content.decode().lower()


def test_a_note_with_a_script_and_a_javascript_link_shows_them_as_words(client, ada, cell):
    client.force_login(ada)
    client.post(LOG, {"text": NOTE + "\n<script>alert(1)</script>\n\n[Read this](javascript:alert(1)) <img src=x>\n"})
    note = Note.objects.get()
    press(client, note, "publish-listed")
    press(client, note, "publish-listed")
    client.logout()
    html = page(client, note.get_absolute_url())
    assert "<script>" not in html
    assert html.count("<script") == html.count('<script type="application/ld+json">') == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_more_than_a_page_may_send_is_answered_with_a_page(client, ada, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client.force_login(ada)
    response = client.post(LOG, "text=" + "x" * 2000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "a note may have 10 MB" in response.content.decode()


def test_what_is_logged_as_an_article_has_no_meeting(client, ada, cell):
    client.force_login(ada)
    client.post(LOG, {"text": NOTE, "kind": "article"})
    assert (Note.objects.get().kind, Event.objects.count()) == ("article", 0)


def test_an_article_of_a_meeting_is_a_contradiction_and_said_so(client, ada, event):
    client.force_login(ada)
    html = client.post(LOG, {"text": NOTE, "kind": "article", "event": event.pk}).content.decode()
    assert "An article has no meeting." in html
    assert not Note.objects.exists()
