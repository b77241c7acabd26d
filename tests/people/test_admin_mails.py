"""The outbox as convenors have it: their meetings' mails, in plain words, sent again; nobody's private links."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail as django_mail
from django.utils import timezone

from events import signups, writing
from people import bounces, outbox, stops
from people.models import Mail
from tests.conftest import NOW
from tests.elsewhere import make_elsewhere
from tests.making import make_event
from tests.people import returned

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2126, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def place(cell, ben, now):
    meeting = make_event("The second letter", cell=cell, starts_at=now + dt.timedelta(days=3))
    return signups.sign_up(meeting, ben, at=now)


def failed(meeting=None, **facts) -> Mail:
    common = {"to": "ben@example.org", "subject": "Changed: tea", "text": "Words", "why": "changed", "state": "failed"}
    common |= {"error": "The mail server does not answer (TimeoutError).", "meeting": meeting and meeting.pk}
    return Mail.objects.create(**{**common, **facts})


def page_of(client, mail: Mail) -> str:
    return client.get(f"/admin/people/mail/{mail.pk}/change/").content.decode()


def test_a_convenor_finds_the_mails_of_her_meetings_and_no_others(client, ada, place):
    theirs = make_elsewhere()
    mine = failed(place.event)
    others = [failed(theirs.event), failed()]
    client.force_login(ada)
    rows = client.get("/admin/people/mail/").context["cl"].result_list
    assert {row.pk for row in rows} == {mine.pk, *place.member.mails.values_list("pk", flat=True)} - {
        other.pk for other in others
    }
    assert "The mail server does not answer" in client.get("/admin/people/mail/").content.decode()


def test_the_text_is_shown_but_no_link_by_which_she_could_act_as_another(client, ada, place):
    client.force_login(ada)
    mail = place.member.mails.get()
    words = page_of(client, mail)
    token = mail.text.split("/places/")[1].split("/")[0]
    assert "You have a place at" in words
    assert "/places/…/" in words
    assert token not in words


def test_a_code_or_a_link_that_logs_in_is_not_shown_even_to_a_network_convenor(client, nora):
    mail = failed(
        subject="Your code", text="The code is 482913.", forget_at=dt.datetime(2126, 1, 1, tzinfo=dt.UTC), member=nora
    )
    client.force_login(nora)
    words = page_of(client, mail)
    assert "482913" not in words
    assert "for its reader alone" in words


def test_one_or_all_that_could_not_be_sent_are_sent_again(client, ada, place):
    rows = [failed(place.event) for _ in range(3)]
    client.force_login(ada)
    ticked = {"action": "send_again", "_selected_action": [rows[0].pk]}
    page = client.post("/admin/people/mail/", ticked, follow=True).content.decode()
    assert "1 mail is on the way again." in page
    assert "Send again what could not be delivered (2)" in page
    page = client.post("/admin/people/mail/again/", follow=True).content.decode()
    assert "2 mails are on the way again." in page
    outbox.sweep(at=timezone.now())
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


def test_a_mail_that_came_back_stands_there_with_the_reason_and_is_sent_again(client, ada, place):
    mail = place.member.mails.get()
    bounces.take(returned.postfix(mail), at=timezone.now())
    client.force_login(ada)
    words = page_of(client, mail)
    assert "It came back: there is no mailbox ben@example.org." in words
    assert "could not be delivered" in words
    assert "not yet" not in words
    page = client.get("/admin/people/mail/?state__exact=failed").content.decode()
    assert "It came back: there is no mailbox ben@example.org." in page
    client.post("/admin/people/mail/", {"action": "send_again", "_selected_action": [mail.pk]})
    outbox.sweep(at=timezone.now())
    mail.refresh_from_db()
    assert (mail.state, mail.error, len(django_mail.outbox)) == ("sent", "", 2)


def test_she_sends_nothing_again_that_is_not_about_her_meetings(client, ada):
    mail = failed(make_elsewhere().event)
    client.force_login(ada)
    client.post("/admin/people/mail/", {"action": "send_again", "_selected_action": [mail.pk]})
    client.post("/admin/people/mail/again/")
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_what_is_left_unsent_waits_for_nobody(client, ada, place):
    mail = failed(place.event)
    client.force_login(ada)
    client.post("/admin/people/mail/", {"action": "leave", "_selected_action": [mail.pk]})
    mail.refresh_from_db()
    assert mail.state == "left"


def test_send_me_a_test_mail(client, ada):
    client.force_login(ada)
    page = client.post("/admin/people/mail/test/", follow=True).content.decode()
    assert "A test mail is on its way to ada@example.org." in page
    assert [(m.to, m.subject) for m in django_mail.outbox] == [(["ada@example.org"], "A test mail from Better Way")]


def letter_form(client, meeting, **facts) -> dict[str, str]:
    number = client.get(f"/admin/events/event/{meeting.pk}/write/").context["form"]["number"].value()
    return {"to": "going", "subject": "The room", "text": "It is on the first floor.", "number": number, **facts}


def test_a_convenor_sees_the_letter_before_it_goes_and_it_goes_once(client, ada, ben, place):
    client.force_login(ada)
    there = f"/admin/events/event/{place.event.pk}/write/"
    form = letter_form(client, place.event)
    looked = client.post(there, {**form, "send": "yes"})  # nothing goes that nobody has looked at
    words = looked.content.decode()
    assert "Dear Ben," in words
    assert "Send it to 1 person" in words
    assert ben.mails.filter(why="letter").count() == 0
    seen = {**form, "seen": looked.context["seen"], "send": "yes"}
    for _ in range(2):
        page = client.post(there, seen, follow=True)
        assert "On its way to 1 person." in page.content.decode()
        assert [row.subject for row in page.context["cl"].result_list] == ["The room"]
    assert ben.mails.filter(why="letter").count() == 1


def test_words_changed_after_looking_are_looked_at_again(client, ada, ben, place):
    client.force_login(ada)
    there = f"/admin/events/event/{place.event.pk}/write/"
    form = letter_form(client, place.event)
    seen = client.post(there, {**form, "look": "yes"}).context["seen"]
    page = client.post(there, {**form, "seen": seen, "text": "No, the second.", "send": "yes"})
    assert "No, the second." in page.content.decode()
    assert ben.mails.filter(why="letter").count() == 0


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"subject": ""}, "Give the mail a subject: what it is about."),
        ({"text": " "}, "Write what you want to say."),
        ({"to": "waiting"}, "Nobody would get this mail: choose others."),
        ({"to": "everybody"}, "Choose whom you write to."),
        ({"to": ""}, "Choose whom you write to."),
        ({"number": "x"}, "A part of this page got lost on the way"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(client, ada, place, facts, sentence):
    client.force_login(ada)
    form = letter_form(client, place.event, **facts)
    page = client.post(f"/admin/events/event/{place.event.pk}/write/", form)
    words = page.content.decode()
    assert sentence in words
    assert form["text"].strip() in words
    assert Mail.objects.filter(why="letter").count() == 0


def test_the_page_is_for_the_convenors_of_the_meeting(client, ada, ben):
    theirs = make_elsewhere()
    client.force_login(ada)
    assert client.get(f"/admin/events/event/{theirs.event.pk}/write/").status_code == 404


@time_machine.travel(NOW, tick=False)
def test_those_who_came_may_stop_letters_and_those_with_a_place_hear_what_concerns_it(place, ada, ben, nora, now):
    place.event.sign_ups.update(came=True)
    place.event.sign_ups.create(member=nora, state="going", came=True, joined_at=now)
    stops.stop(ben, "letters", at=now)
    sent = {}
    for number, readers in enumerate([writing.Readers.CAME, writing.Readers.GOING]):
        letter = writing.Letter(place.event, readers, "The room", "Upstairs.", number)
        writing.send(letter, by=ada)
        mails = Mail.objects.filter(key__startswith=f"letter {number} ").order_by("to")
        sent[readers.value] = [(mail.to, bool(mail.stop)) for mail in mails]
    assert sent == {
        "came": [("nora@example.org", True)],
        "going": [("ben@example.org", False), ("nora@example.org", False)],
    }
