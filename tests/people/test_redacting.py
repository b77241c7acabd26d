"""Words that were removed at request are found where they are kept in another spelling: calendar files, the log."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from events import calendars
from events.models import SignUp
from people.models import Mail
from people.redacting import clean_mails, clean_rows
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


def test_a_name_in_the_log_goes_though_its_letters_are_spelled_as_numbers(ada, ben):
    about = {"user_id": ada.pk, "queryset": [ben], "action_flag": 2}
    LogEntry.objects.log_actions(**about, change_message=[{"added": {"name": "speaker", "object": "Zoë O’Neil"}}])
    LogEntry.objects.log_actions(**about, change_message="[Zoë O’Neil was let in.")
    assert "Zo\\u00eb" in LogEntry.objects.get(change_message__contains="added").change_message
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(ben))
    assert len(clean_rows(entries, lambda text: text.replace("Zoë O’Neil", "Somebody"))) == 2
    assert sorted(entries.values_list("change_message", flat=True)) == [
        "[Somebody was let in.",
        '[{"added": {"name": "speaker", "object": "Somebody"}}]',
    ]
