"""What each block of a note is: heading, prose, point, verse, list of people, fact about the meeting, or rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from insights.extraction import affiliations, letters, names, tables
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import HEADING, ITEM, RULE, Block

TITLE, SUBHEADING, PROSE, POINT, VERSE, PEOPLE, FACT, BREAK = (
    "title", "subheading", "prose", "point", "verse", "people", "fact", "break",
)  # fmt: skip

_SECTIONS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in words_of.SECTION_HEADINGS)
_LABELS = "|".join(sorted(map(re.escape, words_of.PEOPLE_LABELS), key=len, reverse=True))
_LABEL = re.compile(rf"(?P<label>{_LABELS})(?: \([^()]*\))?(?:(?P<colon> ?:| [–-]) ?|$)", re.IGNORECASE)
_FACT = re.compile(words_of.FACT, re.IGNORECASE)
_BY = re.compile(words_of.BY, re.IGNORECASE)
_PERSON_LINE = re.compile(r"(?:[A-Z][\w'-]*\.? ){1,4}?[A-Z][\w'-]+(?: [A-Z]{2,4})?(?:,| \(| [–-] | \|)")
_LIST_ROLES = tuple((role, re.compile(pattern, re.IGNORECASE)) for role, pattern in words_of.LIST_ROLES)
_ITEM_LEAD = re.compile("|".join(words_of.POINTS_FOLLOW))
_STOP = re.compile(r"[.!?…;,][\"')\]]*$")
_TASKS = re.compile(words_of.TASKS, re.IGNORECASE)
_POEM = re.compile(words_of.POEM, re.IGNORECASE)
_LONGEST_ITEM = 24
"""Where no line of a list that lost its marks has more words than this, none of them heads the one below it."""
_LONGEST_VERSE_LINE = 100
_LEAST_VERSE_LINES = 6


def shapes(blocks: Sequence[Block], title: Block | None) -> list[str]:
    """The shape of each block, in order."""
    out = [_first_guess(blocks, i, title) for i in range(len(blocks))]
    _mark_people(blocks, out)
    for index in letters.signature(blocks):
        out[index] = PEOPLE
    for table in tables.find(blocks):
        out[table.head : table.end] = [PEOPLE] * (table.end - table.head)
    _mark_verse(blocks, out)
    _mark_lost_items(blocks, out)
    return out


def section_of(heading: str) -> str | None:
    """The kind of section that a heading opens, None where it does not say."""
    words = re.sub(
        r"^(?:\d{1,2}(?:\.\d)?[.):]? |[a-z][.)] |part \w+:? |session \w+:? )", "", heading.strip(), flags=re.IGNORECASE
    ).strip(" :")
    for kind, pattern in _SECTIONS:
        if pattern.match(words):
            return kind
    return None


def announces_tasks(words: str) -> bool:
    """Whether what is to be done follows a heading or lead-in: "Next steps", "AOB", "These actions were agreed:"."""
    return bool(_TASKS.search(words))


def label_of(block: Block) -> tuple[str, bool] | None:
    """(role, whether names follow on the line) where a block is a label of people such as "Present:"."""
    match = _LABEL.match(block.words)
    if match is None:
        return None
    follows = match.end() < len(block.words)
    if follows and not match["colon"]:
        return None
    return words_of.PEOPLE_LABELS[match["label"].casefold()], follows


def _first_guess(blocks: Sequence[Block], index: int, title: Block | None) -> str:
    block = blocks[index]
    if block is title:
        return TITLE
    if block.kind == RULE:
        return BREAK
    if block.kind == HEADING:
        return SUBHEADING
    if block.kind == ITEM:
        return SUBHEADING if _numbered_heading(blocks, index) else POINT
    if _FACT.match(block.words) and block.count <= 25:
        return FACT
    return SUBHEADING if _plain_heading(blocks, index) else PROSE


def _numbered_heading(blocks: Sequence[Block], index: int) -> bool:
    """Whether "1. Something short" heads the paragraph under it rather than being a point."""
    block = blocks[index]
    if not block.mark.strip("()")[:1].isdigit() or block.count > 14 or _STOP.search(block.words):
        return False
    if index and _numbers(blocks[index - 1]) and _numbers(block) == _numbers(blocks[index - 1]) + 1:
        return False  # the last item of a list
    below = blocks[index + 1] if index + 1 < len(blocks) else None
    if below is not None and below.kind != ITEM and section_of(block.words) == "future meetings":
        return True
    return (
        below is not None
        and below.kind not in (ITEM, RULE)
        and below.depth <= block.depth + 1
        and (below.count > 14 or below.stops)
    )


def _numbers(block: Block) -> int:
    """The number that a list item bears, 0 for other blocks."""
    number = block.mark.strip("(.)")
    return int(number) if block.kind == ITEM and number.isdigit() else 0


def _plain_heading(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    words = block.words
    if block.count > 20 or len(words) > 130 or (_STOP.search(words) and not words.endswith("?")):
        return False
    if (not words[0].isalnum() and words[0] not in "'\"(") or words[0].islower():
        return False
    if words.endswith(":") and section_of(words) is None:
        return block.count <= 4 and not _says_points(words)
    if words.endswith("?"):
        return block.count <= 14 and index + 1 < len(blocks) and blocks[index + 1].count > block.count
    return index + 1 < len(blocks)


def _mark_people(blocks: Sequence[Block], out: list[str]) -> None:
    """Header lines and lists that name who was there."""
    under_label = False
    for index, block in enumerate(blocks):
        label = label_of(block) if out[index] in (PROSE, SUBHEADING, FACT, POINT) else None
        if label is not None and (
            (label[1] and _lists_names(block.words.partition(":")[2])) or (not label[1] and _names_below(blocks, index))
        ):
            out[index] = PEOPLE if label[1] else SUBHEADING
            under_label = not label[1]
        elif (under_label and out[index] in (POINT, PROSE, SUBHEADING) and _lists_names(block.words)) or (
            out[index] in (POINT, PROSE, SUBHEADING) and (_byline(blocks, index) or _among_person_lines(blocks, index))
        ):
            out[index] = PEOPLE
        else:
            under_label = False


def _byline(blocks: Sequence[Block], index: int) -> bool:
    """Whether a short line near the top says whom the text is by."""
    return index <= 3 and blocks[index].count <= 30 and bool(_BY.match(blocks[index].words))


def _among_person_lines(blocks: Sequence[Block], index: int) -> bool:
    """Whether a line tells a person and their position, and so does the one above or below it."""
    near = [i for i in (index - 1, index + 1) if 0 <= i < len(blocks)]
    return _person_line(blocks[index]) and any(_person_line(blocks[i]) for i in near)


def _person_line(block: Block) -> bool:
    words = block.words
    if block.count > 45 or not _PERSON_LINE.match(words) or re.search(r"[.!?] [A-Z]|[.:]$", words):
        return False
    return affiliations.has_position(words[:140]) or "@" in words or names.is_given(words.split(" ")[0])


def people_role(blocks: Sequence[Block], index: int) -> str:
    """The part of those whom a list of people names, from the nearest label, heading or lead-in above it."""
    for place in range(index, max(-1, index - 30), -1):
        label = label_of(blocks[place])
        if label is not None:
            return label[0]
        if _BY.match(blocks[place].words):
            return "author"
        if place < index and not _person_line(blocks[place]):
            for role, pattern in _LIST_ROLES:
                if pattern.search(blocks[place].words[-300:]):
                    return role
            if blocks[place].kind == HEADING or blocks[place].count > 12:
                break
    return "participant"


def _names_below(blocks: Sequence[Block], index: int) -> bool:
    return index + 1 < len(blocks) and _lists_names(blocks[index + 1].words)


def _lists_names(words: str) -> bool:
    """Whether a line is a list of names: capitalised, short, and not a sentence about them."""
    found = names.tokens(words)
    if not found or len(words) > 3000 or (words.endswith(".") and found[0].low in words_of.FUNCTION_WORDS):
        return False
    first = list(found[:3])
    capitals = sum(t.capital for t in found)
    sentence = len(re.findall(r"[.!?] [A-Z]", words))
    return (first[0].capital and capitals >= 0.4 * len(found) and sentence <= 1 and len(found) >= 2) or (
        names.is_given(found[0].text) and capitals >= 0.3 * len(found)
    )


def _mark_verse(blocks: Sequence[Block], out: list[str]) -> None:
    """Six or more short lines in a row without a full stop are verse, unless a lead-in says that they are points."""
    index = 0
    while index < len(blocks):
        if not _verse_line(blocks, out, index):
            index += 1
            continue
        end = index
        while end < len(blocks) and _verse_line(blocks, out, end) and not _prose_again(blocks, index, end):
            end += 1
        announced = any(_POEM.search(b.words[-200:]) for b in blocks[max(0, index - 3) : index])
        if end - index >= (3 if announced else _LEAST_VERSE_LINES) and (announced or not _listing(blocks, index, end)):
            out[index:end] = [VERSE] * (end - index)
        index = max(end, index + 1)


def _prose_again(blocks: Sequence[Block], first: int, index: int) -> bool:
    """Whether a line after a poem is prose: it stands apart, ends with a stop, and is much longer than the poem's."""
    block = blocks[index]
    if index - first < 3 or block.gap == 0 or not block.words.endswith((".", ".'", '."')) or block.count < 9:
        return False
    lengths = sorted(b.count for b in blocks[first:index])
    stopped = sum(b.words.endswith(".") for b in blocks[first:index])
    return block.count >= 1.4 * lengths[len(lengths) // 2] and stopped <= 0.5 * (index - first)


def _verse_line(blocks: Sequence[Block], out: list[str], index: int) -> bool:
    block = blocks[index]
    if out[index] not in (PROSE, SUBHEADING, VERSE) or block.kind in (HEADING, ITEM, RULE):
        return False
    return len(block.words) <= _LONGEST_VERSE_LINE and not re.search(r"[:;][\"']?$", block.words) and block.count <= 18


def _listing(blocks: Sequence[Block], first: int, end: int) -> bool:
    """Whether short lines are something else than verse: announced by a colon, ended by stops, or people."""
    lines = blocks[first:end]
    if sum(b.count < 3 or any(c.isdigit() for c in b.words) or b.words.isupper() for b in lines) > 0.5 * len(lines):
        return True
    if first and blocks[first - 1].words.endswith(":"):
        return True
    stops = sum(b.words.endswith(".") for b in lines)
    people = sum(bool(re.match(r"[A-Z][\w'-]+ [A-Z][\w'-]+(?:,| \(| -| –|$)", b.words)) for b in lines)
    return stops > 0.34 * len(lines) or people > 0.5 * len(lines)


def _mark_lost_items(blocks: Sequence[Block], out: list[str]) -> None:
    """After a lead-in without marked items below it, every paragraph is a point until something else begins."""
    for index, block in enumerate(blocks):
        if out[index] not in (PROSE, SUBHEADING) or not announces_points(block.words):
            continue
        if index + 1 >= len(blocks) or out[index + 1] not in (PROSE, SUBHEADING) or blocks[index + 1].kind == ITEM:
            continue
        end = index + 1
        while end < len(blocks) and out[end] in (PROSE, SUBHEADING) and not _ends_points(blocks[end], out[end]):
            end += 1
        if end - index > 2:
            plain = sum(out[i] == SUBHEADING for i in range(index + 1, end))
            short = all(b.count <= _LONGEST_ITEM for b in blocks[index + 1 : end])
            for i in range(index + 1, end):
                asked = blocks[i].words.endswith("?")
                if out[i] == PROSE or asked or short or plain * 2 > end - index - 1:
                    out[i] = POINT


def announces_points(words: str) -> bool:
    """Whether a block is the lead-in of a list: it ends with a colon and speaks of points, questions, actions…"""
    return words.endswith((":", ":-", ": -")) and _says_points(words)


def _says_points(words: str) -> bool:
    """Whether a lead-in speaks of points; a capital inside a sentence belongs to a name ("Rural Action Yorkshire:")."""
    near = words[-300:]
    headline = all(word[0].isupper() or len(word) < 4 for word in near.split())
    return bool(_ITEM_LEAD.search(near.lower() if headline else near[0].lower() + near[1:]))


def _ends_points(block: Block, shape: str) -> bool:
    if block.words.endswith(":") or block.kind == HEADING:
        return True
    return shape == SUBHEADING and section_of(block.words) is not None and block.count <= 6
