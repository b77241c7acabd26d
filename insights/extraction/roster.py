"""From mentions to people: one entry a person, first names resolved within the note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from insights.extraction import vocabulary as words_of
from insights.extraction.mentions import Mention
from insights.extraction.names import folded, is_maybe_given
from insights.extraction.records import Affiliation


@dataclass(slots=True)
class Person:
    """Someone of the note, with every place where their full name stands."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    affiliations: list[Affiliation] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    spoke: bool = False

    def play(self, role: str) -> None:
        """Note a role once, in the order in which they are stated."""
        if role not in self.roles:
            self.roles.append(role)


@dataclass(slots=True)
class Roster:
    """The people of a note by order of appearance, and which short forms stand for whom."""

    people: list[Person]
    aliases: dict[str, Person]


def gather(mentions: Sequence[Mention]) -> Roster:
    """The people whom these mentions name; a short form that fits two people stands for neither."""
    people: dict[str, Person] = {}
    for mention in mentions:
        key = _key(mention.name)
        if _may_be_surname(mention):
            key = next((k for k in people if k.endswith(" " + key)), key)
        person = people.setdefault(key, Person(mention.name))
        person.mentions.append(mention)
        person.affiliations.extend(a for a in mention.affiliations if a not in person.affiliations)
        for role in mention.roles:
            person.play(role)
    return Roster(list(people.values()), _aliases(list(people.values())))


def _may_be_surname(mention: Mention) -> bool:
    """Whether it can be a surname alone: "Ní Bhriain"; after a title "Bhriain" or "Garcia Lopez", not "Ada Lin"."""
    first, space, _ = mention.name.partition(" ")
    begins = first.casefold() in words_of.SURNAME_BEGINNINGS
    return begins or (mention.title and not (space and is_maybe_given(first)))


def _key(name: str) -> str:
    return folded(re.sub(r"[.]", "", name))


def _surname(parts: Sequence[str]) -> str:
    """The surname with the words that it begins with: "Ní Bhriain", "O'Dowd-Ní Bhriain", "van den Berg"."""
    at = len(parts) - 1
    while at > 1 and folded(parts[at - 1]).rpartition("-")[2] in words_of.SURNAME_BEGINNINGS:
        at -= 1
    return " ".join(parts[at:])


def _aliases(people: Sequence[Person]) -> dict[str, Person]:
    claims: dict[str, list[Person]] = {}
    for person in people:
        parts = [p for p in person.name.split(" ") if p.casefold() not in words_of.NAME_TITLES]
        forms = {person.name, parts[0], _surname(parts), parts[-1], parts[0].split("-")[0]}
        forms.update(m.initials for m in person.mentions if m.initials)
        nickname = re.search(r"['‘\"“](\w+)['’\"”] ", person.name)
        if nickname:
            forms.add(nickname[1])
        for form in forms:
            claims.setdefault(folded(form), []).append(person)
        if "chair" in person.roles or any(
            (a.position or "").casefold() == "chair" and m.listed for m in person.mentions for a in m.affiliations
        ):
            claims.setdefault("the chair", []).append(person)
    return {form: owners[0] for form, owners in claims.items() if len({id(o) for o in owners}) == 1}
