"""An archive brought in by real processes: `python -m tests.insights.importing.worked begin N`, `carry_on`, `outcome`.

`begin` makes an export of N posts and begins with it; `carry_on` goes on once it stands still; `outcome` prints what
stands in the database afterwards, in words that are the same however often the work was interrupted.
"""

from __future__ import annotations

import io
import json
import sys

import django
from django.utils import timezone

from tests.insights.importing.documents import make_export, make_post

PLACES = ["Harbour", "Lantern", "Marsh", "Orchard", "Tidewell", "Weaver", "Quarry", "Mill", "Ferry", "Heather"]
FIRST = ["Asha", "Tomos", "Bronagh", "Idris", "Nell", "Samir", "Odile", "Wren", "Kofi", "Maeve"]
LAST = ["Pillai", "Bevan", "Keane", "Vaughan", "Quist", "Osei", "Marsh", "Vale", "Adeyemi", "Lind"]


def post(number: int) -> str:
    """A post with words of its own; every 50th says what the 10th before it said, every 70th nothing."""
    said = number - 10 if number % 50 == 49 else number
    who, where = f"{FIRST[said % 10]} {LAST[said // 10 % 10]}", PLACES[said // 100 % 10]
    own = " ".join(f"{word}{said * k % 9973}" for k, word in enumerate(["keys", "nails", "doors", "hours", "jars"], 3))
    html = (
        f"<p>We heard from {who}, director of {where} Kitchen, about round {said}.</p>"
        "<p>Here are some of the points that emerged:</p>"
        f"<ul><li>A door with {own} stays open longer.</li><li>Round {said} cost less than {said * 7} letters.</li>"
        "</ul>"
    )
    return make_post(f"Round {said}", "" if number % 70 == 69 else html, topics="Housing|Keys")


def begin(number: int) -> None:
    from insights.importing import bringing
    from people.models import Member

    nora = Member.objects.create_superuser("nora@example.org", name="Nora Vale")
    export = io.BytesIO(make_export(post(n) for n in range(number)))
    bringing.begin(export, "rounds.xml", by=nora, publish=True, every_state=False)


def carry_on() -> None:
    from insights.importing import bringing
    from insights.models import Import

    Import.objects.update(beat_at=timezone.now() - 2 * bringing.PATIENCE)  # the clock need not be waited for
    bringing.carry_on(Import.objects.get())


def outcome() -> None:
    from events.models import Event, Topic
    from insights.models import Import, Insight, Note, NoteRevision, Passage
    from people.models import LookAlike, Organisation, Person

    there = Import.objects.get()
    items = there.items.order_by("number").values_list("number", "state", "note__title", "why", "words")
    rows = {
        "archive": there.state,
        "items": list(items),
        "notes": sorted(Note.objects.values_list("title", "state", "fingerprint", "source")),
        "revisions": sorted(NoteRevision.objects.values_list("note__title", "number", "text")),
        "insights": sorted(Insight.objects.values_list("note__title", "statement", "state", "speaker__person__name")),
        "passages": sorted(Passage.objects.values_list("insight__statement", "start", "end", "quote")),
        "events": sorted(Event.objects.values_list("title", "slug", "state")),
        "people": sorted(Person.objects.values_list("name", "slug")),
        "organisations": sorted(Organisation.objects.values_list("name", "slug")),
        "topics": sorted(Topic.objects.values_list("name", flat=True)),
        "look-alikes": LookAlike.objects.count(),
    }
    print(json.dumps(rows))


if __name__ == "__main__":
    django.setup()
    {"begin": begin, "carry_on": carry_on, "outcome": outcome}[sys.argv[1]](*map(int, sys.argv[2:]))
