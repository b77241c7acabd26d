"""A note's text as safe HTML, with passages marked exactly where they stand in the text.

markdown-it parses the text (see `manuscript`), and every character it shows is traced back to its place in the text.
So a passage that runs over bold words, links, list items or paragraphs is marked in as many segments as it takes,
each inside its block, and a mark can neither break the Markdown nor be broken by it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import autolink, link
from markdown_it.token import Token

from insights.manuscript import manuscript
from insights.models import Insight, Passage

OUTSIDE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
LEFT_OVER = re.compile(r"\*\*+|__+|^\s*[*_]\s*|\s*[*_]\s*$")
TAGS = {"p", "ul", "ol", "li", "blockquote", "em", "strong", "a", "br", "hr", "mark", "div", "span", "b"}
TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6"}
ATTRIBUTES = {
    "a": {"href", "class", "title", "rel", "aria-label"},
    "mark": {"class", "id"},
    "span": {"id"},
    "ol": {"start", "class"},
    **{tag: {"class"} for tag in ("p", "ul", "li", "div")},
}


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
        self.nodes: dict[int, list[_Node]] = {}  # what the inline token at this index shows
        lines = self.source.markdown.split("\n")
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line) + 1)
        for index, token in enumerate(self.tokens):
            if token.type == "inline":
                self._shape(index, token)
                places = _places(token, lines, starts, self.source.origin)
                self.nodes[index] = _tree(token.children or [], token.content, places)

    def html(self, ties: Sequence[Tie] = (), *, heading: int = 2) -> SafeString:
        """Safe HTML; a block with passages stands in `.tied`. Headings begin at level `heading` and skip none."""
        return _safe(_levelled(_Setting(self, ties).body(), heading))

    def beginning(self, letters: int = 500) -> SafeString:
        """Its first paragraphs, about so many letters of them; no headings, lists or datelines."""
        setting, body, count = _Setting(self, ()), [], 0
        for first, last in self.blocks:
            length = sum(len(leaf.token.content) for leaf in self._leaves(first + 1))
            if self.tokens[first].type == "paragraph_open" and (length > 80 or body):
                body += setting.marked(first, last)
                count += length
            if count >= letters:
                break
        return _safe(body)

    def says(self, start: int, end: int) -> str:
        """The words shown for a stretch of the text."""
        return " ".join(words.strip() for words in self._between(start, end))

    def around(self, start: int, end: int, reach: int = 240) -> tuple[str, str]:
        """Some words before and after a stretch, from the same paragraph or list item."""
        first, last = self._paragraph(start, end)
        before, after = self.says(first, start), self.says(end, last)
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

    def _leaves(self, index: int) -> Iterator[_Node]:
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

    def _paragraph(self, start: int, end: int) -> tuple[int, int]:
        first, last = start, end
        for index in self.nodes:
            places = [p for leaf in self._leaves(index) for p in leaf.places if p >= 0]
            if places and min(places) <= start <= max(places):
                first = min(places)
            if places and min(places) < end <= max(places) + 1:
                last = max(places) + 1
        return first, last

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


@dataclass
class _Node:
    """What a line shows: words with the place of each character, a line break, or an element with nodes in it."""

    token: Token
    places: list[int] = field(default_factory=list)
    nodes: list[_Node] = field(default_factory=list)
    close: Token | None = None
    over: frozenset[int] = frozenset()  # the ties that all of its words belong to

    def under(self) -> frozenset[int] | None:
        """The ties over all of it; None if there are ties over a part of it only."""
        if self.close is None:
            return self.over
        found = {node.under() for node in self.nodes}
        return found.pop() if len(found) == 1 else None if found else frozenset()

    def leaves(self) -> Iterator[_Node]:
        if self.close is None:
            yield self
        for node in self.nodes:
            yield from node.leaves()

    def flat(self) -> Iterator[Token]:
        yield self.token
        for node in self.nodes:
            yield from node.flat()
        if self.close:
            yield self.close


def _places(token: Token, lines: list[str], starts: list[int], origin: list[int]) -> list[int]:
    """For each character of an inline token's source its place in the note's text; -1 where that is not known.

    Its lines are the ends of lines of the manuscript, whose marks of list, quotation or heading stand before them.
    """
    places: list[int] = []
    for number, words in enumerate(token.content.split("\n"), token.map[0] if token.map else len(lines)):
        line = lines[number] if number < len(lines) else ""
        bare = words.rstrip()
        column = len(line.rstrip()) - len(bare)
        if column < 0 or not line.startswith(bare, column):
            column = line.rfind(bare)
        there = range(starts[number] + column, starts[number] + column + len(words)) if column >= 0 else words
        places += [origin[p] if isinstance(p, int) and p < len(origin) else -1 for p in there]
        places.append(-1)  # the line's end
    return places


def _tree(children: list[Token], source: str, places: list[int]) -> list[_Node]:
    """The children of an inline token as nested nodes; `at` walks along its source, over every mark."""
    stack, at = [_Node(Token("root", "", 0))], 0
    for child in children:
        if child.nesting == 1:
            stack.append(_Node(child, close=child))
            stack[-2].nodes.append(stack[-1])
            at += 1 if child.type == "link_open" else len(child.markup)
            if child.type == "link_open":
                child.attrSet("rel", "nofollow noopener")
        elif child.nesting == -1:
            stack.pop().close = child
            at = child.meta["end"] if child.type == "link_close" else at + len(child.markup)
        elif child.type in ("softbreak", "hardbreak"):
            at = source.find("\n", at) + 1 or at
            stack[-1].nodes.append(_Node(child))
        elif child.content:
            written = child.markup if child.type == "text_special" else child.content
            child.type = "text"
            found = source.find(written, at)
            at = found + len(written) if found >= 0 else at
            there = places[found:at] if len(written) == len(child.content) else places[found : found + 1]
            # An entity, or an address shown otherwise than it is written, stands in one place as a whole.
            there = there if len(there) == len(child.content) else (there or [-1])[:1] * len(child.content)
            stack[-1].nodes.append(_Node(child, there))
    return stack[0].nodes


class _Setting:
    """One setting of a reading's blocks with ties: marks around their words, and notes of them in the margin."""

    def __init__(self, reading: Reading, ties: Sequence[Tie]) -> None:
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
            item = copy(self.reading.tokens[begin])
            if touched:
                tied, item.attrs = True, {"class": "tied"}
                words = [_open("div"), *words, _close("div"), *margin]
            made += [item, *words, self.reading.tokens[end]]
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

    def _cut(self, nodes: list[_Node]) -> list[_Node]:
        """The nodes, their words cut wherever a tie begins or ends."""
        cut: list[_Node] = []
        for node in nodes:
            if node.close is not None:
                cut.append(_Node(node.token, nodes=self._cut(node.nodes), close=node.close))
                continue
            at = 0
            for stretch, places in groupby(node.places, key=self._stretch):
                piece = _Node(copy(node.token), list(places), over=self.covers[stretch])
                piece.token.content = node.token.content[at : at + len(piece.places)]
                at += len(piece.places)
                cut.append(piece)
            if not node.places:
                cut.append(_Node(node.token))
        return cut

    def _stretch(self, place: int) -> int:
        return bisect_right(self.edges, place) if place >= 0 else 0

    def _set(self, nodes: list[_Node], link: Token | None = None) -> list[Token]:
        """The nodes as tokens: neighbours under the same ties go into one mark, within the same element."""
        made: list[Token] = []
        for over, group in groupby(_joined(nodes), key=_Node.under):
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

    def _mark(self, over: frozenset[int], nodes: list[_Node], link: Token | None) -> list[Token]:
        ties = [self.ties[number] for number in sorted(over)]
        anchors = [name for name in dict.fromkeys(tie.anchor for tie in ties) if name not in self.anchors]
        self.anchors.update(anchors)
        self.marks += 1
        names = dict.fromkeys(["pen", "twice" if len(over) > 1 else "", *(tie.css for tie in ties)])
        mark, close = _open("mark", " ".join(filter(None, names))), _close("mark")
        if anchors:
            mark.attrs["id"] = anchors[0]
        for tie in ties:
            self.ends[tie] = link or close  # a link must not stand in a link
        more = [_html(format_html_join("", '<span id="{}"></span>', ([name] for name in anchors[1:])))]
        return [mark, *more, *(token for node in nodes for token in node.flat()), close]


