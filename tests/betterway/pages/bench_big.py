"""How long a member waits for a page of a network of 100,000 insights, on SQLite and on PostgreSQL.

`python -m tests.betterway.pages.bench_big`. Makes the network up (some minutes), and asks for each search once, with
nothing kept from a search before: common words, and rare ones. Prints milliseconds of this machine, for scale: the
95th of 100 at one client; and how much longer the last page of a long list takes than the first.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.everyday import POSTGRES, answers
from tests.rush import ROOT, drop_database, environment, free_database

INSIGHTS, ASKED = 100_000, 40
RARE = range(1, 40)  # insights that a rare word stands in


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def look() -> None:
    """Prints, as JSON, what the pages take in this process; the settings say which database."""
    from django.core.cache import caches
    from django.test import Client

    from insights.models import Insight
    from insights.search.ranking import LITTLE_WORDS

    counted: Counter[str] = Counter()
    for statement in Insight.objects.order_by("pk").values_list("statement", flat=True).iterator():
        counted.update(set(re.findall(r"[a-z]{4,}", statement.lower())))
    words = [word for word, _ in counted.most_common() if word not in LITTLE_WORDS.split()]
    rare = [word for word in words if counted[word] in RARE]
    client = Client(headers={"host": "127.0.0.1"})

    def wait_for(path: str) -> float:
        caches["pages"].clear()
        return timed(lambda: client.get(path))

    for path in ("/search/?q=council", "/insights/", "/people/"):
        wait_for(path)  # templates are read once a process
    found = {
        "search, common words": p95([wait_for(f"/search/?q={word}") for word in words[:ASKED]]),
        "search, rare words": p95([wait_for(f"/search/?q={word}") for word in rare[:ASKED]]),
        "the front page": p95([wait_for("/") for _ in range(5)]),
        "the list of insights": p95([wait_for("/insights/") for _ in range(5)]),
    }
    found["the same for the next visitor"] = timed(lambda: client.get("/insights/"))
    print(json.dumps(found))


def measure(database: str, **given: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder), **given)
        for command in (["migrate"], ["load_sample", "--insights", str(INSIGHTS)], ["collectstatic", "--no-input"]):
            subprocess.run(
                [sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=env, check=True, capture_output=True
            )
        code = "from tests.betterway.pages.bench_big import look; look()"
        run = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
        done = subprocess.run(run, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
        for what, waited in json.loads(done.stdout.splitlines()[-1]).items():
            print(f"{database:10}  {what:30} {waited:7.0f} ms")


def main() -> int:
    measure("SQLite")
    if silence := answers(POSTGRES):
        print(f"PostgreSQL does not answer: {silence}")
        return 0
    name = f"big_{os.getpid()}"
    try:
        measure("PostgreSQL", DATABASE_URL=free_database(name))
    finally:
        drop_database(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
