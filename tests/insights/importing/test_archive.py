from __future__ import annotations

import pytest
from django.core.management import call_command

from events.models import Event
from insights.extraction.records import Document
from insights.importing import archive
from insights.models import FutureMeeting, Insight, Note, Passage
from people.models import Organisation, Person
from tests.insights.importing.documents import make_docx, make_export, make_post, paragraph
from tests.insights.test_intake import FEED, NOTE

pytestmark = pytest.mark.django_db

TABLES = (Note, Event, Person, Organisation, Insight, Passage, FutureMeeting)


@pytest.fixture
def files(tmp_path):
    feed, note = tmp_path / "feed.txt", tmp_path / "note.md"
    feed.write_text(FEED, encoding="utf-8")
    note.write_text(NOTE.replace("\n", "\r\n"), encoding="cp1252")
    return [feed, note]


def run(*args) -> None:
    call_command("import_notes", *map(str, args))


def rows(printed: str) -> dict[str, int]:
    table = printed.split("\n\n")[0]
    return {line[:24].strip(): int(line[24:]) for line in table.splitlines() if line[24:].strip().isdigit()}


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


def test_the_closing_table_counts_what_came_in(files, capsys):
    run(*files)
    table = rows(capsys.readouterr().out)
    assert (table["Notes, new"], table["Notes, already known"], table["Notes published"]) == (3, 0, 0)
    assert table["Insights suggested"] == Insight.objects.count()
    assert table["People, new"] == Person.objects.count() == 4
    assert table["Organisations, new"] == Organisation.objects.count()
    assert table["Future meetings found"] == 1


def test_twice_is_as_once(files, capsys):
    run(*files, "--publish")
    once = counts()
    capsys.readouterr()
    run(*files, "--publish")
    table = rows(capsys.readouterr().out)
    assert counts() == once
    assert (table["Notes, new"], table["Notes, already known"]) == (0, 3)


def test_a_dry_run_says_what_would_come_in_and_changes_nothing(files, capsys):
    run(*files, "--dry-run", "--publish")
    out = capsys.readouterr().out
    assert out.startswith("Nothing was changed. This is what would come in:\n")
    assert "Notes, new                   3" in out
    assert counts() == [0] * len(TABLES)


def test_publish_puts_out_notes_and_listed_points_and_leaves_prose_for_review(files):
    run(*files, "--publish")
    assert set(Note.objects.values_list("state", flat=True)) == {"published"}
    assert set(Event.objects.values_list("state", flat=True)) == {"published"}
    assert set(Insight.objects.values_list("listed", "state")) == {(True, "published"), (False, "suggested")}
    assert set(Insight.objects.filter(state="published").values_list("with_archive", "approved_by")) == {(True, None)}


def test_publish_keeps_back_what_has_contact_details_and_says_so(tmp_path, capsys):
    path = tmp_path / "note.txt"
    path.write_text(NOTE + "\nWrite to asha@example.org.\n", encoding="utf-8")
    run(path, "--publish")
    assert Note.objects.get().state == "draft"
    out = capsys.readouterr().out
    assert "note.txt, note 1, line 1: “Mending the boiler together” was kept back as a draft" in out
    assert "Contact details stand in the note: “asha@example.org”." in out


def test_one_bad_file_is_refused_by_name_and_the_rest_come_in(files, tmp_path, capsys):
    bad = tmp_path / "photo.txt"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    run(tmp_path / "gone.txt", bad, *files)
    out = capsys.readouterr().out
    assert Note.objects.count() == 3
    assert "gone.txt: No such file or directory." in out
    assert "“photo.txt” cannot be read." in out


def test_one_bad_note_is_refused_with_its_place_and_the_rest_come_in(files, capsys, monkeypatch):
    receive = archive.receive_document

    def broken(text: str, document: Document, **more):
        received = receive(text, document, **more)
        if document.title == "Keys on a nail":
            raise ValueError("the second key does not fit")
        return received

    monkeypatch.setattr(archive, "receive_document", broken)
    run(*files)
    assert "feed.txt, note 1, line 3: the second key does not fit" in capsys.readouterr().out
    assert sorted(Note.objects.values_list("title", flat=True)) == [
        "A jar by the door",
        "Mending the boiler together",
    ]
    assert not Person.objects.filter(name="Bronagh Keane").exists()


def test_word_documents_pages_and_exports_come_in_too(tmp_path, capsys):
    words = "Asha Pillai told us about {}, and how the key to them hangs low on a nail by the door."
    (tmp_path / "a.docx").write_bytes(make_docx(paragraph("Jars", "T") + paragraph(words.format("jars"))))
    (tmp_path / "b.html").write_text(f"<html><body><h1>Doors</h1><p>{words.format('doors')}</p>", encoding="utf-8")
    posts = [make_post("Keys", f"<p>{words.format('keys')}</p>"), make_post("Tea", "<p>Tea</p>", status="draft")]
    (tmp_path / "c.xml").write_bytes(make_export([*posts, make_post("Empty", "")]))
    run(*sorted(tmp_path.iterdir()))
    out = capsys.readouterr().out
    assert sorted(Note.objects.values_list("title", flat=True)) == ["Doors", "Jars", "Keys"]
    assert "c.xml: Left out, because the export calls it “draft”: 1." in out
    assert "c.xml, note 3, line 11: It has a title, and no words under it." in out
