"""RULES: which person or organisation a name in a note is. Only the same name joins by itself; a likeness asks."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models
from rapidfuzz import fuzz, process

from people import addresses
from people.models import Affiliation, LookAlike, Member, Organisation, Person

# Of 100, by rapidfuzz's ratio: "Sonia Ruparell" and "Sonya Ruparel" are 89, "Ann Lee" and "Ian Lee" 86.
NEARLY = 88
SAME_NAME = "The same name"
SMALL_WORDS = {"a", "an", "and", "at", "for", "in", "of", "on", "the"}

# Words in a name that tell the kind of organisation; the first that fits is taken.
KIND_WORDS = (
    (("council", "borough", "combined authority"), Organisation.Kind.COUNCIL),
    (("nhs", "hospital", "integrated care", "primary care", "health service"), Organisation.Kind.HEALTH),
    (("university", "college"), Organisation.Kind.UNIVERSITY),
    (("foundation", "fund"), Organisation.Kind.FUNDER),
    (("homes", "housing association"), Organisation.Kind.HOUSING),
    (("cic", "community interest", "co-operative", "cooperative"), Organisation.Kind.SOCIAL_ENTERPRISE),
    (("ltd", "limited", "plc", "llp", "building society"), Organisation.Kind.COMPANY),
    (("ministry", "department", "police", "commission", "parliament"), Organisation.Kind.PUBLIC_BODY),
)


@dataclass
class Match:
    """The row a name belongs to, or None; and the rows it might belong to, each with why."""

    row: Person | Organisation | None = None
    alike: list[tuple[Person | Organisation, str]] = field(default_factory=list)


def name_key(name: str) -> str:
    """`name` without what writers vary: capitals, accents, hyphens, apostrophes, dots, a leading "the"."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’‘.")
    return " ".join(re.findall(r"[^\W_]+", plain.replace("&", " and "))).removeprefix("the ")


class Directory:
    """All people and organisations by name, read once (two queries) for as many look-ups as a note needs.

    What else is on record of somebody is asked when the name comes up, two queries for each known person of it.
    """

    def __init__(self) -> None:
        self.numbers: dict[type, set[int]] = {Person: set(), Organisation: set()}
        self.people: dict[str, list[Person]] = defaultdict(list)
        self.organisations: dict[str, list[Organisation]] = defaultdict(list)
        for person in Person.objects.all():
            self.add(person)
        for organisation in Organisation.objects.all():
            self.add(organisation)

    def catch_up(self) -> None:
        """Read everything again where rows came or went since, by whomever. Otherwise two queries.

        A directory outlives its transaction while an archive is brought in, so people may be made, or made one, beside
        it; and what it holds of a transaction that was taken back is not there at all.
        """
        sums = models.Count("pk"), models.Sum("pk", default=0)
        known = [(len(pks), sum(pks)) for pks in self.numbers.values()]
        if known != [tuple(model.objects.aggregate(n=sums[0], s=sums[1]).values()) for model in self.numbers]:
            self.__init__()  # type: ignore[misc]

    def add(self, row: Person | Organisation) -> None:
        self.numbers[type(row)].add(row.pk)
        table = self.people if isinstance(row, Person) else self.organisations
        for name in [row.name, *row.other_names.splitlines()]:
            if (key := name_key(name)) and row not in table[key]:
                table[key].append(row)

    def person(self, name: str, organisation: str | None, *, position: str = "", event: Any = None) -> Match:
        """The person called `name` who may be at `organisation` (None: none stated), in `position`, at `event`.

        Joined: exactly one person of that very name, with that organisation on record; or, where there is none on
        record or none is stated, one who is in the list of the meeting or has been at its cell before; or, where there
        is neither, one in a like position. A bare name, entered beforehand, is whoever comes first. The same name
        elsewhere, several of that name, or a name spelled nearly so: alike, with why.
        """
        same = self.people.get(name_key(name), [])
        fitting = [row for row in same if _fits(row, organisation, position, event)]
        if len(fitting) == 1 and (len(same) == 1 or organisation):
            return Match(fitting[0])
        if same:
            return Match(None, [(row, SAME_NAME) for row in same])
        return Match(None, self._nearly(self.people, name))

    def organisation(self, name: str) -> Match:
        """The organisation called `name`, by its name or one of its other names."""
        same = self.organisations.get(name_key(name), [])
        if len(same) == 1:
            return Match(same[0])
        if same:
            return Match(None, [(row, SAME_NAME) for row in same])
        return Match(None, self._nearly(self.organisations, name))

    def _nearly(self, table: dict[str, list], name: str) -> list[tuple[Person | Organisation, str]]:
        key = name_key(name)
        near = process.extract(key, table.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY, limit=3)
        return [(row, f"Spelled nearly the same: {row.name}") for other, _, _ in near for row in table[other]]


