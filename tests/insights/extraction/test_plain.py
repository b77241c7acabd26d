import pytest

from insights.extraction.plain import read


def whole(text: str) -> str:
    return read(text, 0, len(text)).words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Ada Lin**, director", "Ada Lin, director"),
        ("two\nlines \t of text", "two lines of text"),
        ("it’s ‘ours’ – “really”", "it's 'ours' – \"really\""),
        ("a\u200bb\xa0c", "ab c"),
        ("see [the guide](https://example.org/a) now", "see the guide now"),
        ("a *gentle* _nudge_, snake_case kept", "a gentle nudge, snake_case kept"),
        ("5 * 3 is 15", "5 * 3 is 15"),
        (r"5\*3 is 15, 4\*2 is 8", "5*3 is 15, 4*2 is 8"),
        (r"snake\_case, \*not so\*, **bold\*star**", "snake_case, *not so*, bold*star"),
        (r"a \[word\](in brackets), \\ and \# too", "a [word](in brackets), \\ and # too"),
        ("a \\ alone", "a \\ alone"),
        ("", ""),
    ],
)
def test_the_reading_copy_has_plain_words_only(text: str, words: str) -> None:
    assert whole(text) == words


def test_a_span_leads_back_to_the_letters_of_the_text() -> None:
    text = "We met **Ada\xa0Lin** on ‘Monday’."
    plain = read(text, 0, len(text))
    start = plain.words.index("Ada Lin")
    a, b = plain.span(start, start + len("Ada Lin"))
    assert text[a:b] == "Ada\xa0Lin"


def test_a_span_over_an_escaped_mark_leads_back_to_the_text_with_its_backslash() -> None:
    text = r"So *nearly* 5\*3 is 15."
    plain = read(text, 0, len(text))
    start = plain.words.index("5*3")
    a, b = plain.span(start, start + len("5*3"))
    assert text[a:b] == r"5\*3"


def test_the_copy_shows_the_quotes_that_the_writer_used() -> None:
    plain = read("the people’s hall", 0, 17)
    assert (plain.words, plain.shown) == ("the people's hall", "the people’s hall")
