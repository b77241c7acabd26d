"""Positions and organisations beside a name: "Deputy CEO at …", "(Director, …)", "from …"."""

from __future__ import annotations

import re

from insights.extraction import names
from insights.extraction import vocabulary as words_of
from insights.extraction.records import Affiliation

_POSITION_WORD = "|".join(sorted(map(re.escape, words_of.POSITION_NOUNS), key=len, reverse=True))
_POSITION = re.compile(rf"(?<![\w'])(?:{_POSITION_WORD}|thought[ -]leader)(?![\w'])", re.IGNORECASE)
_VERBS = "|".join(words_of.SPEECH_VERBS)
_BETWEEN = "|".join(words_of.BETWEEN_NAME_AND_VERB)
_CLAUSE_END = re.compile(
    r"\.(?: |$)|[;:!?)\]]| [–—] | - | \||"
    r", (?:who|which|whose|where|then|and|or|but|said|has|had|have|was|were|is|are|also|to|for"
    r"|as|with|in|on|by|he|she|they|it|we|they|this|that|at which|together|alongside|when|while"
    r"|both|all)\b"
    r"| who(?:se|m|'s)?\b| which\b| that\b| whose\b"
    rf"|,? (?:(?:{_BETWEEN}) ){{0,2}}(?:{_VERBS})\b(?! (?:officer|manager|lead))"
)
_LINK = re.compile(r" (at|of|for|from|with|in|to) (?=(?:the |The )?[\"']?[A-Z0-9])")
_FORMER = re.compile(
    rf"^(?:an? |the |our |its |their )?(?:{'|'.join(words_of.FORMER)})\b[ -]?|, until\b", re.IGNORECASE
)
_DETERMINER = re.compile(r"^(?:an?|the|our|its|their|his|her|currently|now|also|both|as) ", re.IGNORECASE)
_OFFICE = re.compile(rf"^(?:{'|'.join(map(re.escape, words_of.STATE_OFFICES))})\b", re.IGNORECASE)
_WORK = re.compile(words_of.WORK, re.IGNORECASE)
_POSSESSIVE = re.compile(
    r"^((?:the )?[A-Z0-9][\w&.'-]*(?: (?:[A-Z0-9&][\w&.-]*|of|and|for|the))*?)(?:'s|(?<=s)') (?=[a-z]|[A-Z])"
)
_OVER = re.compile(words_of.OVER)
_ROLES = "|".join(
    sorted(
        (
            re.escape(f)
            for role, forms in words_of.MEETING_ROLES.items()
            if role not in ("chair", "author", "participant")
            for f in forms
        ),
        key=len,
        reverse=True,
    )
)
_MEETING_ROLE = re.compile(rf"^(?:[a-z-]+ )?(?:{_ROLES})\b(?! (?:at|of) [A-Z])", re.IGNORECASE)
_TAIL = re.compile(words_of.TAIL)
_GENERIC = re.compile(
    rf" (?:at|of|for|with|from) the (?P<name>(?:[a-z][\w-]* ){{0,4}}(?:{'|'.join(words_of.GENERIC_ORGANISATIONS)}))$"
)
_GENERIC_OWNER = re.compile(
    rf"^(?:the )?(?P<name>(?:[a-z][\w-]* ){{0,2}}(?:{'|'.join(words_of.GENERIC_ORGANISATIONS)}))'s? (?=[a-z])"
)
_NEXT_NAME = re.compile(r",? (?:and |& )?(?=\S)(?<=[,d&] )([A-Z][\w'-]+) (?:[A-Z][\w'-]+ )?([A-Z][\w'-]+)")
_ROLE_IN_BRACKETS = re.compile(r"(?P<name>[A-Z0-9][^()]{1,80}) \((?P<role>[^()]{2,60})\)$")
_BOTH = re.compile(r"\b((?:of|at|for|from) )both (?=(?:the )?[A-Z])")
_NOW = re.compile(r",? (?:and |but )?(?P<then>(?:now|currently|today) )(?=\S)")
_LONGEST = 260
_SPLIT_AND = re.compile(words_of.SPLIT_AND)
_LOWER_ORGANISATION = re.compile(
    r"^((?:CEO|chief executive(?: officer)?|director|founder) of) ([a-z][\w-]{2,})$", re.IGNORECASE
)


