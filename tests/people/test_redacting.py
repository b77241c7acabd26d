"""Words that were removed at request are found in a mail's calendar file too, where its lines are cut."""

from __future__ import annotations

import pytest

from events import calendars
from events.models import SignUp
from people.models import Mail
from people.redacting import clean_mails
from tests.making import make_event

pytestmark = pytest.mark.django_db
WORDS = "Tarrow, Wilhelmina"


@pytest.mark.parametrize("before", range(0, 76, 5))
def test_a_name_in_a_calendar_file_goes_wherever_the_line_is_cut(ben, now, before):
    event = make_event("x" * before + f" {WORDS} reads", slug="reads", starts_at=now)
    place = SignUp(event=event, member=ben, state="going", joined_at=now)
    for title, text in (("With it", calendars.request(place, at=now)), ("Without", "SUMMARY:Tea\r\n")):
        Mail.objects.create(to=ben.email, subject=title, text="Dear Ben", why="place confirmed", calendar=text)
    clean_mails(lambda text: text.replace(WORDS, "removed at request"))
    assert list(Mail.objects.order_by("pk").values_list("calendar", flat=True)) == ["", "SUMMARY:Tea\r\n"]
