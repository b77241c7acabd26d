from __future__ import annotations

import os
import subprocess
import sys

import pytest

from insights.importing.files import text_of
from insights.intake import IntakeError
from tests.insights.importing.documents import make_docx, paragraph, word_part
from tests.insights.importing.malice import MALICE

HTML = "<!-- saved --><!DOCTYPE html><html><title>x</title><h1>Keys</h1><p>Caf\u00e9 <i>keys</i>"

WORDS = "Zoë said: “It isn’t the money – it’s the waiting”, and café owners agreed.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_what_windows_word_and_a_mac_make_of_a_text_is_read_rightly(encoding):
    assert text_of(WORDS.encode(encoding), "note.txt") == WORDS


def test_a_file_above_the_limit_is_refused_with_the_limit():
    with pytest.raises(IntakeError) as error:
        text_of(b"x" * 11 * 2**20, "note.txt")
    assert str(error.value) == "“note.txt” is larger than 10 MB, which is the most a note may have."


def test_a_single_stray_nul_does_not_make_a_text_binary():
    assert text_of(b"A note about waiting.\x00 It is long enough. " * 2, "note.txt").count("waiting") == 2


def refusal(upload: bytes, name: str) -> str:
    with pytest.raises(IntakeError) as error:
        text_of(upload, name)
    return str(error.value)


def test_a_word_document_keeps_headings_lists_quotations_and_looks():
    body = [
        paragraph("Keys on a nail", "T"),
        paragraph("What was said", "H1"),
        paragraph("Trust is cheaper", bold=True),
        paragraph("Hang it low", level=0),
        paragraph("On a nail", level=1),
        paragraph("Who took it?", "Q"),
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Asha</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>chairs</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ]
    assert text_of(make_docx("".join(body)), "keys.docx") == (
        "# Keys on a nail\n\n## What was said\n\n**Trust is cheaper**\n\n"
        "- Hang it low\n  1. On a nail\n\n> Who took it?\n\nAsha | chairs\n"
    )


def test_pictures_and_comments_in_a_word_document_stay_behind():
    comment = word_part("comments", '<w:comment w:id="1"><w:p><w:r><w:t>Never this</w:t></w:r></w:p></w:comment>')
    picture = "<w:p><w:r><w:pict/></w:r></w:p>"
    upload = make_docx(paragraph("Words") + picture, comments__xml=comment, media__png=b"\x89PNG" * 1000)
    assert text_of(upload, "words.docx") == "Words\n"


@pytest.mark.parametrize("name", ["keys.html", "keys.txt", "keys"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_web_page_is_known_by_its_beginning(name, encoding):
    assert text_of(HTML.encode(encoding), name) == "# Keys\n\nCafé *keys*\n"


def test_a_web_page_may_name_its_encoding_and_a_wrong_one_does_no_harm():
    page = '<meta charset="{}"><p>Łódź'
    assert text_of(page.format("iso-8859-2").encode("iso-8859-2"), "a.html") == "Łódź\n"
    assert text_of(page.format("base64").encode("utf-8"), "a.html") == "Łódź\n"
    assert "Caf" in text_of('<meta charset="base64"><p>Café'.encode("cp1252"), "a.html")


def test_content_counts_more_than_the_name():
    assert text_of(make_docx(paragraph("Words")), "words.txt") == "Words\n"
    assert text_of(b"<html><body><p>Words</p>", "words.doc") == "Words\n"
    assert text_of(b"5 < 6 and <b>not</b> a page", "words.md") == "5 < 6 and <b>not</b> a page"


def test_a_page_that_begins_with_many_comments_is_still_known_at_once():
    assert text_of(b"<!-- -->\n" * 400 + b"<html><p>Words", "a.txt") == "Words\n"
    assert text_of(b"<!---->" * 580 + b"Words", "a.txt").endswith("Words")


@pytest.mark.parametrize("case", MALICE)
def test_what_cannot_be_read_is_refused_with_a_sentence(case):
    name, make, sentence = MALICE[case]
    assert refusal(make(), name) == sentence


def test_what_is_meant_to_do_harm_takes_less_than_300_mb(tmp_path):
    """In a process of its own, which reads one after the other: the most it ever took is the most that any took."""
    for number, (name, make, _) in enumerate(MALICE.values()):
        (tmp_path / f"{number}").write_bytes(make())
        (tmp_path / f"{number}.name").write_text(name, encoding="utf-8")
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "betterway.settings", "DATABASE_URL": "sqlite://:memory:"}
    command = [sys.executable, "-m", "tests.insights.importing.peak", tmp_path]
    done = subprocess.run(command, env=given, stdout=subprocess.PIPE, timeout=120, check=True)
    refused, megabytes = map(int, done.stdout.split())
    assert refused == len(MALICE)
    assert megabytes < 300
