"""How many attempts to sign up the app takes in, against a floor that does nothing else, on PostgreSQL.

`FLOOR=path/to/floor_app.py python -m tests.events.bench_sign_up`. The floor is a one-file Django app with
`POST /signup/<id>` and a `seed` command, which finds its database by FLOOR_DB and FLOOR_PORT. Both are served by
gunicorn in the same shape, and driven by the same client in turns; the app with everything on (CSRF, session,
validation, history, outbox, the worker that sends beside it). Prints the ratio; rates are for scale only.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg

from tests.betterway.test_serve import Running, free_port
from tests.everyday import POSTGRES, answers
from tests.rush import Attempt, attempts_of, drop_database, found_network, free_database, rush, told

ATTEMPTS, CLIENTS, TURNS, PLACES = 200, 20, 9, 50
WANTED = 0.3
SHAPE = ["-k", "gthread", "-w", "2", "--threads", "4", "--log-level", "warning"]  # as betterway.serve runs the app


@contextmanager
def floor(path: Path, database: str) -> Iterator[int]:
    """The floor with a database of its own, served at the port given."""
    url, port = urlsplit(free_database(database)), free_port()
    env = {**os.environ, "FLOOR_DB": database, "FLOOR_PORT": str(url.port or 5432)}
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
def app(database: str) -> Iterator[Running]:
    """The app as `make run` starts it, with a network without the sample."""
    with tempfile.TemporaryDirectory() as folder:
        given = {"DATABASE_URL": free_database(database)}
        found_network(Path(folder), **given)
        running = Running(Path(folder), **given)
        try:
            running.wait()
            yield running
        finally:
            running.stop()
            drop_database(database)


def measure(path: Path) -> float:
    """Rush both in turns, print what came of it, and return the app's part of the floor's rate (the median)."""
    name = f"bench_{os.getpid()}"
    ratios = []
    with floor(path, f"{name}_floor") as port, app(f"{name}_app") as ours:
        code = f"from tests.rush import lay_ground; lay_ground({ATTEMPTS}, {TURNS + 1}, {PLACES})"
        ground = told(code, ours.env)
        for turn, meeting in enumerate(ground["meetings"]):
            theirs = [Attempt(f"/signup/{turn + 1}", {"email": f"{n}@example.org"}) for n in range(ATTEMPTS)]
            floor_rush = rush(port, theirs, CLIENTS)
            our_rush = rush(ours.port, attempts_of(ours.port, meeting, ground["sessions"]), CLIENTS)
            amiss = [status for status, _ in floor_rush.answers if status not in (201, 202)]
            amiss += [status for status, _ in our_rush.answers if status != 302]
            if amiss:
                raise SystemExit(f"{len(amiss)} attempts went wrong: {sorted(set(amiss))}")
            if turn:  # the first warms both up
                ratios.append(our_rush.a_second / floor_rush.a_second)
                ours_and_floor = f"app {our_rush.a_second:6.0f}/s   floor {floor_rush.a_second:6.0f}/s"
                print(f"{turn:4}  {ours_and_floor}   {ratios[-1]:.2f}")
    return statistics.median(ratios)


def main() -> int:
    if not os.environ.get("FLOOR"):
        print("Signing up: not measured. Give the floor: FLOOR=path/to/floor_app.py")
        return 0
    path = Path(os.environ["FLOOR"]).resolve()
    if not path.is_file():
        print(f"There is no floor at {os.environ['FLOOR']}.", file=sys.stderr)
        return 2
    if silence := answers(POSTGRES):
        print(f"Signing up: not measured. PostgreSQL does not answer: {silence}")
        return 0
    print(f"{ATTEMPTS} attempts by {CLIENTS} clients for {PLACES} places, in turns, on PostgreSQL")
    ratio = measure(path)
    print(f"Signing up takes in {ratio:.2f} of the floor's attempts a second (wanted: {WANTED})")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except psycopg.Error as error:
        sys.exit(str(error))
