"""Score documents against the project's golden answers: how much was found, how much of it was right.

A passage counts as found where what it shares with the expected one is at least half of what both cover together;
a person where the names are the same; an organisation where one name holds the other. "neutral" entries count on
neither side. Used by `test_golden.py`, which asserts floors, and to print a table.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from insights.extraction.records import Document

Span = tuple[int, int]


@dataclass
class Count:
    """How many were found, expected and proposed."""

    found: int = 0
    expected: int = 0
    proposed: int = 0

    def add(self, found: int, expected: int, proposed: int) -> None:
        self.found += found
        self.expected += expected
        self.proposed += proposed

    @property
    def recall(self) -> float:
        return self.found / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        return self.found / self.proposed if self.proposed else float(not self.expected)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Table:
    """A count for each part of the answer, by name."""

    rows: dict[str, Count] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Count:
        return self.rows.setdefault(name, Count())

    def told(self, name: str, right: bool) -> None:
        """Count one fact that is right or wrong."""
        self[name].add(int(right), 1, 1)

    def __str__(self) -> str:
        head = f"{'part':24}{'precision':>10}{'recall':>8}{'f1':>7}{'expected':>10}"
        lines = [f"{n:24}{c.precision:10.3f}{c.recall:8.3f}{c.f1:7.3f}{c.expected:10}" for n, c in self.rows.items()]
        return "\n".join([head, *lines])


def plain(words: str | None) -> str:
    """Words without case, accents of typography or doubled spaces."""
    folded = unicodedata.normalize("NFKC", words or "").translate(str.maketrans("’‘“”–—", "''\"\"--"))
    return " ".join(folded.split()).casefold()


def name_of(words: str | None) -> str:
    """A name without "the", brackets and marks."""
    bare = re.sub(r"\(.*?\)", "", plain(words)).removeprefix("the ")
    return " ".join(re.findall(r"[^\W_]+", bare.replace("'", "")))


def place_of(words: str, text: str, start: int, end: int) -> Span | None:
    """Where a passage stands between two offsets, white space aside; None where it does not."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    match = re.compile(pattern).search(text, start, end) if pattern else None
    return match.span() if match else None


def overlap(a: Span, b: Span) -> float:
    """What two spans share, as a part of what they cover together."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]) or 1)


def pairs(expected: list[Span], proposed: list[Span]) -> dict[int, int]:
    """Which proposal answers which expected passage, each at most once, the closest first."""
    close = [(overlap(e, p), i, j) for i, e in enumerate(expected) for j, p in enumerate(proposed)]
    out: dict[int, int] = {}
    for how, i, j in sorted(close, reverse=True):
        if how >= 0.5 and i not in out and j not in out.values():
            out[i] = j
    return out


def score(table: Table, golden: dict[str, Any], document: Document | None, text: str) -> None:
    """Add one golden answer and the document found for it to the table."""
    table["documents"].add(int(document is not None), 1, 1)
    if document is None:
        return
    _facts(table, golden, document)
    _people(table, golden, document)
    _organisations(table, golden, document)
    _insights(table, golden, document, text)


def _facts(table: Table, golden: dict[str, Any], document: Document) -> None:
    table.told("title", plain(document.title) == plain(golden["title"]))
    table.told("kind", document.kind == golden["kind"])
    if golden["topics"]:
        table.told("topics", set(map(plain, document.topics)) == set(map(plain, golden["topics"])))
    if golden["kind"] == "meeting":
        event, stated = document.event, golden.get("event") or {}
        date = event.date.isoformat() if event and event.date else None
        table.told("date", date == stated.get("date"))
        table.told("cell", plain(event.cell if event else None) == plain(stated.get("cell")))


def _people(table: Table, golden: dict[str, Any], document: Document) -> None:
    expected = {name_of(p["name"]): p for p in golden["people"]}
    spare = set(map(name_of, golden.get("neutral", {}).get("people", []))) - expected.keys()
    found = {name_of(p.name): p for p in document.people if name_of(p.name) not in spare}
    both = expected.keys() & found.keys()
    table["people"].add(len(both), len(expected), len(found))
    spoke = {n for n, p in expected.items() if p["spoke"]}
    told = {n for n, p in found.items() if p.spoke}
    table["speakers"].add(len(spoke & told), len(spoke), len(told))
    for name in both:
        table.told("role", bool(set(expected[name]["roles"]) & set(found[name].roles)))
        if expected[name]["position"]:
            a, b = plain(expected[name]["position"]), plain(found[name].position)
            table.told("position", bool(b) and (a in b or b in a))
        if expected[name]["organisation"]:
            wanted = expected[name]["organisation"].split(";")
            table.told("employer", any(_same(w, found[name].organisation) for w in wanted))


def _same(a: str | None, b: str | None) -> bool:
    left, right = name_of(a), name_of(b)
    return bool(left and right) and (left in right or right in left)


def _organisations(table: Table, golden: dict[str, Any], document: Document) -> None:
    expected = [o["name"] for o in golden["organisations"]]
    spare = set(map(name_of, golden.get("neutral", {}).get("organisations", [])))
    found = [o.name for o in document.organisations if name_of(o.name) not in spare]
    hits = sum(any(_same(e, f) for f in found) for e in expected)
    table["organisations"].add(min(hits, len(found)), len(expected), len(found))


def _insights(table: Table, golden: dict[str, Any], document: Document, text: str) -> None:
    for item in document.insights:
        table.told("exact offsets", text[item.start : item.end] == item.text)
    start, end = document.start, document.end
    placed = [(i, place_of(i["text"], text, golden["start"], golden["end"])) for i in golden["insights"]]
    expected = [(i, span) for i, span in placed if span]
    proposed = [(i.start, i.end) for i in document.insights]
    answers = pairs([span for _, span in expected], proposed)
    neutral = [place_of(n, text, start, end) for n in golden.get("neutral", {}).get("insights", [])]
    spare = {
        j
        for j, said in enumerate(proposed)
        if j not in answers.values() and any(n and overlap(n, said) >= 0.5 for n in neutral)
    }
    table["insights"].add(len(answers), len(expected), len(proposed) - len(spare))
    for index, (item, _) in enumerate(expected):
        if item["tier"] == 1:
            table.told("listed points", index in answers)
        if item["essential"]:
            table.told("essential points", index in answers)
        if index in answers:
            said = document.insights[answers[index]]
            table.told("kind of point", said.kind == item["kind"])
            table.told("attribution", name_of(said.by) == name_of(item["by"]))
