"""Health: each part of the app tells apart how it is, and nothing that is secret."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from betterway import clock
from people import outbox
from people.models import Mail, Pulse
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def health(client, query: str = "") -> tuple[int, list[str]]:
    response = client.get(f"/healthz{query}")
    assert response["Content-Type"].startswith("text/plain")
    return response.status_code, response.content.decode().splitlines()


def test_when_all_is_well_each_part_says_ok(client, now):
    clock.tick(at=now)
    lines = ["database: ok", "worker: ok", "jobs: ok", "mail: ok"]
    assert (health(client), health(client, "?all")) == ((200, lines), (200, lines))


def test_where_no_worker_was_ever_seen_it_says_so(client):
    assert health(client) == (200, ["database: ok", "worker: NOT OK, not seen yet", "jobs: ok", "mail: ok"])
    assert health(client, "?all")[0] == 503


def test_a_worker_that_has_stopped_is_told(client, now, noon):
    clock.tick(at=now)
    noon.move_to(now + 12 * MINUTE)
    status, lines = health(client, "?all")
    assert (status, lines[1]) == (503, "worker: NOT OK, last seen 12 minutes ago")
    assert health(client)[0] == 200


def test_a_job_that_went_wrong_is_named(client, now):
    clock.tick(at=now)
    Pulse.objects.filter(job="reminders").update(error="ValueError: secret")
    status, lines = health(client, "?all")
    assert (status, lines[2]) == (503, "jobs: NOT OK, went wrong: reminders")


def test_mail_that_waits_too_long_and_mail_that_was_given_up(client, now):
    clock.tick(at=now)
    common = {"to": "zelda@example.org", "subject": "S", "text": "T", "why": "", "error": "550 zelda"}
    Mail.objects.create(**common, state="failed", attempts=1, due_at=now)
    assert health(client, "?all")[1][3] == "mail: ok, 1 could not be delivered in the last day"
    Mail.objects.create(**common, created_at=now - 20 * MINUTE, due_at=now + MINUTE, attempts=3)
    status, lines = health(client, "?all")
    assert (status, lines[3]) == (
        503,
        "mail: NOT OK, 1 waits too long, the oldest from 20 minutes ago, 1 could not be delivered in the last day",
    )
    Mail.objects.update(state="failed", attempts=len(outbox.PAUSES) + 1)
    assert health(client, "?all")[1][3] == "mail: NOT OK, 2 could not be delivered in the last day"


def test_one_that_is_just_sent_again_is_not_late(client, now):
    clock.tick(at=now)
    Mail.objects.create(to="z@example.org", subject="", text="T", why="", created_at=now - 60 * MINUTE, due_at=now)
    assert health(client, "?all")[1][3] == "mail: ok"
