"""Who is named in a note: capitalised runs that stand where people stand.

No single sign makes a person. Each candidate collects signs (a position beside it, a verb of saying after it, a
hand-over before it, a known given name, a first name used later alone) and counter-signs (words of organisations
and places, words that the note also writes in lower case); see `_weigh`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from insights.extraction import affiliations, names
from insights.extraction import vocabulary as words_of
from insights.extraction.blocks import HEADING, ITEM, Block
from insights.extraction.names import Token
from insights.extraction.records import Affiliation

_BETWEEN = "|".join(words_of.BETWEEN_NAME_AND_VERB)
_STRONG = "|".join(v for v in words_of.SPEECH_VERBS if v not in words_of.WEAK_SPEECH_VERBS)
_WEAK = "|".join(rf"{verb} {then}" if then else verb for verb, then in words_of.WEAK_SPEECH_VERBS.items())
SPEAKS = re.compile(rf"^,? ?(?:(?:{_BETWEEN}),? ){{0,3}}(?:(?:{_STRONG})\b|(?:{_WEAK}))")
SPOKEN_BEFORE = re.compile(r"(?:^|[\s,'\"])(?:said|says|asked|asks|explained|added|suggested|argued|believes|acknowledged|observed|noted|according to|in the words of|as) (?:[a-z-]+ )?$")
_SURE = "|".join(map(re.escape, words_of.HANDING_OVER_SURELY))
_HANDED = re.compile(
    rf"\b(?:{_SURE})(?: (?:both|first|then|also|our|the|and|as well as|speaker|speakers|colleagues?|guest|guests)\b)*(?: (?:\w+ ){{1,9}}\w+:|:)? $", re.IGNORECASE
)
_NEARLY_HANDED = re.compile(rf"\b(?:{'|'.join(map(re.escape, words_of.HANDING_OVER))}),? $", re.IGNORECASE)
_POSITION_BEFORE = re.compile(
    rf"(?:^|(?<=[ ('\"–]))(?P<owner>(?:(?:the |The )?(?:[A-Z][\w&-]*(?:'s)? (?:of |and |for )?){{1,6}})?)"
    rf"(?P<position>(?:(?:{'|'.join(words_of.POSITION_ADJECTIVES)}) ){{0,3}}(?:(?!(?:of|the|and|by|from|with|to|as|our|an?|for|is|was|its|their|his|her|or|but|in|on|at|that|one|some)\b)[a-z-]+ )?"
    rf"(?i:{'|'.join(sorted(map(re.escape, (*words_of.POSITION_NOUNS, 'thought leader', 'leader', 'colleague', 'friend', 'author')), key=len, reverse=True))}))(?:,| \(|:| was| is|,? called|,? named)? ?$",
)
_CALLED = re.compile(r"\b(?:called|named|known as|like|such as|e\.g\.|remembered|met) $")
_WAS_CITED = re.compile(r"^ (?:was|were|is|are|has been) (?:also )?(?:cited|mentioned|quoted|named|thanked|praised|our|the|unable|elected|appointed|asked|invited|joined)\b")
_IS_POSITION = re.compile(r"^(?:, who|,)? (?:is|was|has been|had been|became|works as|worked as|serves as|served as) (?:(?:now|also|then|currently|formerly|previously) )?(?P<rest>.{3,})$")
_FROM = re.compile(r"^,? (?P<link>from|of|at|representing) (?P<rest>(?:the |The )?[A-Z0-9].*)$")
_DASHED = re.compile(r"^ [–-] (?P<rest>.{2,})$")
_BRACKET = re.compile(r"^,? ?\((?P<rest>[^()]{2,160}(?:\([^()]{1,60}\)[^()]{0,80})?)\)")
_APPOSITION = re.compile(rf"^(?: (?:{'|'.join(words_of.POST_NOMINALS)})\b)*, (?P<rest>.+)$", re.DOTALL)
_NO_PERSON_AFTER = re.compile(r"^(?:'s)? (?:review|report|inquiry|enquiry|foundation|model|award|awards|lecture|fund|building|estate|centre|center|school|store|stores|reforms?|amendment|bill|commission|street|road|area|borough|programme|project|website|app|law|principles?|effect|framework|conference|festival)\b")
_PRONOUN_BRACKET = re.compile(r"^(?:she|he|they)/(?:her|him|them)", re.IGNORECASE)
_LABEL = re.compile(r"^(?:\((?P<inside>[^()]{1,80})\) ?)?:(?: |$)")
_RUNS = re.compile(r"^(?:, who)? (?:now |also )?(?:runs|leads|chairs|manages|directs|founded|co-founded|coordinates|co-ordinates|heads|set up) (?P<rest>(?:the |The )?[A-Z0-9].*)$")
_NEXT_TELLS = re.compile(r"^[^.!?]{0,200}[.!?]['\"]? (?:He|She|They) (?:is|was|works as|are) (?:now |also )?(?P<rest>(?:an?|the|our) .{3,})$")
_IS_OVER = re.compile(r"^,? (?:who )?(?:was|had been)\b")
_AFFILIATION_PATTERNS = (
    (_APPOSITION, 4, False),
    (_IS_POSITION, 4, False),
    (_RUNS, 3, True),
    (_FROM, 3, True),
    (_DASHED, 3, False),
)
_LISTED = re.compile(r"\)?(?:,? (?:and |& |as well as )?(?:also |then |finally )?(?:(?:the|our|by|from) )?|; (?:and )?|,)")
_REACH = 320
ENOUGH = 4
ENOUGH_WITH_GIVEN_NAME = 3


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
    first: int = 0
    """Where the list of names begins in which this one stands; its own start where it stands alone."""
    front: int = 0
    """Where the titles and positions in front of the name begin."""
    tail: int = 0
    """Where the affiliation that follows the name ends; the end of the name where none does."""


def find(blocks: Sequence[Block], tokens: Sequence[list[Token]], labels: dict[int, str]) -> list[Mention]:
    """The mentions of people by full name, in order.

    `labels` gives, for blocks of header lines and lists of people ("Present: …"), the role of those listed.
    """
    common = _lower_case_words(tokens)
    alone = _first_names_alone(blocks, tokens)
    out: list[Mention] = []
    for index, block in enumerate(blocks):
        out += _in_block(index, block, tokens[index], labels.get(index), common, alone)
    return out


def _in_block(
    index: int, block: Block, tokens: list[Token], label: str | None, common: Counter[str], alone: set[str]
) -> list[Mention]:
    found: list[Mention] = []
    tail = 0
    for run in names.runs(block.words, tokens):
        for mention in _candidates(index, block, run, label):
            if mention.start < tail:  # inside the affiliation of the one before
                continue
            _weigh(mention, block, common, alone)
            found.append(mention)
            if _enough(mention):
                tail = mention.tail
    _propagate(found, block)
    return [m for m in found if _enough(m)]


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
            single = len(run) == 1 or len(run) == 2 and run[0].low in words_of.FUNCTION_WORDS
            if single and last.low not in words_of.FUNCTION_WORDS and (
                SPEAKS.match(block.words[last.end : last.end + 60])
                or SPOKEN_BEFORE.search(block.words[max(0, last.start - 30) : last.start])
            ):
                out.add(last.low)
    return out


def _candidates(index: int, block: Block, run: list[Token], label: str | None) -> Iterable[Mention]:
    """The name a run may hold: without words that open a sentence, titles, positions and letters after it."""
    whole = run
    run, title, position = _without_front(run)
    while run and (run[-1].text in words_of.POST_NOMINALS or _is_position(run[-1]) or run[-1].low in words_of.NAME_PARTICLES):
        run = run[:-1]
    if not run or not run[0].capital:
        return
    named = [t for t in run if t.low not in words_of.NAME_PARTICLES or t.capital]
    capitals = label is None and _shouted(block, run)
    if not (1 if title else 2) <= len(named) <= 4 or any(_unlike_name(t) for t in run) and not capitals:
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
        mention.affiliations = affiliations.parse(block.words[position.start : position.end])
    if label is not None:
        mention.listed = True
        mention.roles.append(label)
        mention.score += 3
    yield mention


def _without_front(run: list[Token]) -> tuple[list[Token], str, Token | None]:
    """A run without the words before a name; the title among them, and the position that stood last."""
    title, position = "", None
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
    return whole and all(t.text.isupper() and t.text.replace("-", "").isalpha() for t in run) and names.is_maybe_given(run[0].text)


def _is_position(token: Token) -> bool:
    return token.low in words_of.POSITION_NOUNS and not names.is_maybe_given(token.text)


def _unlike_name(token: Token) -> bool:
    text = token.text
    if text.replace(".", "").isupper() and len(text) > 1 and "." not in text:
        return True
    return any(c.isdigit() for c in text) or text == "&" or token.low in words_of.FUNCTION_WORDS and not names.is_maybe_given(text)


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
    _look_after(mention, after)
    _look_before(mention, before, block)
    _object(mention, parts, before, after, block, common)
    mention.affiliations = tuple(_as_written(a, block) for a in mention.affiliations if a.position or a.organisation)


def _as_written(affiliation: Affiliation, block: Block) -> Affiliation:
    """An affiliation with the writer's own quotes and dashes."""
    return Affiliation(_shown(affiliation.position, block), _shown(affiliation.organisation, block), affiliation.former)


