"""How much of the taking in of a note is the engine, and how it grows. `python -m tests.insights.bench_intake`.

Ratios against the engine's own time for the same text, in one process, on a SQLite database in memory; the best of
three each. The machine's seconds stand beside them for scale only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

SAMPLE = Path(__file__).parent.parent.parent / "betterway/sample/notes"
BULLETS = "• Somebody who waits for a repair wants to know why, and number {} is no exception.\n\n"


def best(work: Callable[[int], object], times: int = 3) -> float:
    seconds = []
    for turn in range(times):
        start = time.perf_counter()
        work(turn)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def texts() -> dict[str, Callable[[int], str]]:
    """A text for each row, different at every turn, so that none is refused as known."""
    notes = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(SAMPLE.glob("2024*.md")))
    one = sorted(SAMPLE.glob("*.md"))[0].read_text(encoding="utf-8")
    points = "".join(BULLETS.format(number) for number in range(12_000))
    return {
        "a note of the sample": lambda turn: f"{one}\n\n• Turn {turn} of the bench has a point of its own.",
        "7,000 characters": lambda turn: f"{notes[:6950]}\n\n• Turn {turn} has a point of its own.",
        "1 MB of points": lambda turn: f"Turn {turn}\n\n{points}"[: 2**20],
    }


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "betterway.settings", "DATABASE_URL": "sqlite://:memory:"}
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from insights import intake
    from insights.extraction import extract

    call_command("migrate", verbosity=0)
    print(f"{'text':24}{'characters':>12}{'engine':>9}{'intake':>9}{'intake / engine':>18}")
    for name, text in texts().items():
        times = 1 if "MB" in name else 3
        engine = best(lambda turn, text=text: extract(text(turn)), times)
        whole = best(lambda turn, text=text: intake.receive(text(turn), by=None, at=timezone.now()), times)
        print(f"{name:24}{len(text(0)):12,}{engine:8.2f}s{whole:8.2f}s{whole / engine:18.1f}")


if __name__ == "__main__":
    main()