def clause(words: str) -> str:
    """The apposition at the beginning of `words`: up to the end of the clause, a relative clause or a verb.

    A bracket inside it is passed over whole.
    """
    words = words[:_LONGEST]
    end = _next_name(words)
    for match in _CLAUSE_END.finditer(words):
        if match.group()[0] in ")]" and words.count("(", 0, match.start()) > words.count(")", 0, match.start()):
            continue
        if words.count("(", 0, match.start()) > words.count(")", 0, match.start()):
            continue
        end = min(end, match.start())
        break
    return words[:end].strip(" ,")


def _next_name(words: str) -> int:
    """Where the next person of a list begins, the end of `words` where none does."""
    for match in _NEXT_NAME.finditer(words):
        if match[1].casefold() in words_of.NAME_TITLES and match[2].casefold() not in words_of.POSITION_NOUNS:
            return match.start()
        if names.is_given(match[1]) and match[2].casefold() not in words_of.ORGANISATION_WORDS:
            return match.start()
    return len(words)


def has_position(words: str) -> bool:
    """Whether these words name a position."""
    return bool(_POSITION.search(words))


def parse(words: str, *, loose: bool = False) -> tuple[Affiliation, ...]:
    """The affiliations that an apposition states, empty where it states none.

    `words` is what `clause` gave, or what stands in brackets after a name. `loose`, for lists of people, takes a
    second or only capitalised part as the organisation even where no position is named.
    """
    words = _BOTH.sub(r"\1", words.strip(" ,."))
    bracket = _ROLE_IN_BRACKETS.match(words)
    if bracket and has_position(bracket["role"]) and not has_position(bracket["name"]):
        return (Affiliation(_tidy(bracket["role"]), organisation_at(bracket["name"])),)
    out: list[Affiliation] = []
    for part in _parts(words):
        found = _one(part, loose=loose)
        if found is not None:
            out.append(found)
            if loose and found.organisation and not found.position and (more := _second(part, found.organisation)):
                out.append(more)
        elif not out and not loose:
            break
    return tuple(out)


def _parts(words: str) -> list[str]:
    """Cut "former MP and author of …" in two where "and" leads to another position."""
    cuts = [0]
    for match in _SPLIT_AND.finditer(words):
        left, right = words[cuts[-1] : match.start()], words[match.end() :]
        head = re.split(r",| (?:at|of|for|from|with) ", right, maxsplit=1)[0]
        if (
            has_position(left)
            and has_position(head)
            and re.search(r" (?:at|of|for|from) |,", left + right)
            and _separate(left)
        ):
            cuts.append(match.end())
    for match in _NOW.finditer(words):
        if match.start() > cuts[-1] and has_position(words[: match.start()]) and has_position(words[match.end() :]):
            cuts.append(match.start("then"))
    ends = [*cuts[1:], len(words)]
    return [re.sub(r",? (?:and|&)? ?$", "", words[a:b]).strip(" ,") for a, b in zip(cuts, ends, strict=True)]


def _second(part: str, first: str) -> Affiliation | None:
    """The other organisation where two stand in brackets: "(Hale Homes and Oxfam)"."""
    _, _, rest = part.partition(first)
    return _one(rest[5:], loose=True) if rest.startswith(" and ") and rest[5:6].isupper() else None


def _separate(left: str) -> bool:
    """Whether the words before "and" are whole by themselves: they name an organisation or an office that is over."""
    return bool(_LINK.search(left) or _FORMER.match(left) or "," in left or _OFFICE.match(left))


def _one(words: str, *, loose: bool) -> Affiliation | None:
    former = bool(_FORMER.search(words))
    words = _OVER.sub("", _DETERMINER.sub("", words))
    if not has_position(words):
        organisation = organisation_at(words) if loose else None
        return Affiliation(None, organisation, former) if organisation else None
    if _MEETING_ROLE.match(words):
        return Affiliation(_own_role(words), None, former)
    if _OFFICE.match(_FORMER.sub("", words)) and not _LINK_AT.search(words):
        return Affiliation(_tidy(words.split(", ")[0]), _after_comma(words), former)
    if _WORK.search(words):
        return Affiliation(_tidy(words), None, former)
    position, organisation = _divide(words)
    return Affiliation(_tidy(position), organisation, former) if position else None


