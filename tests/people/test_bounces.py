"""Mails that come back: each kind of notice is known, and says why; nothing else changes a mail."""

from __future__ import annotations

import base64
import datetime as dt
import time

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from people import bounces, outbox
from people.envelopes import number_of
from people.models import Mail
from tests.conftest import NOW
from tests.people import returned
from tests.smtp import mail_server

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=7)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mail(ben) -> Mail:
    """A mail to ben that has been sent."""
    facts = {
        "subject": "You have a place",
        "text": "Dear Ben,\n\nthere is a place for you.\n",
        "why": "place confirmed",
    }
    return Mail.objects.get(pk=outbox.post(to=ben.email, member=ben, **facts).pk)


def standing(mail: Mail) -> tuple[str, str]:
    mail.refresh_from_db()
    return mail.state, mail.error


def test_the_mail_has_failed_and_has_no_time_of_sending(mail):
    assert bounces.take(returned.postfix(mail), at=LATER) == mail
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.due_at, mail.attempts) == ("failed", None, LATER, 1)


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (returned.postfix,
         "It came back: there is no mailbox ben@example.org. The mail server said: 550 5.1.1 <ben@example.org>: "
         "Recipient address rejected: User unknown in local recipient table"),
        (returned.exchange,
         "It came back: there is no mailbox ben@example.org. The mail server said: "
         "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup"),
        (returned.gmail,
         "It came back: the mailbox ben@example.org is full. The mail server said: "
         "552-5.2.2 The account is over its quota. 552-5.2.2 Ask for it to be emptied. 552 5.2.2 x7 - gsmtp"),
        (returned.exim_in_words,
         "It came back: there is no mailbox ben@example.org. The mail server said: "
         "550 5.1.1 there is no such user here"),
        (returned.qmail,
         "It came back: there is no mailbox ben@example.org. The mail server said: "
         "Sorry, no mailbox here by that name."),
    ],
)  # fmt: skip
def test_a_notice_of_each_kind_is_known_and_says_why(mail, write, sentence):
    bounces.take(write(mail), at=LATER)
    assert standing(mail) == ("failed", sentence)


def test_a_mail_that_left_by_smtp_is_known_again_by_what_came_over_the_wire(settings, mail):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        Mail.objects.update(state="waiting", sent_at=None, due_at=NOW)
        outbox.attempt(mail.pk)
        assert standing(mail) == ("sent", "")
        [wire] = server.mails
    assert bounces.take(returned.report(mail, returned=wire), at=LATER) == mail
    assert standing(mail)[0] == "failed"


@pytest.mark.parametrize(
    ("status", "said", "why"),
    [
        ("5.1.1", "smtp; 550 no", "there is no mailbox ben@example.org"),
        ("5.0.0", "smtp; 550 5.1.1 no", "there is no mailbox ben@example.org"),
        ("5.0.0", "X-Postfix; unknown user: \"ben\"", "there is no mailbox ben@example.org"),
        ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied", "there is no mailbox ben@example.org"),
        ("5.2.2", "smtp; 552 no", "the mailbox ben@example.org is full"),
        ("4.2.2", "smtp; 452 no", "the mailbox ben@example.org is full"),
        ("5.0.0", "smtp; 552 Quota exceeded", "the mailbox ben@example.org is full"),
        ("5.2.1", "smtp; 550 no", "the mailbox ben@example.org is closed"),
        ("5.3.4", "smtp; 552 no", "it is too large for the mailbox ben@example.org"),
        ("5.7.1", "smtp; 554 no", "the mail server of example.org took it for spam, or has a rule against it"),
        ("5.0.0", "smtp; 554 Spam", "the mail server of example.org took it for spam, or has a rule against it"),
        ("5.4.4", "X-Postfix; Host not found", "there is no mail server for example.org"),
        ("4.4.1", "X-Postfix; connect to mx[5.1.1.9]:25: no", "the mail server of example.org could not be reached"),
        ("5.0.0", "smtp; 550 no", "it could not be delivered to ben@example.org"),
        ("", "", "it could not be delivered to ben@example.org"),
    ],
)  # fmt: skip
def test_the_reason_is_in_plain_words(mail, status, said, why):
    bounces.take(returned.report(mail, status=status, said=said), at=LATER)
    state, error = standing(mail)
    assert (state, error.split(". The mail server")[0].rstrip(".")) == ("failed", f"It came back: {why}")


