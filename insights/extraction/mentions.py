"""Places where the name of a person may stand, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from insights.extraction import affiliations, names
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import Block
from insights.extraction.names import Token
from insights.extraction.records import Affiliation


@dataclass(slots=True)
class Mention:
    """One place where a full name stands: offsets within the block's reading copy, and what stands around it."""

    block: int
    start: int
    end: int
    name: str
    title: bool = False
    affiliations: tuple[Affiliation, ...] = ()
    roles: list[str] = field(default_factory=list)
    score: int = 0
    given: bool = False
    speaks: bool = False
    handed: bool = False
    listed: bool = False
    crowded: bool = False
    """Whether it stands in a list of names with commas between them."""
    initials: str = ""
    """The short form that the note gives in brackets after the name: "Ada Lin (AL)"."""
    first: int = 0
    """Where the list of names begins in which this one stands; its own start where it stands alone."""
    front: int = 0
    """Where the titles and positions in front of the name begin."""
    tail: int = 0
    """Where the affiliation that follows the name ends; the end of the name where none does."""


def candidates(index: int, block: Block, run: list[Token], label: str | None) -> Iterator[Mention]:
    """The name a run may hold: without words that open a sentence, titles, positions and letters after it."""
    whole = run
    run, title, position = _without_front(run)
    while run and (
        run[-1].text in words_of.POST_NOMINALS or _is_position(run[-1]) or run[-1].low in words_of.NAME_PARTICLES
    ):
        run = run[:-1]
    if not run or not run[0].capital:
        return
    named = [t for t in run if t.low not in words_of.NAME_PARTICLES or t.capital]
    capitals = label is None and _shouted(block, run)
    if not (1 if title else 2) <= len(named) <= 4 or (any(_unlike_name(t) for t in run) and not capitals):
        return
    start, end = run[0].start, run[-1].end
    mention = Mention(index, start, end, block.plain.shown[start:end], bool(title), first=start, tail=end)
    if capitals:
        mention.name = " ".join("-".join(p.capitalize() for p in t.text.split("-")) for t in run)
    mention.front = next((t.start for t in whole if t.low not in words_of.FUNCTION_WORDS), start)
    mention.score = 4 if title else 3 if position else 0
    if title and title.rstrip(".") in words_of.TITLES_THAT_ARE_POSITIONS:
        mention.affiliations = (Affiliation(title.capitalize(), None),)
    elif position:
        mention.affiliations = _in_front(block, whole, position)
    if label is not None:
        mention.listed = True
        mention.crowded = block.words.count(",") > 1 and ";" not in block.words
        mention.roles.append(label)
        mention.score += 3
    yield mention


def _in_front(block: Block, run: list[Token], position: Token) -> tuple[Affiliation, ...]:
    """The affiliation in front of a name, with whose it is: "NHS Wessex CEO Ada Lin"."""
    found = affiliations.parse(block.words[position.start : position.end])
    ahead = [t for t in run if t.start < position.start and t.low not in words_of.FUNCTION_WORDS]
    while ahead and (_is_position(ahead[-1]) or ahead[-1].low in words_of.POSITION_ADJECTIVES):
        ahead = ahead[:-1]
    if not ahead or len(found) != 1 or names.is_given(ahead[0].text) or any(_is_position(t) for t in ahead):
        return found
    owner = affiliations.organisation_at(block.words[ahead[0].start : ahead[-1].end])
    return (Affiliation(found[0].position, owner, found[0].former),)


def _without_front(run: list[Token]) -> tuple[list[Token], str, Token | None]:
    """A run without the words before a name; the title among them, and the position that stood last."""
    title = ""
    position: Token | None = None
    places = [i for i, t in enumerate(run) if _is_position(t) and i < len(run) - 2]
    if places:
        position = run[places[-1]]
        title = position.low if position.low in words_of.NAME_TITLES else ""
        run = run[places[-1] + 1 :]
    while run and (run[0].low in words_of.FUNCTION_WORDS or run[0].low in words_of.NAME_TITLES or _is_position(run[0])):
        if run[0].low in words_of.NAME_TITLES:
            title = title or run[0].low
        elif run[0].low in words_of.FUNCTION_WORDS and names.is_given(run[0].text) and len(run) == 2:
            break
        position = run[0] if _is_position(run[0]) else position
        run = run[1:]
    return run, title, position


def _shouted(block: Block, run: list[Token]) -> bool:
    """Whether a run is the speaker's label of a transcript in capitals: "ADA LIN: Thank you." """
    whole = run[0].start == 0 and block.words[run[-1].end : run[-1].end + 1] == ":" and len(run) > 1
    return (
        whole
        and all(t.text.isupper() and t.text.replace("-", "").isalpha() for t in run)
        and names.is_maybe_given(run[0].text)
    )


def _is_position(token: Token) -> bool:
    return token.low in words_of.POSITION_NOUNS and not names.is_maybe_given(token.text)


def _unlike_name(token: Token) -> bool:
    text = token.text
    if text.replace(".", "").isupper() and len(text) > 1 and "." not in text:
        return True
    return (
        any(c.isdigit() for c in text)
        or text == "&"
        or (token.low in words_of.FUNCTION_WORDS and not names.is_maybe_given(text))
    )
