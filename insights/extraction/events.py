"""What a note states about its own meeting: kind, date, cell, format, place in a series, what comes next."""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Sequence

from insights.extraction import dates, outline, sentences
from insights.extraction import vocabulary as words_of
from insights.extraction.attribution import Reading
from insights.extraction.blocks import Block
from insights.extraction.records import EventFacts, FutureMeeting, SeriesPosition

_NUMBERS = {
    w: n for n, w in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1)
}
_IN_ORDER = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_ORDINALS = {w: n for n, w in enumerate(_IN_ORDER, start=1)} | {"final": 0, "last": 0}
_GATHERINGS = words_of.GATHERINGS
_SERIES = re.compile(
    rf"\b(?P<position>{'|'.join(_ORDINALS)})(?: (?:in|of) (?:a|our|this|the) series of"
    rf"| (?:and (?:final|last) )?(?:\w+ )?{_GATHERINGS}(?: in| of)? (?:a|our|this"
    rf"|the) (?:\w+ )?series of| (?:in|of|out of)(?: (?:our|these|the|a series of|this series of"
    rf"|its))?) (?P<of>{'|'.join(_NUMBERS)}|\d{{1,2}})\b(?: \w+)? {_GATHERINGS}",
    re.IGNORECASE,
)
_PART_OF = re.compile(words_of.PART_OF, re.IGNORECASE)
_TITLE_POSITION = re.compile(
    rf"\((?:the )?(?P<position>{'|'.join(_ORDINALS)}) {_GATHERINGS}\)"
    rf"|(?:[-–:,] )(?P<second>{'|'.join(_ORDINALS)}) {_GATHERINGS}$|\bpart (?P<part>\d|one|two"
    rf"|three|four|five)\b",
    re.IGNORECASE,
)
_PLACE = {"ordinals": "|".join(_ORDINALS), "gatherings": _GATHERINGS}
_NTH_OF_SERIES = re.compile(words_of.NTH_OF_SERIES.format(**_PLACE), re.IGNORECASE)
_NTH_MEETING = re.compile(words_of.NTH_MEETING.format(**_PLACE), re.IGNORECASE)
_TABLE_ROW = re.compile(r" \| .* \| ")
_OTHER_NOTE = re.compile(words_of.OTHER_NOTE, re.IGNORECASE)
_OTHERS = re.compile(words_of.OTHERS, re.IGNORECASE)
_OWN = re.compile(words_of.OWN, re.IGNORECASE)
_CELL = re.compile(words_of.CELL)
_FULL_NAMES = "|".join(re.escape(form) for forms in words_of.CELLS.values() for form in forms if len(form) > 10)
_CELL_MET = re.compile(words_of.CELL_MET.format(names=_FULL_NAMES), re.IGNORECASE)
_THIS_CELL = re.compile(r"\b(?:this|our|the) cell\b", re.IGNORECASE)
_CELL_LINE = re.compile(r"^cell ?: ?(?P<name>.{3,60})$", re.IGNORECASE)
_UNNAMING = re.compile(words_of.BEFORE_CELL)
_EARLIER = re.compile(words_of.EARLIER, re.IGNORECASE)
_OTHER_CELL = re.compile(words_of.OTHER_CELL, re.IGNORECASE)
_MEETING = tuple(re.compile(p, re.IGNORECASE) for p in words_of.MEETING_SIGNS)
_ARTICLE = tuple(re.compile(p, re.IGNORECASE) for p in words_of.ARTICLE_SIGNS)
_MET = re.compile(words_of.MET, re.IGNORECASE)
_POST = re.compile(words_of.POST, re.IGNORECASE)
_NEXT = re.compile(words_of.NEXT, re.IGNORECASE)
_OPENING_BLOCKS = 5
_REACH = 300


def kind_of(blocks: Sequence[Block], shapes: Sequence[str], topics: Sequence[str]) -> str:
    """The kind, "meeting" or "article", by the signs of each; opening, topics line and lists of people weigh more."""
    text = " ".join(b.words for b in blocks)
    opening = " ".join(b.words for b in blocks[:4])[:900]
    meeting = sum(bool(p.search(text)) for p in _MEETING) + (2 if topics else 0)
    meeting += 2 * bool(_MET.search(opening)) + (1 if outline.FACT in shapes else 0)
    listed = [i for i, shape in enumerate(shapes) if shape == outline.PEOPLE]
    authors = [i for i in listed if outline.people_role(blocks, i) == "author"]
    meeting += 2 * (len(listed) > len(authors))
    article = sum(bool(p.search(text)) for p in _ARTICLE) + 3 * bool(authors) + 2 * bool(_POST.search(opening))
    return "meeting" if (meeting >= 2 and meeting >= article) or meeting > article else "article"


