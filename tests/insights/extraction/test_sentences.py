import pytest

from insights.extraction.sentences import split

CASES = [
    ("One thing. Another thing.", ["One thing.", "Another thing."]),
    (
        "Who decides, and who pays? he wondered. Nobody knew.",
        ["Who decides, and who pays? he wondered.", "Nobody knew."],
    ),
    ("'It works.' They all agreed.", ["'It works.'", "They all agreed."]),
    ('She said "never." Then she left.', ['She said "never."', "Then she left."]),
    ("It helps, e.g. Tuesdays. It does.", ["It helps, e.g. Tuesdays.", "It does."]),
    ("Ask Dr. Shah about it. He knows.", ["Ask Dr. Shah about it.", "He knows."]),
    ("Damp, cold, debt etc. all add up.", ["Damp, cold, debt etc. all add up."]),
    ("Damp, cold, debt etc. We heard more.", ["Damp, cold, debt etc.", "We heard more."]),
    ("They took every chance., and the young paid.", ["They took every chance., and the young paid."]),
    ("We closed the desk.Nobody noticed at first.", ["We closed the desk.", "Nobody noticed at first."]),
    (
        "Write to ada@example.org or see www.example.org today.",
        ["Write to ada@example.org or see www.example.org today."],
    ),
    ("J. K. Marsh came. So did I.", ["J. K. Marsh came.", "So did I."]),
    ("It rose by 3.5 points. Good.", ["It rose by 3.5 points.", "Good."]),
    ("What now?! Well… Then what?", ["What now?!", "Well…", "Then what?"]),
    ("", []),
]


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_sentences_end_where_a_reader_stops(words: str, expected: list[str]) -> None:
    assert [words[a:b] for a, b in split(words)] == expected
