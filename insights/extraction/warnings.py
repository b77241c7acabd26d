"""What to look at before a note goes public."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from insights.extraction import names
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import Block
from insights.extraction.mentions import Mention
from insights.extraction.names import Token
from insights.extraction.records import FoundWarning
from insights.extraction.roster import Roster

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
_PHONE = re.compile(r"(?<![\w£$€.,/-])(?:\+44 ?(?:\(0\) ?)?|\(?0)\d{2,4}\)?(?:[ -]?\d{2,4}){2,3}(?![\d-])")
_ANONYMOUS = re.compile(rf"{words_of.ANONYMOUS_SPEAKERS}", re.IGNORECASE)
_QUOTE = re.compile(
    r"(?<!\w)(?P<mark>['\"])(?=\S)(?P<inner>(?:(?!(?P=mark)).|(?<=\w)(?P=mark)(?=\w)){12,400})(?P=mark)(?!\w)"
)
_TRUNCATED = re.compile(r"(?:continue reading|read the rest(?: here)?|\[?(?:…|\.\.\.)\]?)\.?$", re.IGNORECASE)
_WHO = re.compile(words_of.WHO)
_CALLED = re.compile(words_of.CALLED, re.IGNORECASE)


def find(
    blocks: Sequence[Block], tokens: Sequence[list[Token]], mentions: Sequence[Mention], roster: Roster
) -> list[FoundWarning]:
    """The warnings of a note, sorted by place; overlapping ones of different kinds are all kept."""
    out: list[FoundWarning] = []
    for block in blocks:
        out += _matches(block, _EMAIL, "contact")
        out += _matches(block, _PHONE, "contact")
        out += _anonymous(block)
    for index, start, end in private_names(blocks, tokens, mentions, roster):
        out.append(_warning(blocks[index], "private name", start, end))
    if blocks and (match := _TRUNCATED.search(blocks[-1].words)):
        out.append(_warning(blocks[-1], "truncated", *match.span()))
    return sorted(out, key=lambda w: (w.start, w.end, w.kind))


def _warning(block: Block, kind: str, start: int, end: int) -> FoundWarning:
    first, last = block.plain.span(start, end)
    return FoundWarning(first, last, kind, block.plain.shown[start:end])


def _matches(block: Block, pattern: re.Pattern[str], kind: str) -> Iterator[FoundWarning]:
    return (_warning(block, kind, *match.span()) for match in pattern.finditer(block.words))


def _anonymous(block: Block) -> Iterator[FoundWarning]:
    """Quotes of someone who is not named: "…," one person said."""
    for match in _QUOTE.finditer(block.words):
        around = (
            block.words[max(0, match.start() - 60) : match.start()]
            + " ¦ "
            + block.words[match.end() : match.end() + 60]
        )
        if _ANONYMOUS.search(around):
            yield _warning(block, "anonymous quote", match.start("inner"), match.end("inner"))


def private_names(
    blocks: Sequence[Block], tokens: Sequence[list[Token]], mentions: Sequence[Mention], roster: Roster
) -> list[tuple[int, int, int]]:
    """(block, start, end) of each first name that stands alone and is no short form of someone named in full."""
    taken = {(m.block, m.start) for m in mentions}
    seen: dict[str, tuple[int, int, int]] = {}
    for index, block in enumerate(blocks):
        for run in names.runs(block.words, tokens[index]):
            token = run[-1]
            opens = all(t.low in words_of.FUNCTION_WORDS for t in run[:-1])
            if (
                not opens
                or not names.is_given(token.text)
                or token.low in roster.aliases
                or (index, token.start) in taken
            ):
                continue
            after, before = block.words[token.end : token.end + 40], block.words[max(0, token.start - 30) : token.start]
            if _WHO.match(after) or (after.startswith("'s ") and _CALLED.search(before)):
                seen.setdefault(token.low, (index, token.start, token.end))
    return list(seen.values())
