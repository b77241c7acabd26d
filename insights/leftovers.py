"""What a database keeps of words after they were deleted, as far as SQL reaches it; nothing to do on PostgreSQL.

SQLite leaves deleted words readable in its file and its log, and the search index keeps the words of a deleted entry
until it is tidied. PostgreSQL's index is a column and changes with its row; its dead rows go with its own VACUUM.
Copies of the database made before are the network's own to deal with.
"""

from __future__ import annotations

from django.db import connection


def overwrite_what_is_deleted() -> None:
    """From here on this connection overwrites with zeros whatever is deleted."""
    _sqlite("PRAGMA secure_delete = ON")


def forget_words_of_the_search() -> None:
    """Take out of the search index what no insight says any more. Reads the whole index."""
    _sqlite("INSERT INTO insights_search (insights_search) VALUES ('optimize')")


def empty_the_log() -> None:
    """Bring SQLite's log into the file and cut it to nothing; not within a transaction."""
    if not connection.in_atomic_block:
        _sqlite("PRAGMA wal_checkpoint(TRUNCATE)")


def _sqlite(statement: str) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.fetchall()
