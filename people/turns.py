"""RULES: what is done by one at a time, because it goes by which people, topics and addresses are there."""

from __future__ import annotations

from django.db import connection

TAKING_IN = 0x6E6F7465  # the number of the lock: "note" in ASCII


def one_at_a_time() -> None:
    """Let nobody else take a note in, or make two people one, until this transaction ends.

    So addresses and names found free stay free, and nobody who is found is gone before a note has named them.
    PostgreSQL only: on SQLite a transaction that writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TAKING_IN])
