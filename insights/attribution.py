"""How far a speaker may be named. Every page, search result and export asks here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from events.models import Attribution, Speaker, lowest_attribution
from insights.models import Insight
from people.models import Organisation, Person


@dataclass(frozen=True)
class Credit:
    """What may be said of a speaker; whatever is empty may not be known."""

    role: str = ""
    person: Person | None = None
    name: str = ""
    position: str = ""
    organisation: str = ""
    organisation_row: Organisation | None = None

    @property
    def line(self) -> str:
        """One line under a point: "Adaeze Okonjo, Holloway Fold Foundation"; empty if nothing may be said."""
        if self.name:
            return ", ".join(filter(None, [self.name, self.organisation]))
        if self.organisation:
            return f"Someone from {self.organisation}"
        return _with_article(self.role).capitalize() if self.role else ""

    @property
    def stated(self) -> str:
        """Position and organisation as stated that day: "director of grants, Holloway Fold Foundation"."""
        return ", ".join(filter(None, [self.position, self.organisation]))


def credit_of(insight: Insight) -> Credit | None:
    """Whom an insight is credited to, as far as meeting, speaker and insight allow; None: to nobody.

    Reads `speaker` with its `person`, `event` and `affiliation.organisation`: `with_context()` fetches them all.
    """
    if insight.speaker is None or insight.attribution_level == Attribution.NONE:
        return None
    return _credit(insight.speaker, insight.attribution_level)


def credit_of_speaker(speaker: Speaker) -> Credit:
    """What the list of speakers may say; an empty credit (`line` is "") for one who is not to be mentioned."""
    return _credit(speaker, lowest_attribution(speaker.event.attribution, speaker.attribution))


def _credit(speaker: Speaker, level: str) -> Credit:
    """What the level tells. Below "by name" a convenor's role is left out: the lowest wins.

    The page of a cell names its convenors, and a receipt names who approved the point. Neither says that they spoke,
    so both may stay beside "a speaker" or nobody; but "a convenor" beside them would be the name.
    """
    if level == Attribution.NONE:
        return Credit()
    told = level == Attribution.NAMED or speaker.role != Speaker.Role.CONVENOR
    role = speaker.get_role_display() if told else ""
    if level == Attribution.ROLE:
        return Credit(role=role)
    row = speaker.affiliation.organisation if speaker.affiliation else None
    organisation = speaker.organisation or (row.name if row else "")
    if level == Attribution.ORGANISATION:
        return Credit(role, organisation=organisation, organisation_row=row)
    return Credit(
        role=role,
        person=speaker.person,
        name=speaker.person.name,
        position=speaker.position,
        organisation=organisation,
        organisation_row=row,
    )


def _with_article(role: str) -> str:
    return f"an {role}" if role[:1] in "aeiou" else f"a {role}"
