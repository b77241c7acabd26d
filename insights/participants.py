"""Those who took part in the meeting of a note, and the organisations in it, as the review page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.models import Speaker
from insights import standing
from insights.reading import Tie
from people.convening import count
from people.models import LookAlike, Member, Organisation


@dataclass(frozen=True)
class Participant:
    """Someone who took part, with the known people that the name may mean, and where the name stands in the note."""

    speaker: Speaker
    look_alikes: list[LookAlike]
    anchor: str

    @property
    def stated(self) -> str:
        """ "speaker, director, Long Bench Trust"."""
        facts = [self.speaker.get_role_display(), self.speaker.position, self.speaker.organisation]
        return ", ".join(filter(None, facts))

    @property
    def known(self) -> str:
        """ "also at 2 other meetings", of those that this convenor knows: it may be somebody of the same name."""
        return also("at", self.speaker.elsewhere, "other meeting")  # type: ignore[attr-defined]


def also(where: str, number: int, what: str) -> str:
    """ "also in 2 other notes"; empty for none."""
    return f"also {where} {count(number, what)}" if number else ""


def speakers_of(event: int | None, member: Member) -> QuerySet[Speaker]:
    """The speakers of a meeting, each with the number of other meetings (`elsewhere`) that the member knows of."""
    others = Speaker.objects.named_to(member).exclude(event=event)
    rows = Speaker.objects.filter(event=event).select_related("person__member")
    return rows.annotate(elsewhere=Count("person__speaker", filter=Q(person__speaker__in=others)))


def name_ties(text: str, speakers: Iterable[Speaker], organisations: Iterable[Organisation]) -> list[Tie]:
    """Quiet ties for every place where a name stands in full; the address of each is its row on the review page."""
    names = {f"who-{s.pk}": _names(s.person) for s in speakers}
    names |= {f"org-{row.pk}": _names(row) for row in organisations}
    return [
        Tie(start, end, f"in-{row}", 0, f"#{row}", text[start:end], css="name", quiet=True)
        for start, end, row in standing.places(text, names)
    ]


def _names(row: object) -> list[str]:
    return [row.name, *row.other_names.splitlines()]  # type: ignore[attr-defined]
