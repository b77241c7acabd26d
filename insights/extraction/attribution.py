"""Whose words these are: a state machine over the blocks of a note.

It carries the section and the current speaker. "We heard from X", a header line "X, CEO of Y" and "X explained" set
the speaker; a discussion lead-in, a section heading and a rule end the turn. Listed points take the section and
speaker of the line above them. Every answer keeps its basis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from insights.extraction import names, outline, sentences
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import Block
from insights.extraction.mentions import Mention
from insights.extraction.roster import Person, Roster
from insights.extraction.surroundings import SPEAKS, SPOKEN_BEFORE

_DISCUSSION = re.compile("|".join(words_of.DISCUSSION_LEAD_INS), re.IGNORECASE)
_LEADS = re.compile(words_of.LEADS, re.IGNORECASE)
_CONCLUSION = re.compile(words_of.CONCLUSION, re.IGNORECASE)
_FUTURE = re.compile(words_of.FUTURE, re.IGNORECASE)
_PRONOUN = re.compile(words_of.PRONOUN.format(verbs="|".join(words_of.SPEECH_VERBS)))
_REPORTED = re.compile(words_of.REPORTED, re.IGNORECASE)
_NAME_START = re.compile(words_of.NAME_START)
_OBJECT_AFTER = re.compile(words_of.OBJECT_AFTER)


_TRANSCRIPT = re.compile(r"(?P<name>[^\W\d_][\w.' -]{0,40}?)(?: \([^()]{1,60}\))?: (?=\S)")
_ASKER = re.compile(words_of.ASKER, re.IGNORECASE)
_ANSWERER = re.compile(words_of.ANSWERER)
_SAYS_SOMETHING = re.compile(r"\b(?:that|whether|how|why|if|what|because|when)\b|['\"]")
_SAYS_BEFORE = re.compile(words_of.SAYS_BEFORE, re.IGNORECASE)
_INTRODUCES = re.compile(words_of.INTRODUCES)
_FIRST_PERSON = re.compile(words_of.FIRST_PERSON)
_IMPERSONAL = re.compile(words_of.IMPERSONAL, re.IGNORECASE)
_BARE_WORDS = 7
_TOGETHER = re.compile(words_of.TOGETHER, re.IGNORECASE)
_TALK = re.compile(words_of.TALK, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a sentence or point, and on what basis; see `records.FoundInsight`."""

    by: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One block as the note's reader has it: its section, its speakers, and a voice for each sentence."""

    section: str
    speakers: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]
    voices: tuple[Voice, ...]
    bare: tuple[bool, ...] = ()
    """Which sentences only introduce a speaker and say nothing yet: "Ada Lin, director of Shelter, spoke next."."""


@dataclass(slots=True)
class _State:
    section: str = "introduction"
    speakers: tuple[Person, ...] = ()
    article: bool = False
    headed: bool = False
    """Whether the speaker's part stands under a heading of its own."""

    def voice(self) -> Voice:
        if len(self.speakers) == 1:
            return Voice(self.speakers[0].name, "inherited")
        return Voice(None, "collective" if self.section in ("discussion", "conclusion") else "none")


