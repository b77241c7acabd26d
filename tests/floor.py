"""The floor of the benchmarks: a one-file Django app beside ours, served in the same shape, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg

from tests.betterway.test_serve import Running, free_port
from tests.everyday import POSTGRES, answers
from tests.rush import drop_database, free_database

SHAPE = ["-k", "gthread", "-w", "2", "--threads", "4", "--log-level", "warning"]  # as betterway.serve runs the app


@contextmanager
def floor(path: Path, database: str, **given: str) -> Iterator[int]:
    """The floor with a database of its own, served at the port given."""
    url, port = urlsplit(free_database(database)), free_port()
    env = {**os.environ, "FLOOR_DB": database, "FLOOR_PORT": str(url.port or 5432), **given}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, path.name, "seed"], cwd=path.parent, env=env, check=True, capture_output=True)
    command = [sys.executable, "-m", "gunicorn", *SHAPE, "-b", f"127.0.0.1:{port}", f"{path.stem}:application"]
    server = subprocess.Popen(command, cwd=path.parent, env=env)
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/hello", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)
        drop_database(database)


@contextmanager
def app(database: str, found: Callable[..., None] | None = None) -> Iterator[Running]:
    """The app as `make run` starts it: with the sample, or with what `found` founds in the folder it is given."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"DATABASE_URL": free_database(database)}
        if found:
            found(Path(folder), **given)
        running = Running(Path(folder), **given)
        try:
            running.wait()
            yield running
        finally:
            running.stop()
            drop_database(database)


def run(what: str, measure: Callable[[Path], None]) -> int:
    """Measure against the floor that FLOOR names, where there is one and PostgreSQL answers. Returns an exit code."""
    if not os.environ.get("FLOOR"):
        print(f"{what}: not measured. Give the floor: FLOOR=path/to/floor_app.py")
        return 0
    path = Path(os.environ["FLOOR"]).resolve()
    if not path.is_file():
        print(f"There is no floor at {os.environ['FLOOR']}.", file=sys.stderr)
        return 2
    if silence := answers(POSTGRES):
        print(f"{what}: not measured. PostgreSQL does not answer: {silence}")
        return 0
    try:
        measure(path)
    except psycopg.Error as error:
        sys.exit(str(error))
    return 0