def facts(
    blocks: Sequence[Block], shapes: Sequence[str], readings: Sequence[Reading], topics: Sequence[str]
) -> EventFacts:
    """What the note states of its meeting; nothing is concluded from other meetings that it mentions."""
    date, date_text = _date(blocks, readings)
    cell = _cell(blocks, topics)
    opening = " ".join(b.words for b in blocks[: _OPENING_BLOCKS + 1])
    first = " ".join(b.words for b in blocks[:3])
    return EventFacts(date, date_text, cell, _format(first, cell), _series(blocks, opening))


def _date(blocks: Sequence[Block], readings: Sequence[Reading]) -> tuple[datetime.date | None, str | None]:
    best = None
    for index, block in enumerate(blocks):
        if readings[index].section == "future meetings":
            continue
        for found in dates.find(block.words):
            weight = _own_date(blocks, index, found, readings[index])
            if weight > 0 and (best is None or (weight, found.date is not None) > best[0]):
                best = (weight, found.date is not None), found
    if best is None:
        return None, None
    return best[1].date, best[1].words


def _own_date(blocks: Sequence[Block], index: int, found: dates.Found, reading: Reading) -> int:
    """How surely a date is that of this meeting; 0 where it is not."""
    block = blocks[index]
    start, end = _sentence_of(reading, found, block)
    sentence = block.words[max(start, found.start - _REACH) : min(end, found.end + _REACH)]
    clause = block.words[max(start, found.start - 70) : found.start]
    short = block.count <= 14 and index <= _OPENING_BLOCKS
    if _OTHERS.search(re.sub(_FULL_NAMES, "", clause, flags=re.IGNORECASE)) and not re.match(
        r"^(?:date|when|held)\b", block.words, re.IGNORECASE
    ):
        return 0
    if _EARLIER.search(sentence):
        return 0
    if short:
        return 4
    if index <= _OPENING_BLOCKS and _OWN.search(sentence):
        return 3
    return 0


def _sentence_of(reading: Reading, found: dates.Found, block: Block) -> tuple[int, int]:
    """The sentence in which a date stands."""
    place = bisect.bisect_right(reading.sentences, (found.start, len(block.words))) - 1
    return reading.sentences[place] if place >= 0 else (0, len(block.words))


def _cell(blocks: Sequence[Block], topics: Sequence[str]) -> str | None:
    text = [b.words for b in blocks]
    for words in text[: 2 * _OPENING_BLOCKS]:
        line = _CELL_LINE.match(words)
        if line:
            return canonical_cell(line["name"]) or line["name"].strip()
        name = _cell_in(words)
        if name:
            return name
    if any(_THIS_CELL.search(words) for words in text):
        return _cell_by_topic(text, topics)
    return None


def _cell_in(words: str) -> str | None:
    """The cell that a paragraph says met, by its name before "cell", or by its full name before "met"."""
    for match in _CELL.finditer(words):
        name = canonical_cell(_UNNAMING.sub("", match["name"]))
        start = words.casefold().find(words_of.CELLS[name][0], match.start()) if name else -1
        before = words[: max(start, match.start())]
        if name and not _OTHER_CELL.search(before) and not _EARLIER.search(_sentence_around(words, match.end())):
            return name
    for match in _CELL_MET.finditer(words):
        if _EARLIER.search(_sentence_around(words, match.end())):
            continue
        return canonical_cell(match["name"] or match["of"] or match["line"])
    return None


def _sentence_around(words: str, place: int) -> str:
    """The sentence of a paragraph in which the character before `place` stands."""
    return next((words[a:b] for a, b in sentences.split(words) if a < place <= b), words)


def _cell_by_topic(text: Sequence[str], topics: Sequence[str]) -> str | None:
    named = {cell for topic in topics if (cell := canonical_cell(topic))}
    if len(named) == 1:
        return named.pop()
    for words in text:
        if _THIS_CELL.search(words):
            for cell, forms in words_of.CELLS.items():
                if forms[0] in words.casefold():
                    return cell
    return None


def canonical_cell(name: str) -> str | None:
    """The canonical name of a cell as notes, topics and tags call it; None for a name that is no known cell."""
    low = name.casefold().replace("&", "and").strip(" '\"")
    for cell, forms in words_of.CELLS.items():
        if low in forms or any(len(form) > 10 and low.endswith(form) for form in forms):
            return cell
    return None


