"""The message as it leaves: read again by Python's own parser, as a mail program would."""

from __future__ import annotations

import email
import email.policy

import pytest
from django.utils import timezone

from people import outbox
from people.envelopes import mail_of, message_of, number_of
from people.models import Mail

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nSUMMARY:Tea – for two\r\nEND:VCALENDAR\r\n"


def mail(**facts) -> Mail:
    common = {"pk": 7, "to": "ben@example.org", "subject": "Hello", "text": "Dear Ben,\n\nthere – is tea.\n"}
    return Mail(**{**common, "why": "place confirmed", "created_at": timezone.now(), **facts})


def parsed(row: Mail) -> email.message.EmailMessage:
    return email.message_from_bytes(message_of(row).message().as_bytes(), policy=email.policy.default)


def kinds(message) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_text_comes_first_and_html_says_the_same_beside_it():
    message = parsed(mail())
    assert kinds(message) == ["multipart/alternative", "text/plain", "text/html"]
    assert message.get_body(["plain"]).get_content().rstrip() == "Dear Ben,\n\nthere – is tea."
    assert "<p>there – is tea.</p>" in message.get_body(["html"]).get_content()


def test_a_calendar_goes_along_as_an_invitation_and_as_a_file():
    message = parsed(mail(calendar=CALENDAR))
    assert kinds(message) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    invitation = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert (invitation["Content-Type"].params["method"], invitation.get_content_charset()) == ("REQUEST", "utf-8")
    assert invitation.get_content().splitlines() == CALENDAR.splitlines()
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("meeting.ics", CALENDAR.encode())


def test_a_cancellation_says_in_its_head_that_it_is_one():
    raw = message_of(mail(calendar=CALENDAR.replace("REQUEST", "CANCEL"))).message().as_bytes()
    assert b'Content-Type: text/calendar; method="CANCEL"; charset=' in raw


def test_sent_a_second_time_it_is_known_as_the_same():
    row = mail()
    numbers = {parsed(row)["Message-ID"] for _ in range(2)}
    assert len(numbers) == 1
    assert parsed(mail(pk=8))["Message-ID"] not in numbers


@pytest.mark.django_db
def test_the_number_leads_to_its_mail_and_no_other_can_be_made_up(settings):
    rows = [outbox.post(to="ben@example.org", subject="S", text="T", why="welcome") for _ in range(2)]
    numbers = [parsed(row)["Message-ID"][1:].partition("@")[0] for row in rows]
    assert [mail_of(number) for number in numbers] == rows
    made_up = [f"mail-{rows[1].pk}-{numbers[0][-24:]}", f"mail-{10**18}-{numbers[0][-24:]}", "mail-1-", "", "x"]
    assert [mail_of(number) for number in made_up] == [None] * 5
    settings.SECRET_KEY = "another" * 9
    assert number_of(rows[0]) != numbers[0]


@pytest.mark.parametrize("pk", [1, 10**9])
def test_the_number_stands_on_one_line(pk):
    [line] = [line for line in message_of(mail(pk=pk)).message().as_string().splitlines() if "mail-" in line]
    assert line.startswith("Message-ID: <mail-")


def test_answers_go_to_the_convenor_and_programs_know_that_no_person_wrote_it():
    message = parsed(mail(reply_to="ada@example.org"))
    assert (message["Reply-To"], message["Auto-Submitted"]) == ("ada@example.org", "auto-generated")
    assert parsed(mail())["Reply-To"] is None


def test_a_convenors_letter_is_written_by_a_person():
    assert parsed(mail(why="letter"))["Auto-Submitted"] is None


def test_where_mails_of_a_kind_can_be_stopped_one_click_is_enough():
    message = parsed(mail(stop="https://meet.example.org/stop/1-thanks.abc/"))
    assert message["List-Unsubscribe"] == "<https://meet.example.org/stop/1-thanks.abc/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed(mail())["List-Unsubscribe"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "subject",
    ["You have a place\r\nBcc: all@example.org", "A\u2028B", "\x00\x1b[31m", "مرحبا بكم في الاجتماع", "x" * 400, ""],
)
def test_whatever_the_subject_nothing_gets_into_the_head(subject):
    outbox.post(to="ben@example.org", subject=subject, text="T", why="welcome")
    row = Mail.objects.get()
    message = parsed(row)
    assert message["Bcc"] is None
    assert message["Subject"].strip() == row.subject
    assert row.state == "sent"


@pytest.mark.django_db
def test_an_address_with_an_umlaut_domain_is_written_as_machines_read_it():
    outbox.post(to="ines@bücher.example", subject="S", text="T", why="welcome")
    assert parsed(Mail.objects.get())["To"] == "ines@xn--bcher-kva.example"
