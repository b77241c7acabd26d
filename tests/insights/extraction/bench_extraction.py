"""python -m tests.insights.extraction.bench_extraction: what the engine costs, as a table with ratios."""

from __future__ import annotations

import subprocess
import sys
import time

from insights.extraction import extract
from tests.insights.extraction.notes import MEETING

MILLION = 1_000_000
MONSTERS = {
    "bullets": "• We need more trust\n",
    "one sentence": "word after word ",
    "capitals": "Anna Bowers ",
    "nested quotes": "'\"‘“",
}


def seconds(text: str) -> float:
    """The best of up to three runs."""
    best = float("inf")
    for _ in range(3 if len(text) < 100_000 else 1):
        start = time.perf_counter()
        extract(text)
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print cost per 1,000 characters at growing lengths, one megabyte of each monster, and a cold start."""
    base = 0.0
    print(f"{'characters':>12}{'ms':>10}{'ms per 1,000':>14}{'ratio':>8}")
    for times in (10, 20, 40, 80, 160):
        text = MEETING * times
        cost = seconds(text) * 1e6 / len(text)
        base = base or cost
        print(f"{len(text):12,}{cost * len(text) / 1000:10.1f}{cost:14.2f}{cost / base:8.2f}")
    for name, unit in MONSTERS.items():
        text = (unit * (MILLION // len(unit) + 1))[:MILLION]
        tenth, whole = seconds(text[: MILLION // 10]), seconds(text)
        print(f"1 MB of {name:16}{whole:8.2f} s   {whole / tenth:5.1f} times a tenth of it")
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "insights.extraction", "-", "--json"], input=MEETING.encode(), check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    print(f"cold start with one note {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
