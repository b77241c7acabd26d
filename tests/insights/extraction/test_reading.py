import pytest

from insights.extraction.reading import decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_usual_encoding_gives_the_same_text(encoding: str) -> None:
    text = "Notes – ‘what we heard’ from Zoë, for £5, with a good deal of plain text around it"
    assert decode(text.encode(encoding)) == text


def test_line_ends_become_newlines_and_nul_and_mark_are_dropped() -> None:
    assert decode(b"\xef\xbb\xbfone\r\ntwo\rthr\0ee\n") == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("data", "kind"), [(b"%PDF-1.7 ...", "a PDF"), (b"PK\x03\x04....", "a Word"), (b"\x89PNG\r\n\x1a\n", "a picture")]
)
def test_a_file_of_another_kind_is_refused_by_name(data: bytes, kind: str) -> None:
    with pytest.raises(ValueError, match=f"^This looks like {kind}"):
        decode(data)


def test_bytes_that_are_no_text_are_refused_with_a_sentence() -> None:
    with pytest.raises(
        ValueError, match=r"^This is not a text file: save it as plain text or Markdown and try again\.$"
    ):
        decode(bytes(range(1, 32)) * 50 + b"\x81\x8d\x8f\x90")


def test_nothing_is_an_empty_text() -> None:
    assert decode(b"") == ""
