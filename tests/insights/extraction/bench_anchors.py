"""How long re-anchoring and the look-up of near-copies take: `python -m tests.insights.extraction.bench_anchors`."""

import sqlite3
import time
from collections.abc import Callable
from itertools import accumulate
from random import Random

from insights.extraction.anchors import describe, find_again
from insights.extraction.fingerprints import resemblance, sketch
from tests.insights.extraction import simulator


def best_of(times: int, work: Callable[[], object]) -> float:
    """Milliseconds of the fastest of some runs."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return min(spent) * 1000


VOCABULARY = ["".join(Random(word).choices("abcdefghijklmnoprstuvw", k=2 + word % 7)) for word in range(3000)]
WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(3000)))


def made_up_note(number: int, words: int = 700) -> str:
    """A note of made-up words, a few of them very common, as in a real text."""
    return " ".join(Random(number).choices(VOCABULARY, cum_weights=WEIGHTS, k=words))


def anchors(size: int, count: int, runs: int) -> None:
    notes = [file.read_text("utf-8") for file in simulator.SAMPLE_NOTES] or list(simulator.OWN_NOTES)
    old = ("\n\n".join(notes) + "\n\n") * (size // sum(map(len, notes)) + 1)
    rng = Random(0)
    old = "".join(word + rng.choice(["", "", "a", "er "]) for word in old[:size].split(" ") for word in (word, " "))[
        :size
    ]
    spans = simulator.passages(old)
    described = [describe(old, *span) for span in spans[:: len(spans) // count][:count]]
    for edit in (simulator.typos, simulator.reworded, simulator.moved_paragraphs):
        new = edit(simulator.Tracked.old(old), Random(1)).text
        spent = best_of(runs, lambda new=new: find_again(old, new, described))
        print(f"find_again, {len(described)} passages, {size:,} characters, {edit.__name__}: {spent:.0f} ms")


def copies(count: int) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE sketched (hash INTEGER, note INTEGER, PRIMARY KEY (hash, note)) WITHOUT ROWID")
    sketches = [sketch(made_up_note(number)) for number in range(count)]
    rows = ((hashed, note) for note, sketched in enumerate(sketches) for hashed in sketched)
    database.executemany("INSERT INTO sketched VALUES (?, ?)", rows)
    found = false = 0
    spent = []
    for number in range(0, count, count // 200):
        edited = simulator.some_words(simulator.Tracked.old(made_up_note(number)), Random(number), 0.05).text
        sought = sketch(edited)
        started = time.perf_counter()
        near = look_up(database, sought)
        hits = [note for note in near if resemblance(sought, sketches[note]) >= 0.3]
        spent.append(time.perf_counter() - started)
        found, false = found + (number in hits), false + len([note for note in hits if note != number])
    print(
        f"{count:,} notes: {found} of {len(spent)} edited copies found, {false} false, "
        f"{1000 * sum(spent) / len(spent):.2f} ms a query; sketch {best_of(5, lambda: sketch(made_up_note(1))):.1f} ms"
    )


def look_up(database: sqlite3.Connection, sought: tuple[int, ...]) -> list[int]:
    marks = ",".join("?" * len(sought))
    query = f"SELECT note FROM sketched WHERE hash IN ({marks}) GROUP BY note HAVING COUNT(*) >= 4 LIMIT 20"  # noqa: S608
    return [note for (note,) in database.execute(query, sought)]


if __name__ == "__main__":
    anchors(20_000, 60, 5)
    anchors(1_000_000, 60, 1)
    copies(10_000)
