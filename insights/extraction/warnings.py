"""What to look at before a note goes public."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from insights.extraction import names, plain
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import Block
from insights.extraction.mentions import Mention
from insights.extraction.names import Token
from insights.extraction.records import FoundWarning
from insights.extraction.roster import Roster

_DOT = r"(?:\.| \. (?=[a-z])| ?[\[({<] ?dot ?[\])}>] ?)"
_EMAIL = re.compile(  # as it is, or hidden from machines: "ada . lin @ example . org", "ada [at] example [dot] org"
    rf"(?<![\w.+-])[\w+-]{{1,64}}(?:(?:\.| \. (?=[a-z]))[\w+-]{{1,64}}){{0,5}}(?: ?@ ?| ?[\[({{<] ?at ?[\])}}>] ?)"
    rf"[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,7}}{_DOT}[A-Za-z]{{2,24}}\b"
)
_PHONE = re.compile(r"(?<![\w£$€.,/-])(?:\+44 ?(?:\(0\) ?)?|\(?0)\d{2,4}\)?(?:[ -]?\d{2,4}){2,3}(?![\d-])")
_POSTCODE = r"[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_HOUSE_NUMBER = r"(?!(?:1[89]|20)\d\d )\d{1,4}[A-Za-z]?(?:[-–/]\d{1,4}[A-Za-z]?)? "
_FLAT = r"(?:Flat|FLAT|Apartment|Apt\.?|Unit) ?(?:\d{1,4}[A-Za-z]?|[A-Z]),? "
_STREET_NAME = rf"(?!(?:{_MONTH})\b)[A-Z][\w'-]*\.? (?:(?:[A-Z][\w'-]*\.?|and|of|the|upon) ){{0,3}}?"
_SURELY = "|".join((*words_of.STREETS, *map(str.upper, words_of.STREETS), *words_of.SMALL_STREETS, r"St(?!\.? [A-Z])"))
_MAYBE = "|".join((*words_of.MAYBE_STREETS, *map(str.upper, words_of.MAYBE_STREETS)))
_STREET = (
    rf"(?:(?:{_SURELY})\b(?! (?:{'|'.join(words_of.NO_STREET_AFTER)})\b)"
    rf"|(?:{_MAYBE})\b(?! (?!(?:{'|'.join(words_of.STREET_BEFORE)})\b)[A-Za-z]))"
)
_HOME = re.compile(  # a house, with the town and the postcode behind it: "Flat 3, 22 Quay Street"; or a postcode alone
    rf"(?<![\w£$€.,/–-])(?<![Rr]oom )(?:(?:(?:No\.? ?|{_FLAT})?{_HOUSE_NUMBER}{_STREET_NAME}{_STREET}"
    rf"|{_FLAT}{_STREET_NAME}(?:{_STREET}|(?:{'|'.join(words_of.HOUSES)})\b))"
    rf"(?:(?:,? [A-Z][\w'-]+){{0,4}},? {_POSTCODE})?|{_POSTCODE})"
)
_PERSON = "|".join(sorted(map(re.escape, {*words_of.POSITION_NOUNS, *words_of.UNNAMED_PEOPLE}), key=len, reverse=True))
_ANONYMOUS = re.compile(
    "|".join((words_of.ANONYMOUS_SPEAKERS, *(cue.format(person=_PERSON) for cue in words_of.UNNAMED_SPEAKERS))),
    re.IGNORECASE,
)
_AROUND = 90
_QUOTE = re.compile(
    r"(?<!\w)(?P<mark>['\"])(?=\S)(?P<inner>(?:(?!(?P=mark)).|(?<=\w)(?P=mark)(?=\w)){12,400})(?P=mark)(?!\w)"
)
_TRUNCATED = re.compile(words_of.TRUNCATED, re.IGNORECASE)
_WHO = re.compile(words_of.WHO)
_STORY = re.compile(words_of.STORY_AFTER)
_KIN = re.compile(words_of.KIN_BEFORE)
_CALLED = re.compile(words_of.CALLED, re.IGNORECASE)


def find(
    blocks: Sequence[Block],
    tokens: Sequence[list[Token]],
    mentions: Sequence[Mention],
    roster: Roster,
    left_out: Sequence[Block] = (),
) -> list[FoundWarning]:
    """The warnings of a note, sorted by place; overlapping ones of different kinds are all kept.

    `left_out` are the blocks within the note that the engine passes over, such as the lines above an e-mail: an
    address in one of them would be published with the note all the same.
    """
    out: list[FoundWarning] = []
    for block in (*blocks, *left_out):
        for pattern in (_EMAIL, _PHONE, _HOME):
            out += _matches(block, pattern, "contact")
    for block in blocks:
        out += _anonymous(block)
    for index, start, end in private_names(blocks, tokens, mentions, roster):
        out.append(_warning(blocks[index], "private name", start, end))
    if blocks and (match := _TRUNCATED.search(blocks[-1].words)):
        out.append(_warning(blocks[-1], "truncated", *match.span()))
    return sorted(out, key=lambda w: (w.start, w.end, w.kind))


def contacts_in(text: str, *, homes: bool = True) -> list[str]:
    """E-mail addresses, telephone numbers and, with `homes`, houses in a title or a sentence; in order, each once."""
    copy = plain.read(text, 0, len(text))
    patterns = (_EMAIL, _PHONE, _HOME) if homes else (_EMAIL, _PHONE)
    spans = sorted(match.span() for pattern in patterns for match in pattern.finditer(copy.words))
    return list(dict.fromkeys(copy.shown[start:end] for start, end in spans))


def _warning(block: Block, kind: str, start: int, end: int) -> FoundWarning:
    first, last = block.plain.span(start, end)
    return FoundWarning(first, last, kind, block.plain.shown[start:end])


def _matches(block: Block, pattern: re.Pattern[str], kind: str) -> Iterator[FoundWarning]:
    return (_warning(block, kind, *match.span()) for match in pattern.finditer(block.words))


def _anonymous(block: Block) -> Iterator[FoundWarning]:
    """Quotes of someone who is not named: "…," one person said."""
    for match in _QUOTE.finditer(block.words):
        around = (
            block.words[max(0, match.start() - _AROUND) : match.start()]
            + " ¦ "
            + block.words[match.end() : match.end() + _AROUND]
        )
        if _ANONYMOUS.search(around):
            yield _warning(block, "anonymous quote", match.start("inner"), match.end("inner"))


def private_names(
    blocks: Sequence[Block], tokens: Sequence[list[Token]], mentions: Sequence[Mention], roster: Roster
) -> list[tuple[int, int, int]]:
    """(block, start, end) of each first name that stands alone and is no short form of someone named in full."""
    taken = {(m.block, m.start) for m in mentions}
    common = {t.text for found in tokens for t in found if not t.capital}
    seen: dict[str, tuple[int, int, int]] = {}
    for index, block in enumerate(blocks):
        for run in names.runs(block.words, tokens[index]):
            token = run[-1]
            alone = all(t.low in words_of.FUNCTION_WORDS or t.low in words_of.BEFORE_NICKNAMES for t in run[:-1])
            if alone and (index, token.start) not in taken and _is_private(block, token, roster, common):
                seen.setdefault(token.low, (index, token.start, token.end))
    return list(seen.values())


def _is_private(block: Block, token: Token, roster: Roster, common: set[str]) -> bool:
    """Whether somebody's story is told of a single capitalised word.

    A known first name needs less than any other word; a surname of somebody named in full shields it only where it
    may well be that person.
    """
    after, before = block.words[token.end : token.end + 60], block.words[max(0, token.start - 40) : token.start]
    told = bool(_STORY.match(after)) or bool(_KIN.search(before))
    known = roster.aliases.get(token.low)
    if known is not None and not (
        told and names.is_given(token.text) and names.folded(known.name).endswith(" " + token.low)
    ):
        return False
    if names.is_given(token.text):
        return told or bool(_WHO.match(after)) or (after.startswith("'s ") and bool(_CALLED.search(before)))
    clause = after.startswith(" who")  # "Staff who are not listened to": a first name would take a comma
    return told and not clause and token.low not in common and _may_be_first_name(token)


def _may_be_first_name(token: Token) -> bool:
    """Whether a capitalised word that is no known first name may be one: no word of another table, no plural."""
    if not token.text[1:].islower() or (token.low.endswith("s") and not names.is_maybe_given(token.text)):
        return False
    tables = (
        words_of.FUNCTION_WORDS, words_of.ORGANISATION_WORDS, words_of.PLACE_WORDS, words_of.GENERIC_CAPITALS,
        words_of.POSITION_NOUNS, words_of.NAME_TITLES,
    )  # fmt: skip
    return token.text not in words_of.KNOWN_ORGANISATIONS and not any(token.low in table for table in tables)
