"""Which organisations a note names: by their words, by what is said of them, by who belongs to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from insights.extraction import affiliations, names
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import HEADING, Block
from insights.extraction.dates import MONTHS
from insights.extraction.mentions import Mention
from insights.extraction.names import Token, folded
from insights.extraction.surroundings import SPEAKS

_NOUNS = "|".join(words_of.ORGANISATION_NOUNS)
_IS_ORGANISATION = re.compile(
    rf"^(?:'s)?(?: \([A-Z][\w&.-]{{1,12}}\))?(?:,| –|, which is| is| was| are| were) (?:also )?(?:an?"
    rf"|the|one of the|our|part of) (?:[\w'-]+ ){{0,4}}?(?:{_NOUNS})\b",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    rf"\b(?:{_NOUNS})s?(?: (?:I|we|she|he|they) (?:work|works|worked|run|runs|lead|leads|chair"
    rf"|chairs) for)?,? (?:called |named |known as )?$"
)
_NOUN_AFTER = re.compile(words_of.NOUN_AFTER)
_TITLE_OF_WORK = re.compile(words_of.TITLE_OF_WORK, re.IGNORECASE)
_WEAK_BEFORE = re.compile(
    r"\b(?:(?:the|The|at|from|by|of|with|our|for|to|and)|(?:Venue|Location|Place|Where|Hosts?):) $"
)
_DOES = re.compile(
    rf"^ (?:has |have |also |then |now |is |are |had ){{0,2}}(?:{'|'.join(words_of.ORGANISATION_VERBS)})\b"
)
_WORKS_AT = re.compile(words_of.WORKS_AT)
_MINISTRY = re.compile(words_of.MINISTRY)
_BESIDE = re.compile(
    rf"(?:held|hosted) (?:at|by|in) (?:the )?|by (?:the )?"
    rf"|(?:{'|'.join(MONTHS)}) (?:the )?"
    rf"|(?:{'|'.join(words_of.NAME_TITLES)})\.? (?:[\w'-]+ ){{1,3}}(?:of|from|at) (?:the )?"
    rf"|(?:{'|'.join(words_of.POSITION_NOUNS)}) (?:of|at) (?:the )?",
    re.IGNORECASE,
)


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
    spans: dict[int, dict[int, int]] = {}
    for mention in mentions:
        spans.setdefault(mention.block, {})[mention.start] = mention.end
    found: list[Named] = []
    for index, block in enumerate(blocks):
        if shapes[index] == "verse":
            continue
        for start, end in _in_block(block, tokens[index], spans.get(index, {})):
            found.append(Named(index, start, end, block.plain.shown[start:end]))
    found += _employers(blocks, mentions)
    return _distinct(found, people)


def _employers(blocks: Sequence[Block], mentions: Sequence[Mention]) -> Iterator[Named]:
    for mention in mentions:
        for affiliation in mention.affiliations:
            name = affiliation.organisation
            if not name or not (name[0].isupper() or name[0].isdigit() or affiliation.position):
                continue
            if name.split(" ")[-1] in words_of.ORGANISATION_WORDS or name.casefold() in words_of.FUNCTION_WORDS:
                continue
            words = blocks[mention.block].words
            at = words.find(name, mention.end)
            at = at if at >= 0 else words.find(name)
            if at >= 0:
                yield Named(mention.block, at, at + len(name), blocks[mention.block].plain.shown[at : at + len(name)])


def _in_block(block: Block, tokens: list[Token], people: dict[int, int]) -> Iterator[tuple[int, int]]:
    """The spans of organisations in a block; `people` gives the end of each person's name by its start."""
    words = block.words
    index, past = 0, 0
    while index < len(tokens):
        token = tokens[index]
        past = max(past, people.get(token.start, 0))
        if token.start < past:
            index += 1
            continue
        if not (token.capital or (token.text[0].isdigit() and _digit_name(tokens, index))) or (
            index and words[token.start - 1] in "-"
        ):
            index += 1
            continue
        end = _run_end(words, tokens, index)
        if end is None:
            index += 1
            continue
        start, stop, following = end
        start, stop = _trimmed(words, start, stop)
        names_someone = any(t.start in people and t.start < stop for t in tokens[index:following])
        if stop > start and not names_someone and _is_organisation(block, words, start, stop):
            yield start, stop
        index = max(following, index + 1)


def _digit_name(tokens: list[Token], index: int) -> bool:
    return (
        index + 1 < len(tokens) and tokens[index + 1].capital and tokens[index + 1].low in words_of.ORGANISATION_WORDS
    )


def _run_end(words: str, tokens: list[Token], index: int) -> tuple[int, int, int] | None:
    """(start, end, next token) of the longest name that may begin at a token."""
    first = index
    while first < len(tokens) and _only_opens(words, tokens[first]):
        first += 1
        if first < len(tokens) and words[tokens[first - 1].end : tokens[first].start] != " ":
            return None
    if first >= len(tokens) or not (tokens[first].capital or tokens[first].text[0].isdigit()):
        return None
    start = tokens[first].start
    ahead = words[start : start + 160]
    name = affiliations.organisation_at(
        ahead, commas=ahead.count(",", 0, m.end()) if (m := _MINISTRY.match(ahead)) else 0
    )
    if not name:
        return None
    start = words.find(name, start)
    stop = start + len(name)
    following = next((i for i in range(first, len(tokens)) if tokens[i].start >= stop), len(tokens))
    return start, _without_position(words, start, stop), following


