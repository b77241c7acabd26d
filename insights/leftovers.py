"""What a database keeps of words after they were deleted, as far as SQL reaches it; nothing to do on PostgreSQL.

SQLite leaves deleted words readable in its file and its log, and the search index keeps the words of a deleted entry
until it is tidied. PostgreSQL's index is a column and changes with its row; its dead rows go with its own VACUUM.
Copies of the database made before are the network's own to deal with.
"""

from __future__ import annotations

from django.db import connection

from insights.search.indexes import INSIGHTS, MEETINGS, NOTES


def overwrite_what_is_deleted() -> None:
    """From here on this connection overwrites with zeros whatever is deleted."""
    _sqlite("PRAGMA secure_delete = ON")


def forget_words_of_the_search() -> None:
    """Take out of the search indexes what no row says any more. Reads the whole indexes."""
    for index in (INSIGHTS, MEETINGS, NOTES):
        _sqlite(f"INSERT INTO {index.name} ({index.name}) VALUES ('optimize')")  # noqa: S608


def empty_the_log() -> None:
    """Bring SQLite's log into the file and cut it to nothing; not within a transaction."""
    if not connection.in_atomic_block:
        _sqlite("PRAGMA wal_checkpoint(TRUNCATE)")


def _sqlite(statement: str) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()