def attribute(blocks: Sequence[Block], shapes: Sequence[str], roster: Roster, *, article: bool) -> list[Reading]:
    """A reading of each block, in order; in an article a turn ends with its paragraph unless it has a heading."""
    state = _State(article=article)
    by_block: dict[int, list[tuple[Mention, Person]]] = {}
    for person in roster.people:
        for mention in person.mentions:
            by_block.setdefault(mention.block, []).append((mention, person))
    out: list[Reading] = []
    lead = state.voice()
    turn: str | None = None  # whose label stands before what is said
    for index, block in enumerate(blocks):
        named = sorted(by_block.get(index, []), key=lambda pair: pair[0].start)
        label = _label(block, roster)
        cut = tuple((a + label.end, b + label.end) for a, b in sentences.split(block.words[label.end :]))
        shape = shapes[index]
        voices: tuple[Voice, ...]
        goes_on = not label.end and shape == outline.PROSE and turn and _FIRST_PERSON.match(block.words)
        turn = turn if goes_on else label.voice.by
        if goes_on:
            voices = tuple(Voice(turn, "inherited") for _ in cut)
        elif label.end and shape in (outline.PROSE, outline.POINT):
            voices = tuple(label.voice for _ in cut)
            state.speakers, state.section = (), "discussion"
            lead = state.voice()
        elif shape == outline.PROSE:
            voices = _prose(block, cut, named, roster, state)
            lead = _lead(block, voices, state)
        elif shape == outline.POINT:
            voices = _point(block, cut, named, roster, state, lead)
        else:
            _turn(shape, block, named, roster, state)
            lead = state.voice()
            voices = tuple(lead for _ in cut)
        section = "verse" if shape == outline.VERSE else state.section
        bare = tuple(_bare(block, a, b, named) for a, b in cut)
        out.append(Reading(section, tuple(p.name for p in state.speakers), cut, voices, bare))
    return out


@dataclass(frozen=True, slots=True)
class _Label:
    """The speaker's label of a transcript: where the words after it begin, 0 without one, and whose they are."""

    end: int
    voice: Voice


def _label(block: Block, roster: Roster) -> _Label:
    match = _TRANSCRIPT.match(block.words)
    person = roster.aliases.get(match["name"].casefold()) if match else None
    if match is not None and person is None and _ANSWERER.fullmatch(match["name"]):
        asked = [p for p in roster.people if "author" not in p.roles]
        return _Label(match.end(), Voice(asked[0].name, "inherited") if len(asked) == 1 else Voice(None, "none"))
    if match is None or (person is None and not _ASKER.fullmatch(match["name"])):
        return _Label(0, Voice(None, "none"))
    return _Label(match.end(), Voice(person.name, "explicit") if person else Voice(None, "collective"))


def _bare(block: Block, start: int, end: int, named: list[tuple[Mention, Person]]) -> bool:
    here = [m for m, _ in named if start <= m.start < end]
    if not here or not (here[-1].affiliations or here[-1].handed):
        return False
    before, rest = block.words[start : here[0].start], block.words[max(here[-1].tail, here[-1].end) : end]
    if len(before) > 60 or _SAYS_BEFORE.search(before) or (SPEAKS.match(rest) and not _INTRODUCES.match(rest)):
        return False
    return rest.count(" ") <= _BARE_WORDS and not _SAYS_SOMETHING.search(rest)


def _lead(block: Block, voices: Sequence[Voice], state: _State) -> Voice:
    """What points below a paragraph inherit.

    Under a colon it is the voice of the last sentence, unless that speaks of everyone. Without one they are the
    speaker's only where the paragraph merely introduces them, or where their part has a heading.
    """
    last = voices[-1] if voices else Voice(None, "none")
    if block.words.endswith((":", ":-")):
        named = next((v for v in reversed(voices) if v.basis in ("explicit", "pronoun")), last)
        words = block.words[_last_start(block) :]
        if last.basis not in ("explicit", "pronoun") and (_TOGETHER.search(words) or _REPORTED.search(words)):
            return Voice(None, "collective")
        return Voice(named.by, "inherited") if named.by else state.voice()
    if state.headed or (len(voices) == 1 and last.basis == "explicit" and not state.article):
        return state.voice()
    return Voice(None, "collective" if state.section == "discussion" else "none")


def _last_start(block: Block) -> int:
    cut = sentences.split(block.words)
    return cut[-1][0] if cut else 0


