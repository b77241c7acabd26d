from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError

from people import joining
from people.forms import JoinForm
from people.models import Joining, Mail, Member
from tests.conftest import NOW
from tests.making import make_event

pytestmark = pytest.mark.django_db
GUS = {"name": "Gus Arden", "email": "gus@example.org", "organisation": "Harbour Lane Kitchen", "brings": "Supper."}


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def link_in(text: str, part: str) -> str:
    [path] = re.findall(rf"^http://127\.0\.0\.1:8000(\S*{part}\S*)$", text, re.MULTILINE)
    return path


def ask(client, **facts: str):
    return client.post("/join/", {**GUS, **facts})


def test_whoever_asks_confirms_the_address_and_is_a_guest_who_is_logged_in(client, nora):
    assert ask(client).url == "/join/sent/"
    assert "gus@example.org" in client.get("/join/sent/").content.decode()
    assert not Member.objects.filter(email="gus@example.org").exists()
    path = link_in(mail.outbox[0].body, "/join/")
    assert "Gus Arden" in client.get(path).content.decode()
    assert not Member.objects.filter(email="gus@example.org").exists()  # looking does nothing
    assert client.post(path).url == "/me/"
    gus = Member.objects.get(email="gus@example.org")
    assert client.session["_auth_user_id"] == str(gus.pk)
    facts = (gus.name, gus.organisation, gus.brings, gus.state)
    assert facts == ("Gus Arden", "Harbour Lane Kitchen", "Supper.", "asking")
    assert not gus.is_member
    assert "You are a guest." in client.get("/me/").content.decode()
    assert [(sent.to, sent.subject) for sent in mail.outbox[1:]] == [
        (["nora@example.org"], "Someone would like to join Better Way")
    ]


def test_where_joining_is_open_they_are_a_member_at_once(client, nora, settings):
    settings.JOINING = "open"
    ask(client)
    client.post(link_in(mail.outbox[0].body, "/join/"))
    assert Member.objects.get(email="gus@example.org").is_member
    assert len(mail.outbox) == 1


def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_how_to_log_in(client, ben):
    pages = []
    for address in ("ben@example.org", "zed@example.org"):
        client.cookies.clear()
        response = client.post("/join/", {**GUS, "email": address}, follow=True)
        pages.append((response.redirect_chain, response.content.decode().replace(address, "")))
    assert pages[0] == pages[1]
    assert [sent.to for sent in mail.outbox] == [["ben@example.org"], ["zed@example.org"]]
    assert "it has a login here already" in mail.outbox[0].body
    assert "http://127.0.0.1:8000/login/" in mail.outbox[0].body
    assert Member.objects.get(email="ben@example.org").name == "Ben Osei"


def test_a_known_address_in_capitals_is_known(client, ben):
    ask(client, email="BEN@Example.org")
    assert "it has a login here already" in mail.outbox[0].body


def test_whoever_may_not_log_in_is_told_by_mail_only(client, ben):
    ben.is_active = False
    ben.save()
    assert ask(client, email="ben@example.org").url == "/join/sent/"
    assert "The login is paused at present." in mail.outbox[0].body


def test_someone_who_came_from_a_meeting_lands_there_logged_in(client, event):
    page = client.get("/join/", {"then": event.get_absolute_url()})
    assert f'value="{event.get_absolute_url()}"' in page.content.decode()
    ask(client, then=event.get_absolute_url())
    assert client.post(link_in(mail.outbox[0].body, "/join/")).url == event.get_absolute_url()


def test_someone_known_who_came_from_a_meeting_is_led_back_to_it(client, ben, event):
    ask(client, email="ben@example.org", then=event.get_absolute_url())
    query = urlsplit(link_in(mail.outbox[0].body, "/login/")).query
    assert query == "next=%2Fevents%2Fwho-holds-the-purse%2F"


@pytest.fixture
def supper(cell):
    """A meeting to which anyone may come."""
    starts = NOW + dt.timedelta(days=3)
    return make_event("A supper for all", cell=cell, starts_at=starts, who_may_come="anyone", capacity=3)