def _only_opens(words: str, token: Token) -> bool:
    """Whether a word has its capital only because it begins a sentence."""
    if token.low not in words_of.FUNCTION_WORDS or not token.capital:
        return False
    before = words[: token.start].rstrip("'\"( ")[-1:]
    return before in ("", ".", "!", "?", ":", ";", "–", "•") or token.low in ("the", "a", "an")


def _without_position(words: str, start: int, stop: int) -> int:
    """The end of a name without a position that follows it: "Shelter Director" names Shelter."""
    last = words.rfind(" ", start, stop)
    while last > start and words[last + 1 : stop].casefold() in words_of.POSITION_NOUNS:
        stop, last = last, words.rfind(" ", start, last)
    return stop


def _trimmed(words: str, start: int, stop: int) -> tuple[int, int]:
    """A name without what only stands beside it: a month, a person or "Held at" before it, a possessive 's after it."""
    if before := _BESIDE.match(words, start, stop):
        start = before.end()
    last = words[start:stop].rsplit(" ", 1)[-1]
    if re.search(r"'s$", last) and last[:-2].casefold() in words_of.ORGANISATION_WORDS:
        stop -= 2
    return start, stop


def _is_organisation(block: Block, words: str, start: int, end: int) -> bool:
    name = words[start:end]
    bare = re.sub(r" \([^()]*\)$", "", name)
    before, after = words[max(0, start - 60) : start], words[end : end + 140]
    if ({name, bare, bare.removesuffix("'s")} | {" ".join(bare.split(" ")[:2])}) & words_of.KNOWN_ORGANISATIONS:
        if bare in words_of.EVERYDAY_ORGANISATIONS and re.search(r"(?:^|[.!?:] ?['\"]?)$", before.rstrip()):
            return bool(_DOES.match(after) or SPEAKS.match(after) or _IS_ORGANISATION.match(after))
        return not re.match(r"^ (?:Act|Bill|Report|Review)\b", after)
    parts = names.tokens(bare)
    if not parts or _TITLE_OF_WORK.search(before) or (block.kind == HEADING and len(parts) < 2):
        return False
    if len(parts) == 1 and _is_acronym(parts[0].text):
        return before[-1:] not in ("(", "[") and not (start == 0 and after.startswith(":"))
    if _telling(bare, parts, before, block.kind == HEADING):
        return True
    return block.kind != HEADING and _said_to_be(parts, before, after)


def _telling(bare: str, parts: list[Token], before: str, heading: bool) -> bool:
    """Whether the words of a name say that it is an organisation's."""
    lows = [_singular(t.low) for t in parts]
    telling = [w for w in lows if w in words_of.ORGANISATION_WORDS]
    if len(parts) > 1 and not heading and re.fullmatch(r"(?:[A-Z][\w'&-]+ )+UK", bare):
        return True
    if len(parts) < 2 or not telling or lows[-1] in words_of.PLACE_WORDS:
        return False
    if all(w in words_of.WEAK_ORGANISATION_WORDS for w in telling):
        return lows[-1] in telling and not heading and bool(_WEAK_BEFORE.search(before))
    return lows[-1] in telling or (
        not heading
        and (" of " in bare or " for " in bare or " and " in bare or parts[0].low in telling or len(telling) > 0)
    )


def _singular(low: str) -> str:
    return low[:-1] if low.endswith("s") and low not in words_of.ORGANISATION_WORDS else low


def _said_to_be(parts: list[Token], before: str, after: str) -> bool:
    """Whether the words around a name say that it is an organisation's."""
    if (
        parts[0].low in words_of.GENERIC_CAPITALS
        or re.fullmatch(r"[A-Z]{2,5}s", parts[-1].text)
        or all(t.low in words_of.FUNCTION_WORDS for t in parts)
    ):
        return False
    if _IS_ORGANISATION.match(after) or _NOUN_AFTER.match(after) or _NOUN_BEFORE.search(before):
        return True
    person = names.is_given(parts[0].text)
    if _WORKS_AT.search(before):
        return not person and not all(t.low in words_of.PLACE_WORDS for t in parts)
    return bool(_DOES.match(after)) and not person and (len(parts) > 1 or not re.search(r"(?:^|[.!?]) ?$", before))


def _is_acronym(text: str) -> bool:
    return 3 <= len(text) <= 6 and text.isupper() and text.isalpha() and text not in words_of.ACRONYMS_NOT_ORGANISATIONS


def _distinct(found: list[Named], people: set[str]) -> list[Named]:
    """First mentions only; a name inside a longer one that is also there counts as that one."""
    kept: dict[str, Named] = {}
    for named in sorted(found, key=lambda n: (n.block, n.start, -n.end)):
        key = re.sub(r" \(.*\)$|'s$", "", re.sub(r"^the ", "", folded(named.name)))
        if key and key not in people:
            kept.setdefault(key, named)
    for named in list(kept.values()):
        if short := re.search(r" \(([A-Z]+)\)$", named.name):
            kept.pop(folded(short[1]), None)
    longer = sorted(kept, key=len, reverse=True)
    out = [
        named
        for key, named in kept.items()
        if not any(_within(key, other) for other in longer if len(other) > len(key))
    ]
    return sorted(out, key=lambda n: (n.block, n.start))


def _within(key: str, other: str) -> bool:
    return len(key) > 3 and (other.startswith(key + " ") or other.endswith(" " + key)) and key not in ("nhs",)
