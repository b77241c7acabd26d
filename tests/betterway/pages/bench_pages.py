"""How many pages a second the app serves to visitors, against a floor that does nothing else, on PostgreSQL.

`FLOOR=path/to/floor_app.py python -m tests.betterway.pages.bench_pages`. The floor is a one-file Django app with
Django's own middleware (MW=1), a list of 50 of its 3,000 rows and a ranked search among them; the app has the sample
network. Both are served by gunicorn in the same shape and driven by the same client in turns. What the app keeps for
an edition is on; "another search each time" is what it does without. Prints ratios; rates are for scale only.
"""

from __future__ import annotations

import http.client
import itertools
import os
import statistics
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.floor import app, floor, run

CLIENTS, SECONDS, TURNS = 4, 1.5, 5
WORDS = "trust power money council trustees letter grant decide shame budget people".split()  # noqa: SIM905
PLACES = "river policy health school climate energy water market teacher nurse farmer".split()  # noqa: SIM905


def rate(port: int, paths: Iterator[str]) -> float:
    """Pages a second for that many clients, each through one connection; raises SystemExit where one goes wrong."""
    end = time.perf_counter() + SECONDS

    def read(number: int) -> int:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        done = 0
        while time.perf_counter() < end:
            line.request("GET", next(paths))
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"A page went wrong: {answer.status}")
            done += 1
        line.close()
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(read, range(CLIENTS))) / SECONDS


class Cycle:
    """The paths again and again, for several threads."""

    def __init__(self, paths: list[str]) -> None:
        self.paths, self.numbers = paths, itertools.count()

    def __next__(self) -> str:
        return self.paths[next(self.numbers) % len(self.paths)]


def measure(path: Path) -> None:
    name = f"bench_{os.getpid()}"
    once = [f"/search/?q={one}+{other}+-{third}" for one in WORDS for other in WORDS for third in WORDS]
    fresh = Cycle(once)
    pairs = {
        "the list of insights": (Cycle(["/insights/"]), Cycle(["/list"]), 0.5),
        "search": (Cycle([f"/search/?q={w}" for w in WORDS]), Cycle([f"/search?q={w}" for w in PLACES]), 0.5),
        "another search each time": (fresh, Cycle([f"/search?q={w}" for w in PLACES]), None),
    }
    with floor(path, f"{name}_floor", MW="1") as port, app(f"{name}_app") as ours:
        for what, (ours_paths, floor_paths, wanted) in pairs.items():
            ratios = []
            for turn in range(TURNS + 1):
                theirs, mine = rate(port, floor_paths), rate(ours.port, ours_paths)
                if turn:  # the first warms both up
                    ratios.append(mine / theirs)
                    print(f"{turn:4}  app {mine:6.0f}/s   floor {theirs:6.0f}/s   {ratios[-1]:.2f}")
            asked = f" (wanted: {wanted})" if wanted else ""
            print(f"{what.capitalize()}: {statistics.median(ratios):.2f} of the floor's pages a second{asked}")


if __name__ == "__main__":
    sys.exit(run("Pages", measure))