def _fits(person: Person, organisation: str | None, position: str, event: Any) -> bool:
    known = {name_key(name) for name in person.affiliations.values_list("organisation__name", flat=True)}
    if organisation and known:
        return name_key(organisation) in known
    spoke = list(person.speaker_set.values_list("event_id", "event__cell_id", "position"))
    if event and any(pk == event.pk or (cell and cell == event.cell_id) for pk, cell, _ in spoke):
        return True
    if organisation or known:
        return not known and not spoke  # a bare name, which somebody entered beforehand
    return _may_be_of_one(position, [stated for _, _, stated in spoke if stated])


def _may_be_of_one(position: str, others: list[str]) -> bool:
    """Whether a position shares a word with one of the others: "bus driver" and "retired bus driver"."""
    words = _words_of(position)
    return not words or not others or any(words & _words_of(other) for other in others)


def _words_of(position: str) -> set[str]:
    return {word for word in name_key(position).split() if word not in SMALL_WORDS}


def kind_of(name: str) -> str:
    """The kind of organisation that its name tells, or "other"."""
    words = f" {name_key(name)} "
    for marks, kind in KIND_WORDS:
        if any(f" {mark} " in words for mark in marks):
            return kind
    return Organisation.Kind.OTHER


def person_for(
    directory: Directory,
    name: str,
    organisation: str | None,
    *,
    position: str = "",
    event: Any = None,
    by: Member | None,
) -> Person:
    """The person a note means, made if need be, with a question for the convenor where one looks alike."""
    match = directory.person(name, organisation, position=position, event=event)
    if isinstance(match.row, Person):
        return match.row
    name = name[:200]
    person = Person.objects.create(name=name, slug=addresses.free_slug(Person, name), created_by=by)
    directory.add(person)
    _ask(match.alike, person=person)
    return person


def organisation_for(directory: Directory, name: str, *, by: Member | None) -> Organisation:
    """The organisation a note means, made if need be, with a question where one looks alike."""
    match = directory.organisation(name)
    if isinstance(match.row, Organisation):
        return match.row
    name = name[:200]
    organisation = Organisation.objects.create(
        name=name, slug=addresses.free_slug(Organisation, name), kind=kind_of(name), created_by=by
    )
    directory.add(organisation)
    _ask(match.alike, organisation=organisation)
    return organisation


