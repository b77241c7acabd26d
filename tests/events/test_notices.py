"""Every mail about a meeting, whole, as it is read."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine

from events import changing, notices, signups, writing
from events.models import Event
from events.places import Places
from insights import thanks
from people.models import Mail, Member, Network
from tests.conftest import NOW
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

MEETING = """\
  The second letter: what funders could stop asking
  Thursday 26 November 2026, 2pm–3.30pm, UK time
  Online. The joining link is on the meeting's page from 1pm that day:
  http://127.0.0.1:8000/events/the-second-letter/
"""
PLAIN = """\
  The second letter: what funders could stop asking
  Thursday 26 November 2026, 2pm–3.30pm, UK time
  Online
  http://127.0.0.1:8000/events/the-second-letter/
"""
ATTACHED = "The calendar entry is attached. If the meeting moves, we send another\nthat replaces it.\n\n"
TAKEN_OUT = "The file attached takes the entry out of your calendar.\n\n"
END = """\
Ada Quist
for Sharing and building power

-- 
You get this mail because you signed up on Sunday 22 November 2026.
Common Ground, http://127.0.0.1:8000/
"""
CONVENORS_END = """\
Common Ground

-- 
You get this mail because you look after this meeting.
To stop mails of this kind:
http://127.0.0.1:8000/stop/…/
Common Ground, http://127.0.0.1:8000/
"""


@pytest.fixture
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(cell) -> Event:
    Network.objects.create(pk=1, name="Common Ground")
    starts = dt.datetime(2026, 11, 26, 14, tzinfo=dt.UTC)
    return make_event(
        "The second letter: what funders could stop asking",
        slug="the-second-letter", cell=cell, starts_at=starts, capacity=2, place="Online",
        joining_link="https://talk.example.org/letter",
    )  # fmt: skip


def read(mail: Mail) -> str:
    """Subject and text; the signed part of a private link, which is another each time, as "…"."""
    text = re.sub(r"(/(?:places|stop)/)[^/\s]+", r"\1…", mail.text)
    return f"{mail.subject}\n\n{text}"


def last(**facts) -> Mail:
    return Mail.objects.filter(**facts).latest("pk")


def test_place_confirmed(meeting, ben, now):
    signups.sign_up(meeting, ben, at=now)
    assert read(last(to=ben.email)) == (
        "You have a place: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nYou have a place at\n\n{MEETING}\n{ATTACHED}"
        "If you can't come after all, please say so. If anybody is waiting, your\n"
        "place goes to the first of them at once:\n"
        f"http://127.0.0.1:8000/places/…/\n\n{END}"
    )


def test_a_mail_written_when_the_joining_link_is_out_says_that_it_is_there(meeting, ben, now):
    Event.objects.update(link_shown_minutes=60 * 24 * 7)
    meeting.refresh_from_db()
    signups.sign_up(meeting, ben, at=now)
    assert "\n  Online. The joining link is on the meeting's page:\n  http" in last(to=ben.email).text


def test_with_a_calendar_entry_it_says_so_and_the_entry_goes_along(meeting, ben, now):
    mail = notices.place_confirmed(signups.sign_up(meeting, ben, at=now), calendar="BEGIN:VCALENDAR")
    assert mail.calendar == "BEGIN:VCALENDAR"
    assert "The calendar entry is attached. If the meeting moves, we send another\nthat replaces it.\n\nIf" in mail.text


def test_a_place_given_by_a_convenor_says_so(meeting, ada, ben, now):
    signups.put_in(meeting, ben, by=ada, why="She speaks", at=now)
    assert "\nYou get this mail because a convenor has given you a place.\n" in last(to=ben.email).text


def test_in_line(meeting, ada, ben, nora, now):
    for member in (ada, nora, ben):
        signups.sign_up(meeting, member, at=now)
    assert read(last(to=ben.email)) == (
        "You are number 1 in line: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nAll places are taken at\n\n{PLAIN}\n"
        "You are number 1 in line. If a place comes free and it is your turn, you\n"
        "have it at once, and we write to you. The line closes on Thursday 26\n"
        "November 2026, noon; after that, nobody is given a place they might not\n"
        "see in time.\n\n"
        "If you can't come any more, please leave the line, so that those behind\n"
        "you move up:\n"
        f"http://127.0.0.1:8000/places/…/\n\n{END}"
    )


def test_place_free(meeting, ada, ben, nora, now):
    rows = [signups.sign_up(meeting, member, at=now) for member in (ada, nora, ben)]
    signups.cancel(rows[0], at=now)
    assert read(last(to=ben.email)) == (
        "A place came free, and it is yours: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nA place came free, and it is yours:\n\n{MEETING}\n{ATTACHED}"
        "If you can't come any more, please say so. The place then goes to the\n"
        "next in line at once:\n"
        f"http://127.0.0.1:8000/places/…/\n\n{END}"
    )


def test_place_given_up(meeting, ben, now):
    signups.cancel(signups.sign_up(meeting, ben, at=now), at=now)
    assert read(last(to=ben.email)) == (
        "Your place is given up: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nYou have given up your place at\n\n{PLAIN}\n{TAKEN_OUT}"
        f"Thank you for saying so. You can sign up again as long as it is open.\n\n{END}"
    )


def test_place_given_up_once_sign_up_has_closed_or_with_a_line_says_what_the_page_says(meeting, ada, ben, nora, now):
    rows = [signups.sign_up(meeting, member, at=now) for member in (ada, ben, nora)]
    signups.cancel(rows[0], at=now)
    assert "If you change your mind, you join the line at its end." in " ".join(last(to=ada.email).text.split())
    Event.objects.update(closes_at=now)
    signups.cancel(rows[1], at=now)
    assert "You could not sign up again: sign-up has closed." in " ".join(last(to=ben.email).text.split())


def test_taken_off_by_a_convenor(meeting, ada, ben, now):
    signups.cancel(signups.sign_up(meeting, ben, at=now), at=now, by=ada, why="You asked by telephone.")
    mail = last(to=ben.email)
    assert read(mail) == (
        "You are no longer on the list: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nAda Quist has taken you off the list of\n\n{PLAIN}\n"
        f"The reason given: You asked by telephone.\n\n{TAKEN_OUT}"
        f"If you think this is a mistake, answer this mail.\n\n{END}"
    )
    assert mail.reply_to == ada.email


def test_given_up_by_a_convenors_hand_as_they_asked(meeting, ada, ben, now):
    signups.cancel(signups.sign_up(meeting, ben, at=now), at=now, by=ada)
    assert read(last(to=ben.email)) == (
        "Your place is given up: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nAs you asked, Ada Quist has given up your place at\n\n{PLAIN}\n{TAKEN_OUT}"
        "Thank you for saying so. You can sign up again as long as it is open.\n"
        f"If this is a mistake, answer this mail.\n\n{END}"
    )


def test_changed_says_what_was_otherwise(meeting, ben, now):
    row = signups.sign_up(meeting, ben, at=now)
    before = Event(
        starts_at=dt.datetime(2026, 11, 25, 14, tzinfo=dt.UTC), ends_at=dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC),
        place="Brackenshaw Library",
    )  # fmt: skip
    assert read(notices.changed(row, before)) == (
        "Changed: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nA meeting that you have a place at has changed. From now on it is\n\n{MEETING}\n"
        "- It was to be on Wednesday 25 November 2026, 2pm to 3pm.\n"
        "- The place was: Brackenshaw Library.\n"
        "- The joining link is another one.\n\n"
        "You still have your place. If you can't come now, please say so:\n"
        f"http://127.0.0.1:8000/places/…/\n\n{END}"
    )


def test_cancelled(meeting, ben, now):
    row = signups.sign_up(meeting, ben, at=now)
    assert read(notices.cancelled(row, why="Ada is not well. We find another day.")) == (
        "Cancelled: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nWe are sorry: this meeting is cancelled.\n\n{PLAIN}\n"
        f"Ada is not well. We find another day.\n\nYou need not do anything.\n\n{END}"
    )


def test_reminder(meeting, ben, now):
    row = signups.sign_up(meeting, ben, at=now)
    assert read(notices.reminder(row, key="reminder")) == (
        "Coming up: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ben,\n\nWe look forward to seeing you at\n\n{MEETING}\n"
        "If you can't come after all, please say so. If anybody is waiting, your\n"
        "place goes to the first of them at once:\n"
        f"http://127.0.0.1:8000/places/…/\n\n{END}"
    )


def test_letter(meeting, ada, ben, now):
    Event.objects.filter(pk=meeting.pk).update(ends_at=now, starts_at=now - dt.timedelta(hours=1))
    meeting.sign_ups.create(member=ben, state="going", came=True, joined_at=now)
    facts = {"subject": "The list of names\nBcc: all@example.org", "text": "Here it is.\n\n- Ines\n- Jo"}
    writing.send(writing.Letter(meeting, writing.Readers.CAME, number=7, **facts), by=ada)
    mail = last(to=ben.email)
    assert read(mail) == (
        "The list of names Bcc: all@example.org\n\n"
        "Dear Ben,\n\nHere it is.\n\n- Ines\n- Jo\n\n"
        "Ada Quist\nfor Sharing and building power\n\n-- \n"
        "You get this mail because you were at “The second letter: what funders\ncould stop asking”.\n"
        "To stop mails of this kind:\nhttp://127.0.0.1:8000/stop/…/\n"
        "Common Ground, http://127.0.0.1:8000/\n"
    )
    assert (mail.reply_to, bool(mail.stop)) == (ada.email, True)


def test_filling(meeting, now):
    signups.set_places(meeting, capacity=5, held_back=0, at=now)
    meeting.refresh_from_db()
    [mail] = notices.filling(meeting, Places(going=4, waiting=0, limit=5))
    assert read(mail) == (
        "Nearly full: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ada,\n\n4 of 5 places are taken at\n\n{PLAIN}\n"
        f"Who is coming, and the number of places:\nhttp://127.0.0.1:8000/admin/events/event/{meeting.pk}/who-comes/\n\n"
        f"{CONVENORS_END}"
    )


def test_full(meeting, ben, nora, now):
    for member in (ben, nora):
        signups.sign_up(meeting, member, at=now)
    assert read(last(why="full")) == (
        "Full: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ada,\n\nAll 2 places are taken at\n\n{PLAIN}\n"
        "From now on, whoever signs up waits in line. Who is coming, and the\nnumber of places:\n"
        f"http://127.0.0.1:8000/admin/events/event/{meeting.pk}/who-comes/\n\n{CONVENORS_END}"
    )


def told_of(meeting) -> list[str]:
    return list(Mail.objects.filter(why__in=["full", "filling"]).order_by("pk").values_list("why", flat=True))


@pytest.mark.parametrize("by_form", [False, True])
def test_a_meeting_that_stays_full_is_not_told_of_for_each_number_of_places(meeting, ada, ben, nora, now, by_form):
    def change(capacity):
        if by_form:
            changing.change(meeting, {"capacity": capacity}, by=ada, at=now)
        else:
            signups.set_places(meeting, capacity=capacity, held_back=0, at=now)

    for member in (ben, nora, ada):
        signups.sign_up(meeting, member, at=now)
    assert told_of(meeting) == ["full"]
    for capacity in (3, 2, 3):  # Ada waited, and has a place now
        change(capacity)
    assert told_of(meeting) == ["full"]
    change(4)  # not full, and no more need be said of it
    for number in (4, 5):
        eva = Member.objects.create_user(f"{number}@example.org", name="Eva Lind")
        signups.sign_up(meeting, eva, at=now)
    assert told_of(meeting) == ["full", "full"]


def test_note_missing(meeting):
    [mail] = notices.note_missing(meeting)
    assert read(mail) == (
        "No note yet: The second letter: what funders could stop asking, 26 November 2026\n\n"
        f"Dear Ada,\n\nIt is a week now since this meeting, and it has no note yet:\n\n{PLAIN}\n"
        "A few lines are enough to begin with. Paste them, and the app finds who\nwas there and what was said:\n"
        f"http://127.0.0.1:8000/admin/insights/note/log/?event={meeting.pk}\n\n"
        f"This is the only time we ask.\n\n{CONVENORS_END}"
    )


def test_what_came_of_it(meeting, ben, now):
    meeting.sign_ups.create(member=ben, state="going", came=True, joined_at=now)
    speaker = make_speaker(meeting, "Asha Pillai", "Harbour Lane Kitchen")
    note = make_note(meeting, published_at=now - dt.timedelta(hours=2))
    insight = note.insights.get()
    insight.speaker = speaker
    insight.save()
    for number in range(6):
        make_insight(note, "A report nobody reads is a rent, paid in evenings.", statement=f"Report number {number}.")
    assert thanks.thank(at=now) == 1
    mail = last(to=ben.email)
    assert read(mail) == (
        "What came of it: The second letter: what funders could stop asking, 26 November 2026\n\n"
        "Dear Ben,\n\nThank you for being at\n\n"
        f"{PLAIN}\n"
        "This is what came of it:\n\n"
        "- Deciding on a small grant costs as much as deciding on a large one.\n"
        "  (Asha Pillai, Harbour Lane Kitchen)\n"
        "- Report number 0.\n- Report number 1.\n- Report number 2.\n- Report number 3.\n\n"
        "2 more points, and the whole note, can be read here:\n"
        "http://127.0.0.1:8000/events/the-second-letter/note/\n\n"
        "Ada Quist\nfor Sharing and building power\n\n-- \n"
        "You get this mail because you were at “The second letter: what funders\ncould stop asking”.\n"
        "To stop mails of this kind:\nhttp://127.0.0.1:8000/stop/…/\n"
        "Common Ground, http://127.0.0.1:8000/\n"
    )


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Nerys Pritchard", "Dear Nerys,"),
        ("Dr Jo Vane", "Dear Dr Jo Vane,"),
        ("", "Hello,"),
        ("نور السعيد", "Dear نور,"),
    ],
)
def test_everyone_is_greeted_as_they_would_be_in_a_letter(meeting, ben, now, name, greeting):
    ben.name = name
    ben.save()
    signups.sign_up(meeting, ben, at=now)
    assert last(to=ben.email).text.splitlines()[0] == greeting


def test_a_title_of_300_letters_leaves_the_date_in_the_subject(meeting, ben, now):
    Event.objects.filter(pk=meeting.pk).update(title="Ache " * 60)
    signups.sign_up(meeting, ben, at=now)
    assert last(to=ben.email).subject.endswith("Ache…, 26 November 2026")


def test_where_nobody_convenes_the_network_signs_and_answers_go_nowhere_in_particular(meeting, ben, now):
    meeting.cell.convenors.clear()
    signups.sign_up(meeting, ben, at=now)
    assert "\nCommon Ground\n\n-- \n" in last(to=ben.email).text
    assert last(to=ben.email).reply_to == ""
