"""The three indexes behind the search anew, for strokes and ligatures, for all scripts and for fractions.

SQLite's tokenizer folds accents and no strokes, so the triggers put plain letters into the index: ł, ø, ß, æ and ½ are
found as they are written without a key for them. Vowel signs of Hindi, Tamil and the like, and points of Arabic and
Hebrew, are parts of words on both databases. The index keeps no copy of the words: what is shown is marked by the app.
A later migration that makes Django rebuild one of the tables on SQLite drops its triggers: let it run `index_sqlite`
again; tests/insights/search/test_indexes.py fails otherwise.
"""

import unicodedata
from importlib import import_module

from django.db import migrations

folded = import_module("insights.migrations.0002_search").folded
INDEXES = [
    ("insights_insight", "insights_search", ("statement", "words")),
    ("events_event", "events_search", ("title", "summary", "place", "description")),
    ("insights_note", "notes_search", ("title", "text")),
]
SMALL = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
LETTERS = {**SMALL, **{letter.upper(): plain for letter, plain in SMALL.items()}, "ı": "i", "ß": "ss", "ẞ": "ss"}
FRACTIONS = {sign: f" {' '.join(unicodedata.normalize('NFKD', sign).split(chr(0x2044)))} " for sign in "¼½¾⅓⅔⅛⅜⅝⅞"}
SIGNS = {**FRACTIONS, "¹": "1", "²": "2", "³": "3"}
# Letters, digits and marks; no other signs for numbers, which PostgreSQL's parser drops.
TOKENS = "porter unicode61 remove_diacritics 2 categories ''L* Nd Nl Co Mn Mc''"


def plain(column):
    for letter, instead in LETTERS.items():
        column = f"replace({column}, '{letter}', '{instead}')"
    return column


def signs_written(column):
    for sign, instead in SIGNS.items():
        column = f"replace({column}, '{sign}', '{instead}')"
    return column


def plain_in_sqlite(column):
    """In two steps: SQLite's parser takes some thirty functions one within another."""
    return f"(SELECT {signs_written('letters')} FROM (SELECT {plain(column)} AS letters))"


def index_sqlite(editor, table, name, columns):
    """Make the FTS5 table anew, with the triggers that keep it."""
    listed = ", ".join(columns)
    old, new, now = (", ".join(plain_in_sqlite(f"{row}{column}") for column in columns) for row in ("old.", "new.", ""))
    put = f"INSERT INTO {name} (rowid, {listed}) VALUES (new.id, {new});"
    take = f"INSERT INTO {name} ({name}, rowid, {listed}) VALUES ('delete', old.id, {old});"
    for statement in [
        *(f"DROP TRIGGER IF EXISTS {name}_{what}" for what in ("added", "removed", "changed")),
        f"DROP TABLE IF EXISTS {name}",
        f"CREATE VIRTUAL TABLE {name} USING fts5({listed}, content='', tokenize='{TOKENS}')",
        f"CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {put} END",
        f"CREATE TRIGGER {name}_removed AFTER DELETE ON {table} BEGIN {take} END",
        f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {listed} ON {table} BEGIN {take} {put} END",
        f"INSERT INTO {name} (rowid, {listed}) SELECT id, {now} FROM {table}",
    ]:
        editor.execute(statement)


def index_postgresql(editor, table, name, columns):
    parts = [
        f"setweight(to_tsvector('betterway', {folded(signs_written(plain(column)))}), '{letter}')"
        for column, letter in zip(columns, "ABCD", strict=False)
    ]
    editor.execute(f"ALTER TABLE {table} DROP COLUMN search", None)
    column = f"search tsvector GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
    editor.execute(f"ALTER TABLE {table} ADD COLUMN {column}", None)
    # Each row goes into the index at once: a list of those still to come in would be read by every search.
    editor.execute(f"CREATE INDEX {name} ON {table} USING gin (search) WITH (fastupdate = off)", None)


def index_anew(apps, editor):
    make = index_sqlite if editor.connection.vendor == "sqlite" else index_postgresql
    for index in INDEXES:
        make(editor, *index)


class Migration(migrations.Migration):
    dependencies = [("insights", "0013_following"), ("events", "0011_opens_before_it_starts_always")]

    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
