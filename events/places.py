"""How an event is filled, and who is where in its line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from events.models import Event, SignUp
from people.models import Member

# Asked under the lock by everybody who signs up, so it is written out: the ORM takes longer to word it than the
# database to answer it.
COUNTED = """SELECT count(*) FILTER (WHERE state = 'going'), count(*) FILTER (WHERE state = 'waiting'),
    max(joined_at), max(id) FILTER (WHERE member_id = %s)
    FROM events_signup WHERE event_id = %s"""


@dataclass(frozen=True)
class Places:
    """How an event is filled: how many are going and waiting, and how many may; None where there is no limit.

    `last_joined` is when the latest of them joined, whoever gave up since too; None for nobody, or where not asked.
    `own` is the number of the sign-up of the member that was asked about.
    """

    going: int
    waiting: int
    limit: int | None
    last_joined: datetime | None = None
    own: int | None = None

    @property
    def free(self) -> int | None:
        """How many more may come; None where there is no limit."""
        return None if self.limit is None else max(0, self.limit - self.going)

    @property
    def full(self) -> bool:
        return self.free == 0

    @property
    def over(self) -> int:
        """How many more are going than there are places."""
        return 0 if self.limit is None else max(0, self.going - self.limit)


def places_of(event: Event, member: Member | None = None) -> Places:
    """How the event is filled now, and which sign-up is the member's, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [member and member.pk, event.pk])
        going, waiting, last_joined, own = cursor.fetchone()
    if isinstance(last_joined, str):  # as SQLite keeps moments: in UTC
        last_joined = datetime.fromisoformat(last_joined).replace(tzinfo=UTC)
    return Places(going, waiting, event.places, last_joined, own)


def number_in_line(sign_up: SignUp) -> int:
    """1 for whoever is next."""
    return SignUp.objects.with_number().values_list("number", flat=True).get(pk=sign_up.pk)
