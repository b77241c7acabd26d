from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command

from people import logins, outbox
from people.models import Mail, Member

pytestmark = pytest.mark.django_db


def path_of(member) -> str:
    return logins.link_for(member).removeprefix("http://127.0.0.1:8000")


def test_a_link_asks_before_it_logs_in_and_works_once(client, ada):
    path = path_of(ada)
    assert client.get(path).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(path).url == "/admin/"
    assert client.session["_auth_user_id"] == str(ada.pk)
    client.post("/logout/")
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410


def test_a_member_who_is_no_convenor_lands_on_the_home_page(client, ben):
    assert client.post(path_of(ben)).url == "/"


@pytest.mark.parametrize("path", ["/login/link/MQ/nonsense/", "/login/link/!!/x/", "/login/link/OTk5/aaa-bbb/"])
def test_a_made_up_link_is_over(client, ada, path):
    assert client.get(path).status_code in {404, 410}


def test_a_link_is_over_after_a_day(client, ada):
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False):
        path = path_of(ada)
    with time_machine.travel(dt.datetime(2026, 5, 2, 12, 1, tzinfo=dt.UTC), tick=False):
        assert client.get(path).status_code == 410


def test_a_link_of_someone_who_may_not_log_in_is_over(client, ben):
    path = path_of(ben)
    ben.is_active = False
    ben.save()
    assert client.post(path).status_code == 410


def test_login_link_prints_a_link_and_says_who_is_unknown(capsys, ada):
    call_command("login_link", "ADA@example.org")
    assert capsys.readouterr().out.startswith("http://127.0.0.1:8000/login/link/")
    with pytest.raises(CommandError, match="There is no member with the address eve@example.org."):
        call_command("login_link", "eve@example.org")


def test_a_link_leads_to_where_the_app_runs_just_now(ada):
    logins.running_at().write_text("http://127.0.0.1:8044")
    assert logins.link_for(ada).startswith("http://127.0.0.1:8044/login/link/")


def test_a_code_by_mail_logs_in(client, ben):
    assert client.post("/login/", {"email": "ben@example.org"}).url == "/login/code/"
    [sent] = mail.outbox
    code = re.search(r"^ {4}(\S+)$", sent.body, re.MULTILINE).group(1)
    assert sent.subject == "Your login code for Better Way"  # no code: a locked telephone shows the subject
    client.post("/login/code/", {"code": code})
    assert client.session["_auth_user_id"] == str(ben.pk)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, ben):
    known = client.post("/login/", {"email": "ben@example.org"}, follow=True)
    client.cookies.clear()
    unknown = client.post("/login/", {"email": "zed@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert "zed@example.org, a code is on its way there" in unknown.content.decode()
    assert [message.to for message in mail.outbox] == [["ben@example.org"]]


def test_three_wrong_codes_discard_the_right_one(client, ben):
    client.post("/login/", {"email": "ben@example.org"})
    code = re.search(r"^ {4}(\S+)$", mail.outbox[0].body, re.MULTILINE).group(1)
    pages = [client.post("/login/code/", {"code": "AAAA-AAAA"}, follow=True).content.decode() for _ in range(3)]
    assert "This is not the code we sent. After three wrong tries, ask for a new one." in pages[1]
    assert "That was not the code three times, so it works no more. Have a new one sent." in pages[2]
    client.post("/login/code/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_after_three_wrong_codes_a_new_one_works_at_once(client, ben):
    client.post("/login/", {"email": "ben@example.org"})
    for _ in range(3):
        client.post("/login/code/", {"code": "AAAA-AAAA"})
    client.post("/login/", {"email": "ben@example.org"})
    code = re.search(r"^ {4}(\S+)$", mail.outbox[1].body, re.MULTILINE).group(1)
    shown = client.post("/login/code/", {"code": code}, follow=True).content.decode()
    assert client.session["_auth_user_id"] == str(ben.pk)
    assert "signed in" not in shown


def test_the_admin_sends_a_stranger_to_the_login_page_and_back(client, ada):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/login/?next=%2Fadmin%2F"
    client.post("/login/?next=/admin/", {"email": "ada@example.org", "next": "/admin/"})
    code = re.search(r"^ {4}(\S+)$", mail.outbox[0].body, re.MULTILINE).group(1)
    assert client.post("/login/code/", {"code": code, "next": "/admin/"}).url == "/admin/"


def test_there_is_no_password_form_anywhere(client, nora):
    client.force_login(nora)
    gone = ["/admin/password_change/", "/accounts/password/change/", "/accounts/login/", "/password/reset/"]
    assert [client.get(path).status_code for path in gone] == [404] * 4
    for path in ("/admin/", f"/admin/people/member/{nora.pk}/change/", "/admin/people/member/add/"):
        assert 'type="password"' not in client.get(path).content.decode()
    client.logout()
    assert 'type="password"' not in client.get("/login/").content.decode()


def test_a_mail_server_that_is_down_gives_the_same_answer_for_all(client, ben, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answers = []
    for address in ("ben@example.org", "zed@example.org"):
        client.cookies.clear()
        answers.append(client.post("/login/", {"email": address}).url)
    assert answers == ["/login/code/", "/login/code/"]
    waits = Mail.objects.get()
    assert (waits.to, waits.state, waits.why) == ("ben@example.org", "waiting", "login code")


def test_a_link_made_in_the_second_of_the_last_login_works_once_too(client, ben):
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, 0, 0, 100_000, tzinfo=dt.UTC), tick=False):
        client.force_login(ben)
        ben.refresh_from_db()
        path = path_of(ben)
    client.logout()
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, 0, 0, 300_000, tzinfo=dt.UTC), tick=False):
        assert client.post(path).status_code == 302
        client.logout()
        assert client.post(path).status_code == 410


