"""RULES: how everything with a name or a title is called, folded, so that it is found however the name is typed.

"Zoë Ångström" is found by "zoe", "O'Brien & Sons" by "O’Brien and sons", Łódź by "lodz", and an organisation by its
other names; a person not by theirs, for former names are not everybody's business. Triggers in the database keep the
folded names in a table of their own, so no way of writing can forget to: not the admin, the import, a merge or a bulk
update. `install` looks after them and runs after every `migrate`, as that of the editions does.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Q
from django.db.models.expressions import RawSQL

from insights.extraction.folding import SINGLE_QUOTES
from insights.flat import Flat

COLUMNS = {
    "people_person": ("name",),
    "people_organisation": ("name", "other_names"),
    "events_cell": ("name",),
    "events_topic": ("name",),
    "events_series": ("title",),
    "events_event": ("title",),
}
BETWEEN = "/"  # stands before and after each name, and in none
LETTERS = [*range(1, 0x600), 0x1680, *range(0x1E00, 0x2070), 0x3000, *range(0xA720, 0xA7D0), *range(0xFB00, 0xFB07)]

TABLES = [
    "CREATE TABLE IF NOT EXISTS betterway_letter (letter varchar(1) PRIMARY KEY, plain varchar(8) NOT NULL)",
    """CREATE TABLE IF NOT EXISTS betterway_called (
        kind varchar(40) NOT NULL, number bigint NOT NULL, folded text NOT NULL, PRIMARY KEY (kind, number)
    )""",
]
PUT = "INSERT INTO betterway_called (kind, number, folded) VALUES ('{table}', {row}.id, {folded})"
PUT += " ON CONFLICT (kind, number) DO UPDATE SET folded = excluded.folded"
TAKE_ALL = "DELETE FROM betterway_called WHERE kind = '{table}'"
TAKE = f"{TAKE_ALL} AND number = old.id"
FILL = "INSERT INTO betterway_called (kind, number, folded) SELECT '{table}', id, {folded} FROM {table}"

SQLITE_LETTERS = """(WITH RECURSIVE made(place, letters) AS (
    SELECT 0, '' UNION ALL
    SELECT place + 1, letters || coalesce(
        (SELECT plain FROM betterway_letter WHERE letter = substr({text}, place + 1, 1)), substr({text}, place + 1, 1)
    ) FROM made WHERE place < length({text})
) SELECT letters FROM made ORDER BY place DESC LIMIT 1)"""
POSTGRESQL_LETTERS = """(SELECT string_agg(coalesce(plain, one), '' ORDER BY place)
    FROM regexp_split_to_table({text}, '') WITH ORDINALITY AS letters (one, place)
    LEFT JOIN betterway_letter ON letter = one)"""


def folded(name: str) -> str:
    """The words of a name: small letters without accents and apostrophes, one space between them."""
    plain = _plain_letters()
    return " ".join("".join(plain.get(letter, letter) for letter in name).replace(BETWEEN, " ").split())


def begin_with(model: type[Model], typed: str) -> Q:
    """The rows that are called by a name that begins with what is typed."""
    return _like(model, [f"{BETWEEN} {folded(typed)}%"])


def hold_words_that_begin_with(model: type[Model], typed: str) -> Q:
    """The rows in one of whose names a word begins with what is typed."""
    return _like(model, [f"% {folded(typed)}%"])


def are_called(model: type[Model], said: str) -> Q:
    """The rows that are called just so."""
    return _like(model, [f"%{BETWEEN} {folded(said)} {BETWEEN}%"])


def hold(model: type[Model], words: list[str]) -> Q:
    """The rows whose names hold every one of the folded words."""
    return _like(model, [f"%{word}%" for word in words])


def _like(model: type[Model], patterns: list[str]) -> Q:
    conditions = " AND ".join(["folded LIKE %s"] * len(patterns))
    sql = f"SELECT number FROM betterway_called WHERE kind = %s AND {conditions}"  # noqa: S608
    return Q(pk__in=RawSQL(sql, [model._meta.db_table, *patterns]))  # noqa: S611


def install(**_: Any) -> None:
    """Make the tables and the triggers that fill them, where any is missing, and write every name anew.

    Nothing happens in a database that has been migrated to some point before all the tables are there.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not COLUMNS.keys() <= set(connection.introspection.table_names(cursor)):
            return
        sqlite = connection.vendor == "sqlite"
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else "SELECT tgname FROM pg_trigger"
        )
        present = {name for (name,) in cursor.fetchall()}
        triggers = _sqlite_triggers() if sqlite else _postgresql_triggers()
        if triggers.keys() <= present:
            return
        for statement in TABLES:
            cursor.execute(statement)
        cursor.execute("DELETE FROM betterway_letter")
        cursor.executemany("INSERT INTO betterway_letter (letter, plain) VALUES (%s, %s)", _plain_letters().items())
        for name in triggers.keys() - present:
            for statement in triggers[name]:
                cursor.execute(statement)
        cursor.execute("DELETE FROM betterway_called")
        for table in COLUMNS:
            cursor.execute(FILL.format(table=table, folded=_folding(table, table)))


