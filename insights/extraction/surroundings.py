"""What stands before and after a name: positions, verbs of saying, hand-overs; each is a sign of a person."""

from __future__ import annotations

import re

from insights.extraction import affiliations, names
from insights.extraction import vocabulary as words_of
from insights.extraction.mentions import Mention
from insights.extraction.records import Affiliation

_BETWEEN = "|".join(words_of.BETWEEN_NAME_AND_VERB)
_STRONG = "|".join(v for v in words_of.SPEECH_VERBS if v not in words_of.WEAK_SPEECH_VERBS)
_WEAK = "|".join(rf"{verb} (?:{then})" if then else verb for verb, then in words_of.WEAK_SPEECH_VERBS.items())
SPEAKS = re.compile(rf"^,? ?(?:(?:{_BETWEEN}),? ){{0,3}}(?:(?:{_STRONG})\b|(?:{_WEAK}))")
_TELLS_THEN_SPEAKS = re.compile(
    rf"^, (?:who|whose) [^.;:?!]{{4,160}}, (?:(?:{_BETWEEN}) ){{0,2}}(?:(?:{_STRONG})\b|(?:{_WEAK}))"
)
SPOKEN_BEFORE = re.compile(words_of.SPOKEN_BEFORE)
_SURE = "|".join(map(re.escape, words_of.HANDING_OVER_SURELY))
_HANDED = re.compile(
    rf"\b(?:{_SURE})(?: (?:both|first|then|also|our|the|and|as well as|speaker|speakers"
    rf"|colleagues?|guest|guests)\b)*(?: (?:\w+ ){{1,9}}\w+:|:)? $",
    re.IGNORECASE,
)
_HANDED_TO_ROLE = re.compile(rf"\b(?:{_SURE})(?: [\w'-]+){{1,7}},? \(?$", re.IGNORECASE)
_NEARLY_HANDED = re.compile(rf"\b(?:{'|'.join(map(re.escape, words_of.HANDING_OVER))}),? $", re.IGNORECASE)
_PEOPLE_WORDS = "|".join(
    sorted(map(re.escape, (*words_of.POSITION_NOUNS, *words_of.OTHER_WORDS_FOR_PEOPLE)), key=len, reverse=True)
)
_POSITION_BEFORE = re.compile(
    rf"(?:^|(?<=[ ('\"–]))(?P<owner>(?:(?:the |The )?(?:[A-Z][\w&-]*(?:'s)? (?:of |and |for )?){{1,6}})?)"
    rf"(?P<position>(?:(?:{'|'.join(words_of.POSITION_ADJECTIVES)}) ){{0,3}}(?:(?!(?:of|the|and"
    rf"|by|from|with|to|as|our|an?|for|is|was|its|their|his|her|or|but|in|on|at|that|one"
    rf"|some)\b)[a-z-]+ )?"
    rf"(?i:{_PEOPLE_WORDS}))(?:,"
    rf"| \(|:| was| is|,? called|,? named)? ?$",
)
_CAN_END_POSITION = tuple({w[-3:].casefold() for w in (*words_of.POSITION_NOUNS, *words_of.OTHER_WORDS_FOR_PEOPLE)})
_AFTER_POSITION = re.compile(r"(?:,| \(|:| was| is|,? called|,? named)? ?$")
_CALLED = re.compile(words_of.CALLED_BEFORE)
_PERSONAL = re.compile(words_of.PERSONAL_VERBS)
_CHAIRED = re.compile(words_of.CHAIRED)
_WAS_CITED = re.compile(words_of.WAS_CITED)
_IS_POSITION = re.compile(words_of.IS_POSITION)
_FROM = re.compile(r"^,? (?P<link>from|of|at|representing) (?P<rest>(?:the |The )?[A-Z0-9].*)$")
_DASHED = re.compile(r"^ [–-] (?P<rest>.{2,})$")
_BRACKET = re.compile(r"^,? ?\((?P<rest>[^()]{2,160}(?:\([^()]{1,60}\)[^()]{0,80})?)\)")
_APPOSITION = re.compile(rf"^(?: (?:{'|'.join(words_of.POST_NOMINALS)})\b)*, (?P<rest>.+)$", re.DOTALL)
_PRONOUN_BRACKET = re.compile(r"^(?:she|he|they)/(?:her|him|them)", re.IGNORECASE)
_LABEL = re.compile(r"^(?:\((?P<inside>[^()]{1,80})\) ?)?:(?: |$)")
_NAME_LIKE = re.compile(r"[^\W\d_][\w'.-]*(?: (?:(?:ap|ab|de|van|von|bin|al|el|la) )?[^\W\d_a-z][\w'.-]*)+")
_RUNS = re.compile(words_of.RUNS)
_NEXT_TELLS = re.compile(words_of.NEXT_TELLS)
_IS_OVER = re.compile(r"^,? (?:who )?(?:was|had been)\b")
_AFFILIATION_PATTERNS = (
    (_APPOSITION, 4, False),
    (_IS_POSITION, 4, False),
    (_RUNS, 3, True),
    (_FROM, 3, True),
    (_DASHED, 3, False),
)


