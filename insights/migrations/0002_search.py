"""The index behind the search in insights: `statement` counts more than `words`.

SQLite: an FTS5 table over `insights_insight`, kept by triggers. A later migration that makes Django rebuild
`insights_insight` (altering or removing a field does, on SQLite) drops the triggers: let it run `index_sqlite` again;
tests/insights/test_search.py fails otherwise.

PostgreSQL: a generated tsvector column with a GIN index, made with our own text search configuration `betterway`:
the Porter stemmer without stop words, which is what FTS5 does, so that both find the same. Accents are folded and
punctuation is dropped by `translate`, which is immutable; the unaccent extension may not be installable. Nothing
here needs a superuser, only the right to create in the schema, which migrations need anyway.
"""

import unicodedata

from django.db import migrations

LETTERS = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
BARE = {letter: unicodedata.normalize("NFD", letter)[0] for letter in LETTERS}
FOLDED = {letter: bare for letter, bare in BARE.items() if bare != letter}
MARKS = (*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0xC0), *range(0x2000, 0x2070))
SPACES = [chr(code) for code in MARKS if not chr(code).isalnum()]
DROPPED = [chr(code) for code in range(0x300, 0x370)]  # accents that stand by themselves
LONGEST = 100_000  # a tsvector holds a megabyte

SQLITE = [
    """CREATE VIRTUAL TABLE insights_search USING fts5(
        statement, words, content='insights_insight', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2'
    )""",
    """CREATE TRIGGER insights_search_added AFTER INSERT ON insights_insight BEGIN
        INSERT INTO insights_search (rowid, statement, words) VALUES (new.id, new.statement, new.words);
    END""",
    """CREATE TRIGGER insights_search_removed AFTER DELETE ON insights_insight BEGIN
        INSERT INTO insights_search (insights_search, rowid, statement, words)
        VALUES ('delete', old.id, old.statement, old.words);
    END""",
    """CREATE TRIGGER insights_search_changed AFTER UPDATE OF statement, words ON insights_insight BEGIN
        INSERT INTO insights_search (insights_search, rowid, statement, words)
        VALUES ('delete', old.id, old.statement, old.words);
        INSERT INTO insights_search (rowid, statement, words) VALUES (new.id, new.statement, new.words);
    END""",
    "INSERT INTO insights_search (insights_search) VALUES ('rebuild')",
]
NO_SQLITE = [
    *(f"DROP TRIGGER IF EXISTS insights_search_{what}" for what in ("added", "removed", "changed")),
    "DROP TABLE IF EXISTS insights_search",
]


def folded(column):
    spaces, dropped = "".join(SPACES), "".join(DROPPED)
    given = "".join(FOLDED) + spaces + dropped
    made = "".join(FOLDED.values()) + " " * len(spaces)
    quote = "'{}'".format
    return f"translate(left({column}, {LONGEST}), {quote(given.replace(chr(39), chr(39) * 2))}, {quote(made)})"


POSTGRESQL = [
    "CREATE TEXT SEARCH DICTIONARY betterway_stem (TEMPLATE = snowball, LANGUAGE = porter)",
    "CREATE TEXT SEARCH CONFIGURATION betterway (COPY = simple)",
    """ALTER TEXT SEARCH CONFIGURATION betterway
        ALTER MAPPING FOR asciiword, word, numword WITH betterway_stem""",
    f"""ALTER TABLE insights_insight ADD COLUMN search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('betterway', {folded("statement")}), 'A') ||
        setweight(to_tsvector('betterway', {folded("words")}), 'B')
    ) STORED""",
    "CREATE INDEX insights_search ON insights_insight USING gin (search)",
]
NO_POSTGRESQL = [
    "ALTER TABLE insights_insight DROP COLUMN search",
    "DROP TEXT SEARCH CONFIGURATION betterway",
    "DROP TEXT SEARCH DICTIONARY betterway_stem",
]


def index_sqlite(editor):
    for statement in [*NO_SQLITE, *SQLITE]:
        editor.execute(statement)


def add_index(apps, editor):
    if editor.connection.vendor == "sqlite":
        index_sqlite(editor)
    else:
        for statement in POSTGRESQL:
            editor.execute(statement, None)


def remove_index(apps, editor):
    for statement in NO_SQLITE if editor.connection.vendor == "sqlite" else NO_POSTGRESQL:
        editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("insights", "0001_initial")]

    operations = [migrations.RunPython(add_index, remove_index)]