@cache
def _plain_letters() -> dict[str, str]:
    """What letters and marks count as in a name, where that is not themselves."""
    plain = {letter: _plain(letter) for letter in map(chr, LETTERS)}
    return {letter: counts_as for letter, counts_as in plain.items() if counts_as != letter}


def _plain(letter: str) -> str:
    """A line end parts two names, an apostrophe parts nothing, and "and" may be written with a mark."""
    if letter in SINGLE_QUOTES:
        return ""
    if letter in "\n&":
        return f" {BETWEEN} " if letter == "\n" else " and "
    small = Flat(letter).letters.replace("'", "")
    return "".join(one if one.isalnum() else " " for one in small)


def _folding(table: str, row: str) -> str:
    """The SQL for all names of a row, folded, each between two marks."""
    text = f" || '{chr(10)}' || ".join(f"{row}.{column}" for column in COLUMNS[table])
    letters = (SQLITE_LETTERS if connection.vendor == "sqlite" else POSTGRESQL_LETTERS).format(text=f"({text})")
    made = f"'{BETWEEN} ' || {letters} || ' {BETWEEN}'"
    for _ in range(5):  # of two spaces and more one is left, up to some thirty
        made = f"replace({made}, '  ', ' ')"
    return made


def _sqlite_triggers() -> dict[str, list[str]]:
    made = {}
    for table, columns in COLUMNS.items():
        put = PUT.format(table=table, row="new", folded=_folding(table, "new"))
        verbs = {
            "insert": ("INSERT", put),
            "update": (f"UPDATE OF {', '.join(columns)}", put),
            "delete": ("DELETE", TAKE.format(table=table)),
        }
        for verb, (when, then) in verbs.items():
            name = f"{table}_{verb}_called"
            made[name] = [f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {then}; END"]
    return made


def _postgresql_triggers() -> dict[str, list[str]]:
    made = {}
    for table, columns in COLUMNS.items():
        name = f"{table}_called"
        put = PUT.format(table=table, row="new", folded=_folding(table, "new"))
        made[name] = [
            f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN {TAKE.format(table=table)}; ELSE {put}; END IF; RETURN NULL; END $$""",
            f"CREATE TRIGGER {name} AFTER INSERT OR DELETE OR UPDATE OF {', '.join(columns)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
        emptied = f"{table}_emptied_called"  # TRUNCATE, as `flush` does it, tells no row
        made[emptied] = [
            f"""CREATE OR REPLACE FUNCTION {emptied}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {TAKE_ALL.format(table=table)}; RETURN NULL; END $$""",
            f"CREATE TRIGGER {emptied} AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {emptied}()",
        ]
    return made