def test_whoever_asks_for_codes_too_often_is_told_to_wait(client, ben):
    for _ in range(4):
        client.cookies.clear()
        response = client.post("/login/", {"email": "ben@example.org"})
    assert "That was a little often." in response.content.decode()
    assert len(mail.outbox) == 3


def test_tries_at_an_unknown_address_are_counted_the_same(client, ben):
    answers = {}
    for address in ("ben@example.org", "zed@example.org"):
        client.cookies.clear()
        pages = [client.post("/login/", {"email": address}) for _ in range(4)]
        answers[address] = [page.status_code for page in pages], pages[-1].content.decode().replace(address, "")
    known, unknown = (re.sub(r'value="[^"]*"', "", words) for _, words in answers.values())
    assert [statuses for statuses, _ in answers.values()] == [[302, 302, 302, 200]] * 2
    assert known == unknown


def test_one_address_gets_no_more_than_a_dozen_codes_an_hour(client, ben):
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        for _ in range(10):
            for _ in range(2):
                client.cookies.clear()
                client.post("/login/", {"email": "ben@example.org"})
            clock.shift(dt.timedelta(minutes=2))
    assert len(mail.outbox) == 12


def ask_as(client, number: int, **heads: str) -> int:
    client.cookies.clear()
    return client.post("/login/", {"email": f"zed{number}@example.org"}, **heads).status_code


def test_one_device_is_stopped_after_twenty_addresses_and_others_are_not(client, db):
    statuses = [ask_as(client, n, REMOTE_ADDR="192.0.2.1") for n in range(21)]
    assert statuses == [302] * 20 + [200]
    assert ask_as(client, 99, REMOTE_ADDR="192.0.2.2") == 302


def test_without_a_trusted_proxy_nobody_is_believed_about_their_address(client, db):
    statuses = [ask_as(client, n, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") for n in range(21)]
    assert statuses == [302] * 20 + [200]


def test_behind_a_trusted_proxy_the_last_address_counts_and_made_up_ones_before_it_do_not(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    statuses = [ask_as(client, n, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 192.0.2.1") for n in range(21)]
    assert statuses == [302] * 20 + [200]
    assert ask_as(client, 99, HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.5") == 302


def test_a_code_is_not_readable_in_the_outbox_once_it_has_been_sent(client, ben, nora):
    client.post("/login/", {"email": "ben@example.org"})
    code = re.search(r"^ {4}(\S+)$", mail.outbox[0].body, re.MULTILINE).group(1)
    row = Mail.objects.get()
    assert (row.state, row.text) == ("sent", "")
    assert code not in row.subject


def held_back(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_a_code_that_waits_in_the_outbox_is_shown_to_no_convenor(client, ben, nora, settings):
    held_back(settings)
    client.post("/login/", {"email": "ben@example.org"})
    row = Mail.objects.get()
    code = re.search(r"^ {4}(\S+)$", row.text, re.MULTILINE).group(1)
    client.force_login(nora)
    pages = [client.get(path) for path in ("/admin/people/mail/", f"/admin/people/mail/{row.pk}/change/")]
    assert ["ben@example.org" in page.content.decode() for page in pages] == [True, True]
    assert [code in page.content.decode() for page in pages] == [False, False]
    assert client.get("/admin/people/mail/", {"q": code}).context["cl"].result_count == 0


def test_a_code_that_could_not_be_sent_in_time_never_leaves_and_is_blanked(client, ben, settings):
    held_back(settings)
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        client.post("/login/", {"email": "ben@example.org"})
        clock.shift(dt.timedelta(minutes=16))
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        outbox.attempt(Mail.objects.get().pk)
    row = Mail.objects.get()
    assert (row.state, row.text, row.error) == ("failed", "", outbox.TOO_LATE)
    assert mail.outbox == []


def test_a_code_left_behind_by_a_worker_that_was_cut_off_goes_with_the_next_one(client, ben, settings):
    held_back(settings)
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        client.post("/login/", {"email": "ben@example.org"})
        clock.shift(dt.timedelta(minutes=16))
        client.cookies.clear()
        client.post("/login/", {"email": "ben@example.org"})
    assert [bool(row.text) for row in Mail.objects.order_by("pk")] == [False, True]


def test_a_code_that_comes_a_minute_late_still_logs_in(client, ben, settings):
    held_back(settings)
    client.post("/login/", {"email": "ben@example.org"})
    row = Mail.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.attempt(row.pk)
    code = re.search(r"^ {4}(\S+)$", mail.outbox[0].body, re.MULTILINE).group(1)
    client.post("/login/code/", {"code": code})
    assert client.session["_auth_user_id"] == str(ben.pk)


@pytest.mark.parametrize("typed", ["asha@bücher.example", "ASHA@BÜCHER.example", "asha@xn--bcher-kva.example"])
def test_an_address_with_an_umlaut_domain_is_the_same_however_it_is_typed(client, db, typed):
    Member.objects.create_user("asha@bücher.example", name="Asha Pillai")
    client.post("/login/", {"email": typed})
    assert mail.outbox[0].to == ["asha@bücher.example"]


def test_whoever_mistyped_the_address_can_type_it_again(client, ben):
    client.post("/login/", {"email": "bem@example.org"})
    assert client.get("/login/").status_code == 200
    client.post("/login/", {"email": "ben@example.org"})
    assert [sent.to for sent in mail.outbox] == [["ben@example.org"]]
