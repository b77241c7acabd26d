"""A collection as a file to go on with elsewhere: Markdown, or HTML without a style of its own; links as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from events.models import Event
from insights.attribution import credit_of
from insights.citing import markdown_of
from insights.collecting import Stretch
from insights.models import Collection, Insight
from people.dates import day

FOR_MEMBERS = "(for members)"


@dataclass(frozen=True)
class Told:
    """One insight as a file tells it: who said it as far as they may be named, and two addresses that stay."""

    statement: str
    said_by: str
    address: str
    meeting: str
    day: str
    meeting_address: str
    for_members: bool  # so that nobody prints it for everybody unawares


def as_markdown(collection: Collection, stretches: Sequence[Stretch], network: str) -> str:
    """The collection in CommonMark, every point with links to itself and to its meeting."""
    blocks = [f"# {markdown_of(collection.title)}", _paragraphs(collection.introduction)]
    for stretch in stretches:
        blocks += [f"## {markdown_of(stretch.heading)}" if stretch.heading else "", _paragraphs(stretch.remark)]
        blocks += ["\n".join(_as_markdown(_told(insight)) for insight in stretch.insights)]
    blocks += [_paragraphs(collection.closing), markdown_of(_by(collection, network))]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _as_markdown(told: Told) -> str:
    meeting = f"[{markdown_of(told.meeting)}]({told.meeting_address})"
    source = ", ".join(filter(None, [markdown_of(told.said_by), meeting, told.day]))
    mark = f" {FOR_MEMBERS}" if told.for_members else ""
    return f"- [{markdown_of(told.statement)}]({told.address}){mark}  \n  {source}"


def as_html(collection: Collection, stretches: Sequence[Stretch], network: str) -> str:
    """The collection as a whole page, to be opened, or its parts pasted into a newsletter."""
    told = [(stretch, [_told(insight) for insight in stretch.insights]) for stretch in stretches]
    facts = {"collection": collection, "stretches": told, "by": _by(collection, network), "for_members": FOR_MEMBERS}
    return render_to_string("insights/collection_take_away.html", facts)


FORMS: dict[str, tuple[Callable[[Collection, Sequence[Stretch], str], str], str]] = {
    "md": (as_markdown, "text/markdown; charset=utf-8"),
    "html": (as_html, "text/html; charset=utf-8"),
}


def _told(insight: Insight) -> Told:
    note = insight.note
    credit, place = credit_of(insight), note.event or note
    return Told(
        statement=" ".join(insight.statement.split()),
        said_by=credit.line if credit else "",
        address=settings.BASE_URL + reverse("insights:insight-by-number", args=[insight.pk]),
        meeting=place.title,
        day=day(note.event.starts_at if note.event else note.written_on),
        meeting_address=settings.BASE_URL + place.get_absolute_url(),
        for_members=bool(note.event) and note.event.visibility == Event.Visibility.MEMBERS,
    )


def _paragraphs(text: str) -> str:
    """A member's own text, its paragraphs kept; what Markdown would take for a mark stays a letter."""
    return "\n\n".join(markdown_of(" ".join(one.split())) for one in text.replace("\r\n", "\n").split("\n\n")).strip()


def _by(collection: Collection, network: str) -> str:
    return f"{collection.member.name}, {network}"