def _shown(words: str | None, block: Block) -> str | None:
    at = block.words.find(words) if words else -1
    return block.plain.shown[at : at + len(words)] if words and at >= 0 else words


def _look_after(mention: Mention, after: str) -> None:
    closing = int(after.startswith(")"))  # "our provocateur (Ada Lin) asked"
    after = after[closing:]
    rest = after
    reach = mention.end + closing + len(after)
    own = mention.affiliations
    mention.affiliations = ()
    bracket = _BRACKET.match(after)
    if bracket:
        inside = bracket["rest"]
        found = affiliations.parse(inside, loose=True)
        if found or _PRONOUN_BRACKET.match(inside):
            mention.affiliations = found
            mention.tail = mention.end + bracket.end()
            mention.score += 3
        rest = after[bracket.end() :]
    if mention.listed or not bracket or not mention.affiliations:
        rest = _take_affiliation(mention, rest, reach - len(rest))
    if not mention.affiliations:
        mention.affiliations = own or _told_next(rest)
    elif own and not any(a.position for a in mention.affiliations):
        mention.affiliations = _merged(own, mention.affiliations)
    if SPEAKS.match(rest) or SPEAKS.match(after):
        mention.score += 3
        mention.speaks = True
    if _LABEL.match(after) and mention.start == 0:
        mention.score += 2
    if _WAS_CITED.match(after) or re.match(r"^,? who\b", after):
        mention.score += 2


