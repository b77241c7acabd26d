"""Edits a convenor might make to a note, and what `find_again` makes of them.

Every edit follows each character of the note, so the true place of a passage after it is known. Run it for the
table: `python -m tests.insights.extraction.simulator [--seeds N] [FILE…]`. The same seeds give the same table.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from random import Random

from insights.extraction.anchors import Place, describe, find_again

ROOT = Path(__file__).resolve().parents[3]
SAMPLE_NOTES = sorted((ROOT / "betterway/sample/notes").glob("*.md"))

OWN_NOTES = (
    """Lunch clubs and long winters

We met online – eleven of us – to hear from Dev Patel-Rowe. He cooks for 60 people every Thursday, and not one of
them has ever filled in a form. The clinic next door has a waiting list of 14 weeks. His kitchen has none.

Not everyone agreed. Forms protect people as well as tire them, said a nurse from the clinic, and she
told of a man whose allergy nobody had written down.

Points raised:

1. Food is the way in, company is why people stay.
2. Volunteers leave when they are thanked too little and asked too much.
3. Small grants should be paid first and explained later.
4. Small grants should not be paid first and explained later, unless the group is known.

“I came for the soup and stayed for the argument,” one member wrote in the chat.

Further reading: see the kitchen's own diary. The next meeting is on 9 May. All are welcome.
""",
)

WORDS = re.findall(
    r"\w+",
    "people trust money council members group meeting time small local change community power work share listen "
    "health support together need place story start ask grant trustees street kitchen young older neighbours door "
    "lease roof open slow honest difficult simple every never most some often again first last long short",
)


@dataclass(frozen=True)
class Tracked:
    """A text and, for each of its characters, the offset it had in the old text (-1 for what is new)."""

    text: str
    ids: tuple[int, ...]

    @classmethod
    def old(cls, text: str) -> "Tracked":
        return cls(text, tuple(range(len(text))))

    @classmethod
    def new(cls, text: str) -> "Tracked":
        return cls(text, (-1,) * len(text))

    def __add__(self, other: "Tracked") -> "Tracked":
        return Tracked(self.text + other.text, self.ids + other.ids)

    def __getitem__(self, part: slice) -> "Tracked":
        return Tracked(self.text[part], self.ids[part])

    def split(self, pattern: str) -> list["Tracked"]:
        """The parts between the matches of `pattern`, each with the match that ends it."""
        cuts = [0, *(m.end() for m in re.finditer(pattern, self.text)), len(self.text)]
        return [self[a:b] for a, b in pairwise(cuts) if a < b]

    def sub(self, pattern: str, change: Callable[[re.Match[str]], str | None]) -> "Tracked":
        """Matches replaced by what `change` returns (None keeps them); same length keeps the identity of characters."""
        parts, at = [], 0
        for match in re.finditer(pattern, self.text):
            word = change(match)
            if word is not None:
                kept = self.ids[match.start() : match.end()]
                ids = kept if len(word) == len(kept) else (-1,) * len(word)
                parts += [self[at : match.start()], Tracked(word, ids)]
                at = match.end()
        return joined([*parts, self[at:]])

    @cached_property
    def now(self) -> dict[int, int]:
        """Where the letters and digits of the old text stand now."""
        return {i: n for n, i in enumerate(self.ids) if i >= 0 and self.text[n].isalnum()}

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the old text's characters `start` to `end` stand now, first to last, marks at the ends aside."""
        found = [self.now[i] for i in range(start, end) if i in self.now]
        return (min(found), max(found) + 1) if found else None

    def own(self, start: int, end: int, span: tuple[int, int]) -> int:
        """How many of the letters and digits from `start` to `end` stood within `span` of the old text."""
        return sum(span[0] <= self.ids[n] < span[1] and self.text[n].isalnum() for n in range(start, end))


def joined(parts: Iterable[Tracked]) -> Tracked:
    parts = list(parts)
    return Tracked("".join(p.text for p in parts), tuple(i for p in parts for i in p.ids))


BLOCK, LINE, SENTENCE = r"\n\s*\n", r"\n", r"[.!?]+[’”\"')*_]*(?:\s+|$)|\n\s*"
WORD = r"[^\W\d_]{2,}"
LIST_MARK = r"(?m)^[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+"


