"""How long a member waits for a page of a network of 100,000 insights, on SQLite and on PostgreSQL.

`python -m tests.betterway.pages.bench_big`. Makes the network up (some minutes), and asks for each search once, so
that no page is kept from before: common words, and rare ones. Prints milliseconds of this machine, for scale: the
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
from itertools import islice
from pathlib import Path

from tests.everyday import POSTGRES, answers
from tests.rush import ROOT, drop_database, environment, free_database

INSIGHTS, ASKED = 100_000, 40
RARE = range(1, 40)  # insights that a rare word is found in, in any of its forms


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
    from django.utils import timezone

    from betterway import clock
    from insights.models import Insight
    from insights.search.indexes import INSIGHTS
    from insights.search.ranking import LITTLE_WORDS

    counted: Counter[str] = Counter()
    for statement in Insight.objects.order_by("pk").values_list("statement", flat=True).iterator():
        counted.update(set(re.findall(r"[a-z]{4,}", statement.lower())))
    words = [word for word, _ in counted.most_common() if word not in LITTLE_WORDS.split()]
    few = (word for word in words if counted[word] in RARE)
    insights = Insight.objects.order_by()
    rare = list(islice((word for word in few if INSIGHTS.holding(insights, [word]).count() in RARE), ASKED))
    client = Client(headers={"host": "127.0.0.1"})

    def wait_for(path: str, *, first: bool = True) -> float:
        """For the page, not kept; where it is not the `first` of its edition, with what was counted for that."""
        for name in ("pages", "numbers") if first else ("pages",):
            caches[name].clear()
        return timed(lambda: client.get(path))

    clock.tick(at=timezone.now())  # as the worker does every minute
    for path in ("/search/?q=council", "/insights/", "/people/"):
        wait_for(path, first=False)  # templates are read once a process, and numbers counted once an edition
    found = {
        "search, common words": p95([wait_for(f"/search/?q={word}", first=False) for word in words[:ASKED]]),
        "search, rare words": p95([wait_for(f"/search/?q={word}", first=False) for word in rare]),
        "insights with facets, common words": p95([wait_for(f"/insights/?q={word}") for word in words[:ASKED]]),
        "insights with facets, rare words": p95([wait_for(f"/insights/?q={word}") for word in rare]),
        "the front page": p95([wait_for("/") for _ in range(5)]),
        "the list of insights": p95([wait_for("/insights/") for _ in range(5)]),
    }
    found["the same for the next visitor"] = timed(lambda: client.get("/insights/"))
    for path in ("/insights/", "/events/", "/people/"):
        first = statistics.median(wait_for(f"{path}?page=1") for _ in range(5))
        last = statistics.median(wait_for(f"{path}?page=999999") for _ in range(5))
        found[f"{path}: the last page, of the first"] = last / first
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
            told = f"{waited:7.2f}" if "last page" in what else f"{waited:7.0f} ms"
            print(f"{database:10}  {what:45} {told}")


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
