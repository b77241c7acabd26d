"""A small calendar that takes messages as RFC 5546 says, for tests: one entry a UID, and the latest word stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import vobject


@dataclass
class Client:
    """A person's calendar: what it has been told of each event, and what it shows."""

    email: str
    known: dict[str, tuple[tuple[int, dt.datetime], str, Any]] = field(default_factory=dict)

    def receive(self, text: str) -> None:
        """Apply one message; an older one than what is known is thrown away (RFC 5546, 2.1.5)."""
        calendar = vobject.readOne(text)
        event = calendar.vevent
        assert event.attendee.value == f"mailto:{self.email}", "a message for somebody else"
        revision = (int(event.sequence.value), event.dtstamp.value)
        before = self.known.get(event.uid.value)
        if before is None or revision > before[0]:
            self.known[event.uid.value] = (revision, calendar.method.value, event)

    @property
    def shown(self) -> list[tuple[str, dt.datetime, dt.datetime, str]]:
        """Title, start, end and place of what stands in the calendar; what was cancelled does not."""
        rows = [event for _, method, event in self.known.values() if method == "REQUEST"]
        return [(e.summary.value, e.dtstart.value, e.dtend.value, e.contents["location"][0].value) for e in rows]
