"""What waits for a convenor, counted for the admin's first page: only of what she may edit, nineteen queries in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from events.models import Event, SignUp, Speaker
from events.models.events import EventQuerySet
from insights.collecting import Telling, telling_names
from insights.models import Collection, Echo, Insight, Miss, Note, Passage
from people.convening import count
from people.dates import clock, local_day, short_day
from people.models import LookAlike, Mail, Member

NOTES_SHOWN = 8
MEETINGS_SHOWN = 5
ASKING_SHOWN = 5
MISSES_SHOWN = 8
COLLECTIONS_SHOWN = 8
DAYS_TO_MARK = timedelta(days=2)  # after a meeting, in which its list is asked for
GOING = Count("sign_ups", filter=Q(sign_ups__state=SignUp.State.GOING))
WAITING = Count("sign_ups", filter=Q(sign_ups__state=SignUp.State.WAITING))


@dataclass(frozen=True)
class Task:
    """One kind of thing that waits: how many, in words, and where it is done; or what to know where nothing waits.

    `notes` are the first of them, where they are notes to review.
    """

    words: str
    url: str
    number: int
    nothing: str
    notes: Sequence[Note] = ()


@dataclass
class Waiting:
    """All that waits for one member at the moment `at`."""

    member: Member
    at: datetime

    @cached_property
    def _drafts(self) -> QuerySet[Note]:
        return Note.objects.editable_by(self.member).filter(state=Note.State.DRAFT)

    @cached_property
    def notes(self) -> list[Note]:
        return list(self._drafts.only("title").order_by("-created_at", "-pk")[:NOTES_SHOWN])

    @cached_property
    def tasks(self) -> list[Task]:
        return [
            Task(
                count(n := self._drafts.count(), "note is not public yet", "notes are not public yet"),
                reverse("admin:insights_note_changelist") + "?state__exact=draft",
                n,
                "No note is waiting to be published. After a meeting, log its note.",
                self.notes,
            ),
            Task(
                count(
                    n := self.points_to_check.count(),
                    "point quotes words that have changed: say where they are now",
                    "points quote words that have changed: say where they are now",
                ),
                reverse("admin:insights_insight_changelist") + "?passages=needs+checking",
                n,
                "No quoted words are waiting to be checked.",
            ),
            Task(
                count(
                    n := Echo.objects.editable_by(self.member).to_decide().count(),
                    "point may have been made before",
                    "points may have been made before",
                ),
                reverse("admin:insights_insight_to_decide"),
                n,
                "No point looks as if it had been made before.",
            ),
            Task(
                count(
                    n := LookAlike.objects.editable_by(self.member).to_decide().count(),
                    "name looks like one we know",
                    "names look like some we know",
                ),
                reverse("admin:people_lookalike_names"),
                n,
                "No new name looks like one we know.",
            ),
            Task(
                count(n := self.without_note.count(), "past meeting has no note yet", "past meetings have no note yet"),
                reverse("admin:events_event_changelist") + "?note=missing",
                n,
                "Every past meeting has its note.",
            ),
            Task(
                count(
                    n := Mail.objects.visible_to(self.member).failed().count(),
                    "mail could not be delivered",
                    "mails could not be delivered",
                ),
                reverse("admin:people_mail_changelist") + "?state__exact=failed",
                n,
                "Every mail has been sent, or is on its way.",
            ),
        ]

    @cached_property
    def joining(self) -> Task | None:
        """How many would like to join: for whoever may let them in."""
        if not self.member.is_network_convenor:
            return None
        n = Member.objects.asking().count()
        words = count(n, "person would like to join", "people would like to join")
        return Task(words, reverse("admin:people_member_joining"), n, "Nobody is waiting to join.")

    @cached_property
    def asking(self) -> list[Member]:
        """Those who have waited longest to join."""
        return list(Member.objects.asking()[:ASKING_SHOWN]) if self.joining and self.joining.number else []

    @cached_property
    def collections(self) -> list[Collection]:
        """Collections that members would like everybody to read: for whoever may say so."""
        return list(Collection.objects.asked_of(self.member).select_related("member")[:COLLECTIONS_SHOWN])

    @cached_property
    def telling(self) -> list[Telling]:
        """Shared collections that name somebody who is to be named less by now: for whoever may take them off.

        What is read by link only they do not see; they can ask its member.
        """
        if not self.member.is_network_convenor:
            return []
        shared = Collection.objects.shared().select_related("member")
        return list(islice(telling_names(shared, Speaker.objects.all()), COLLECTIONS_SHOWN))

    @property
    def points_to_check(self) -> QuerySet[Insight]:
        unsure = Passage.objects.filter(state=Passage.State.NEEDS_CHECKING)
        return Insight.objects.editable_by(self.member).filter(pk__in=unsure.values("insight"))

    @property
    def without_note(self) -> QuerySet[Event]:
        return Event.objects.editable_by(self.member).without_note(self.at)

    @cached_property
    def meetings(self) -> list[Event]:
        """The next meetings, with how many are `going` and how many are `waiting`, and the day or the hour in words."""
        coming = self._meetings.upcoming(self.at).annotate(going=GOING, waiting=WAITING)[:MEETINGS_SHOWN]
        return [_said(event, self.at) for event in coming]

    @cached_property
    def to_mark(self) -> list[Event]:
        """Meetings just over of which nobody has said yet who came, with how many were `going` and the day in words."""
        since = self.at - DAYS_TO_MARK
        over = self._meetings.past(self.at).filter(Q(starts_at__gte=since) | Q(ends_at__gte=since))
        marked = Count("sign_ups", filter=Q(sign_ups__came__isnull=False))
        rows = over.annotate(going=GOING, marked=marked).filter(going__gt=0, marked=0)
        return [_said(event, self.at) for event in rows[:MEETINGS_SHOWN]]

    @property
    def _meetings(self) -> EventQuerySet:
        return Event.objects.editable_by(self.member).exclude(state=Event.State.CANCELLED)

    @cached_property
    def missed(self) -> list[Miss]:
        """What members looked for most often and did not find."""
        return list(Miss.objects.all()[:MISSES_SHOWN])


def _said(event: Event, at: datetime) -> Event:
    """The event with `said`: its hour where it is today, else its day."""
    today = local_day(event.starts_at) == local_day(at)
    hour = f", {clock(event.starts_at)}" if event.hours_known else ""
    event.said = f"today{hour}" if today else short_day(event.starts_at)
    return event