def _told_next(after: str) -> tuple[Affiliation, ...]:
    """The affiliation that the next sentence tells: "For years Ada Lin has … She is a partner in …"."""
    match = _NEXT_TELLS.search(after[:_REACH])
    stretch = affiliations.clause(match["rest"]) if match else ""
    return affiliations.parse(stretch) if match and _short_position(stretch) else ()


def _merged(left: tuple[Affiliation, ...], right: tuple[Affiliation, ...]) -> tuple[Affiliation, ...]:
    """A position stated before the name and an organisation after it are one affiliation."""
    if len(left) == len(right) == 1 and left[0].position and not left[0].organisation and not right[0].position:
        return (Affiliation(left[0].position, right[0].organisation, left[0].former or right[0].former),)
    return left + right


def _take_affiliation(mention: Mention, after: str, offset: int) -> str:
    """Read the affiliation after a name into `mention`; what is left of the text after it.

    `offset` is where `after` begins in the block.
    """
    for pattern, score, loose in _AFFILIATION_PATTERNS:
        match = pattern.match(after)
        if match is None:
            continue
        stretch = affiliations.clause(match["rest"])
        if not stretch or _refused(pattern, match, stretch, mention):
            continue
        found = affiliations.parse(stretch, loose=loose or mention.listed)
        if pattern is _FROM and found:
            found = (Affiliation(None, affiliations.organisation_at(stretch)),)
        if pattern is _RUNS:
            name = affiliations.organisation_at(stretch)
            found = (Affiliation(None, name),) if name else ()
        if found:
            if pattern is _IS_POSITION and _IS_OVER.match(match.group()):
                found = tuple(Affiliation(a.position, a.organisation, True) for a in found)
            mention.affiliations = _merged(mention.affiliations, found)
            mention.score += score
            used = match.start("rest") + match["rest"].find(stretch) + len(stretch)
            mention.tail = offset + used
            return after[used:]
    return after