def _turn(shape: str, block: Block, named: list[tuple[Mention, Person]], roster: Roster, state: _State) -> None:
    """A heading, rule or list of people changes the state."""
    if shape == outline.BREAK:
        state.speakers, state.headed = (), False
        if state.section == "presentation":
            state.section = "other"
    elif shape == outline.VERSE:
        state.section = state.section if state.speakers else "other"
    elif shape == outline.SUBHEADING:
        headed = _header_speakers(block, named, roster)
        section = outline.section_of(block.words)
        state.headed = True
        if headed:
            state.section, state.speakers = "presentation", headed
        elif section is not None:
            state.section, state.speakers = section, ()
        elif state.section == "presentation" or state.article:
            state.section, state.speakers = ("other" if block.mark.startswith("#") else state.section), ()


def _header_speakers(block: Block, named: list[tuple[Mention, Person]], roster: Roster) -> tuple[Person, ...]:
    """The people whose part a heading opens: it begins with their name, or says "from" or "by" before it."""
    if named:
        first = named[0][0]
        before = block.words[: first.start]
        if (
            first.start <= 3
            or re.search(
                r"(?::|–|-|\b(?:from|by|with|of))\s*$|^(?:\d+[.)]? |speaker \w+:? |presentation \w+:? )$",
                before,
                re.IGNORECASE,
            )
            or outline.section_of(block.words) == "presentation"
        ):
            return tuple(person for _, person in named)
    alone = roster.aliases.get(re.split(r"[:,(]| [–-] ", block.words)[0].strip().casefold())
    return (alone,) if alone else ()


def _prose(
    block: Block, cut: Sequence[tuple[int, int]], named: list[tuple[Mention, Person]], roster: Roster, state: _State
) -> tuple[Voice, ...]:
    if state.article and state.section != "presentation":
        state.speakers = ()
    header = _paragraph_header(block, cut, named)
    if header is not None:
        state.section, state.speakers = "presentation", (header,)
        return tuple(Voice(None, "none") for _ in cut)
    return tuple(_sentence(block, a, b, named, roster, state) for a, b in cut)


def _paragraph_header(
    block: Block, cut: Sequence[tuple[int, int]], named: list[tuple[Mention, Person]]
) -> Person | None:
    """Whose part "X is CEO of Y:" opens: one sentence that begins with a name, tells a position and ends in a colon."""
    if len(cut) != 1 or not named or named[0][0].start > 3 or not named[0][0].affiliations:
        return None
    return named[0][1] if block.words.endswith(":") and not named[0][0].speaks else None


def _sentence(
    block: Block, start: int, end: int, named: list[tuple[Mention, Person]], roster: Roster, state: _State
) -> Voice:
    words = block.words[start:end]
    speaker = _named_speaker(block, start, end, named, roster)
    goes_on = len(state.speakers) == 1 and _FIRST_PERSON.match(words)
    if not goes_on and _opens_discussion(words, speaker):
        state.section, state.speakers, state.headed = "discussion", (), False
        return state.voice()
    if speaker:
        if not state.article or state.section != "presentation":
            state.speakers = speaker
        if state.section in ("introduction", "summary", "other") and not state.article:
            state.section = "presentation"
        if len(speaker) == 1:
            return Voice(speaker[0].name, "explicit")
        return Voice(None, "none")
    if _IMPERSONAL.match(words):
        return Voice(None, "collective")
    if _stranger_speaks(words):
        state.speakers = ()
        return Voice(None, "none")
    if _CONCLUSION.match(words) and _REPORTED.search(words):
        state.section, state.speakers = "conclusion", ()
    if _FUTURE.search(words):
        state.section, state.speakers = "future meetings", ()
    if not state.speakers and _PRONOUN.search(words):
        before = [p for m, p in named if m.start < start and not m.listed]
        if before and not state.article:
            state.speakers = (before[-1],)
            state.section = "presentation" if state.section in ("introduction", "other") else state.section
    if len(state.speakers) == 1 and _PRONOUN.search(words):
        return Voice(state.speakers[0].name, "pronoun")
    return state.voice()


