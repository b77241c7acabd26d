"""Sets ties into a note: marks around the words of its passages, and a list of their points beside each block.

A passage that runs over bold words, links, list items or paragraphs is marked in as many segments as it takes, each
inside its own element; where passages overlap, the words are cut into segments. Each id stands once, on the first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from markdown_it.token import Token

from insights.markup import Node


@dataclass(frozen=True)
class Tie:
    """A passage to mark: where it is, the `id` it gets, its number, and the page that the number leads to."""

    start: int
    end: int
    anchor: str
    number: int
    href: str
    words: str
    label: str = "Insight"
    css: str = ""
    quiet: bool = False  # a name: its words are the link, without a number and without a line beside the block


class Parsed(Protocol):
    """What is set: the tokens of a text, the nodes of those that show words, and where its outermost blocks lie."""

    tokens: list[Token]
    nodes: dict[int, list[Node]]

    @property
    def blocks(self) -> list[tuple[int, int]]: ...


class Setting:
    """One setting of a reading's blocks with ties: marks around their words, and notes of them in the margin."""

    def __init__(self, reading: Parsed, ties: Sequence[Tie]) -> None:
        self.reading = reading
        self.ties = ties
        self.marks = 0
        self.anchors: set[str] = set()
        self.ends: dict[Tie, Token] = {}  # after which token a tie's number stands; one that has begun is in it
        self.edges = sorted({edge for tie in ties for edge in (tie.start, tie.end)})
        self.covers = list(self._covers())

    def _covers(self) -> Iterator[frozenset[int]]:
        """The ties over each stretch between two edges, and before the first (none)."""
        begin: dict[int, set[int]] = {}
        end: dict[int, set[int]] = {}
        for number, tie in enumerate(self.ties):
            begin.setdefault(tie.start, set()).add(number)
            end.setdefault(tie.end, set()).add(number)
        over: frozenset[int] = frozenset()
        yield over
        for edge in self.edges:
            over = (over - end.get(edge, set())) | begin.get(edge, set())
            yield over

    def body(self) -> list[Token]:
        body: list[Token] = []
        for first, last in self.reading.blocks:
            is_list = self.reading.tokens[first].tag in ("ul", "ol")
            body += self._list(first, last) if is_list else self._block(first, last)
        for tie, token in self.ends.items():
            token.meta.setdefault("refs", []).append(tie)
        return body

    def marked(self, first: int, last: int) -> list[Token]:
        """The tokens from `first` up to `last`, with marks set in their words."""
        made = []
        for index in range(first, last):
            token = copy(self.reading.tokens[index])
            if token.type == "inline":
                token.children = self._set(self._cut(self.reading.nodes[index]))
            made.append(token)
        return made

    def _block(self, first: int, last: int) -> list[Token]:
        made, margin, touched = self._with_margin(first, last)
        return [_open("div", "tied"), *made, *margin, _close("div")] if touched else made

    def _list(self, first: int, last: int) -> list[Token]:
        """A list; its items are tied one by one, so that each has its points beside it."""
        made, tied = [self.reading.tokens[first]], False
        for begin, end in self._items(first, last):
            words, margin, touched = self._with_margin(begin + 1, end)
            if touched:
                tied = True
                words = [_open("div", "tied"), _open("div"), *words, _close("div"), *margin, _close("div")]
            made += [self.reading.tokens[begin], *words, self.reading.tokens[end]]
        if tied:
            made[0] = copy(made[0])
            made[0].attrs = {**made[0].attrs, "class": "noted"}
        return [*made, self.reading.tokens[last - 1]]

    def _items(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        begin = first
        for index in range(first, last):
            token = self.reading.tokens[index]
            if token.level == 1 and token.type == "list_item_open":
                begin = index
            elif token.level == 1 and token.type == "list_item_close":
                yield begin, index

    def _with_margin(self, first: int, last: int) -> tuple[list[Token], list[Token], bool]:
        """The marked tokens, the list of points that begin in them, and whether any point touches them."""
        known, marks = len(self.ends), self.marks
        made = self.marked(first, last)
        ties = list(self.ends)[known:]
        margin = [_html(_margin(ties))] if ties else []
        return made, margin, self.marks > marks

    def _cut(self, nodes: list[Node]) -> list[Node]:
        """The nodes, their words cut wherever a tie begins or ends."""
        cut: list[Node] = []
        for node in nodes:
            if node.close is not None:
                cut.append(Node(node.token, nodes=self._cut(node.nodes), close=node.close))
                continue
            at = 0
            for stretch, places in groupby(node.places, key=self._stretch):
                piece = Node(copy(node.token), list(places), over=self.covers[stretch])
                piece.token.content = node.token.content[at : at + len(piece.places)]
                at += len(piece.places)
                cut.append(piece)
            if not node.places:
                cut.append(Node(node.token))
        return cut

    def _stretch(self, place: int) -> int:
        return bisect_right(self.edges, place) if place >= 0 else 0

    def _set(self, nodes: list[Node], link: Token | None = None) -> list[Token]:
        """The nodes as tokens: neighbours under the same ties go into one mark, within the same element."""
        made: list[Token] = []
        for over, group in groupby(_joined(nodes), key=Node.under):
            inside = list(group)
            if over and any(leaf.token.content.strip() for node in inside for leaf in node.leaves()):
                made += self._mark(over, inside, link)
                continue
            for node in inside:
                if over is None and node.close is not None:
                    close = copy(node.close)
                    close.meta = {}
                    inner = close if close.type == "link_close" else link
                    made += [node.token, *self._set(node.nodes, inner), close]
                else:
                    made += node.flat()
        return made

    def _mark(self, over: frozenset[int], nodes: list[Node], link: Token | None) -> list[Token]:
        ties = [self.ties[number] for number in sorted(over)]
        anchors = [name for name in dict.fromkeys(tie.anchor for tie in ties) if name not in self.anchors]
        self.anchors.update(anchors)
        passages = [tie for tie in ties if not tie.quiet]
        self.marks += bool(passages)
        mark, close = _open("mark", _stroke(ties)), _close("mark")
        if anchors:
            mark.attrs["id"] = anchors[0]
        for tie in passages:
            self.ends[tie] = link or close  # a link must not stand in a link
        more = [_html(format_html_join("", '<span id="{}"></span>', ([name] for name in anchors[1:])))]
        words = [token for node in nodes for token in node.flat()]
        to = next((tie.href for tie in ties if tie.quiet), "")
        if to and not link and not any(token.type == "link_open" for token in words):
            words = [Token("html_open", "a", 1, attrs={"href": to, "class": "to"}), *words, _close("a")]
        return [mark, *more, *words, close]


def _stroke(ties: list[Tie]) -> str:
    """The classes of a mark: a pen stroke under the words of a passage, two where passages overlap."""
    passages = sum(not tie.quiet for tie in ties)
    strokes = ["pen" if passages else "", "twice" if passages > 1 else ""]
    return " ".join(filter(None, dict.fromkeys([*strokes, *(tie.css for tie in ties)])))


def _joined(nodes: list[Node]) -> list[Node]:
    """The nodes; a line break between two under the same ties goes with them."""
    for index, node in enumerate(nodes[1:-1], 1):
        if node.token.type in ("softbreak", "hardbreak"):
            above, below = nodes[index - 1].under(), nodes[index + 1].under()
            node.over = above if above == below and above else frozenset()
    return nodes


def _open(tag: str, css: str = "") -> Token:
    return Token(f"{tag}_open", tag, 1, attrs={"class": css} if css else {})


def _close(tag: str) -> Token:
    return Token(f"{tag}_close", tag, -1)


def _html(html: SafeString) -> Token:
    return Token("html_block", "", 0, content=html)


def _margin(ties: list[Tie]) -> SafeString:
    rows = dict.fromkeys((tie.href, tie.number, Truncator(tie.words).words(14)) for tie in ties)
    items = format_html_join("", '<li><a href="{}"><b>{}</b>{}</a></li>', rows)
    return format_html('<ul class="ties">{}</ul>', items)


def levelled(tokens: list[Token], heading: int) -> list[Token]:
    """The tokens with headings from level `heading` down, and none deeper than one below the heading before."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    before, made = heading - 1, []
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token = copy(token)
            level = min(heading + levels.index(token.tag), before + 1, 6) if token.nesting == 1 else before
            token.tag, before = f"h{level}", level
        made.append(token)
    return made