def a_sentence(rng: Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(5, 18))).capitalize() + "."


def a_paragraph(rng: Random) -> Tracked:
    return Tracked.new(" ".join(a_sentence(rng) for _ in range(rng.randint(1, 4))) + "\n\n")


def blocks(note: Tracked) -> list[Tracked]:
    parts = note.split(BLOCK)
    if parts and not parts[-1].text.endswith("\n\n"):
        parts[-1] += Tracked.new("\n\n")
    return parts


def each(note: Tracked, pattern: str, rng: Random, share: float, change: Callable[[Tracked], Tracked]) -> Tracked:
    """A share of the note's parts changed."""
    return joined(change(part) if rng.random() < share else part for part in note.split(pattern))


def some_words(note: Tracked, rng: Random, share: float) -> Tracked:
    """A share of the words, at least one, replaced by others."""
    words = [m.start() for m in re.finditer(WORD, note.text)]
    chosen = {at for at in words if rng.random() < share} or set(words[-1:])
    return note.sub(WORD, lambda m: other_word(m.group(), rng) if m.start() in chosen else None)


def other_word(word: str, rng: Random) -> str:
    return rng.choice([w for w in WORDS if w != word.lower()])


def typos(note: Tracked, rng: Random) -> Tracked:
    def slip(match: re.Match[str]) -> str | None:
        word, at = match.group(), rng.randrange(len(match.group()))
        if rng.random() > 0.02:
            return None
        return rng.choice([word[:at] + "x" + word[at + 1 :], word + "q", word[:at] + word[at + 1 :]])

    return note.sub(WORD, slip)


def inserted_paragraphs(note: Tracked, rng: Random) -> Tracked:
    parts = blocks(note)
    for _ in range(rng.randint(1, 5)):
        parts.insert(rng.randint(0, len(parts)), a_paragraph(rng))
    return joined(parts)


def inserted_sentences(note: Tracked, rng: Random) -> Tracked:
    return each(note, SENTENCE, rng, 0.15, lambda part: part + Tracked.new(a_sentence(rng) + " "))


def moved_paragraphs(note: Tracked, rng: Random) -> Tracked:
    parts = blocks(note)
    for _ in range(rng.randint(1, 3)):
        part = parts.pop(rng.randrange(len(parts)))
        parts.insert(rng.randint(0, len(parts)), part)
    return joined(parts)


def moved_lines(note: Tracked, rng: Random) -> Tracked:
    parts = joined(blocks(note)).split(LINE)
    for _ in range(rng.randint(1, 4)):
        part = parts.pop(rng.randrange(len(parts)))
        parts.insert(rng.randint(0, len(parts)), part)
    return joined(parts)


def reworded(note: Tracked, rng: Random) -> Tracked:
    return each(note, LINE, rng, 0.3, lambda part: some_words(part, rng, rng.choice([0.0, 0.1, 0.3])))


def surroundings_gone(note: Tracked, rng: Random) -> Tracked:
    def other(part: Tracked) -> Tracked:
        return Tracked.new(a_sentence(rng) + part.text[len(part.text.rstrip()) :])

    return each(note, SENTENCE, rng, 0.5, other)


def quotes_and_dashes(note: Tracked, rng: Random) -> Tracked:
    straight = str.maketrans("‘’“”–—", "''\"\"--")
    curly = str.maketrans("'\"‘’“”–-", "’”“”‘’—‑")
    table = rng.choice([straight, curly])
    return note.sub(r"(?<=\S)[^\w\s]|[^\w\s](?=[^\W\d])|(?<= )[–—-](?= )", lambda m: m.group().translate(table))


def deletions(note: Tracked, rng: Random) -> Tracked:
    note = each(note, BLOCK, rng, 0.15, lambda part: part[:0])
    return each(note, SENTENCE, rng, 0.15, lambda part: part[:0])