def _opens_discussion(words: str, speaker: tuple[Person, ...]) -> bool:
    if not speaker and _TALK.search(words[:70]):
        return True
    if not _DISCUSSION.search(words):
        return False
    if words.endswith(":"):
        return not speaker or "(" in words or len(speaker) > 1
    return not speaker and bool(_LEADS.match(words))


def _named_speaker(
    block: Block, start: int, end: int, named: list[tuple[Mention, Person]], roster: Roster
) -> tuple[Person, ...]:
    """Who speaks in a sentence by name: full names first, then short forms with a verb of saying."""
    here = [(m, p) for m, p in named if start <= m.start < end and not m.listed]
    out: list[Person] = []
    for mention, person in here:
        opens = bool(_NAME_START.match(block.words[start : mention.start])) and mention.affiliations
        spoken_of = _OBJECT_AFTER.match(block.words[mention.end : mention.end + 40])
        if (mention.speaks or mention.handed or opens) and not spoken_of and person not in out:
            out.append(person)
    if out:
        return tuple(out)
    return _short_form_speaker(block.words[start:end], roster)


def _stranger_speaks(words: str) -> bool:
    """Whether a sentence begins with somebody speaking who is named nowhere in full."""
    match = _CAPITAL_WORD.match(words)
    if match is None or not names.is_given(match.group().split(" ")[0]):
        return False
    return bool(SPEAKS.match(words[match.end() :]))


_NOT_SUBJECT = re.compile(r"'s?\b|,| and [A-Z]| & | will\b| to\b|$")
_CAPITAL_WORD = re.compile(r"(?<![\w.])[A-Z][\w]*(?:['-](?!s\b)\w+)*(?: [A-Z][\w]*(?:['-](?!s\b)\w+)*)*")


def _short_form_speaker(words: str, roster: Roster) -> tuple[Person, ...]:
    for match in _CAPITAL_WORD.finditer(words):
        for low, at, stop in _forms(match):
            person = roster.aliases.get(low)
            if person is None:
                continue
            after, before = words[stop : stop + 80], words[:at]
            if (
                SPEAKS.match(after)
                or SPOKEN_BEFORE.search(before[-30:])
                or (at == 0 and not _NOT_SUBJECT.match(after) and not _OBJECT_AFTER.match(after))
            ):
                return (person,)
            if re.search(r"\b(?:from|by|for|to) $", before[-12:]) and re.search(r"^ (?:was|is) (?:that|to)\b", after):
                return (person,)
    return ()


def _forms(match: re.Match[str]) -> list[tuple[str, int, int]]:
    """A capitalised run and, after a word that opens the sentence, its rest: "Finally Samira" is Samira too."""
    out = [(match.group().casefold(), match.start(), match.end())]
    first, space, rest = match.group().partition(" ")
    if space and (first.casefold() in words_of.FUNCTION_WORDS or first.casefold() in words_of.NAME_TITLES):
        out.append((rest.casefold(), match.start() + len(first) + 1, match.end()))
    return out


def _point(
    block: Block,
    cut: Sequence[tuple[int, int]],
    named: list[tuple[Mention, Person]],
    roster: Roster,
    state: _State,
    lead: Voice,
) -> tuple[Voice, ...]:
    """A point is one voice: whoever says it in its own words, else whoever the line above gives it to."""
    label = next((p for m, p in named if m.start <= 2 and block.words[m.end : m.end + 1] == ":"), None)
    speaker: tuple[Person, ...] = (label,) if label else ()
    if not speaker and cut:
        speaker = _named_speaker(block, cut[0][0], cut[0][1], named, roster)
    own = lead
    if len(speaker) == 1 and speaker[0] is not None:
        own = Voice(speaker[0].name, "explicit")
    elif lead.by is not None and cut and _PRONOUN.search(block.words[: cut[0][1]]):
        own = Voice(lead.by, "pronoun")
    elif _REPORTED.search(block.words) and lead.by is None:
        own = Voice(None, "collective")
    return tuple(own for _ in cut)