def test_who_wants_one_place_is_asked_about_that_meeting_and_becomes_a_guest_of_whom_nobody_decides(
    client, nora, supper, clock
):
    there = supper.get_absolute_url()
    shown = client.get("/join/", {"then": there}).content.decode()
    assert "To sign up for “A supper for all” on Wednesday 25 November 2026, noon, tell us who you are" in shown
    assert "Confirm my address</button>" in shown
    assert "Ask to join" not in shown
    ask(client, then=there)
    [asked] = mail.outbox
    assert asked.subject == "Is this your address? A supper for all"
    assert "would like to sign up for “A supper for all”,\nWednesday 25 November 2026, noon, with" in asked.body
    assert "It leads you to “A supper for all”" in client.get(link_in(asked.body, "/join/")).content.decode()
    back = client.post(link_in(asked.body, "/join/"), follow=True).content.decode()
    assert "Your address is confirmed. You are not signed up yet: press the button below." in back
    assert "Sign up</button>" in back
    assert back.count('class="flash"') == 1  # allauth says nothing of its own
    assert Member.objects.get(email=GUS["email"]).state == "guest"
    assert len(mail.outbox) == 1
    client.force_login(nora)
    assert "Gus Arden" not in client.get("/admin/").content.decode()


def test_who_ticks_that_they_would_like_to_join_waits_for_a_convenor_and_can_sign_up_meanwhile(client, nora, supper):
    ask(client, then=supper.get_absolute_url(), would_join="on")
    back = client.post(link_in(mail.outbox[0].body, "/join/"), follow=True).content.decode()
    assert "A convenor looks at your request to join; you will hear by mail. You are not signed up yet:" in back
    assert Member.objects.get(email=GUS["email"]).state == "asking"
    assert mail.outbox[1].subject == "Someone would like to join Better Way"


@pytest.mark.parametrize("facts", [{"who_may_come": "members"}, {"state": "draft"}, {"state": "cancelled"}])
def test_a_meeting_one_cannot_come_to_as_a_guest_is_not_named(client, supper, facts):
    type(supper).objects.update(**facts)
    shown = client.get("/join/", {"then": supper.get_absolute_url()}).content.decode()
    assert "A supper for all" not in shown
    assert "Ask to join</button>" in shown
    ask(client, then=supper.get_absolute_url())
    assert mail.outbox[0].subject == "Join Better Way: is this your address?"


def test_a_known_address_reads_which_meeting_it_was_about(client, ben, supper):
    ask(client, email=ben.email, then=supper.get_absolute_url())
    assert "would like to sign up for “A supper for all”" in mail.outbox[0].body
    assert "/login/?next=" in mail.outbox[0].body


def test_a_guest_who_asks_to_join_by_the_form_is_led_to_their_own_page_where_they_can(client):
    Member.objects.create_user("gus@example.org", name="Gus Arden", state="guest")
    ask(client, then="/events/")
    assert "log in, and say on your own page that you would like to join." in mail.outbox[0].body
    assert "You need not" not in mail.outbox[0].body
    assert urlsplit(link_in(mail.outbox[0].body, "/login/")).query == "next=%2Fme%2F"


@pytest.mark.parametrize(
    ("how", "state", "said"),
    [("approved", "asking", "A convenor looks at your request; you hear by mail."), ("open", "member", "You are a")],
)
def test_a_guest_asks_to_join_later_on_their_own_page(client, nora, settings, how, state, said):
    settings.JOINING = how
    gus = Member.objects.create_user("gus@example.org", name="Gus Arden", state="guest")
    client.force_login(gus)
    assert "I would like to join</button>" in client.get("/me/").content.decode()
    shown = client.post("/me/join/", follow=True).content.decode()
    assert f"Thank you. {said}" in shown
    assert "I would like to join</button>" not in shown
    gus.refresh_from_db()
    assert (gus.state, len(mail.outbox)) == (state, 1 if state == "asking" else 0)
    assert "You have asked to join already." in client.post("/me/join/", follow=True).content.decode()


ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/" + "x" * 500]


@pytest.mark.parametrize("then", ELSEWHERE)
def test_nobody_is_led_to_another_site(client, then):
    ask(client, then=then)
    assert client.post(link_in(mail.outbox[0].body, "/join/")).url == "/me/"


def test_a_used_link_is_over_and_says_so(client, nora):
    ask(client)
    path = link_in(mail.outbox[0].body, "/join/")
    client.post(path)
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 410
        assert "It has been used, or it is older than a day." in response.content.decode()
    assert Member.objects.filter(email="gus@example.org").count() == 1


def test_a_link_is_over_after_a_day_and_what_was_typed_is_forgotten(client, clock):
    ask(client)
    path = link_in(mail.outbox[0].body, "/join/")
    clock.shift(dt.timedelta(hours=24, minutes=1))
    assert client.post(path).status_code == 410
    ask(client, email="zed@example.org")
    assert [row.email for row in Joining.objects.all()] == ["zed@example.org"]


@pytest.mark.parametrize("token", ["x", "MQ:1abc:def", "1"])
def test_a_made_up_link_is_over(client, token):
    ask(client)
    assert client.post(f"/join/{token}/").status_code == 410
    assert not Member.objects.exists()


