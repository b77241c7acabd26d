from __future__ import annotations

import pytest

from insights.importing.plain import text_of
from insights.intake import IntakeError

WORDS = "Zoë said: “It isn’t the money – it’s the waiting”, and café owners agreed.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_what_windows_word_and_a_mac_make_of_a_text_is_read_rightly(encoding):
    assert text_of(WORDS.encode(encoding), "note.txt") == WORDS


@pytest.mark.parametrize(
    "upload",
    [b"PK\x03\x04rest", b"%PDF-1.7", bytes(range(256)) * 20, b"\x00\x01\x02" * 500, b"\x89PNG\r\n" + bytes(400)],
)
def test_what_is_no_text_is_refused_with_a_sentence(upload):
    with pytest.raises(IntakeError, match=r"“note.txt” cannot be read. This .*: save it as plain text"):
        text_of(upload, "note.txt")


def test_a_file_above_the_limit_is_refused_with_the_limit():
    with pytest.raises(IntakeError) as error:
        text_of(b"x" * 11 * 2**20, "note.txt")
    assert str(error.value) == "“note.txt” is larger than 10 MB, which is the most a note may have."


def test_a_single_stray_nul_does_not_make_a_text_binary():
    assert text_of(b"A note about waiting.\x00 It is long enough. " * 2, "note.txt").count("waiting") == 2
