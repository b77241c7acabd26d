from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command

from people import logins

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


def test_a_code_by_mail_logs_in(client, ben):
    assert client.post("/login/", {"email": "ben@example.org"}).url == "/login/code/"
    [sent] = mail.outbox
    code = re.search(r"^ {4}(\S+)$", sent.body, re.MULTILINE).group(1)
    assert code in sent.subject
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
    for _ in range(3):
        client.post("/login/code/", {"code": "AAAA-AAAA"})
    client.post("/login/code/", {"code": code})
    assert "_auth_user_id" not in client.session


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
    for _ in range(12):
        client.cookies.clear()
        response = client.post("/login/", {"email": "ben@example.org"})
    assert 'class="error"' in response.content.decode()
    assert len(mail.outbox) < 12