def test_the_form_posted_twice_sends_one_mail_and_a_second_request_leaves_the_first_link_alone(client):
    ask(client)
    ask(client)
    assert len(mail.outbox) == 1
    ask(client, name="Eve")  # someone else, with his address
    assert client.post(link_in(mail.outbox[0].body, "/join/")).url == "/me/"
    assert Member.objects.get().name == "Gus Arden"
    client.logout()
    assert client.post(link_in(mail.outbox[1].body, "/join/")).status_code == 410


def test_one_address_is_written_to_four_times_an_hour_at_most(client):
    for number in range(6):
        response = ask(client, name=f"Gus {number}")
    assert "That was a little often." in response.content.decode()
    assert 'value="Gus 5"' in response.content.decode()  # nothing is lost
    assert len(mail.outbox) == 4


def test_a_logged_in_member_need_not_join(client, ben, event):
    client.force_login(ben)
    assert client.get("/join/").url == "/me/"
    assert client.get("/join/", {"then": event.get_absolute_url()}).url == event.get_absolute_url()


LONG = "N" * 400


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": ""}, "Tell us your name."),
        ({"name": " \r\n\u202e "}, "Tell us your name."),
        ({"name": LONG}, "That has 400 letters, and there is room for 200. Please shorten it."),
        ({"organisation": LONG}, "That has 400 letters, and there is room for 200. Please shorten it."),
        ({"email": ""}, "Type your e-mail address."),
        ({"email": "gus"}, "This is not an e-mail address we can write to. One looks like asha@example.org."),
        ({"email": "gus@example.org\r\nBcc: all@example.org"}, "This is not an e-mail address we can write to."),
        ({"email": "g" * 300 + "@example.org"}, "An e-mail address has at most 254 letters."),
        ({"brings": "w" * 2001}, "Please keep it under 2,000 letters; it has 2001 now."),
    ],
)
def test_what_cannot_be_is_one_sentence_and_loses_nothing(client, facts, sentence):
    words = ask(client, **facts).content.decode()
    assert sentence in words
    assert 'value="Harbour Lane Kitchen"' in words or "organisation" in facts
    assert Mail.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("مريم الحسن", "مريم الحسن"),
        ("Gus\r\nBcc: all@example.org", "Gus Bcc: all@example.org"),
        ("\u202eneddrA suG\u202c", "neddrA suG"),
        ("Gus\x00", "Gus"),
        ("  Zoë   Ó Briain ", "Zoë Ó Briain"),
    ],
)
def test_names_in_any_script_are_kept_and_nothing_gets_into_a_mails_head(client, nora, typed, kept):
    ask(client, name=typed)
    client.post(link_in(mail.outbox[0].body, "/join/"))
    assert Member.objects.get(email="gus@example.org").name == kept
    assert all("\n" not in str(value) for sent in mail.outbox for value in sent.message().values())
    assert f"<bdi>{kept}</bdi>" in client.get("/me/").content.decode()


def test_an_address_with_an_umlaut_domain_can_join(client):
    ask(client, email="gus@xn--bcher-kva.example")
    client.post(link_in(mail.outbox[0].body, "/join/"))
    assert Member.objects.get().email == "gus@bücher.example"
    assert mail.outbox[0].message()["To"] == "gus@xn--bcher-kva.example"


def test_the_mail_to_an_unconfirmed_address_carries_no_words_of_whoever_typed_it(client):
    ask(client, name="Buy now at spam.example", brings="Buy now", organisation="Buy now")
    assert "Buy now" not in mail.outbox[0].body + mail.outbox[0].subject


def guest(**facts) -> Member:
    return Member.objects.create_user("gus@example.org", name="Gus Arden", state="asking", **facts)


def test_letting_in_makes_a_member_and_tells_them(nora, now):
    gus = joining.let_in(guest(), by=nora, at=now)
    assert (gus.is_member, gus.decided_by, gus.decided_at) == (True, nora, now)
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["gus@example.org"], "Welcome to Better Way")]
    assert gus.history.first().history_user == nora


def test_not_now_leaves_a_guest_and_sends_the_sentence(nora, now):
    gus = joining.not_now(guest(), by=nora, why="We are full until spring.", at=now)
    assert (gus.is_member, gus.state, gus.decision) == (False, "declined", "We are full until spring.")
    assert "We are full until spring." in mail.outbox[0].body


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("  ", "Write a sentence to say why: it goes to them by mail."),
        ("w" * 1001, "Say why in 1,000 letters at most."),
    ],
)
def test_not_now_needs_a_sentence_that_fits(nora, now, why, sentence):
    with pytest.raises(joining.JoiningError, match=re.escape(sentence)):
        joining.not_now(guest(), by=nora, why=why, at=now)


