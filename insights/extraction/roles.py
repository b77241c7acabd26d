"""Which part each person played, and whether they spoke."""

from __future__ import annotations

import re
from collections.abc import Sequence

from insights.extraction import vocabulary as words_of
from insights.extraction.attribution import Reading
from insights.extraction.blocks import Block
from insights.extraction.mentions import Mention
from insights.extraction.roster import Person, Roster

_ROLE_WORDS = {form: role for role, forms in words_of.MEETING_ROLES.items() for form in forms}
_ROLE = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, _ROLE_WORDS), key=len, reverse=True))})\b", re.IGNORECASE)
_RESPONDED = re.compile(words_of.RESPONDED, re.IGNORECASE)
_SIGNS = {role: re.compile(pattern, re.IGNORECASE) for role, pattern in words_of.ROLE_SIGNS.items()}
_BEFORE = {role: re.compile(pattern, re.IGNORECASE) for role, pattern in words_of.ROLE_BEFORE.items()}
_POEM = re.compile(words_of.POEM, re.IGNORECASE)
_AUTHOR_HEAD = re.compile(words_of.AUTHOR_HEAD, re.IGNORECASE)
_PRESENTERS = {"thought leader", "provocateur", "speaker"}
_PREDICATE = words_of.PREDICATE
_OFFICES = words_of.ROLES_ELSEWHERE_TOO


def assign(blocks: Sequence[Block], readings: Sequence[Reading], roster: Roster, *, article: bool) -> None:
    """Give every person of the roster their roles, the stated one first, and say whether they spoke."""
    voiced = {v.by for r in readings for v in r.voices if v.by}
    presenting = {name for r in readings if r.section in ("presentation", "verse") for name in r.speakers}
    for person in roster.people:
        for mention in person.mentions:
            _from_mention(person, mention, blocks)
        stated = [r for r in person.roles if r not in ("mentioned",)]
        spoke = person.name in voiced or person.name in presenting or any(m.speaks or m.handed for m in person.mentions)
        spoke = spoke or any(r in ("thought leader", "provocateur", "respondent", "poet", "speaker") for r in stated)
        if stated == ["author"] and person.name not in voiced:
            spoke = False
        person.spoke = spoke
        _complete(person, stated, article=article, presents=person.name in presenting)


def _complete(person: Person, stated: list[str], *, article: bool, presents: bool) -> None:
    if stated and stated[0] == "participant" and len(stated) > 1:  # "Present: Ada Lin (convenor)"
        stated = stated[1:]
    if article:
        if person.spoke and presents:
            person.roles = [*stated, *(r for r in ("author", "quoted") if r not in stated)]
        elif person.spoke:
            person.roles = [*stated, *(["quoted"] if "quoted" not in stated else [])]
        else:
            person.roles = stated or ["mentioned"]
        return
    if person.spoke and not stated:
        stated = ["speaker"]
    elif person.spoke and presents and "speaker" not in stated and stated[0] in ("thought leader", "provocateur"):
        stated.append("speaker")
    person.roles = stated or ["mentioned"]


def _from_mention(person: Person, mention: Mention, blocks: Sequence[Block]) -> None:
    """The roles that the words around a mention state."""
    words = blocks[mention.block].words
    before = words[max(0, mention.first - 60) : mention.first]
    near = words[mention.end : max(mention.tail, mention.end)]
    said = re.split(r"[.;:]|, and ", words[max(mention.tail, mention.end) :][:90])[0]
    for text, pattern in ((_last_clause(before), r"(?:,| \(|:| was| is|\()?\s*$"), (near, ""), (said, _PREDICATE)):
        for match in _ROLE.finditer(text):
            low = match.group().casefold()
            role = _ROLE_WORDS[low]
            if low in _OFFICES and _of_something(text[match.end() :]):
                continue
            if pattern is _PREDICATE:
                if not re.fullmatch(_PREDICATE, text[: match.start()]):
                    continue
            elif pattern and not re.fullmatch(pattern, text[match.end() :]):
                continue
            person.play(role)
    for role, standing_before in _BEFORE.items():
        if standing_before.search(before):
            person.play(role)
    if _RESPONDED.search(before):
        person.play("respondent")
    for role in _signs(mention, words):
        if role != "convenor" or not _PRESENTERS & set(person.roles):  # a thought leader may welcome everyone too
            person.play(role)
    if (
        any(_AUTHOR_HEAD.fullmatch(b.words.strip(": ")) for b in blocks[max(0, mention.block - 10) : mention.block])
        and mention.start == 0
    ):
        person.play("author")


def _signs(mention: Mention, words: str) -> list[str]:
    """The parts that the sentence says its subject plays; only for the first name in it."""
    if re.search(r"[A-Z]\w+ [A-Z]\w+", words[max(0, mention.first - 40) : mention.first]):
        return []
    said = re.split(r"[.!?] ", words[max(mention.tail, mention.end) :][:260], maxsplit=1)[0]
    said = re.split(r"[;(]|, and | and [A-Z]", said)[0] if not _POEM.search(said) else said
    found = [role for role, pattern in _SIGNS.items() if pattern.search(said)]
    if re.search(r"\bpoem (?:by|from) $", words[max(0, mention.first - 20) : mention.first]):
        found.append("poet")
    return sorted(set(found), key=("poet", "provocateur", "chair", "convenor", "respondent").index)


def _of_something(after: str) -> bool:
    """Whether "chair", "host"… is a position elsewhere: "chair of Mind"."""
    return bool(re.match(r"(?:'s)? (?:of|at|for) ", after))


def _last_clause(before: str) -> str:
    return re.split(r"[.;] ", before)[-1]
