"""RULES: events, people and insights as files for a spreadsheet, so that nobody is locked in.

They hold what a member may see, and names as far as attribution allows; what was typed never becomes a formula.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from betterway.pages.counts import events_for, insights_for, people_for
from events.models import Event, Speaker
from events.sheets import BYTE_ORDER_MARK, harmless
from insights.attribution import credit_of
from insights.models import Insight
from people.models import Member, Person

READER = Member(state=Member.State.MEMBER)  # somebody with a login, and no more
EVENTS = ["Address", "Title", "Cell", "Kind", "Starts", "Ends", "Place", "Summary", "Topics", "Insights", "For"]
PEOPLE = ["Address", "Name", "Meeting", "Date", "Role", "Position", "Organisation"]
INSIGHTS = ["Address", "Statement", "Kind", "Credited to", "Organisation", "Meeting", "Date", "Topics", "Words", "For"]


def write(folder: Path) -> dict[Path, int]:
    """Write the three files into the folder, which is made if need be; returns each with its number of rows."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"events": (EVENTS, _events()), "people": (PEOPLE, _people()), "insights": (INSIGHTS, _insights())}
    return {folder / f"{name}.csv": _write(folder / f"{name}.csv", *given) for name, given in files.items()}


def _write(path: Path, titles: list[str], rows: Iterable[list[Any]]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK)
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(titles)
        shown = [[harmless("" if cell is None else str(cell)) for cell in row] for row in rows]
        writer.writerows(shown)
    return len(shown)


def _events() -> Iterable[list[Any]]:
    rows = events_for(READER).exclude(state=Event.State.DRAFT).prefetch_related("topics").order_by("starts_at", "pk")
    for event in rows.iterator(500):
        facts = [event.title, event.cell, event.kind, event.starts_at, event.ends_at, event.place]
        yield [_address(event), *facts, event.summary, _topics(event), event.insight_count, event.visibility]  # type: ignore[attr-defined]


def _people() -> Iterable[list[Any]]:
    """A row for each appearance under one's name, with role and position as stated that day."""
    named = Speaker.objects.named_to(READER).filter(person__in=people_for(READER).order_by().values("pk"))
    for speaker in (
        named.select_related("person", "event").order_by("person__name", "event__starts_at", "pk").iterator()
    ):
        person: Person = speaker.person
        stated = [speaker.get_role_display(), speaker.position, speaker.organisation]
        yield [_address(person), person.name, speaker.event.title, speaker.event.starts_at, *stated]


def _insights() -> Iterable[list[Any]]:
    for insight in insights_for(READER).with_context().prefetch_related("topics").order_by("pk").iterator(500):
        credit, event = credit_of(insight), insight.note.event
        said_by = [credit.name or credit.role, credit.organisation] if credit else ["", ""]
        where = [event.title, event.starts_at] if event else [insight.note.title, ""]
        facts = [insight.statement, insight.get_kind_display(), *said_by, *where, _topics(insight), insight.words]
        yield [_address(insight), *facts, event.visibility if event else "public"]


def _address(row: Event | Person | Insight) -> str:
    return settings.BASE_URL + row.get_absolute_url()


def _topics(row: Any) -> str:
    return ", ".join(sorted(topic.name for topic in row.topics.all()))