def test_where_a_member_has_her_mail_sent_on_to_stays_hers(mail):
    said = "smtp; 550 5.1.1 <ben.private@ouse.example>: no such user <BEN@example.org>"
    bounces.take(returned.report(mail, said=said, final="ben.private@ouse.example"), at=LATER)
    assert standing(mail)[1] == (
        "It came back: there is no mailbox ben@example.org. "
        "The mail server said: 550 5.1.1 <…>: no such user <BEN@example.org>"
    )


@pytest.mark.parametrize(
    "write",
    [
        returned.delayed,
        returned.delayed_in_words,
        returned.out_of_office,
        returned.read_receipt,
        returned.sent_on,
        lambda mail: returned.report(mail, action="relayed"),
        lambda mail: returned.report(mail, action="delivered"),
        lambda mail: returned.exim_in_words(mail, to="zelda@example.org"),
        lambda mail: returned.out_of_office(mail).replace(b"Ben Osei <ben@", b"Postmaster <ben@"),
        lambda mail: returned.whole(mail).encode(),
        lambda mail: EmailMessage("Re: Hello", "Thank you!", "ben@example.org").message().as_bytes(),
    ],
)
def test_whatever_does_not_say_that_the_mail_is_lost_changes_nothing(mail, write):
    assert bounces.take(write(mail), at=LATER) is None
    assert standing(mail) == ("sent", "")


def test_a_number_that_is_made_up_or_of_another_mail_marks_nothing(mail):
    other = Mail.objects.get(pk=outbox.post(to="zelda@example.org", subject="S", text="T", why="welcome").pk)
    ours, theirs = number_of(mail), number_of(other)
    guesses = [ours[:-1] + ("0" if ours[-1] != "0" else "1"), ours.replace(f"-{mail.pk}-", f"-{other.pk}-")]
    guesses += [f"mail-{mail.pk}-{theirs[-24:]}", f"mail-{mail.pk}-20261122120000", f"mail-{10**17}-{ours[-24:]}"]
    for guess in guesses:
        assert bounces.take(returned.postfix(mail).replace(ours.encode(), guess.encode()), at=LATER) is None
    assert [standing(mail), standing(other)] == [("sent", "")] * 2


def test_taken_twice_it_changes_nothing_the_second_time(mail):
    notice = returned.postfix(mail)
    bounces.take(notice, at=LATER)
    before = Mail.objects.values().get(pk=mail.pk)
    assert bounces.take(notice, at=LATER + dt.timedelta(days=1)) == mail
    assert Mail.objects.values().get(pk=mail.pk) == before


def test_a_notice_of_the_first_sending_does_not_count_once_it_was_sent_again_and_one_of_the_second_does(mail, clock):
    first = returned.postfix(mail)
    bounces.take(first, at=LATER)
    clock.move_to(LATER)
    outbox.send_again([mail], at=timezone.now())
    outbox.attempt(mail.pk)
    assert standing(mail) == ("sent", "")
    bounces.take(first, at=LATER)
    assert standing(mail) == ("sent", "")
    bounces.take(returned.postfix(mail), at=LATER)
    assert standing(mail)[0] == "failed"


@pytest.mark.parametrize("date", [b"Date: soon", b"Date: Sun, 99 Foo 2026 99:99:99 +9999", b"X-Date: 1"])
def test_without_a_date_that_can_be_read_it_is_about_the_last_sending(mail, date):
    [line] = [line for line in returned.postfix(mail).splitlines() if line.startswith(b"Date: ")]
    bounces.take(returned.postfix(mail).replace(line, date), at=LATER)
    assert standing(mail)[0] == "failed"