def _refused(pattern: re.Pattern[str], match: re.Match[str], stretch: str, mention: Mention) -> bool:
    if pattern is _IS_POSITION:
        return not _short_position(stretch)
    if pattern is _APPOSITION:
        return _another_name(stretch) or stretch.startswith(("who ", "which ", "whose ", "whom "))
    return pattern is _FROM and match["link"] == "of" and not mention.given


def _short_position(stretch: str) -> bool:
    """Whether a predicate names a position early on: "is CEO of …", not "is a place where the director …"."""
    return affiliations.has_position(" ".join(stretch.split(" ")[:6]))


def _another_name(stretch: str) -> bool:
    """Whether what follows a comma is the next name of a list rather than a position."""
    run = re.match(r"[^\W\d_][\w'.-]*(?: [A-Z][\w'.-]*)+", stretch)
    return bool(run) and names.is_given(run.group().split(" ")[0]) and not affiliations.has_position(run.group()) if run else False


def _look_before(mention: Mention, before: str, block: Block) -> None:
    if _HANDED.search(before):
        mention.score += 3
        mention.handed = True
    elif _NEARLY_HANDED.search(before):
        mention.score += 1
    _take_position_before(mention, before)
    if SPOKEN_BEFORE.search(before):
        mention.score += 2
        mention.speaks = mention.speaks or not before.endswith("as ")
    if _CALLED.search(before):
        mention.score += 1
    if before.endswith(("'s ", "' ")) and mention.given:
        mention.score += 1


def _take_position_before(mention: Mention, before: str) -> None:
    """A position in front of the name: "our thought leader, …", "co-founder …", "the Trust's director, …"."""
    match = _POSITION_BEFORE.search(before)
    if match is None:
        return
    mention.score += 3
    title = mention.title and len(mention.affiliations) == 1 and not mention.affiliations[0].organisation
    if mention.affiliations and not title or not match["position"]:
        return
    owner = (match["owner"] or "").strip()
    name = affiliations.organisation_at(re.sub(r"(?:'s|')$", "", owner)) if owner.lower() not in ("", "the") else None
    found = affiliations.parse(match["position"])
    mention.affiliations = tuple(Affiliation(a.position, a.organisation or name, a.former) for a in found if a.position) or mention.affiliations


def _object(mention: Mention, parts: list[str], before: str, after: str, block: Block, common: Counter[str]) -> None:
    """Counter-signs."""
    strong = mention.given and mention.score >= 5
    for place, part in enumerate(parts):
        low = part.casefold()
        if low in words_of.ORGANISATION_WORDS or low in words_of.PLACE_WORDS:
            mention.score -= 1 if strong and place == len(parts) - 1 and place > 0 else 6
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
    """A name in one list with a sure one ("A, B and C", "A of X; B of Y") is a little surer, and plays the same part."""
    for left, right in zip(found, found[1:], strict=False):
        between = block.words[left.tail if left.affiliations else left.end : right.start]
        if not _LISTED.fullmatch(between):
            continue
        if _enough(left):
            right.score += 2
            right.handed = right.handed or left.handed
            right.roles = right.roles or list(left.roles)
            right.first = left.first
        elif _enough(right):
            left.score += 2