def numbers_and_nots(note: Tracked, rng: Random) -> Tracked:
    """The small words that turn a sentence round."""
    note = note.sub(r"\d+", lambda m: str(int(m.group()) + 1) if rng.random() < 0.3 else None)
    note = note.sub(r" (?:not|never|no) ", lambda _: " " if rng.random() < 0.3 else None)
    return note.sub(r" (?:is|are|was|can|should) ", lambda m: m.group() + "not " if rng.random() < 0.2 else None)


def twin_of(part: Tracked, rng: Random, near: bool) -> Tracked:
    twin = some_words(part, rng, 0.0) if near else part
    return Tracked.new(re.sub(LIST_MARK, "", twin.text).strip() + rng.choice([" ", "\n\n", "\n- "]))


def with_twins(note: Tracked, rng: Random, near: bool) -> Tracked:
    """Copies of some sentences put elsewhere; of these sentences some are then reworded (an only copy is not lost)."""
    parts = note.split(SENTENCE)
    twins: list[list[Tracked]] = [[] for _ in parts]
    for n, part in enumerate(parts):
        if rng.random() < 0.2 and len(part.text.split()) > 2:
            far = [at for at in range(len(parts)) if abs(at - n) > 2]
            twins[rng.choice(far)].append(twin_of(part, rng, near))
            parts[n] = rng.choice([part, some_words(part, rng, 0.0), part[:0] if near else part])
    return joined(piece for before, part in zip(twins, parts, strict=True) for piece in (*before, part))


def near_twins(note: Tracked, rng: Random) -> Tracked:
    return with_twins(note, rng, near=True)


def exact_twins(note: Tracked, rng: Random) -> Tracked:
    return with_twins(note, rng, near=False)


def merged_paragraphs(note: Tracked, rng: Random) -> Tracked:
    return note.sub(r"\n\s*\n(?=[A-Z])", lambda m: " " if rng.random() < 0.4 else None)


def split_paragraphs(note: Tracked, rng: Random) -> Tracked:
    return note.sub(r"(?<=\w) (?=\w)", lambda m: rng.choice(["\n\n", "\n", " \n"]) if rng.random() < 0.03 else None)


def list_marks(note: Tracked, rng: Random) -> Tracked:
    mark = rng.choice(["- ", "* ", "• ", "  • ", "– ", "1. ", ""])
    return note.sub(LIST_MARK, lambda m: mark)


def rewrapped(note: Tracked, rng: Random) -> Tracked:
    width = rng.randint(40, 90)
    out, column = [], 0
    for part in note.split(r"\n\s*\n|\s+"):
        word = part.text.rstrip()
        if part.text[len(word) :].count("\n") > 1 or re.match(LIST_MARK, part.text):
            out, column = [*out, part], 0
            continue
        if column + len(word) > width:
            out, column = [*out, Tracked.new("\n")], 0
        out, column = [*out, part[: len(word)], Tracked.new(" ")], column + len(word) + 1
    return joined(out)


def emphasis_and_links(note: Tracked, rng: Random) -> Tracked:
    parts = note.split(r"(?<=\w) (?=\w)")
    return joined(marked(p, rng) if rng.random() < 0.1 and re.fullmatch(r"\w+ ", p.text) else p for p in parts)


def marked(word: Tracked, rng: Random) -> Tracked:
    before, after = rng.choice([("**", "**"), ("*", "*"), ("_", "_"), ("[", "](https://example.org/)")])
    return Tracked.new(before) + word[:-1] + Tracked.new(after) + word[-1:]


def odd_spaces(note: Tracked, rng: Random) -> Tracked:
    odd = ["\u00a0", "  ", "\u200b ", " \u2060"]
    return note.sub(r"(?<=\w) (?=\w)", lambda m: rng.choice(odd) if rng.random() < 0.2 else None)


def at_once(note: Tracked, rng: Random) -> Tracked:
    for edit in rng.sample([edit for edit in EDITS[:-2] if edit is not exact_twins], 4):
        note = edit(note, rng)
    return note


def standing_twins(note: Tracked, rng: Random) -> Tracked:
    """The old text has twins already (see `start_text`); now some of them are reworded, deleted or moved."""
    return rng.choice([reworded, deletions, moved_paragraphs, moved_lines, surroundings_gone])(note, rng)


