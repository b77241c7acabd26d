"""Markdown as nodes that know where each character they show stands in its source; and back to safe HTML.

markdown-it does the parsing. What could hide words, or show what stands elsewhere (HTML, pictures, code, references),
is switched off and stays plain words; links lead to http, https and mailto only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import autolink, link
from markdown_it.token import Token

OUTSIDE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
TAGS = {"p", "ul", "ol", "li", "blockquote", "em", "strong", "a", "br", "hr", "mark", "div", "span", "b"}
TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6"}
ATTRIBUTES = {
    "a": {"href", "class", "title", "rel", "aria-label"},
    "mark": {"class", "id"},
    "span": {"id"},
    "ol": {"start", "class"},
    **{tag: {"class"} for tag in ("p", "ul", "li", "div")},
}


@dataclass
class Node:
    """What a line shows: words with the place of each character, a line break, or an element with nodes in it."""

    token: Token
    places: list[int] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    close: Token | None = None
    over: frozenset[int] = frozenset()  # the ties that all of its words belong to

    def under(self) -> frozenset[int] | None:
        """The ties over all of it; None if there are ties over a part of it only."""
        if self.close is None:
            return self.over
        found = {node.under() for node in self.nodes}
        return found.pop() if len(found) == 1 else None if found else frozenset()

    def leaves(self) -> Iterator[Node]:
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


def places_of(token: Token, lines: list[str], starts: list[int], origin: list[int]) -> list[int]:
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


def tree_of(children: list[Token], source: str, places: list[int]) -> list[Node]:
    """The children of an inline token as nested nodes; `at` walks along its source, over every mark."""
    stack, at = [Node(Token("root", "", 0))], 0
    for child in children:
        if child.nesting == 1:
            stack.append(Node(child, close=child))
            stack[-2].nodes.append(stack[-1])
            at += 1 if child.type == "link_open" else len(child.markup)
            if child.type == "link_open":
                child.attrSet("rel", "nofollow noopener")
        elif child.nesting == -1:
            stack.pop().close = child
            at = child.meta["end"] if child.type == "link_close" else at + len(child.markup)
        elif child.type in ("softbreak", "hardbreak"):
            at = source.find("\n", at) + 1 or at
            stack[-1].nodes.append(Node(child))
        elif child.content:
            written = child.markup if child.type == "text_special" else child.content
            child.type = "text"
            found = source.find(written, at)
            at = found + len(written) if found >= 0 else at
            there = places[found:at] if len(written) == len(child.content) else places[found : found + 1]
            # An entity, or an address shown otherwise than it is written, stands in one place as a whole.
            there = there if len(there) == len(child.content) else (there or [-1])[:1] * len(child.content)
            stack[-1].nodes.append(Node(child, there))
    return stack[0].nodes


class Renderer(RendererHTML):
    """Adds the numbers of ties after marks and links."""

    def mark_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</mark>" + refs_after(tokens[index])

    def link_close(self, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return "</a>" + refs_after(tokens[index])


def refs_after(token: Token) -> str:
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
    md = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False}, renderer_cls=Renderer)
    # What could hide words, or show what stands elsewhere, stays plain words.
    md.disable(["code", "fence", "html_block", "html_inline", "reference", "backticks", "image", "lheading"])
    md.disable("text_join")  # keeps "&amp;" and "\\*" apart from the words around them, with their source
    md.validateLink = lambda url: bool(OUTSIDE.match(url))  # type: ignore[method-assign]
    md.inline.ruler.at("link", _spanned(link))
    md.inline.ruler.at("autolink", _spanned(autolink))
    return md


def safe_html(tokens: list[Token]) -> SafeString:
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    schemes = {"http", "https", "mailto"}
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=schemes, link_rel=None))  # noqa: S308


PARSER = _parser()
