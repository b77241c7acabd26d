"""HTML becomes Markdown source text: what the author wrote stays, what a program put around it goes.

One walker for web pages, Word documents, what is pasted, and exports of sites. The parser tells it one tag after the
other, so no tree is built, nothing recurses, and time and memory grow with the length of the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from insights.importing.markdown import BREAK, Block, Item, Kind, Quote, Run, paragraphs, written
from insights.intake import IntakeError

DEEPEST = 1_000  # elements within one another; a long thread of mails has some hundred
_HOLDERS = 6  # lists and quotations within one another that are still shown as such
_TABLES = 4  # tables within one another that are still read as rows
_CHUNK = 2**16

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = set(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer "
    "form header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
) | set(_HEADINGS)
_DROPPED = set(
    "area audio button canvas datalist del embed frame frameset head iframe img input link map math meta nav noframes "
    "noscript object option picture script select source style svg template textarea title track video xml".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_WEIGHT = re.compile(r"font-weight\s*:\s*(?:(bold|bolder|[6-9]00)|(normal|lighter|[1-5]00))", re.IGNORECASE)
_SLANT = re.compile(r"font-style\s*:\s*(?:(italic|oblique)|(normal))", re.IGNORECASE)
_WORD_LEVEL = re.compile(r"mso-list\s*:\s*\w+\s+level(\d)", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_BACK = re.compile(r"#(?:footnote|endnote)-ref|#_(?:ftn|edn)ref", re.IGNORECASE)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_hs(?:enc|mi)|mkt_tok|vero_id", re.I)


class _State(NamedTuple):
    """What holds for the words at one place."""

    within: tuple[Item | Quote, ...] = ()
    bold: bool = False
    italic: bool = False
    href: str = ""
    heading: int = 0
    pre: bool = False
    own: bool = False  # within what the page calls its article or main part
    hidden: bool = False


@dataclass(slots=True)
class _List:
    ordered: bool
    number: int
    last: Item | None = None


@dataclass(slots=True)
class _Table:
    number: int
    row: list[list[Block]] = field(default_factory=list)


def markdown_of(html: str, *, title: str = "") -> str:
    """The words of an HTML text as Markdown, under `title` where one is given; empty where there are none.

    Headings, lists, quotations, links, bold, italic, and tables row by row stay; scripts, styles, comments, pictures,
    what is hidden, and trackers in links go. Raises IntakeError where elements stand deeper in one another than
    `DEEPEST`.
    """
    walker = _Walker()
    parser = etree.HTMLParser(target=walker, encoding="utf-8", huge_tree=True, recover=True)
    source = html.encode("utf-8", "ignore").replace(b"\0", b"")
    try:
        for start in range(0, len(source), _CHUNK):
            parser.feed(source[start : start + _CHUNK])
        parser.close()
    except etree.XMLSyntaxError:  # what holds no element at all
        walker.close()
    return written(walker.blocks, title)


class _Walker:
    """Is told of tags and words in order, and keeps the blocks they make."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.sinks = [self.blocks]
        self.states = [_State()]
        self.runs: list[Run] = []
        self.lists: list[_List] = []
        self.tables: list[_Table] = []
        self.cells: list[bool] = []
        self.mails: list[tuple[str, int]] = []
        self.word_items: list[Item] = []
        self.word_mark: str | None = None
        self.table_count = 0

    # What the parser calls

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self.states) > DEEPEST:
            raise IntakeError(
                f"Its lists, tables or quotations stand more than {DEEPEST // 2} deep in one another. "
                "Copy the words into a new document and try again."
            )
        state = self.states[-1]
        if state.hidden or _is_hidden(tag, attributes, state):
            self.states.append(state._replace(hidden=True))
            return
        if tag in _BLOCKS:
            self._flush()
        self.states.append(_styled(tag, attributes, state))
        if opening := _OPENINGS.get(tag):
            opening(self, tag, attributes)
        elif tag in _HEADINGS:
            self._change(heading=_HEADINGS[tag])
        elif _WORD_MARK.search(attributes.get("style", "")):
            self.word_mark = ""

    def end(self, tag: str) -> None:
        state = self.states[-1]
        if not state.hidden:
            if tag in _BLOCKS:
                self._flush()
            if closing := _CLOSINGS.get(tag):
                closing(self)
            elif self.word_mark is not None and tag == "span":
                self._end_word_mark()
        self.states.pop()

    def data(self, words: str) -> None:
        state = self.states[-1]
        if state.hidden:
            return
        if self.word_mark is not None:
            self.word_mark += words
        elif state.pre:
            for number, line in enumerate(words.split("\n")):
                self.runs += [Run(BREAK)] * bool(number) + [self._run(line)]
        elif words != BREAK or self.runs:
            self.runs.append(self._run(words if words != BREAK else " "))

    def comment(self, words: str) -> None:
        """Comments, and with them what only Office is meant to read, are dropped."""

    def pi(self, target: str, words: str | None = None) -> None:
        """Instructions to programs are dropped."""

    def close(self) -> None:
        self._flush()

    # Words

    def _run(self, words: str) -> Run:
        state = self.states[-1]
        return Run(words, state.bold and not state.heading, state.italic, state.href)

    def _flush(self) -> None:
        """Make what was gathered a block of its own."""
        runs, self.runs = self.runs, []
        if not runs:
            return
        state = self.states[-1]
        if state.heading:
            runs = [Run(" ") if run.words == BREAK else run for run in runs]
        kind = Kind.HEADING if state.heading else Kind.PARAGRAPH
        self.sinks[-1] += [Block(kind, words, state.within, state.heading) for words in paragraphs(runs)]

    def _change(self, **facts: object) -> None:
        self.states[-1] = self.states[-1]._replace(**facts)

    def _enter(self, holder: Item | Quote) -> None:
        within = self.states[-1].within
        self._change(within=(*within[: _HOLDERS - 1], holder))

    # Openings and closings of elements

    def _line_break(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.runs.append(Run(BREAK))

    def _rule(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.sinks[-1].append(Block(Kind.RULE, "", self.states[-1].within))

    def _quote(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._enter(Quote())

    def _preformatted(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._change(pre=True)

    def _own_part(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._change(own=True)

    def _paragraph(self, tag: str, attributes: Mapping[str, str]) -> None:
        level = _WORD_LEVEL.search(attributes.get("style", ""))
        if level:
            self.word_items[max(int(level[1]) - 1, 0) :] = [Item("- ")]
            for item in self.word_items:
                self._enter(item)
        else:
            self.word_items = []
            if attributes.get("class") == "MsoTitle":
                self._change(heading=1)

    def _end_word_mark(self) -> None:
        """Word draws the mark of an item as words, in a span of its own: "·", "1.", "a)"."""
        number = re.match(r"\s*\(?(\d{1,3})[.)]", self.word_mark or "")
        if number and self.word_items:
            self.word_items[-1].mark = f"{number[1]}. "
        self.word_mark = None

    def _list(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self.lists and self.lists[-1].last and self.lists[-1].last not in self.states[-1].within:
            self._enter(self.lists[-1].last)  # a list right inside a list belongs to the item above it
        start = attributes.get("start", "")
        self.lists.append(_List(tag == "ol", int(start) if re.fullmatch(r"\d{1,6}", start) else 1))

    def _end_list(self) -> None:
        self.lists.pop()

    def _item(self, tag: str, attributes: Mapping[str, str]) -> None:
        around = self.lists[-1] if self.lists else _List(False, 1)
        value = attributes.get("value", "")
        if re.fullmatch(r"\d{1,6}", value):
            around.number = int(value)
        item = Item(f"{around.number}. " if around.ordered else "- ")
        around.number += 1
        around.last = item
        self._enter(item)

    def _anchor(self, tag: str, attributes: Mapping[str, str]) -> None:
        href = (attributes.get("href") or "").strip()
        mail = re.match(r"mailto:([^?\s]+@[^?\s]+)", href, re.IGNORECASE)
        self.mails.append((mail[1] if mail else "", len(self.runs)))
        if _BACK.match(href):
            self._change(hidden=True)
        elif not mail:
            self._change(href=address_of(href))

    def _end_anchor(self) -> None:
        """An address that only the link knew is said in words, so that it is seen before anything is public."""
        address, start = self.mails.pop()
        if address and address not in "".join(run.words for run in self.runs[start:]):
            self.runs.append(Run(f" ({address})" if self.runs[start:] else address))

    def _quotation(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.runs.append(self._run("“"))

    def _end_quotation(self) -> None:
        self.runs.append(self._run("”"))

    # Tables

    def _table(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.table_count += 1
        self.tables.append(_Table(self.table_count))

    def _end_table(self) -> None:
        self._end_row()
        self.tables.pop()

    def _cell(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.cells.append(bool(self.tables) and len(self.tables) <= _TABLES)
        if self.cells[-1]:
            self.sinks.append([])
            self.tables[-1].row.append(self.sinks[-1])

    def _end_cell(self) -> None:
        if self.cells.pop():
            self.sinks.pop()

    def _end_row(self) -> None:
        """A row of short cells is one line; one whose cells hold more was only there for the layout."""
        if not self.tables:
            return
        table = self.tables[-1]
        cells, table.row = [cell for cell in table.row if cell], []
        if len(cells) > 1 and all(len(cell) == 1 and cell[0].kind == Kind.PARAGRAPH for cell in cells):
            words = " | ".join(cell[0].words.replace("  \n", " ") for cell in cells)
            self.sinks[-1].append(Block(Kind.ROW, words, self.states[-1].within, table=table.number))
        else:
            self.sinks[-1] += [block for cell in cells for block in cell]


_OPENINGS = {
    "a": _Walker._anchor,
    "article": _Walker._own_part,
    "blockquote": _Walker._quote,
    "br": _Walker._line_break,
    "hr": _Walker._rule,
    "li": _Walker._item,
    "main": _Walker._own_part,
    "ol": _Walker._list,
    "p": _Walker._paragraph,
    "pre": _Walker._preformatted,
    "q": _Walker._quotation,
    "table": _Walker._table,
    "td": _Walker._cell,
    "th": _Walker._cell,
    "ul": _Walker._list,
}
_CLOSINGS = {
    "a": _Walker._end_anchor,
    "ol": _Walker._end_list,
    "q": _Walker._end_quotation,
    "table": _Walker._end_table,
    "td": _Walker._end_cell,
    "th": _Walker._end_cell,
    "tr": _Walker._end_row,
    "ul": _Walker._end_list,
}


def _is_hidden(tag: str, attributes: Mapping[str, str], state: _State) -> bool:
    if tag in _DROPPED or (tag == "footer" and not state.own and not state.within):
        return True
    style = attributes.get("style", "")
    return "hidden" in attributes or attributes.get("role") == "navigation" or bool(_HIDDEN.search(style))


def _styled(tag: str, attributes: Mapping[str, str], state: _State) -> _State:
    style = attributes.get("style", "")
    weight, slant = _WEIGHT.search(style), _SLANT.search(style)
    bold = bool(weight[1]) if weight else state.bold or tag in ("b", "strong")
    italic = bool(slant[1]) if slant else state.italic or tag in ("em", "i")
    return state._replace(bold=bold, italic=italic)


def address_of(href: str) -> str:
    """Where a link leads, without trackers and detours; empty where it leads nowhere that a note may lead to."""
    for _ in range(3):
        address = _address(href)
        if address == href:
            break
        href = address
    return href if len(href) < 2_000 else ""


def _address(href: str) -> str:
    href = "".join(href.split())
    try:
        parts = urlsplit(href)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    if beyond := next(_behind(parts.netloc.lower(), parts.path, parts.query), ""):
        return beyond
    kept = [(name, value) for name, value in query if not _TRACKING.fullmatch(name)]
    parts = parts if len(kept) == len(query) else parts._replace(query=urlencode(kept))
    return re.sub(r"[()<>\\\"\x00-\x20\x7f]", lambda c: f"%{ord(c[0]):02X}", urlunsplit(parts))


def _behind(host: str, path: str, query: str) -> Iterator[str]:
    """Where a detour that mail programs and Google put into a link leads to."""
    google = re.fullmatch(r"(www\.)?google\.[a-z.]+", host) and path == "/url"
    if google or host.endswith(".safelinks.protection.outlook.com"):
        found = parse_qs(query)
        yield from (found[name][0] for name in ("q", "url") if name in found)