def _own_role(words: str) -> str | None:
    """A role at the meeting is kept as a position only where the network uses it as one ("co-convenor")."""
    first = re.split(r" (?:of|for|on|at|and) |,", words)[0].casefold()
    return next((role for role in words_of.ROLES_THAT_ARE_POSITIONS if first.endswith(role)), None)


_LINK_AT = re.compile(r" (?:at|from) (?:the |The )?[A-Z0-9]")


def _divide(words: str) -> tuple[str, str | None]:
    """Position and organisation of one affiliation."""
    owner = _POSSESSIVE.match(words)
    if owner and has_position(words[owner.end() :]):
        return words[owner.end() :].split(", ")[0], organisation_at(owner[1])
    owner = _GENERIC_OWNER.match(words)
    if owner and has_position(words[owner.end() :]):
        return words[owner.end() :].split(", ")[0], owner["name"]
    links = list(_LINK.finditer(words))
    if links and links[0][1] == "of" and words[: links[0].start()].casefold() in words_of.HEADS_OF_ORGANISATIONS:
        return words[: links[0].start()], organisation_at(words[links[0].end() :])
    for wanted in (("at", "from"), ("of", "for", "with", "in", "to")):
        for link in links:
            organisation = organisation_at(words[link.end() :])
            if link[1] in wanted and organisation and _is_place_to_work(words, link):
                return words[: link.start()], organisation
    generic = _GENERIC.search(words)
    if generic and has_position(words[: generic.start()]) and ", " not in words:
        return words[: generic.start()], generic["name"]
    first, _, rest = words.partition(", ")
    lower = _LOWER_ORGANISATION.match(first)
    if lower and lower[2] not in words_of.FIELDS_OF_WORK and not rest:
        return first[: lower.end(1) - 3], lower[2]
    if not has_position(first) and rest and has_position(rest):
        return rest, organisation_at(first)
    return first, _last_organisation(rest)


def _is_place_to_work(words: str, link: re.Match[str]) -> bool:
    """Whether what follows "at", "of"… in an affiliation is an organisation rather than a field of work."""
    before = words[: link.start()]
    if not has_position(before) or re.search(r", (?:the )?[A-Z]", before):
        return False
    if link[1] in ("at", "from"):
        return True
    if link[1] == "to" and not before.casefold().endswith(("adviser", "advisor", "consultant", "counsel", "governor")):
        return False
    if link[1] == "in" and not before.casefold().endswith(("partner", "fellow", "researcher", "lecturer", "associate")):
        return False
    run = re.match(
        r"(?:the |The )?[\"']?((?:(?:[A-Z0-9][\w'&.-]*|and|of|for|&|in|with)(?: |,|$))+)", words[link.end() :]
    )
    if run is None:
        return False
    parts = [part.strip(",").casefold() for part in run[1].split()]
    if link[1] == "with":
        return has_position(before.rpartition(" ")[2]) or parts[0] not in words_of.FIELDS_OF_WORK
    if before.casefold().rstrip().endswith(words_of.HEADS_OF_ORGANISATIONS):
        return True
    last = before.casefold().rpartition(" ")[2]
    if last not in words_of.POSITIONS_WITH_FIELDS and parts[0] not in ("trustees", "governors", "board"):
        return True
    named = [p for p in parts if p not in words_of.FIELDS_OF_WORK and p not in words_of.ORGANISATION_PARTICLES | {"&"}]
    telling = words_of.ORGANISATION_WORDS - words_of.FIELDS_OF_WORK
    return bool(named) and (
        parts[0] not in words_of.FIELDS_OF_WORK or any(p in telling for p in named) or named[0] == parts[1:2]
    )


def _after_comma(words: str) -> str | None:
    return _last_organisation(words.partition(", ")[2])


def _last_organisation(rest: str) -> str | None:
    """The organisation in what follows the position: the last part with an organisation's word, else the first."""
    if not rest:
        return None
    parts = rest.split(", ")
    for index in range(len(parts) - 1, -1, -1):
        if parts[index][:1].isupper() and _telling(parts[index]):
            first = index
            while first and _continues(parts, first):
                first -= 1
            return organisation_at(", ".join(parts[first:]), commas=index - first)
    return organisation_at(parts[0])


def _telling(part: str) -> bool:
    return any(t.low in words_of.ORGANISATION_WORDS for t in names.tokens(part)) and not has_position(
        part.split(" of ")[0]
    )


