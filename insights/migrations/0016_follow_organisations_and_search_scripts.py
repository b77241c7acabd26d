"""Organisations are followed; and the three indexes behind the search anew, for all scripts and for fractions.

Vowel signs of Hindi, Tamil and the like, and points of Arabic and Hebrew, are parts of words on both databases; ½ is
found as it is written without a key for it. A later migration that makes Django rebuild one of the tables on SQLite
drops its triggers: let it run `index_sqlite` again; tests/insights/search/test_indexes.py fails otherwise.
"""

import unicodedata
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

before = import_module("insights.migrations.0014_search_letters")
FRACTIONS = {sign: f" {' '.join(unicodedata.normalize('NFKD', sign).split(chr(0x2044)))} " for sign in "¼½¾⅓⅔⅛⅜⅝⅞"}
SIGNS = {**FRACTIONS, "¹": "1", "²": "2", "³": "3"}
# Letters, digits and marks; no other signs for numbers, which PostgreSQL's parser drops.
TOKENS = "porter unicode61 remove_diacritics 2 categories ''L* Nd Nl Co Mn Mc''"


def signs_written(column):
    for sign, instead in SIGNS.items():
        column = f"replace({column}, '{sign}', '{instead}')"
    return column


def plain_in_sqlite(column):
    """In two steps: SQLite's parser takes some thirty functions one within another."""
    return f"(SELECT {signs_written('letters')} FROM (SELECT {before.plain(column)} AS letters))"


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
        f"setweight(to_tsvector('betterway', {before.folded(signs_written(before.plain(column)))}), '{letter}')"
        for column, letter in zip(columns, "ABCD", strict=False)
    ]
    editor.execute(f"ALTER TABLE {table} DROP COLUMN search", None)
    column = f"search tsvector GENERATED ALWAYS AS ({' || '.join(parts)}) STORED"
    editor.execute(f"ALTER TABLE {table} ADD COLUMN {column}", None)
    # Each row goes into the index at once: a list of those still to come in would be read by every search.
    editor.execute(f"CREATE INDEX {name} ON {table} USING gin (search) WITH (fastupdate = off)", None)


def index_anew(apps, editor):
    make = index_sqlite if editor.connection.vendor == "sqlite" else index_postgresql
    for index in before.INDEXES:
        make(editor, *index)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0011_opens_before_it_starts_always'),
        ('insights', '0015_words'),
        ('people', '0008_stop_mails_of_care'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='follow',
            name='follow_of_one_thing',
        ),
        migrations.AddField(
            model_name='follow',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.organisation'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cell__isnull', False), ('organisation', None), ('person', None), ('topic', None)), models.Q(('cell', None), ('organisation', None), ('person', None), ('topic__isnull', False)), models.Q(('cell', None), ('organisation', None), ('person__isnull', False), ('topic', None)), models.Q(('cell', None), ('organisation__isnull', False), ('person', None), ('topic', None)), _connector='OR'), name='follow_of_one_thing', violation_error_message='Follow a cell, a topic, a person or an organisation: one of them.'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('member', 'organisation'), name='follow_organisation_once', violation_error_message='You follow this already.'),
        ),
        migrations.RunPython(index_anew, migrations.RunPython.noop),
    ]
