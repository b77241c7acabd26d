"""Golden notes: the sample network and some rough texts, read by hand, scored as a whole."""

import json
from pathlib import Path

import pytest

from insights.extraction import extract
from insights.extraction.reading import decode
from insights.extraction.records import Document
from tests.insights.extraction.scoring import Table, overlap, score

GOLDEN = Path(__file__).parent / "golden"
SAMPLE = Path(__file__).parents[3] / "betterway" / "sample"
FOLDERS = (SAMPLE / "notes", SAMPLE / "articles", GOLDEN / "texts")

# (part, measure, floor): what the engine reached when this was written, less a small margin.
FLOORS = (
    ("documents", "recall", 1.0),
    ("exact offsets", "recall", 1.0),
    ("listed points", "recall", 0.99),
    ("title", "recall", 0.97),
    ("topics", "recall", 0.97),
    ("kind", "recall", 0.95),
    ("date", "recall", 0.93),
    ("cell", "recall", 0.95),
    ("people", "precision", 0.98),
    ("people", "recall", 0.93),
    ("speakers", "f1", 0.92),
    ("role", "recall", 0.86),
    ("position", "recall", 0.92),
    ("employer", "recall", 0.87),
    ("organisations", "f1", 0.90),
    ("insights", "f1", 0.83),
    ("insights", "recall", 0.91),
    ("essential points", "recall", 0.91),
    ("attribution", "recall", 0.95),
    ("kind of point", "recall", 0.60),
)


def texts() -> dict[str, str]:
    return {p.name: decode(p.read_bytes()) for folder in FOLDERS if folder.is_dir() for p in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def table() -> Table:
    known, found, out = texts(), {}, Table()
    for path in sorted(GOLDEN.glob("*.json")):
        golden = json.loads(path.read_text(encoding="utf-8"))
        name = golden["source_file"]
        documents: tuple[Document, ...] = found.setdefault(name, extract(known[name], source=name))
        whole = (golden["start"], golden["end"])
        best = max(documents, key=lambda d: overlap(whole, (d.start, d.end)), default=None)
        score(out, golden, best if best and overlap(whole, (best.start, best.end)) >= 0.8 else None, known[name])
    print(f"\n{out}")
    return out


@pytest.mark.parametrize(("part", "measure", "floor"), FLOORS)
def test_the_golden_notes_are_read_as_well_as_before(table: Table, part: str, measure: str, floor: float) -> None:
    assert getattr(table[part], measure) >= floor, str(table)