def _ask(alike: Iterable[tuple[Person | Organisation, str]], **row: Person | Organisation) -> None:
    (noun, new), *_ = row.items()
    LookAlike.objects.bulk_create(
        [LookAlike(**{noun: new, f"other_{noun}": other, "why": why[:300]}) for other, why in alike],
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class Candidate:
    """A known row that a name may mean: the question, why, and whether it may be confirmed with others at once."""

    question: LookAlike
    reasons: tuple[str, ...]
    certain: bool = False

    @property
    def row(self) -> Person | Organisation:
        return self.question.other_person or self.question.other_organisation

    @property
    def why(self) -> str:
        """ "The same name; at Larder and Loom too"."""
        return "; ".join(self.reasons)


@dataclass(frozen=True)
class Name:
    """A name to decide: its row, and the known rows that it may be."""

    row: Person | Organisation
    candidates: tuple[Candidate, ...]
    meetings: str = ""  # the titles of those that the member may know of

    @property
    def certain(self) -> Candidate | None:
        return next((candidate for candidate in self.candidates if candidate.certain), None)


def names_to_decide(member: Member, questions: models.QuerySet[LookAlike] | None = None) -> list[Name]:
    """The open questions that the member may answer (of `questions`, if given), by name, with every reason there is.

    A candidate is certain where it is the only one of the very same name, and, for a person, has been at the same
    organisation or cell, and not at the same meeting. Reasons tell what the member may know. Five queries at most.
    """
    rows = (LookAlike.objects.all() if questions is None else questions).editable_by(member).to_decide()
    pairs = list(rows.select_related("person", "other_person", "organisation", "other_organisation"))
    facts = {noun: _facts(noun, pairs, member) for noun in ("person", "organisation") if _of(noun, pairs)}
    names: dict[tuple[str, int], list[LookAlike]] = defaultdict(list)
    for pair in pairs:
        names["person" if pair.person_id else "organisation", pair.person_id or pair.organisation_id].append(pair)
    return [_name(several, *facts[noun]) for (noun, _), several in names.items()]


def _of(noun: str, pairs: Iterable[LookAlike]) -> set[int]:
    """The numbers of all the people, or organisations, in these questions."""
    numbers = {getattr(pair, side) for pair in pairs for side in (f"{noun}_id", f"other_{noun}_id")}
    return numbers - {None}


def _facts(noun: str, pairs: list[LookAlike], member: Member) -> tuple[dict, dict]:
    """Whom or what each row stands with in positions; and at which meetings, of which cell, it was."""
    other = "organisation" if noun == "person" else "person"
    beside, meetings = defaultdict(set), defaultdict(set)
    positions = Affiliation.objects.visible_to(member).filter(**{f"{noun}__in": _of(noun, pairs)})
    for number, name in positions.values_list(f"{noun}_id", f"{other}__name"):
        beside[number].add(name)
    path = "person" if noun == "person" else "affiliation__organisation"
    speakers = Person.speaker_set.rel.related_model.objects.named_to(member)
    speakers = speakers.filter(**{f"{path}__in": _of(noun, pairs)})
    for number, event, title, cell in speakers.values_list(path, "event_id", "event__title", "event__cell__name"):
        meetings[number].add((event, title, cell))
    return beside, meetings


def _name(pairs: list[LookAlike], beside: dict, meetings: dict) -> Name:
    candidates = [_candidate(pair, beside, meetings) for pair in pairs]
    of_that_name = [candidate for candidate in candidates if candidate.reasons[0] == SAME_NAME]
    sure = of_that_name[0] if len(of_that_name) == 1 else None
    if sure and pairs[0].person_id:
        together = _events(meetings, pairs[0].person_id) & _events(meetings, sure.row.pk)
        sure = sure if len(sure.reasons) > 1 and not together else None
    marked = tuple(replace(candidate, certain=candidate is sure) for candidate in candidates)
    row = pairs[0].person or pairs[0].organisation
    return Name(row, marked, ", ".join(sorted(f"“{title}”" for _, title, _ in meetings[row.pk])))


def _events(meetings: dict, number: int) -> set[int]:
    return {event for event, _, _ in meetings[number]}


def _candidate(pair: LookAlike, beside: dict, meetings: dict) -> Candidate:
    new, known = pair.person or pair.organisation, pair.other_person or pair.other_organisation
    cells = [{cell for _, _, cell in meetings[row.pk] if cell} for row in (new, known)]
    where = "at {} too" if pair.person_id else "{} is at both"
    reasons = [
        SAME_NAME if _keys(new) & _keys(known) else f"Spelled nearly the same: {known.name}",
        *(where.format(name) for name in sorted(beside[new.pk] & beside[known.pk])),
        *(f"was at “{cell}” before" for cell in sorted(cells[0] & cells[1])),
    ]
    return Candidate(pair, tuple(reasons))


def _keys(row: Person | Organisation) -> set[str]:
    return {name_key(name) for name in [row.name, *row.other_names.splitlines()]}
