"""Plain text of short lines, and the same as plain HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people import letters
from people.letters import Piece, blocks_of, html_of, one_line, without_private_links, wrapped

LONG = "If you can not come, please say so. If anybody is waiting, your place goes to the first of them all at once:"


def said(text: str) -> list[tuple[str, list[str]]]:
    """Each block with its lines in words."""
    return [(b.kind, ["".join(piece.words for piece in line) for line in b.lines]) for b in blocks_of(text)]


def test_a_long_line_is_broken_at_spaces_and_one_line_again_in_html():
    text = wrapped(LONG)
    assert [len(line) <= 72 for line in text.splitlines()] == [True, True]
    assert said(text) == [("paragraph", [LONG])]


def test_short_lines_stay_lines():
    assert said("Ada Quist\nfor Joining forces\n") == [("paragraph", ["Ada Quist", "for Joining forces"])]


def test_an_address_is_never_broken_and_becomes_a_link():
    address = "http://127.0.0.1:8000/places/" + "x" * 90 + "/"
    text = wrapped(f"Please say so:\n{address}")
    assert text.splitlines()[1] == address
    [block] = blocks_of(text)
    assert block.lines[1] == [Piece("127.0.0.1:8000/places/…", address)]


def test_a_full_stop_after_an_address_is_not_part_of_it():
    [block] = blocks_of("See https://example.org/a, or https://example.org/b.")
    links = [piece.address for piece in block.lines[0] if piece.address]
    assert links == ["https://example.org/a", "https://example.org/b"]


def test_the_kinds_of_blocks():
    text = "Dear Ben,\n\n  The title\n  Online\n\n- one\n- two\n\nAda\n\n-- \nYou get this mail because.\nUs\n"
    assert said(text) == [
        ("paragraph", ["Dear Ben,"]),
        ("inset", ["The title", "Online"]),
        ("list", ["one", "two"]),
        ("paragraph", ["Ada"]),
        ("small", ["You get this mail because.", "Us"]),
    ]


def test_what_is_set_in_stays_set_in_when_it_is_long():
    text = wrapped("  " + "word " * 30)
    assert all(line.startswith("  word") for line in text.splitlines())
    assert said(text) == [("inset", ["word " * 29 + "word"])]


def test_a_long_point_of_a_list_stays_one_point():
    text = wrapped("- " + "word " * 30 + "\n- two")
    assert said(text) == [("list", ["word " * 29 + "word", "two"])]


def test_html_has_no_markup_of_a_title_or_a_name():
    html = html_of("<b>S</b>", "Dear <script>alert(1)</script>,\n\n  <img src=x>\n")
    assert "<script>" not in html
    assert "<img" not in html
    assert "<title>&lt;b&gt;S&lt;/b&gt;</title>" in html


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=300))
def test_no_word_is_lost_by_breaking_and_joining(words):
    joined = " ".join(" ".join(line) for _, line in said(wrapped(words)))
    shown = "".join(piece.address or piece.words for b in blocks_of(words) for line in b.lines for piece in line)
    if "http" not in words and "-" not in words:
        assert joined.split() == words.split()
        assert shown.split() == words.split() or "".join(shown.split()) == "".join(words.split())


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://h/places/12.aBcDeFgHiJkLmNoPqRsTu_v-w/", "http://h/places/…/"),
        ("http://h/login/link/MQ/c9x-0123456789abcdef0123456789abcdef/", "http://h/login/link/MQ/…/"),
        ("http://h/events/what-funders-could-stop-asking-for-tomorrow/", None),
        ("http://h/insights/3/a-report-nobody-reads-is-a-rent-paid/", None),
    ],
)
def test_a_private_link_is_not_shown_to_others(address, shown):
    assert without_private_links(f"Here:\n{address}\nAda") == f"Here:\n{shown or address}\nAda"


@pytest.mark.parametrize(
    ("given_words", "line"),
    [
        ("Hello\r\nBcc: all@example.org", "Hello Bcc: all@example.org"),
        ("a\x00b\x0bc\u2028d\ud800e\x85f", "a b c d e f"),
        ("مرحبا بكم", "مرحبا بكم"),
        ("👩‍👩‍👧 together", "👩‍👩‍👧 together"),
    ],
)
def test_the_head_of_a_mail_is_one_line_whatever_is_typed(given_words, line):
    assert one_line(given_words) == line


def test_a_title_before_a_name_is_not_a_first_name():
    assert {"dr", "professor", "cllr"} <= letters.TITLES