def _joined(nodes: list[_Node]) -> list[_Node]:
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
    rows = dict.fromkeys((tie.href, tie.number, tie.words) for tie in ties)
    items = format_html_join("", '<li><a href="{}"><b>{}</b>{}</a></li>', rows)
    return format_html('<ul class="ties">{}</ul>', items)


def _levelled(tokens: list[Token], heading: int) -> list[Token]:
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


class _Renderer(RendererHTML):
    """Adds the numbers of ties after marks and links."""

    def mark_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</mark>" + _refs(tokens[index])

    def link_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</a>" + _refs(tokens[index])


def _refs(token: Token) -> str:
    ref = '<a class="ref" href="{}" aria-label="{} {}">{}</a>'
    ties = token.meta.get("refs", [])
    return format_html_join("", ref, ((tie.href, tie.label, tie.number, tie.number) for tie in ties))


def _spanned(rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
    """A rule for links that notes where in its source the link ends, since its address is not shown."""

    def spanned(state: Any, silent: bool) -> bool:
        done = rule(state, silent)
        if done and not silent:
            state.tokens[-1].meta = {"end": state.pos}
        return done

    return spanned


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}, renderer_cls=_Renderer)
    # What could hide words, or show what stands elsewhere, stays plain words.
    md.disable(["code", "fence", "html_block", "html_inline", "reference", "backticks", "image", "lheading"])
    md.disable("text_join")  # keeps "&amp;" and "\\*" apart from the words around them, with their source
    md.validateLink = lambda url: bool(OUTSIDE.match(url))  # type: ignore[method-assign]
    md.inline.ruler.at("link", _spanned(link))
    md.inline.ruler.at("autolink", _spanned(autolink))
    return md


def _safe(tokens: list[Token]) -> SafeString:
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    schemes = {"http", "https", "mailto"}
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=schemes, link_rel=None))  # noqa: S308


PARSER = _parser()