def test_one_that_waits_to_be_sent_again_goes_on_waiting(mail):
    notice = returned.postfix(mail)
    bounces.take(notice, at=LATER)
    outbox.send_again([mail], at=LATER)
    bounces.take(notice, at=LATER)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("waiting", 0)


def test_a_login_code_that_comes_back_changes_nothing(ben):
    facts = {"subject": "Your code", "text": "482913", "why": "code", "forget_at": NOW + dt.timedelta(minutes=15)}
    code = Mail.objects.get(pk=outbox.post(to=ben.email, **facts).pk)
    bounces.take(returned.postfix(code), at=LATER)
    assert (standing(code), code.text) == (("sent", ""), "")


def test_nothing_is_written_of_a_mail_whose_address_was_removed_or_whose_row_is_gone(mail):
    notice = returned.postfix(mail)
    Mail.objects.update(to="removed at request")
    bounces.take(notice, at=LATER)
    assert standing(mail) == ("sent", "")
    mail.delete()
    assert bounces.take(notice, at=LATER) is None


def test_another_mail_with_the_number_of_one_that_is_gone_is_not_taken_for_it(mail):
    notice, pk = returned.postfix(mail), mail.pk
    mail.delete()
    facts = {"to": "zelda@example.org", "subject": "S", "text": "T", "why": "", "state": "sent", "sent_at": NOW}
    later = Mail.objects.create(pk=pk, created_at=NOW + dt.timedelta(days=1), **facts)
    assert bounces.take(notice, at=LATER) is None
    assert standing(later) == ("sent", "")


def test_one_that_comes_back_after_its_last_try_does_not_say_that_our_mail_server_was_down(mail):
    Mail.objects.update(attempts=len(outbox.PAUSES) + 1)
    bounces.take(returned.postfix(mail), at=LATER)
    mail.refresh_from_db()
    assert mail.attempts == len(outbox.PAUSES)


def test_a_copy_that_is_encoded_and_a_line_before_the_head_do_no_harm(mail):
    words = base64.encodebytes(returned.head(mail).encode()).decode()
    kind = "text/rfc822-headers; charset=utf-8\nContent-Transfer-Encoding: base64"
    notice = b"From MAILER-DAEMON Sun Nov 22 12:00:00 2026\n" + returned.report(mail, returned=words, kind=kind)
    bounces.take(notice, at=LATER)
    assert standing(mail)[0] == "failed"


@pytest.mark.parametrize("write", [returned.postfix, returned.qmail])
def test_a_notice_of_ten_megabytes_is_read_at_its_beginning_and_quickly(mail, write):
    notice = write(mail) + b"<x>, <y@example.org>: z\n" * 420_000
    began = time.process_time()
    bounces.take(notice, at=LATER)
    assert time.process_time() - began < 5
    assert standing(mail)[0] == "failed"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 500,
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n",
        b"Content-Type: multipart/report\n\nnothing",
        b"From: MAILER-DAEMON\nContent-Type: text/plain; charset=nonsense\n\nHi. This is the\n\n<a@b>:\n",
        b"From: =?nonsense?q?=00?= <postmaster>\nX-Failed-Recipients: \xff@\xff\n\n",
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2_000)),
    ],
)
def test_what_cannot_be_read_is_no_notice(mail, raw):
    assert bounces.take(raw, at=LATER) is None
    assert standing(mail) == ("sent", "")


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_notice_that_was_damaged_anywhere_raises_nothing(mail, data):
    raw = bytearray(data.draw(st.sampled_from([returned.postfix, returned.exim_in_words, returned.gmail]))(mail))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    assert bounces.take(bytes(raw), at=LATER) in (mail, None)


def test_the_words_of_our_own_mail_are_not_taken_for_a_reason(mail):
    Mail.objects.update(text="The mailbox is full of spam, and over quota.")
    mail.refresh_from_db()
    bounces.take(returned.exim_in_words(mail, reason="it was not wanted"), at=LATER)
    assert standing(mail)[1].startswith("It came back: it could not be delivered to ben@example.org.")