def look_after(mention: Mention, after: str) -> None:
    """Read what follows a name into `mention`: affiliation, initials, verbs of saying; each adds to its score."""
    closing = int(after.startswith(")"))  # "our provocateur (Ada Lin) asked"
    after = after[closing:]
    rest = after
    reach = mention.end + closing + len(after)
    own = mention.affiliations
    mention.affiliations = ()
    bracket = _BRACKET.match(after)
    if bracket and _are_initials(bracket["rest"], mention.name):
        mention.initials = bracket["rest"]
        mention.score += 2
        mention.tail = mention.end + bracket.end()
        rest, bracket = after[bracket.end() :], None
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
    if SPEAKS.match(rest) or SPEAKS.match(after) or _TELLS_THEN_SPEAKS.match(after):
        mention.score += 3
        mention.speaks = True
        mention.score += bool(_PERSONAL.match(rest))
    if _CHAIRED.match(rest):
        mention.score += 4
    if _LABEL.match(after) and mention.start == 0:
        mention.score += 2
    if _WAS_CITED.match(after) or re.match(r"^,? who\b", after):
        mention.score += 2


def _are_initials(words: str, name: str) -> bool:
    """Whether what stands in brackets after a name is its short form in the rest of the note."""
    letters = "".join(part[0] for part in re.split(r"[ -]", name) if part)
    return 2 <= len(words) <= 8 and words.replace(".", "").replace(" ", "") in (letters, letters.upper())


def _told_next(after: str) -> tuple[Affiliation, ...]:
    """The affiliation that the next sentence tells: "For years Ada Lin has … She is a partner in …"."""
    match = _NEXT_TELLS.search(after)
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
        if mention.crowded and not _says_organisation(stretch.split(", ")[0]):
            return True
        return _another_name(stretch) or stretch.startswith(("who ", "which ", "whose ", "whom "))
    if pattern is not _FROM:
        return False
    if stretch.split(" ")[0].rstrip(".").casefold() in words_of.NAME_TITLES:
        return True  # "…, from Revd Ada Lin" goes on to the next person
    spoken = SPEAKS.match(match["rest"][match["rest"].find(stretch) + len(stretch) :])
    if match["link"] != "of" or mention.given or mention.handed or spoken:
        return False
    return not any(t.low in words_of.ORGANISATION_WORDS for t in names.tokens(stretch))


def _says_organisation(part: str) -> bool:
    """Whether a part of a list of names says that it is none: a position, an organisation's word or a known one."""
    known = part.removeprefix("the ") in words_of.KNOWN_ORGANISATIONS
    telling = any(t.low in words_of.ORGANISATION_WORDS for t in names.tokens(part))
    return known or telling or (affiliations.has_position(part) and not _another_name(part))


def _short_position(stretch: str) -> bool:
    """Whether a predicate names a position early on: "is CEO of …", not "is a place where the director …"."""
    return affiliations.has_position(" ".join(stretch.split(" ")[:6]))


def _another_name(stretch: str) -> bool:
    """Whether what follows a comma is the next name of a list rather than a position or an organisation."""
    run = _NAME_LIKE.match(stretch)
    if run is None:
        return False
    first, _, rest = run.group().partition(" ")
    if first.rstrip(".").casefold() in words_of.NAME_TITLES and rest and not _leads_to_position(rest):
        return True
    organised = any(t.low in words_of.ORGANISATION_WORDS for t in names.tokens(run.group()))
    return names.is_given(first) and bool(rest) and not organised and not affiliations.has_position(run.group())


def _leads_to_position(words: str) -> bool:
    """Whether a title is part of a position after all: "Canon Theologian", "Professor Emeritus"."""
    second = words.split(" ")[0].rstrip(",").casefold()
    return second in words_of.POSITION_NOUNS or second in words_of.POSITION_ADJECTIVES


def look_before(mention: Mention, before: str) -> None:
    """Read what stands before a name into `mention`: hand-overs, positions, "said"; each adds to its score."""
    if _HANDED.search(before) or (_HANDED_TO_ROLE.search(before) and _position_before(before)):
        mention.score += 3
        mention.handed = True
    elif _NEARLY_HANDED.search(before):
        mention.score += 1
    take_position_before(mention, before)
    if SPOKEN_BEFORE.search(before):
        mention.score += 2
        mention.speaks = mention.speaks or not before.endswith("as ")
    if _CALLED.search(before):
        mention.score += 1
    if before.endswith(("'s ", "' ")) and mention.given:
        mention.score += 1


def _is_person(owner: str) -> bool:
    """Whether whose something is, is a person: "Ada Lin's fellow convenor"."""
    parts = names.tokens(owner)
    return (
        bool(parts) and names.is_given(parts[0].text) and not any(t.low in words_of.ORGANISATION_WORDS for t in parts)
    )


def _position_before(before: str) -> re.Match[str] | None:
    """The position that ends `before`; looked for only where its last letters can end one, as most names have none."""
    end = _AFTER_POSITION.search(before)
    if end is None or not before[: end.start()].casefold().endswith(_CAN_END_POSITION):
        return None
    return _POSITION_BEFORE.search(before)


def take_position_before(mention: Mention, before: str) -> None:
    """A position in front of the name: "our thought leader, …", "co-founder …", "the Trust's director, …"."""
    match = _position_before(before)
    if match is None:
        return
    mention.score += 4
    title = mention.title and len(mention.affiliations) == 1 and not mention.affiliations[0].organisation
    if (mention.affiliations and not title) or not match["position"]:
        return
    owner = (match["owner"] or "").strip()
    if _is_person(owner):
        owner = ""
    name = affiliations.organisation_at(re.sub(r"(?:'s|')$", "", owner)) if owner.lower() not in ("", "the") else None
    found = affiliations.parse(match["position"])
    mention.affiliations = (
        tuple(Affiliation(a.position, a.organisation or name, a.former) for a in found if a.position)
        or mention.affiliations
    )
