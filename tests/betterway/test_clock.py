"""The clock: every job each minute, none stops another, several clocks at once do no harm."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from betterway import clock
from events import signups
from people.models import Mail, Pulse
from tests.conftest import NOW
from tests.insights.test_races import at_once
from tests.making import make_event


@pytest.fixture
def meeting(cell):
    return make_event("The second letter", cell=cell, starts_at=NOW + dt.timedelta(days=7))


@pytest.mark.django_db
def test_each_job_leaves_a_sign_of_life(now):
    assert clock.tick(at=now) == {}
    assert set(Pulse.objects.values_list("job", "beat_at", "error")) == {
        (job, now, "") for job in ["clock", *clock.JOBS]
    }


@pytest.mark.django_db(transaction=True)  # as the worker is: in none
def test_a_job_that_goes_wrong_stops_no_other_and_is_well_again_when_it_is(now, ben, cell):
    meeting = make_event("The second letter", cell=cell, starts_at=now + dt.timedelta(days=7), reminder_days="7")
    signups.sign_up(meeting, ben, at=now - dt.timedelta(days=1))
    Mail.objects.all().delete()
    with connection.cursor() as cursor:  # a table that is not there is as wrong as it gets
        cursor.execute("ALTER TABLE events_answer RENAME TO elsewhere")
        try:
            assert list(clock.tick(at=now)) == ["answers deleted"]
        finally:
            cursor.execute("ALTER TABLE elsewhere RENAME TO events_answer")
    assert [(mail.why, mail.state) for mail in Mail.objects.all()] == [("reminder", "sent")]
    assert Pulse.objects.get(job="answers deleted").error != ""
    clock.tick(at=now)
    assert not Pulse.objects.exclude(error="").exists()


@pytest.mark.django_db(transaction=True)
def test_the_one_command_does_both_the_tasks_and_the_clock(settings, meeting, ben):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with time_machine.travel(NOW - dt.timedelta(days=1), tick=False):
        signups.sign_up(meeting, ben, at=NOW - dt.timedelta(days=1))
    with time_machine.travel(NOW, tick=False):
        call_command("db_worker", batch=True, verbosity=0, reload=False, startup_delay=False)
    assert [(mail.why, mail.state) for mail in Mail.objects.order_by("pk")] == [
        ("place confirmed", "sent"),
        ("reminder", "sent"),
    ]


@pytest.mark.proof
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_four_clocks_at_once_write_and_send_each_reminder_once(settings, meeting, ada, ben, nora):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    before = NOW - dt.timedelta(days=1)
    with time_machine.travel(before, tick=False):
        for member in (ada, ben, nora):
            signups.sign_up(meeting, member, at=before)
    with time_machine.travel(NOW, tick=False):
        assert at_once(*[lambda: clock.tick(at=NOW)] * 4) == [{}] * 4
    assert sorted(Mail.objects.filter(why="reminder").values_list("state", "attempts")) == [("sent", 1)] * 3
