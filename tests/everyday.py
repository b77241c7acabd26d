"""Runs the everyday suite on SQLite and, where it answers, on PostgreSQL; says at the end which ran.

Tests that touch no database run once.

`python -m tests.everyday`, which is what `make test` does. TEST_DATABASE_URL names the PostgreSQL to use;
its default is the local one. With `--proof`, the tests that take longer. What Hypothesis tries is the same each
time here, and new whenever pytest is run by hand or as a proof.
"""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
NO_TESTS = 5  # pytest's exit code where nothing was collected


def answers(url: str) -> str:
    """Nothing if PostgreSQL answers at `url`, else why not."""
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error as error:
        return str(error).splitlines()[0]
    return ""


def run(name: str, url: str, chosen: list[str]) -> str:
    print(f"\n{name}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", *chosen]
    given = {**os.environ, "DATABASE_URL": url, "BASE_URL": "", "DEBUG": "0"}  # whatever .env says
    code = subprocess.run(command, env=given).returncode
    return "passed" if code in (0, NO_TESTS) else "FAILED"


def main() -> int:
    proof = "--proof" in sys.argv
    chosen = ["-m", "proof"] if proof else ["-m", "not proof", "--hypothesis-profile", "ci"]
    outcomes = [("SQLite", run("SQLite", "sqlite://:memory:", chosen))]
    silence = answers(POSTGRES)
    if silence:
        outcomes.append(("PostgreSQL", f"did not run: {silence}"))
    else:
        again = chosen if proof else [*chosen, "--database-only"]
        outcomes.append(("PostgreSQL", run("PostgreSQL", POSTGRES, again)))
    print()
    for name, outcome in outcomes:
        print(f"{name:12}{outcome}")
    return int(any(outcome == "FAILED" for _, outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
