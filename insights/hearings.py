"""Where each speaker's say on a draft stands, in words, for the review page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from events.models import Speaker
from insights import says
from insights.models import Note, Say


@dataclass(frozen=True)
class Hearing:
    """A speaker's say on the draft: what was sent and answered, and whether it can be sent (again) now."""

    speaker: Speaker
    say: Say | None
    note_is_draft: bool
    now: datetime

    NEW, WAITING, SILENT = "new", "waiting", "silent"

    @property
    def state(self) -> str:
        """What they answered, or "waiting", "silent" once the time is over, "new", or "" where they cannot be asked."""
        if self.say:
            return self.say.answer or (self.WAITING if self.now <= self.say.answer_by else self.SILENT)
        return self.NEW if self.note_is_draft and says.address_of(self.speaker) else ""

    @property
    def words(self) -> str:
        """The state in words: "Sent on 18 March, no answer yet"."""
        if self.say is None:
            return "" if says.address_of(self.speaker) else "No e-mail address is known."
        sent = date_format(timezone.localtime(self.say.asked_at), "j F")
        by = date_format(timezone.localtime(self.say.answer_by), "l j F")
        return {
            self.WAITING: f"Sent on {sent}; may answer until {by}.",
            self.SILENT: f"Sent on {sent}, no answer by {by}: the meeting’s rule holds.",
            Say.Answer.FINE: "Says that it is fine, and may be named.",
            Say.Answer.CHANGE: "Asks for a change.",
            Say.Answer.UNNAMED: "Does not want to be named, and is not.",
        }[self.state]

    @property
    def button(self) -> str:
        """What stands on the button that sends the draft; empty where it cannot be sent."""
        if not self.note_is_draft or not says.address_of(self.speaker):
            return ""
        return "Send it again" if self.say else "Send the draft"


def hearings_of(note: Note, speakers: list[Speaker]) -> list[Hearing]:
    """Each speaker's say on the draft. Reads `says.all()`: prefetch it."""
    given = {say.speaker_id: say for say in note.says.all()} if speakers else {}
    can_send, now = note.state != Note.State.PUBLISHED, timezone.now()
    return [Hearing(speaker, given.get(speaker.pk), can_send, now) for speaker in speakers]