def _format(opening: str, cell: str | None) -> str:
    found = next((name for name, pattern in words_of.FORMATS if re.search(pattern, opening, re.IGNORECASE)), None)
    if cell and found in (None, "series event"):
        return "cell meeting"
    return found or ("cell meeting" if cell else "other")


def _series(blocks: Sequence[Block], opening: str) -> SeriesPosition | None:
    title = blocks[0].words if blocks else ""
    named = _TITLE_POSITION.search(title)
    match = _SERIES.search(opening) or _PART_OF.search(opening)
    if match:
        of = _number(match["of"])
        position = _number(match["position"]) or of
    elif nth := _nth(blocks, opening):
        of, position = None, _number(nth["position"])
    elif named:
        of, position = None, _number(named["position"] or named["second"] or named["part"])
    else:
        return None
    if position is None:
        return None
    return SeriesPosition(position, of, _told_title(blocks) or _other_title(title, named, position, of))


def _nth(blocks: Sequence[Block], opening: str) -> re.Match[str] | None:
    """Where the opening counts this meeting without saying of how many."""
    lines = (_NTH_MEETING.search(block.words) for block in blocks[1:_OPENING_BLOCKS] if block.count <= 30)
    return _NTH_OF_SERIES.search(opening) or next((match for match in lines if match), None)


def _told_title(blocks: Sequence[Block]) -> str | None:
    """The title of the other note where this one gives it: "see the note of the first meeting, 'Keys and boilers'"."""
    found = (_OTHER_NOTE.search(block.words) for block in blocks[: _OPENING_BLOCKS + 1])
    return next((match["title"].strip(" ,.") for match in found if match), None)


def _other_title(title: str, named: re.Match[str] | None, position: int, of: int | None) -> str | None:
    """The title of the meeting before, for a first one that after, by the words that tell this one's place."""
    other = position - 1 if position > 1 else 2
    if named is None or other > min(of or other, len(_IN_ORDER)):
        return None
    group = next(name for name in ("position", "second", "part") if named[name])
    word = named[group]
    in_words = list(_NUMBERS) if word.casefold() in _NUMBERS else _IN_ORDER
    said = str(other) if word.isdigit() else in_words[other - 1]
    return title[: named.start(group)] + (said.capitalize() if word[0].isupper() else said) + title[named.end(group) :]


def _number(word: str) -> int | None:
    low = word.casefold()
    value = int(low) if low.isdigit() else _ORDINALS.get(low, _NUMBERS.get(low))
    return value or None


def future(blocks: Sequence[Block], shapes: Sequence[str], readings: Sequence[Reading]) -> list[FutureMeeting]:
    """The meetings that a note announces, in order: under a heading for them, or in a sentence about the next one."""
    out: list[FutureMeeting] = []
    for index, block in enumerate(blocks):
        if shapes[index] in (outline.TITLE, outline.VERSE) or _TABLE_ROW.search(block.words):
            continue  # a date in a table of actions is the day by which something is due
        under = readings[index].section == "future meetings"
        for found in dates.find(block.words):
            start, end = _sentence_of(readings[index], found, block)
            sentence = block.words[max(start, found.start - _REACH) : min(end, found.end + _REACH)]
            if under or (_NEXT.search(sentence) and (found.start - start < 200)):
                whole = (0, len(block.words)) if under and shapes[index] == outline.POINT else (start, end)
                out.append(_meeting(block, found, whole))
    return _once(out)


def _once(meetings: list[FutureMeeting]) -> list[FutureMeeting]:
    seen: dict[str, FutureMeeting] = {}
    for meeting in meetings:
        seen.setdefault(meeting.date_text.casefold(), meeting)
    return list(seen.values())


def _meeting(block: Block, found: dates.Found, whole: tuple[int, int]) -> FutureMeeting:
    words = block.words
    time = dates.time_after(words, found.end)
    begin = time[1] if time else found.end
    after = words[begin : min(whole[1], begin + _REACH)].lstrip(" .,:;–-)")
    quoted = re.search(
        r"(?<!\w)['\"]([^'\"]{8,120})['\"](?!\w)",
        words[max(whole[0], found.start - _REACH) : min(whole[1], begin + _REACH)],
    )
    title = quoted[1] if quoted else re.split(r"[.?!:](?: |$)", after, maxsplit=1)[0]
    start, end = block.plain.span(*whole)
    return FutureMeeting(
        start,
        end,
        found.date,
        found.words,
        words[slice(*time)] if time else "",
        title.strip() if len(title) <= 160 else "",
    )
