"""RULES: the edition: a mark that is another one as soon as anything changes that public pages show.

What is worked out once for an edition (`betterway.pages.keeping`) holds exactly until the next. Triggers in the
database leave the marks, so no way of writing can forget to: not the admin, the import, or a bulk update. Each change
adds a mark instead of changing one, so no two transactions wait for each other; the edition is the sum of them all,
and the worker clears them away. The triggers are looked after by `install`, which runs after every `migrate`: SQLite
drops a table's triggers when a migration builds the table anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction

# What pages show that are kept; of a member's row only the columns that do, for logging in changes it too.
SHOWN = {
    "events_cell": (),
    "events_cell_convenors": (),
    "events_event": (),
    "events_event_convenors": (),
    "events_series": (),
    "events_speaker": (),
    "events_topic": (),
    "events_topicitem": (),
    "insights_echo": (),
    "insights_insight": (),
    "insights_note": (),
    "insights_note_organisations": (),
    "insights_noterevision": (),
    "insights_passage": (),
    "insights_redaction": (),
    "insights_redaction_notes": (),
    "insights_withdrawal": (),
    "people_affiliation": (),
    "people_member": ("name", "is_active", "is_staff", "is_superuser", "state"),
    "people_network": (),
    "people_organisation": (),
    "people_person": (),
}
MANY = 1_000  # marks, from which on they are cleared away

TABLE = "CREATE TABLE IF NOT EXISTS betterway_edition (mark bigint NOT NULL)"
SQLITE = {
    "verbs": ("insert", "update", "delete"),
    "mark": "INSERT INTO betterway_edition (mark) VALUES (abs(random() % 1000000000000))",
    "present": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "before": [TABLE],
    "then": "BEGIN INSERT INTO betterway_edition (mark) VALUES (abs(random() % 1000000000000)); END",
}
POSTGRESQL = {
    "verbs": ("insert", "update", "delete", "truncate"),
    "mark": "INSERT INTO betterway_edition (mark) VALUES (floor(random() * 1000000000000))",
    "present": "SELECT tgname FROM pg_trigger",
    "before": [
        TABLE,
        """CREATE OR REPLACE FUNCTION betterway_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO betterway_edition (mark) VALUES (floor(random() * 1000000000000)); RETURN NULL; END $$""",
    ],
    "then": "FOR EACH STATEMENT EXECUTE FUNCTION betterway_new_edition()",
}


def edition() -> str:
    """The mark of what pages show now: one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(mark), 0) FROM betterway_edition")
        return "{}-{}".format(*cursor.fetchone())


def clear(*, at: datetime) -> int:
    """Clear the marks away when there are many; returns how many there were. It makes a new edition."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM betterway_edition")
        number = cursor.fetchone()[0]
        if number < MANY:
            return 0
        cursor.execute("DELETE FROM betterway_edition")
        cursor.execute(_words()["mark"])
        return number


def install(**_: Any) -> None:
    """Make the table of marks and the triggers that fill it, where any is missing.

    Nothing happens in a database that has been migrated to some point before all the tables are there.
    """
    words = _words()
    with transaction.atomic(), connection.cursor() as cursor:
        if not set(SHOWN) <= set(connection.introspection.table_names(cursor)):
            return
        cursor.execute(words["present"])
        present = {name for (name,) in cursor.fetchall()}
        wanted = {f"{table}_{verb}_edition": (table, verb) for table in SHOWN for verb in words["verbs"]}
        if not wanted.keys() - present:
            return
        for statement in words["before"]:
            cursor.execute(statement)
        for name in wanted.keys() - present:
            table, verb = wanted[name]
            of = f" OF {', '.join(SHOWN[table])}" if SHOWN[table] and verb == "update" else ""
            cursor.execute(f"CREATE TRIGGER {name} AFTER {verb}{of} ON {table} {words['then']}")


def _words() -> dict[str, Any]:
    """The SQL of this database."""
    return SQLITE if connection.vendor == "sqlite" else POSTGRESQL
