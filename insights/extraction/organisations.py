"""Which organisations a note names: by their words, by what is said of them, by who belongs to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insights.extraction import affiliations, names
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import HEADING, Block
from insights.extraction.names import Token, folded
from insights.extraction.people import Mention

_NOUNS = "|".join(words_of.ORGANISATION_NOUNS)
_IS_ORGANISATION = re.compile(
    rf"^(?: \([A-Z][\w&.-]{{1,12}}\))?(?:,| –|, which is| is| was| are| were) (?:also )?(?:an?|the|one of the|our|part of) (?:[\w'-]+ ){{0,4}}?(?:{_NOUNS})\b",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(rf"\b(?:{_NOUNS}),? (?:called |named |known as )?$", re.IGNORECASE)
_NOUN_AFTER = re.compile(r"^(?:'s)? (?:company|charity|store|supermarket|trust|foundation|staff|employees|website|campaign)\b")
_DOES = re.compile(rf"^ (?:has |have |also |then |now |is |are |had ){{0,2}}(?:{'|'.join(words_of.ORGANISATION_VERBS)})\b")
_WORKS_AT = re.compile(r"\b(?:works? (?:at|for|with)|worked (?:at|for|with)|working (?:at|for|with)|merged (?:into|with)|set up|founded|co-founded|joined|turnover of|funded by|published by|hosted by|commissioned by|run by|supported by|organised by|partnership with|member of|members of|employed by|launched by|according to|on behalf of|collaboration with) (?:the )?$")


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation at one place: block, offsets in its reading copy, name as shown."""

    block: int
    start: int
    end: int
    name: str


def find(
    blocks: Sequence[Block], tokens: Sequence[list[Token]], shapes: Sequence[str], mentions: Sequence[Mention]
) -> list[Named]:
    """The organisations of a note by first mention; short forms of one already named are left out."""
    people = {folded(m.name) for m in mentions}
    taken = {(m.block, at) for m in mentions for at in range(m.start, m.end)}
    found: list[Named] = []
    for index, block in enumerate(blocks):
        if shapes[index] == "verse":
            continue
        for start, end in _in_block(block, tokens[index]):
            if not any((index, at) in taken for at in (start, end - 1)):
                found.append(Named(index, start, end, block.plain.shown[start:end]))
    found += _employers(blocks, mentions)
    return _distinct(found, people)


def _employers(blocks: Sequence[Block], mentions: Sequence[Mention]) -> Iterator[Named]:
    for mention in mentions:
        for affiliation in mention.affiliations:
            name = affiliation.organisation
            if not name:
                continue
            words = blocks[mention.block].words
            at = words.find(name, mention.end)
            at = at if at >= 0 else words.find(name)
            if at >= 0:
                yield Named(mention.block, at, at + len(name), blocks[mention.block].plain.shown[at : at + len(name)])


def _in_block(block: Block, tokens: list[Token]) -> Iterator[tuple[int, int]]:
    words = block.words
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if not (token.capital or token.text[0].isdigit() and _digit_name(tokens, index)) or index and words[token.start - 1] in "-":
            index += 1
            continue
        end = _run_end(words, tokens, index)
        if end is None:
            index += 1
            continue
        start, stop, following = end
        if stop > start and _is_organisation(block, words, start, stop):
            yield start, stop
        index = max(following, index + 1)


def _digit_name(tokens: list[Token], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1].capital and tokens[index + 1].low in words_of.ORGANISATION_WORDS


def _run_end(words: str, tokens: list[Token], index: int) -> tuple[int, int, int] | None:
    """(start, end, next token) of the longest name that may begin at a token."""
    first = index
    while first < len(tokens) and tokens[first].capital and tokens[first].low in words_of.FUNCTION_WORDS and tokens[first].text != "NHS":
        first += 1
        if first < len(tokens) and words[tokens[first - 1].end : tokens[first].start] != " ":
            return None
    if first >= len(tokens) or not (tokens[first].capital or tokens[first].text[0].isdigit()):
        return None
    start = tokens[first].start
    name = affiliations.organisation_at(words[start : start + 160])
    if not name:
        return None
    stop = start + len(name)
    following = next((i for i in range(first, len(tokens)) if tokens[i].start >= stop), len(tokens))
    return start, stop, following


def _is_organisation(block: Block, words: str, start: int, end: int) -> bool:
    name = words[start:end]
    bare = re.sub(r" \([^()]*\)$", "", name)
    parts = [t for t in names.tokens(bare)]
    lows = [t.low for t in parts]
    if name in words_of.KNOWN_ORGANISATIONS or bare in words_of.KNOWN_ORGANISATIONS or bare.removesuffix("'s") in words_of.KNOWN_ORGANISATIONS:
        return True
    if len(parts) == 1 and _is_acronym(parts[0].text):
        return block.kind != HEADING
    before, after = words[max(0, start - 40) : start], words[end : end + 120]
    telling = [w for w in lows if w in words_of.ORGANISATION_WORDS]
    if len(parts) > 1 and telling and lows[-1] not in words_of.PLACE_WORDS:
        if any(w not in words_of.WEAK_ORGANISATION_WORDS for w in telling):
            return block.kind != HEADING or len(parts) > 1 and lows[-1] in telling
        return bool(re.search(r"\b(?:the|at|from|by|of|with) $", before)) and lows[-1] in telling and block.kind != HEADING
    if _IS_ORGANISATION.match(after) or _NOUN_AFTER.match(after) or _NOUN_BEFORE.search(before):
        return True
    return bool(_DOES.match(after)) and not names.is_given(parts[0].text) if parts and block.kind != HEADING else False


def _is_acronym(text: str) -> bool:
    return len(text) >= 3 and text.isupper() and text.isalpha() and len(text) <= 6 and text not in words_of.ACRONYMS_NOT_ORGANISATIONS


def _distinct(found: list[Named], people: set[str]) -> list[Named]:
    """First mentions only; a name inside a longer one that is also there counts as that one."""
    kept: dict[str, Named] = {}
    for named in sorted(found, key=lambda n: (n.block, n.start, -n.end)):
        key = re.sub(r" \(.*\)$|'s$", "", re.sub(r"^the ", "", folded(named.name)))
        if key and key not in people:
            kept.setdefault(key, named)
    longer = sorted(kept, key=len, reverse=True)
    out = [named for key, named in kept.items() if not any(_within(key, other) for other in longer if len(other) > len(key))]
    return sorted(out, key=lambda n: (n.block, n.start))


def _within(key: str, other: str) -> bool:
    return len(key) > 3 and (other.startswith(key + " ") or other.endswith(" " + key)) and key not in ("nhs",)
