from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.phrases import PhraseError, Phrases

NAME = "Sinéad O’Brien"


@pytest.mark.parametrize(
    ("words", "text", "without"),
    [
        ("Asha Pillai", "ASHA  pillai’s, asha\npillai; Pillai", "removed at request’s, removed at request; Pillai"),
        ("Ann", "annual Ann, Joann", "annual removed at request, Joann"),
        (NAME, "sinead o'brien, SINÉAD O'BRIEN, sinead-obrien", ", ".join(["removed at request"] * 3)),
        ("Mary-Jane", "Mary‑Jane – mary jane – Maryjane", " – ".join(["removed at request"] * 3)),
        ("01632 960 118", "ring 01632960118 or 01632 960-118.", "ring removed at request or removed at request."),
        ("12", "Room 12a", "Room 12a"),
        ("Say “yes”, often", 'She did say "yes" – often.', "She did removed at request."),
        ("Asha Pillai", "A\u00adsha\u00a0Pil\u200blai Asha&nbsp;Pillai", "removed at request removed at request"),
        ("Asha Pillai", "**Asha** Pillai and _Asha Pillai_", "removed at request and _removed at request_"),
        ("Asha Pillai", "[Asha](http://x.org/a) Pillai", "removed at request"),
        ("Asha Pillai", "[her](http://x.org/asha-pillai)", "[her](http://x.org/removed-at-request)"),
        ("Asha Pillai\nMill Lane", "Asha Pillai, Mill Lane", "removed at request, removed at request"),
        ("ﬁne words", "Fine words", "removed at request"),
        (NAME, "Sine\u0301ad O\u02bcBrien, Sinéad O\u2011Brien", "removed at request, removed at request"),
        ("Nuala O\u02bcDriscoll", "Nuala ODriscoll – Nuala O’Driscoll", "removed at request – removed at request"),
        ("Łukasz Sørby", "Lukasz Sorby, ŁUKASZ SØRBY", "removed at request, removed at request"),
        ("Lukasz Sorby", "Łukasz\u202fSørby\u2060.", "removed at request."),
        ("Asha Pillai", "Asha Pil-\nlai, *A*sha Pil&shy;lai", "removed at request, removed at request"),
        ("Asha Pillai", "Asha<br>Pillai", "removed at request"),
    ],
)
def test_words_are_found_however_they_are_written(words, text, without):
    try:
        phrases = Phrases(words)
    except PhraseError:
        assert text == without
    else:
        assert phrases.clean(text) == without


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (" \n", "Give the words that are to be taken down: a name, an address, a sentence."),
        ("A.", "“A.” is too short to be looked for: give at least three letters or digits."),
        ("request", "“request” stands in what is written instead: “removed at request”. Give more of the words."),
        ("\n".join(f"word {n}" for n in range(41)), "That is too much at once"),
    ],
)
def test_words_that_cannot_be_looked_for_are_refused(words, sentence):
    with pytest.raises(PhraseError, match=sentence):
        Phrases(words)


def test_a_place_follows_its_words():
    cleaned = Phrases("Asha Pillai").cleaned("So said Asha Pillai there.")
    places = [cleaned.text[slice(*cleaned.place(*place))] for place in [(0, 2), (20, 25), (8, 19), (3, 10), (10, 25)]]
    assert places == ["So", "there", "removed at request", "said removed at request", "removed at request there"]


TEXTS = st.lists(st.sampled_from(["Asha", "asha", "Pillai", "*", " ", "\n", "-", "[x](http://a.b/", ")", "é", "so"]))


@given(TEXTS.map("".join), st.data())
def test_words_once_removed_stand_nowhere_and_every_place_has_words(text, data):
    phrases = Phrases("Asha Pillai")
    cleaned = phrases.cleaned(text)
    assert phrases.spans(cleaned.text) == ()
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        low, high = cleaned.place(start, end)
        assert 0 <= low < high <= len(cleaned.text)
