"""A note's text as safe HTML, with passages marked exactly where they stand in the text.

`manuscript` makes the text ready for Markdown, `markup` parses it into nodes that know their places, `marking` sets
the marks. A mark can neither break the Markdown nor be broken by it, as no mark ever goes through the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from django.utils.safestring import SafeString
from markdown_it.token import Token

from insights.manuscript import manuscript
from insights.marking import Setting, Tie, levelled
from insights.markup import PARSER, Node, places_of, safe_html, tree_of
from insights.models import Insight, Passage

LEFT_OVER = re.compile(r"\*\*+|__+|^\s*[*_]\s*|\s*[*_]\s*$")


def ties_of(
    insights: Iterable[Insight],
    *,
    prefix: str = "insight-",
    href: Callable[[Insight], str] = Insight.get_absolute_url,
    css: Callable[[Insight], str] = lambda insight: "",
    label: str = "Insight",
) -> list[Tie]:
    """The passages of `insights` (prefetched) as ties, in the order of the note, one number for each insight.

    `prefix` and the insight's pk make the id, `href` gives the address behind its number, `css` further classes of
    its mark. A passage whose words are not in the note any more, or only nearly, is left out.
    """
    standing = {Passage.State.MATCHES, Passage.State.MOVED}
    found = [(p, i) for i in insights for p in i.passages.all() if p.state in standing]
    found.sort(key=lambda pair: (pair[0].start, pair[0].end, pair[0].pk))
    numbers: dict[int, int] = {}
    for _, insight in found:
        numbers.setdefault(insight.pk, len(numbers) + 1)
    return [
        Tie(
            passage.start,
            passage.end,
            anchor=f"{prefix}{insight.pk}",
            number=numbers[insight.pk],
            href=href(insight),
            words=insight.statement,
            label=label,
            css=css(insight),
        )
        for passage, insight in found
    ]


def plain(quote: str) -> str:
    """A quote as it is shown on a card or a receipt: one line, without its Markdown marks."""
    return " ".join(LEFT_OVER.sub("", Reading(quote).says(0, len(quote))).split())


class Reading:
    """A text parsed once: its HTML with any ties, what any stretch of it says, and what stands around it."""

    def __init__(self, text: str, title: str = "") -> None:
        self.source = manuscript(text, title)
        self.tokens = PARSER.parse(self.source.markdown)
        self.nodes: dict[int, list[Node]] = {}  # what the inline token at this index shows
        lines = self.source.markdown.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        for index, token in enumerate(self.tokens):
            if token.type == "inline":
                self._shape(index, token)
                places = places_of(token, lines, starts, self.source.origin)
                self.nodes[index] = tree_of(token.children or [], token.content, places)

    def html(self, ties: Sequence[Tie] = (), *, heading: int = 2) -> SafeString:
        """Safe HTML; a block with passages stands in `.tied`. Headings begin at level `heading` and skip none."""
        return safe_html(levelled(Setting(self, ties).body(), heading))

    def beginning(self, letters: int = 500) -> SafeString:
        """Its first paragraphs, about so many letters of them; no headings, lists or datelines."""
        setting, body, count = Setting(self, ()), [], 0
        for first, last in self.blocks:
            length = sum(len(leaf.token.content) for leaf in self._leaves(first + 1))
            if self.tokens[first].type == "paragraph_open" and (length > 80 or body):
                body += setting.marked(first, last)
                count += length
            if count >= letters:
                break
        return safe_html(body)

    def says(self, start: int, end: int) -> str:
        """The words shown for a stretch of the text."""
        return " ".join(words.strip() for words in self._between(start, end))

    def around(self, start: int, end: int, reach: int = 240) -> tuple[str, str]:
        """Some words before and after a stretch, from the same paragraph; from the next ones if it fills its own."""
        first, last, above, below = self._paragraphs(start, end)
        before, after = self.says(first, start), self.says(end, last)
        if not before and not after:
            before, after = self.says(above, start), self.says(end, below)
        if len(before) > reach:
            before = "… " + before[-reach:].split(" ", 1)[-1]
        if len(after) > reach:
            after = after[:reach].rsplit(" ", 1)[0] + " …"
        return before, after

    @cached_property
    def blocks(self) -> list[tuple[int, int]]:
        """Where each outermost block begins and ends in `tokens`."""
        found, first = [], 0
        for index, token in enumerate(self.tokens):
            if token.level == 0 and token.nesting <= 0:
                found.append((first, index + 1))
                first = index + 1
        return found

    def _leaves(self, index: int) -> Iterator[Node]:
        for node in self.nodes.get(index, []):
            yield from node.leaves()

    def _between(self, start: int, end: int) -> Iterator[str]:
        for index in sorted(self.nodes):
            words = []
            for leaf in self._leaves(index):
                pairs = zip(leaf.token.content, leaf.places, strict=True)
                words.append("".join(letter for letter, place in pairs if start <= place < end))
                words.append(" " if leaf.token.type != "text" else "")
            if "".join(words).strip():
                yield "".join(words)

    def _paragraphs(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Where the paragraphs of a stretch begin and end, and where the one above begins and the one below ends."""
        first, last, above, below = start, end, start, end
        for begin, finish in self._spans:
            if finish <= start:
                above = begin
            if begin <= start < finish:
                first = begin
            if begin < end <= finish:
                last = finish
            if begin >= end:
                return first, last, above, finish
        return first, last, above, below

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """From where to where each paragraph, list item or heading stands in the text."""
        spans = []
        for index in sorted(self.nodes):
            places = [place for leaf in self._leaves(index) for place in leaf.places if place >= 0]
            if places:
                spans.append((min(places), max(places) + 1))
        return spans

    def _shape(self, index: int, token: Token) -> None:
        """Give a line that is kept, or that is a sub-heading, the tags it needs."""
        around = [self.tokens[index - 1], self.tokens[index + 1]]
        first = token.map[0] if token.map else -1
        if first in self.source.kept:
            for child in token.children or []:
                child.type = "hardbreak" if child.type == "softbreak" else child.type
            if token.content.count("\n") >= 5:
                around[0].attrSet("class", "verse")
        level = self.source.headings.get(first)
        if level and around[0].type == "paragraph_open" and token.level == 1:
            for part in around:
                part.type, part.tag = part.type.replace("paragraph", "heading"), f"h{level}"
