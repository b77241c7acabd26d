"""Who came: marked by tap on the day, counted, and given out as a file that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from betterway import erasure
from events import attendance, signups
from events.attendance import AttendanceError, Numbers
from events.coming import Coming
from events.models import Answer, Departed, Event, Question, SignUp
from events.sheets import BYTE_ORDER_MARK, harmless
from people.models import Member
from tests.elsewhere import make_elsewhere
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cell, now) -> Event:
    """Tomorrow at noon."""
    return make_event("The second letter", cell=cell, starts_at=now + dt.timedelta(days=1), capacity=2)


@pytest.fixture
def jo(db) -> Member:
    return Member.objects.create_user("jo@example.org", name="Jo Vane")


@pytest.fixture
def place(meeting, jo, now) -> SignUp:
    with time_machine.travel(now, tick=False):
        return signups.sign_up(meeting, jo, at=now)


@pytest.fixture
def on_the_day(now):
    with time_machine.travel(now + dt.timedelta(days=1, minutes=5), tick=False):
        yield timezone.now()


def page(event, name="who_comes") -> str:
    return reverse(f"admin:events_event_{name}", args=[event.pk])


def sheet(client, event) -> tuple[str, list[list[str]]]:
    text = client.get(page(event, "who_comes_csv")).content.decode()
    return text, list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))


def test_whoever_came_is_marked_and_it_is_kept_by_whom(ada, place, on_the_day):
    assert attendance.mark(place, True, by=ada, at=on_the_day).came is True
    record = place.history.first()
    assert (record.came, record.history_user) == (True, ada)


def test_the_same_mark_twice_changes_nothing(ada, place, on_the_day):
    for _ in range(2):
        attendance.mark(place, False, by=ada, at=on_the_day)
    assert place.history.filter(came=False).count() == 1


def test_a_mark_is_taken_back(ada, place, on_the_day):
    attendance.mark(place, True, by=ada, at=on_the_day)
    assert attendance.mark(place, None, by=ada, at=on_the_day).came is None


@pytest.mark.parametrize(("hour", "may"), [("2026-06-09T22:59Z", False), ("2026-06-09T23:00Z", True)])
def test_the_day_begins_at_midnight_in_the_uk(cell, hour, may):
    starts = dt.datetime(2026, 6, 10, 13, 0, tzinfo=dt.UTC)
    event = make_event("A summer meeting", cell=cell, starts_at=starts)
    assert attendance.may_be_marked(event, at=dt.datetime.fromisoformat(hour)) is may


def test_before_the_day_nobody_came(ada, place, now):
    with pytest.raises(AttendanceError, match="Who came is marked on the day: Monday 23 November 2026."):
        attendance.mark(place, True, by=ada, at=now)


def test_nobody_came_to_a_cancelled_meeting(ada, meeting, place, on_the_day):
    Event.objects.update(state="cancelled")
    with pytest.raises(AttendanceError, match="This meeting was cancelled, so nobody came."):
        attendance.mark(place, True, by=ada, at=on_the_day)


def test_whoever_has_no_place_is_not_marked(ada, place, now, on_the_day):
    signups.cancel(place, at=now)
    with pytest.raises(AttendanceError, match="Jo Vane has no place at this meeting"):
        attendance.mark(place, True, by=ada, at=on_the_day)


def test_the_numbers_tell_who_had_a_place_who_came_and_whose_first_meeting_it_was(
    cell, meeting, place, ada, ben, now, on_the_day
):
    before = make_event("The first letter", cell=cell, starts_at=now - dt.timedelta(days=30))
    SignUp.objects.create(event=before, member=ben, state="going", came=True, joined_at=now - dt.timedelta(days=40))
    absent = make_event("The lost letter", cell=cell, starts_at=now - dt.timedelta(days=20))
    SignUp.objects.create(event=absent, member=place.member, state="going", came=False, joined_at=now)
    for member in (ben, ada):
        signups.put_in(meeting, member, by=ada, why="chair", at=now)
    for row in (place, meeting.sign_ups.get(member=ben)):
        attendance.mark(row, True, by=ada, at=on_the_day)
    assert Coming(meeting, on_the_day, ada).numbers == Numbers(signed_up=3, came=2, new=1)


def test_the_numbers_of_a_past_meeting_stay_when_somebody_leaves_the_network(client, ada, place, meeting, on_the_day):
    attendance.mark(place, True, by=ada, at=on_the_day)
    later = on_the_day + dt.timedelta(days=1)
    erasure.erase(place.member, name_stays=False, at=later)
    coming = Coming(meeting, later, ada)
    assert (coming.rows, coming.left_since) == ([], 1)
    assert coming.numbers == Numbers(signed_up=1, came=1, new=1)
    client.force_login(ada)
    assert "1 who had a place and has left the network since" in client.get(page(meeting)).content.decode()


def test_of_a_meeting_to_come_nothing_is_counted_when_somebody_leaves(meeting, place, now):
    erasure.erase(place.member, name_stays=False, at=now)
    assert not Departed.objects.exists()


@pytest.mark.parametrize(("verb", "came"), [("came", True), ("absent", False), ("unmark", None)])
def test_a_tap_marks_and_the_page_shows_how_to_take_it_back(client, ada, meeting, place, on_the_day, verb, came):
    client.force_login(ada)
    response = client.post(page(meeting), {"do": f"{verb}:{place.pk}"}, follow=True)
    place.refresh_from_db()
    assert place.came is came
    html = response.content.decode()
    assert f'value="{"unmark" if came else "came"}:{place.pk}"' in html
    assert f'value="{"unmark" if came is False else "absent"}:{place.pk}"' in html


def test_before_the_day_there_is_nothing_to_tap_and_a_post_gets_a_sentence(client, ada, meeting, place, now):
    with time_machine.travel(now, tick=False):
        client.force_login(ada)
        assert "Came<" not in client.get(page(meeting)).content.decode()
        said = client.post(page(meeting), {"do": f"came:{place.pk}"}).content.decode()
    assert "Who came is marked on the day: Monday 23 November 2026." in said


def test_the_file_has_the_list_with_a_column_for_each_question(client, ada, meeting, place, on_the_day):
    question = Question.objects.create(event=meeting, text="What do you bring?")
    Answer.objects.create(sign_up=place, question=question, text="Bread,\nand soup")
    attendance.mark(place, True, by=ada, at=on_the_day)
    client.force_login(ada)
    text, rows = sheet(client, meeting)
    assert text.startswith(BYTE_ORDER_MARK)
    titles = ["Name", "E-mail address", "State", "Signed up", "Came", "First meeting", "What do you bring?"]
    facts = ["Jo Vane", "jo@example.org", "going", "Sunday 22 November 2026, noon", "came", "yes", "Bread, and soup"]
    assert rows == [titles, facts]


def test_the_file_of_others_is_not_there(client, ada):
    client.force_login(ada)
    assert client.get(page(make_elsewhere().event, "who_comes_csv")).status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", '"=', "＝", "a;=", 'a,"='])
def test_nothing_typed_is_a_formula_in_the_file(client, ada, meeting, jo, place, on_the_day, start):
    jo.name = f"{start}1+1"
    jo.save()
    client.force_login(ada)
    name = sheet(client, meeting)[1][1][0]
    cells = [cell.strip(' "\t') for part in name.split(",") for cell in part.split(";")]
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for cell in cells)


def test_what_is_no_formula_is_left_as_it_is():
    assert [harmless(text) for text in ("Jo Vane-Ash", "Zoë; 5 – 6", "a=b", "jo@example.org")] == [
        "Jo Vane-Ash", "Zoë; 5 – 6", "a=b", "jo@example.org",
    ]  # fmt: skip


def test_whoever_came_without_a_place_stands_among_those_who_came(meeting, place, ada, ben, on_the_day):
    row = attendance.came_anyway(meeting, ben, by=ada, at=on_the_day)
    again = attendance.came_anyway(meeting, ben, by=ada, at=on_the_day)
    assert (row.state, row.came, row.joined_at > place.joined_at, again.pk) == ("going", True, True, row.pk)
    assert row.history.get().history_user == ada
    with pytest.raises(AttendanceError, match="marked on the day"):
        attendance.came_anyway(meeting, ben, by=ada, at=on_the_day - dt.timedelta(days=2))


def test_a_convenor_marks_by_address_or_from_the_line_who_came_without_a_place(client, meeting, ada, ben, on_the_day):
    waits = SignUp.objects.create(event=meeting, member=ada, state="waiting", joined_at=on_the_day)
    client.force_login(ada)
    client.post(page(meeting), {"do": f"came:{waits.pk}"})
    client.post(page(meeting), {"do": "came_anyway", "who": "ben@example.org"})
    said = client.post(page(meeting), {"do": "came_anyway", "who": "nobody@example.org"}).content.decode()
    assert "Nobody here has the address “nobody@example.org”." in said
    rows = meeting.sign_ups.order_by("joined_at").values_list("member__name", "state", "came")
    assert list(rows) == [("Ada Quist", "going", True), ("Ben Osei", "going", True)]


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u2060"])
def test_a_sign_that_nobody_sees_hides_no_formula(sign):
    assert harmless(f"{sign}=1+1") == "'=1+1"
