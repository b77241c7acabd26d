""" "Bring in an archive": the page, who may open it, and what it says while the work goes on."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from insights.importing import bringing
from insights.models import Import, Note
from tests.insights.importing.documents import make_export, make_post
from tests.insights.importing.test_bringing import WORDS, finish

pytestmark = pytest.mark.django_db
ADD = "/admin/insights/import/add/"


@pytest.fixture(autouse=True)
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def bring(client, content: bytes | None = None, **facts):
    content = make_export([make_post("Keys", WORDS), make_post("Jars", "<p>")]) if content is None else content
    return client.post(ADD, {"file": SimpleUploadedFile("site.xml", content), **facts}, follow=True)


@pytest.fixture
def there(nora):

    posts = [make_post("Keys", WORDS), make_post("Jars", "<p>")]
    return bringing.begin(BytesIO(make_export(posts)), "site.xml", by=nora, publish=False, every_state=False)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_ladder_to_bringing_in_an_archive(client, ada, ben, nora, there):
    paths = [ADD, *(f"/admin/insights/import/{there.pk}/{verb}/" for verb in ("change", "stop", "carry-on"))]
    for path in paths:
        assert client.post(path).headers["Location"].startswith("/admin/login/")
    for member in (ben, ada):
        client.force_login(member)
        assert [client.post(path, follow=True).status_code for path in paths] == [403] * 4
        assert [client.get(path, follow=True).status_code for path in paths[:2]] == [403] * 2
    there.refresh_from_db()
    assert (there.state, Import.objects.count()) == ("running", 1)
    client.force_login(nora)
    assert [client.get(path).status_code for path in paths] == [200, 200, 405, 405]


def test_only_network_convenors_are_led_there(client, ada, nora):
    for member, led in ((ada, False), (nora, True)):
        client.force_login(member)
        for path in ("/admin/", "/admin/insights/note/"):
            assert (ADD in client.get(path).content.decode()) is led


def test_a_file_leads_to_the_page_that_tells_how_far_it_is(client, nora):
    client.force_login(nora)
    response = bring(client, publish="on")
    there = Import.objects.get()
    assert response.redirect_chain == [(f"/admin/insights/import/{there.pk}/change/", 302)]
    assert (there.name, there.publish, there.every_state, there.created_by) == ("site.xml", True, False, nora)
    assert "0 of 2 done." in words_of(response)
    assert "It goes on by itself; you can close this page." in words_of(response)


def test_what_cannot_be_read_says_so_beside_the_field(client, nora):
    client.force_login(nora)
    assert "“site.xml” cannot be read. The file is damaged at line" in words_of(bring(client, b"<rss><item>"))
    assert "Choose the file first." in words_of(client.post(ADD))
    assert not Import.objects.exists()


def test_the_report_tells_each_item_with_its_note_or_why_and_where(client, nora, there):
    finish(there)
    client.force_login(nora)
    words = words_of(client.get(f"/admin/insights/import/{there.pk}/change/"))
    note = Note.objects.get()
    assert "2 of 2 done." in words
    assert (
        f'<td>item 1, line 5</td> <td>Keys</td> <td>new: <a href="/admin/insights/note/{note.pk}/review/">Keys</a>'
        in words
    )
    assert "<td>item 2, line 8</td> <td>Jars</td> <td>refused" in words
    assert "It has a title, and no words under it." in words
    refused = words_of(client.get(f"/admin/insights/import/{there.pk}/change/?show=refused"))
    assert "<td>Jars</td>" in refused
    assert "<td>Keys</td>" not in refused


def test_it_is_stopped_and_carried_on_with_a_button_each(client, nora, there):
    client.force_login(nora)
    path = f"/admin/insights/import/{there.pk}"
    assert "It is stopped. What is done stays" in words_of(client.post(f"{path}/stop/", follow=True))
    response = client.post(f"{path}/carry-on/", follow=True)
    assert "It goes on by itself" in words_of(response)
    assert f'action="{path}/stop/"' in words_of(response)


def test_a_report_is_deleted_once_nothing_goes_on_and_the_notes_stay(client, nora, there):
    client.force_login(nora)
    path = f"/admin/insights/import/{there.pk}/delete/"
    assert "Stop it first" in words_of(client.post(path, {"post": "yes"}, follow=True))
    finish(there)
    client.post(path, {"post": "yes"})
    assert (Import.objects.count(), Note.objects.count()) == (0, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_a_long_report_costs_no_more_questions(client, nora, number, django_assert_max_num_queries):

    posts = [make_post(f"Keys {n}", WORDS.replace("keys", f"key {n}")) for n in range(number)]
    there = bringing.begin(BytesIO(make_export(posts)), "a.xml", by=nora, publish=False, every_state=False)
    finish(there)
    client.force_login(nora)
    with django_assert_max_num_queries(9):
        client.get(f"/admin/insights/import/{there.pk}/change/")