def _continues(parts: list[str], index: int) -> bool:
    """Whether a part belongs to the one before it: "Burnley" in "Burnley, Pendle and … Council"."""
    above = parts[index - 1]
    return " " not in above and above[:1].isupper() and not _telling(above) and " and " in parts[index]


def organisation_at(words: str, *, commas: int = 0) -> str | None:
    """The name of an organisation that `words` begins with, without "the"; None where no capital stands there.

    `commas` is how many commas may lie inside the name.
    """
    words = re.sub(r"^(?:the|The|our|an?) (?=\S)", "", words.strip(" \"'"))
    found = names.tokens(words)
    end = _organisation_end(words, found, commas)
    if end == 0:
        return None
    bracket = re.match(r" \(([^()]{2,80})\)", words[end:])
    if bracket and bracket[1][:1].isupper() and not has_position(bracket[1]):
        end += bracket.end()
    return words[:end]


def _organisation_end(words: str, found: list[names.Token], commas: int) -> int:
    end = 0
    for index, token in enumerate(found):
        between = words[end : token.start]
        if index and between in ("'s ", "' ") and not token.capital:
            break
        if index and between not in (" ", "'s ", "' ", "", " '", ".", "-", "/"):
            if between != ", " or commas == 0:
                break
            commas -= 1
        if index == 0 and token.start > 0:
            return 0
        if index and token.low in words_of.SAYING and found[index - 1].low in words_of.ORGANISATION_WORDS:
            break  # a headline: "Hale Council Said Yes"
        if token.capital or token.text[0].isdigit() or token.text == "&":
            end = token.end
            continue
        if index == 0 or token.low not in words_of.ORGANISATION_PARTICLES or not _particle_joins(words, found, index):
            break
        end = token.end
    while found and end and (last := words[:end].rpartition(" ")[2]) in words_of.ORGANISATION_PARTICLES | {"&"}:
        end -= len(last) + 1
    name = words[:end].rpartition(" ")[2].casefold()
    if (
        words[end : end + 2] == "'s"
        and not words[end + 2 : end + 3].strip()
        and name not in words_of.ORGANISATION_WORDS
    ):
        end += 2
    return end


def _particle_joins(words: str, found: list[names.Token], index: int) -> bool:
    """Whether "and", "of", "with"… at `index` carries an organisation's name on."""
    following = found[index + 1 : index + 9]
    while following and following[0].low in ("the",):
        following = following[1:]
    if not following or not (following[0].capital or following[0].text[0].isdigit()):
        return False
    low = found[index].low
    if low in ("at", "in", "on") and _is_time(following[0]):
        return False  # "Hale Centre on 4 March"
    if low in ("of", "for", "the", "upon", "on", "de"):
        return True
    if names.is_given(following[0].text) and len(following) > 1 and following[1].capital:
        return False
    ahead = []
    for token in following:
        if not token.capital and token.low not in words_of.ORGANISATION_PARTICLES:
            break
        ahead.append(token.low)
    telling = any(w in words_of.ORGANISATION_WORDS for w in ahead)
    before = {t.low for t in found[:index]}
    if low == "and" and words[: found[index].start].strip() in words_of.KNOWN_ORGANISATIONS:
        return False
    if low == "and" and found[index + 1].low == "the" and telling and before & words_of.ORGANISATION_WORDS:
        return False  # "the Council for … and the Centre for …"
    if low == "and":
        return (telling and not before & words_of.ORGANISATION_WORDS) or (
            bool(before & {"for", "of"}) and not before & {"university", "college"}
        )
    if low == "with":
        return True
    if low == "at":
        return len(found) > index + 1 and index == 1
    if low in ("in", "to", "by"):
        return low in ("in", "to") and bool(before & words_of.ORGANISATION_WORDS or len(before) == 1)
    return telling


def _is_time(token: names.Token) -> bool:
    """Whether a word is a number, or the name of a month or a day."""
    return token.text[0].isdigit() or token.low in words_of.DAYS_AND_MONTHS


def _tidy(position: str) -> str:
    position = _OVER.sub("", _DETERMINER.sub("", position.strip(" ,.–-\"'")))
    shorter = _TAIL.sub("", position).strip(" ,.–-")
    return shorter if has_position(shorter) else position.strip()
