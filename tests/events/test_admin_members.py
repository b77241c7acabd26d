"""Whoever may not log in any more frees what they had signed up for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events import signups
from people.models import Mail, Member
from tests.making import make_event

pytestmark = pytest.mark.django_db


def test_a_closed_login_frees_its_places_for_those_who_wait(client, nora, ben):
    meeting = make_event("The second letter", starts_at=timezone.now() + dt.timedelta(days=3), capacity=1)
    ines = Member.objects.create_user("ines@example.org", name="Ines Vane")
    rows = [signups.sign_up(meeting, member, at=timezone.now()) for member in (ben, ines)]
    client.force_login(nora)
    client.post(f"/admin/people/member/{ben.pk}/change/", {"email": ben.email, "name": ben.name})
    assert [type(row).objects.get(pk=row.pk).state for row in rows] == ["cancelled", "going"]
    told = Mail.objects.get(to=ben.email, why="taken off the list")
    assert "METHOD:CANCEL" in told.calendar
    assert "The reason given: You no longer have a login here." in told.text