Edit = Callable[[Tracked, Random], Tracked]
EDITS: list[Edit] = [
    typos, inserted_paragraphs, inserted_sentences, moved_paragraphs, moved_lines, reworded, surroundings_gone,
    quotes_and_dashes, deletions, numbers_and_nots, near_twins, exact_twins, merged_paragraphs, split_paragraphs,
    list_marks, rewrapped, emphasis_and_links, odd_spaces, standing_twins, at_once,
]  # fmt: skip


def start_text(note: str, edit: Edit, rng: Random) -> str:
    if edit is standing_twins:
        note = with_twins(Tracked.old(note), rng, near=False).text
        note = with_twins(Tracked.old(note), rng, near=True).text
    return note


def passages(text: str) -> list[tuple[int, int]]:
    """Sentences and bullets of two words or more, some pairs of neighbours, some longer stretches."""
    parts = [m for m in re.finditer(r"[^\s][^\n.!?]*[.!?]*[’”\"')]*", text) if len(m.group().split()) > 1]
    ones = [(m.start(), m.end()) for m in parts]
    pairs = [(a[0], b[1]) for a, b in zip(ones[::3], ones[1::3], strict=False)]
    return ones + pairs + [(a[0], b[1]) for a, b in zip(ones[::9], ones[4::9], strict=False)]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(LIST_MARK + r"|\]\([^)]*\)|[\u200b\u2060]", "", text))


def judge(edited: Tracked, span: tuple[int, int], quote: str, place: Place) -> tuple[str, str]:
    """(what became of the passage, what the engine said): "kept" or "lost"; "found", "wrong" or the state."""
    true = edited.place(*span)
    kept = true is not None and words(edited.text[slice(*true)]) == words(quote)
    if place.start is None or place.end is None:
        return ("kept" if kept else "lost"), place.state
    own = edited.own(place.start, place.end, span)
    if words(place.quote) == words(quote) and 2 * own > sum(map(len, words(quote))):
        return "kept", "found"
    return ("kept" if kept else "lost"), "wrong"


def simulate(edit: Edit, notes: Iterable[str], seeds: range) -> Counter[tuple[str, str]]:
    """What came of every passage of the notes, edited once with every seed."""
    results: Counter[tuple[str, str]] = Counter()
    for number, note in enumerate(notes):
        for seed in seeds:
            rng = Random(f"{edit.__name__} {number} {seed}")
            old = start_text(note, edit, rng)
            edited = edit(Tracked.old(old), rng)
            spans = passages(old)
            places = find_again(old, edited.text, [describe(old, *span) for span in spans])
            for span, place in zip(spans, places, strict=True):
                results[judge(edited, span, old[slice(*span)], place)] += 1
    return results


COLUMNS = [("kept", "found"), ("kept", "needs checking"), ("kept", "removed"), ("kept", "wrong")]
COLUMNS += [("lost", "needs checking"), ("lost", "removed"), ("lost", "wrong")]
TITLES = ("words kept", "found", "checking", "removed", "WRONG", "words lost", "checking", "removed", "WRONG")


def rows(notes: list[str], seeds: range) -> Iterator[str]:
    yield f"{'':21}" + "".join(f"{title:>11}" for title in TITLES)
    total: Counter[tuple[str, str]] = Counter()
    for edit in EDITS:
        result = simulate(edit, notes, seeds)
        total += result
        yield row(edit.__name__.replace("_", " "), result)
    yield row("all", total)


def row(name: str, result: Counter[tuple[str, str]]) -> str:
    counts = [result[column] for column in COLUMNS]
    kept, lost = sum(counts[:4]), sum(counts[4:])
    cells = [kept, f"{counts[0] / kept:.2%}" if kept else "–", *counts[1:4], lost, *counts[4:]]
    return f"{name:21}" + "".join(f"{cell:>11}" for cell in cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("files", nargs="*", type=Path, default=SAMPLE_NOTES)
    options = parser.parse_args()
    for line in rows([*OWN_NOTES, *(file.read_text("utf-8") for file in options.files)], range(options.seeds)):
        print(line)


if __name__ == "__main__":
    main()
