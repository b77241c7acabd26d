"""How many attempts to sign up the app takes in, against a floor that does nothing else, on PostgreSQL.

`FLOOR=path/to/floor_app.py python -m tests.events.bench_sign_up`. The floor is a one-file Django app with
`POST /signup/<id>` and a `seed` command, which finds its database by FLOOR_DB and FLOOR_PORT. Both are served by
gunicorn in the same shape, and driven by the same client in turns; the app with everything on (CSRF, session,
validation, history, outbox, the worker that sends beside it). Prints the ratio; rates are for scale only.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from tests.floor import app, floor, run
from tests.rush import Attempt, attempts_of, found_network, rush, told

ATTEMPTS, CLIENTS, TURNS, PLACES = 200, 20, 9, 50
WANTED = 0.3


def measure(path: Path) -> None:
    """Rush both in turns, and print the app's part of the floor's rate (the median)."""
    print(f"{ATTEMPTS} attempts by {CLIENTS} clients for {PLACES} places, in turns, on PostgreSQL")
    name = f"bench_{os.getpid()}"
    ratios = []
    with floor(path, f"{name}_floor") as port, app(f"{name}_app", found_network) as ours:
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
    print(f"Signing up takes in {statistics.median(ratios):.2f} of the floor's attempts a second (wanted: {WANTED})")


if __name__ == "__main__":
    sys.exit(run("Signing up", measure))
