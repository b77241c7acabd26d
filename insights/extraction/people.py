"""Who is named in a note: capitalised runs that stand where people stand.

No single sign makes a person. Each candidate collects signs (a position beside it, a verb of saying after it, a
hand-over before it, a known given name, a first name used later alone) and counter-signs (words of organisations
and places, words that the note also writes in lower case); see `_weigh`.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from insights.extraction import names
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import HEADING, Block
from insights.extraction.mentions import Mention, candidates
from insights.extraction.names import Token
from insights.extraction.records import Affiliation
from insights.extraction.surroundings import SPEAKS, SPOKEN_BEFORE, look_after, look_before, take_position_before

_NO_PERSON_AFTER = re.compile(words_of.NO_PERSON_AFTER)
_LISTED = re.compile(
    r"\)?(?:,? (?:and |& |as well as )?(?:also |then |finally )?(?:(?:the|our|by|from) )?|; (?:and )?|,)"
)
_TURN = re.compile(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+){1,3}: \S")
_TURNS_OF_A_TRANSCRIPT = 5
_REACH = 320


ENOUGH = 4
ENOUGH_WITH_GIVEN_NAME = 3


def find(blocks: Sequence[Block], tokens: Sequence[list[Token]], labels: dict[int, str]) -> list[Mention]:
    """The mentions of people by full name, in order.

    `labels` gives, for blocks of header lines and lists of people ("Present: …"), the role of those listed.
    """
    common = _lower_case_words(tokens)
    transcript = sum(bool(_TURN.match(block.words)) for block in blocks) >= _TURNS_OF_A_TRANSCRIPT
    alone = _first_names_alone(blocks, tokens)
    out: list[Mention] = []
    for index, block in enumerate(blocks):
        found = _in_block(index, block, tokens[index], labels.get(index), common, alone, transcript=transcript)
        out += [mention for mention in found if _enough(mention)]
    return out


def _in_block(
    index: int,
    block: Block,
    tokens: list[Token],
    label: str | None,
    common: Counter[str],
    alone: set[str],
    *,
    transcript: bool,
) -> list[Mention]:
    found: list[Mention] = []
    tail = 0
    for run in names.runs(block.words, tokens):
        for mention in candidates(index, block, run, label):
            if mention.start < tail:  # inside the affiliation of the one before
                continue
            _weigh(mention, block, common, alone)
            if transcript and mention.start == 0 and _TURN.match(block.words):
                mention.score += 4
            found.append(mention)
            if _enough(mention):
                tail = mention.tail
    _propagate(found, block)
    return found


def _enough(mention: Mention) -> bool:
    return mention.score >= (ENOUGH_WITH_GIVEN_NAME if mention.given else ENOUGH)


def _lower_case_words(tokens: Iterable[list[Token]]) -> Counter[str]:
    return Counter(t.text for found in tokens for t in found if not t.capital)


def _first_names_alone(blocks: Sequence[Block], tokens: Sequence[list[Token]]) -> set[str]:
    """Single capitalised words that say, explain or ask something somewhere in the note."""
    out: set[str] = set()
    for block, found in zip(blocks, tokens, strict=True):
        for run in names.runs(block.words, found):
            last = run[-1]
            single = len(run) == 1 or (len(run) == 2 and run[0].low in words_of.FUNCTION_WORDS)
            if (
                single
                and last.low not in words_of.FUNCTION_WORDS
                and (
                    SPEAKS.match(block.words[last.end : last.end + 60])
                    or SPOKEN_BEFORE.search(block.words[max(0, last.start - 30) : last.start])
                )
            ):
                out.add(last.low)
    return out


def _weigh(mention: Mention, block: Block, common: Counter[str], alone: set[str]) -> None:
    words = block.words
    parts = words[mention.start : mention.end].split(" ")
    after = words[mention.end : mention.end + _REACH]
    before = words[max(0, mention.front - 90) : mention.front]
    first = parts[0]
    mention.given = names.is_given(first)
    mention.score += 2 if mention.given else 1 if names.is_maybe_given(first) else 0
    mention.score += 1 if mention.given and len(parts) > 1 else 0
    if "." in first:
        mention.score += 2
    if first.casefold() in alone and len(parts) > 1:
        mention.score += 2
    look_before(mention, before)
    look_after(mention, after)
    if not mention.affiliations:
        take_position_before(mention, before)
    _object(mention, parts, before, after, block, common)
    mention.affiliations = tuple(_as_written(a, block) for a in mention.affiliations if a.position or a.organisation)


def _as_written(affiliation: Affiliation, block: Block) -> Affiliation:
    """An affiliation with the writer's own quotes and dashes."""
    return Affiliation(_shown(affiliation.position, block), _shown(affiliation.organisation, block), affiliation.former)


def _shown(words: str | None, block: Block) -> str | None:
    at = block.words.find(words) if words else -1
    return block.plain.shown[at : at + len(words)] if words and at >= 0 else words


def _object(mention: Mention, parts: list[str], before: str, after: str, block: Block, common: Counter[str]) -> None:
    """Counter-signs."""
    strong = mention.given and mention.score >= 5
    for place, part in enumerate(parts):
        low = part.casefold()
        if low in words_of.ORGANISATION_WORDS or low in words_of.PLACE_WORDS:
            mention.score -= 1 if strong and place == len(parts) - 1 and place > 0 else 9 if mention.listed else 6
        elif common[low] and not names.is_given(part):
            mention.score -= 2 if common[low] < 3 or not mention.given else 3
    if re.search(r"\b(?:the|The) $", before):
        mention.score -= 3
    if re.match(r"'s [A-Z]", after) and mention.listed:
        mention.score -= 6
    if _NO_PERSON_AFTER.match(after):
        mention.score -= 4
    if block.kind == HEADING and not mention.affiliations:
        mention.score -= 1
    if re.search(r"\b(?:in|at|near|across|around|to) $", before) and not mention.affiliations and not mention.speaks:
        mention.score -= 2


def _propagate(found: list[Mention], block: Block) -> None:
    """A name in one list with a sure one ("A, B and C", "A of X; B of Y") is surer, and plays the same part."""
    for left, right in itertools.pairwise(found):
        between = block.words[left.tail if left.affiliations else left.end : right.start]
        if not _LISTED.fullmatch(between):
            continue
        if _enough(left) and left.handed and right.speaks and not left.speaks:
            continue  # "chaired by Ada Lin, and Ben Ross said": a new clause
        if right.speaks and block.words[: left.start].rstrip("'\"")[-2:] in ("", ". ", "! ", "? "):
            left.speaks = True  # "Ada Lin and Ben Ross both said"
        if _enough(left):
            right.score += 2
            right.handed = right.handed or left.handed
            right.roles = right.roles or list(left.roles)
            right.first = left.first
        elif _enough(right):
            left.score += 2
