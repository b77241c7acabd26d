"""The engine's one way in: text in, documents out."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from insights.extraction import (
    attribution,
    documents,
    events,
    kinds,
    letters,
    names,
    organisations,
    outline,
    people,
    points,
    roles,
    roster,
    salience,
    tables,
    warnings,
)
from insights.extraction.blocks import Block, parse
from insights.extraction.fingerprints import fingerprint
from insights.extraction.mentions import Mention
from insights.extraction.records import (
    Document,
    FoundInsight,
    FoundOrganisation,
    FoundPerson,
    Section,
)


def extract(text: str, *, source: str = "") -> tuple[Document, ...]:
    """What a text holds: its notes and articles in order, with all that the engine proposes for each.

    Every offset is one in `text`; documents are sorted and never overlap; a text without words gives none. The same
    text always gives the same answer. Never raises on any text.
    """
    parsed = parse(text)
    starts = [block.start for block in parsed]
    out = []
    for part in documents.split(parsed):
        first, last = bisect.bisect_left(starts, part.blocks[0].start), bisect.bisect_left(starts, part.blocks[-1].end)
        kept = {block.start for block in part.blocks}
        left_out = [block for block in parsed[first:last] if block.start not in kept and block.words]
        out.append(_document(text, part, left_out, source))
    return tuple(out)


def _document(text: str, part: documents.Part, left_out: Sequence[Block], source: str) -> Document:
    blocks = part.blocks
    listed = tables.find(blocks)
    rows = {index for table in listed for index in range(table.head, table.end)}
    signed = letters.signature(blocks)
    tokens = [[] if index in rows else names.tokens(block.words) for index, block in enumerate(blocks)]
    shapes = outline.shapes(blocks, part.title)
    labels = _labels(blocks, shapes)
    unsigned = [[] if index in signed else found for index, found in enumerate(tokens)]
    mentions = [*people.find(blocks, unsigned, labels), *tables.people(blocks, listed, labels)]
    mentions += [writer] if (writer := letters.signer(blocks, signed)) else []
    mentions.sort(key=lambda mention: (mention.block, mention.start))
    everyone = roster.gather(mentions)
    kind = events.kind_of(blocks, shapes, part.topics)
    article = kind == "article"
    readings = attribution.attribute(blocks, shapes, everyone, article=article)
    roles.assign(blocks, readings, everyone, article=article)
    start, end = blocks[0].start, blocks[-1].end
    return Document(
        start=start,
        end=end,
        source=source,
        kind=kind,
        title=part.title.plain.shown if part.title else "",
        title_start=part.title.start if part.title else start,
        title_end=part.title.end if part.title else start,
        topics=part.topics,
        event=None if article else events.facts(blocks, shapes, readings, part.topics),
        people=_people(blocks, tokens, mentions, everyone),
        organisations=_organisations(blocks, tokens, shapes, mentions),
        sections=_sections(blocks, shapes, readings),
        insights=_insights(text, blocks, shapes, readings),
        future_meetings=tuple(events.future(blocks, shapes, readings)),
        warnings=tuple(warnings.find(blocks, tokens, mentions, everyone, left_out)),
        fingerprint=fingerprint(text[start:end]),
    )


def _labels(blocks: Sequence[Block], shapes: Sequence[str]) -> dict[int, str]:
    """The role of those listed in each list of people; a line without a label of its own carries on the one above."""
    out: dict[int, str] = {}
    for index, shape in enumerate(shapes):
        if shape == outline.PEOPLE:
            above = out.get(index - 1) if outline.label_of(blocks[index]) is None else None
            out[index] = above or outline.people_role(blocks, index)
    return out


def _people(
    blocks: Sequence[Block],
    tokens: Sequence[list[names.Token]],
    mentions: Sequence[Mention],
    everyone: roster.Roster,
) -> tuple[FoundPerson, ...]:
    out = [_person(blocks, person) for person in everyone.people]
    for index, start, end in warnings.private_names(blocks, tokens, mentions, everyone):
        first, last = blocks[index].plain.span(start, end)
        out.append(FoundPerson(first, last, blocks[index].plain.shown[start:end], ("mentioned",), None, None, False))
    return tuple(sorted(out, key=lambda p: (p.start, p.end)))


def _person(blocks: Sequence[Block], person: roster.Person) -> FoundPerson:
    mention = person.mentions[0]
    start, end = blocks[mention.block].plain.span(mention.start, mention.end)
    positions = list(dict.fromkeys(a.position for a in person.affiliations if a.position))
    employers = list(dict.fromkeys(a.organisation for a in person.affiliations if a.organisation))
    return FoundPerson(
        start=start,
        end=end,
        name=person.name,
        roles=tuple(person.roles),
        position="; ".join(positions) or None,
        organisation="; ".join(employers) or None,
        spoke=person.spoke,
        affiliations=tuple(person.affiliations),
    )


def _organisations(
    blocks: Sequence[Block],
    tokens: Sequence[list[names.Token]],
    shapes: Sequence[str],
    mentions: Sequence[Mention],
) -> tuple[FoundOrganisation, ...]:
    out = []
    for named in organisations.find(blocks, tokens, shapes, mentions):
        start, end = blocks[named.block].plain.span(named.start, named.end)
        out.append(FoundOrganisation(start, end, named.name))
    return tuple(sorted(out, key=lambda o: (o.start, o.end)))


def _sections(
    blocks: Sequence[Block], shapes: Sequence[str], readings: Sequence[attribution.Reading]
) -> tuple[Section, ...]:
    """Neighbouring blocks of one section and speaker as one; title and rules belong to none."""
    out: list[Section] = []
    for block, shape, reading in zip(blocks, shapes, readings, strict=True):
        if shape in (outline.TITLE, outline.BREAK):
            continue
        speaker = "; ".join(dict.fromkeys(reading.speakers)) or None
        last = out[-1] if out else None
        if last is not None and last.kind == reading.section and last.speaker == speaker:
            out[-1] = Section(last.start, block.end, last.kind, speaker)
        else:
            out.append(Section(block.start, block.end, reading.section, speaker))
    return tuple(out)


def _insights(
    text: str, blocks: Sequence[Block], shapes: Sequence[str], readings: Sequence[attribution.Reading]
) -> tuple[FoundInsight, ...]:
    return tuple(_insight(text, blocks[unit.block], unit) for unit in points.units(blocks, shapes, readings))


def _with_marks(text: str, block: Block, start: int, end: int) -> tuple[int, int]:
    """A stretch with the emphasis marks that touch it, so that none is cut in two."""
    while start > block.start and text[start - 1] in "*_`":
        start -= 1
    while end < block.end and text[end] in "*_`":
        end += 1
    return start, end


def _insight(text: str, block: Block, unit: points.Unit) -> FoundInsight:
    words = block.words[unit.start : unit.end]
    start, end = _with_marks(text, block, *block.plain.span(unit.start, unit.end))
    score, reasons = salience.salience(words, listed=unit.listed, section=unit.section)
    return FoundInsight(
        start=start,
        end=end,
        text=text[start:end],
        kind=kinds.kind_of(words),
        by=unit.voice.by,
        basis=unit.voice.basis,
        salience=score,
        reasons=reasons,
        listed=unit.listed,
    )