def test_of_two_convenors_only_the_first_decides(nora, ada, now):
    gus = guest()
    joining.let_in(gus, by=nora, at=now)
    with pytest.raises(joining.JoiningError, match="Nora Vale has decided about Gus Arden already."):
        joining.not_now(gus, by=ada, why="No.", at=now)
    assert len(mail.outbox) == 1


def test_undo_makes_it_a_question_again_and_holds_back_a_mail_that_has_not_left(nora, now, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with time_machine.travel(now, tick=False):
        gus = joining.let_in(guest(), by=nora, at=now)
        assert joining.undo(gus, by=nora, at=now) is True
    gus.refresh_from_db()
    assert (gus.state, gus.decided_by, gus.decided_at) == ("asking", None, None)
    assert Mail.objects.count() == 0


def test_undo_says_where_the_mail_has_left(nora, now):
    with time_machine.travel(now, tick=False):
        assert joining.undo(joining.let_in(guest(), by=nora, at=now), by=nora, at=now) is False


def test_nobody_is_made_a_guest_who_never_asked_or_who_is_a_convenor(ben, nora, now):
    with pytest.raises(joining.JoiningError, match="There is no decision about Ben Osei to undo."):
        joining.undo(ben, by=nora, at=now)
    gus = joining.let_in(guest(), by=nora, at=now)
    gus.is_staff = True
    gus.save()
    with pytest.raises(joining.JoiningError, match="Gus Arden is a convenor now."):
        joining.undo(gus, by=nora, at=now)


def test_a_guest_cannot_be_made_a_convenor(client, nora, gus):
    client.force_login(nora)
    facts = {"email": gus.email, "name": gus.name, "is_active": "on", "is_staff": "on"}
    response = client.post(f"/admin/people/member/{gus.pk}/change/", facts)
    assert "Let them in first; then they can be a convenor." in response.content.decode()
    with pytest.raises(IntegrityError):
        Member.objects.filter(pk=gus.pk).update(is_staff=True)


def test_a_member_made_in_code_is_a_member(ben):
    assert (ben.state, ben.is_member) == ("member", True)


def test_a_network_convenor_lets_in_with_one_click_on_the_first_page(client, nora):
    gus = guest(organisation="Harbour Lane Kitchen", brings="Supper.")
    client.force_login(nora)
    words = client.get("/admin/").content.decode()
    assert "1 person would like to join" in words
    assert all(word in words for word in ("Gus Arden", "Harbour Lane Kitchen", "Supper."))
    response = client.post("/admin/people/member/joining/", {"member": gus.pk, "do": "let_in", "then": "/admin/"})
    assert response.url == "/admin/"
    assert "Gus Arden is a member now." in client.get("/admin/").content.decode()
    gus.refresh_from_db()
    assert gus.is_member


def test_not_now_without_a_sentence_keeps_the_page_and_with_one_can_be_undone(client, nora):
    gus = guest()
    client.force_login(nora)
    path = "/admin/people/member/joining/"
    assert "Write a sentence to say why" in client.post(path, {"member": gus.pk, "do": "not_now"}).content.decode()
    client.post(path, {"member": gus.pk, "do": "not_now", "why": "In spring."})
    words = client.get(path).content.decode()
    assert "not now by Nora Vale" in words
    assert "“In spring.”" in words
    client.post(path, {"member": gus.pk, "do": "undo"})
    gus.refresh_from_db()
    assert gus.state == "asking"


def test_other_convenors_neither_see_nor_decide_who_joins(client, ada):
    gus = guest()
    client.force_login(ada)
    assert "Gus Arden" not in client.get("/admin/").content.decode()
    path = "/admin/people/member/joining/"
    assert [client.get(path).status_code, client.post(path, {"member": gus.pk, "do": "let_in"}).status_code] == [
        403
    ] * 2
    gus.refresh_from_db()
    assert gus.state == "asking"


@pytest.mark.parametrize("number", ["", "0", "x", "99999999999999999999"])
def test_a_decision_about_nobody_is_not_found(client, nora, number):
    client.force_login(nora)
    assert client.post("/admin/people/member/joining/", {"member": number, "do": "let_in"}).status_code == 404


def test_the_form_gives_every_field_a_label_and_says_which_is_wrong():
    words = str(JoinForm({"name": "", "email": "x"}, to_come=False)["email"])
    assert 'aria-invalid="true"' in words
