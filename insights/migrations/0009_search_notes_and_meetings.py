"""The indexes behind the search in meetings and in notes, made as that of insights is: see 0002_search.

A later migration that makes Django rebuild `events_event` or `insights_note` on SQLite drops their triggers: let it
run `index_sqlite` again; tests/insights/search/test_indexes.py fails otherwise.
"""

from importlib import import_module

from django.db import migrations

folded = import_module("insights.migrations.0002_search").folded
MEETINGS = ("events_event", "events_search", ("title", "summary", "place", "description"))
NOTES = ("insights_note", "notes_search", ("title", "text"))


def index_sqlite(editor, table, name, columns):
    """Make the FTS5 table anew, with the triggers that keep it."""
    listed, old, new = (", ".join(f"{row}{column}" for column in columns) for row in ("", "old.", "new."))
    put = f"INSERT INTO {name} (rowid, {listed}) VALUES (new.id, {new});"
    take = f"INSERT INTO {name} ({name}, rowid, {listed}) VALUES ('delete', old.id, {old});"
    for statement in [
        *unindexed(name),
        f"""CREATE VIRTUAL TABLE {name} USING fts5(
            {listed}, content='{table}', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
        )""",
        f"CREATE TRIGGER {name}_added AFTER INSERT ON {table} BEGIN {put} END",
        f"CREATE TRIGGER {name}_removed AFTER DELETE ON {table} BEGIN {take} END",
        f"CREATE TRIGGER {name}_changed AFTER UPDATE OF {listed} ON {table} BEGIN {take} {put} END",
        f"INSERT INTO {name} ({name}) VALUES ('rebuild')",
    ]:
        editor.execute(statement)


def unindexed(name):
    triggers = [f"DROP TRIGGER IF EXISTS {name}_{what}" for what in ("added", "removed", "changed")]
    return [*triggers, f"DROP TABLE IF EXISTS {name}"]


def index_postgresql(editor, table, name, columns):
    parts = [
        f"setweight(to_tsvector('betterway', {folded(column)}), '{letter}')"
        for column, letter in zip(columns, "ABCD", strict=False)
    ]
    column = f"search tsvector GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
    editor.execute(f"ALTER TABLE {table} ADD COLUMN {column}", None)
    editor.execute(f"CREATE INDEX {name} ON {table} USING gin (search)", None)


def add_indexes(apps, editor):
    make = index_sqlite if editor.connection.vendor == "sqlite" else index_postgresql
    for index in (MEETINGS, NOTES):
        make(editor, *index)


def remove_indexes(apps, editor):
    for table, name, _ in (MEETINGS, NOTES):
        sqlite = editor.connection.vendor == "sqlite"
        for statement in unindexed(name) if sqlite else [f"ALTER TABLE {table} DROP COLUMN search"]:
            editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("insights", "0008_notes_of_one_source"), ("events", "0007_recurring_meetings")]

    operations = [migrations.RunPython(add_indexes, remove_indexes)]
