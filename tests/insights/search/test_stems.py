"""The stems are those by which both databases find."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection

from betterway import sample
from insights.search.stems import stem

NOTES = Path(sample.__file__).parent / "notes"
WORDS = sorted(set(re.findall(r"[a-z]{3,}", " ".join(p.read_text(encoding="utf-8") for p in NOTES.iterdir()).lower())))


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        *[("grants", "grant"), ("ponies", "poni"), ("caresses", "caress"), ("agreed", "agre"), ("hopping", "hop")],
        *[("filing", "file"), ("happy", "happi"), ("sky", "sky"), ("relational", "relat"), ("hopefulness", "hope")],
        *[("adoption", "adopt"), ("controlling", "control"), ("rate", "rate"), ("yes", "ye"), ("a", "a")],
    ],
)
def test_endings_are_taken_off(word, stemmed):
    assert stem(word) == stemmed


@pytest.mark.django_db
def test_the_words_of_the_sample_network_have_the_stems_that_the_database_gives_them():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE VIRTUAL TABLE temp.tried USING fts5(words, tokenize='porter unicode61')")
            cursor.execute("CREATE VIRTUAL TABLE temp.stems USING fts5vocab(temp, tried, instance)")
            cursor.execute("INSERT INTO temp.tried (words) VALUES (%s)", [" ".join(WORDS)])
            cursor.execute("SELECT term FROM temp.stems ORDER BY offset")
        else:
            cursor.execute("SELECT (ts_lexize('betterway_stem', word))[1] FROM unnest(%s::text[]) AS word", [WORDS])
        stems = [term for (term,) in cursor.fetchall()]
    assert len(stems) == len(WORDS) > 1_000
    assert [(word, stem(word), theirs) for word, theirs in zip(WORDS, stems, strict=True) if stem(word) != theirs] == []
