from __future__ import annotations

import base64
import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.management import call_command

from people import logins
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    """A code holds for half a minute: no test may run across its end."""
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def shown_by_the_app(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def add(client, member) -> str:
    """Add a second factor on its page; returns the secret that the app holds."""
    client.force_login(member)
    secret = client.get("/me/second-factor/add/").context["form"].secret
    base64.b32decode(secret)
    client.post("/me/second-factor/add/", {"code": shown_by_the_app(secret, -1)})
    return secret


def log_in_by_mail(client, member):
    client.logout()
    mail.outbox.clear()
    client.post("/login/", {"email": member.email})
    code = re.search(r"^ {4}(\S+)$", mail.outbox[0].body, re.MULTILINE).group(1)
    return client.post("/login/code/", {"code": code})


def test_a_convenor_adds_it_and_is_asked_for_it_after_the_code_by_mail(client, ada):
    secret = add(client, ada)
    assert "On: besides the code by mail" in client.get("/me/").content.decode()
    assert log_in_by_mail(client, ada).url == "/login/second-factor/"
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302
    assert "One more code" in client.get("/login/second-factor/").content.decode()
    client.post("/login/second-factor/", {"code": shown_by_the_app(secret)})
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_without_it_the_code_by_mail_is_enough(client, ada):
    log_in_by_mail(client, ada)
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_one_time_link_does_not_go_round_it(client, ada):
    secret = add(client, ada)
    client.logout()
    path = logins.link_for(ada).removeprefix("http://127.0.0.1:8000")
    assert client.post(path).url == "/login/second-factor/"
    assert "_auth_user_id" not in client.session
    assert client.post("/login/second-factor/", {"code": shown_by_the_app(secret)}).url == "/admin/"
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_a_wrong_code_is_one_sentence_and_lets_nobody_in(client, ada):
    add(client, ada)
    log_in_by_mail(client, ada)
    words = client.post("/login/second-factor/", {"code": "000000"}).content.decode()
    assert "This is not the code. Type the code that the app shows now." in words
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_codes_the_right_one_has_to_wait(client, ada):
    secret = add(client, ada)
    log_in_by_mail(client, ada)
    for _ in range(5):
        client.post("/login/second-factor/", {"code": "000000"})
    words = client.post("/login/second-factor/", {"code": shown_by_the_app(secret)}).content.decode()
    assert "That was a little often." in words
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_works_once(client, ada):
    add(client, ada)
    [codes] = [auth.wrap() for auth in Authenticator.objects.filter(type="recovery_codes")]
    code = codes.get_unused_codes()[0]
    log_in_by_mail(client, ada)
    client.post("/login/second-factor/", {"code": code})
    assert client.session["_auth_user_id"] == str(ada.pk)
    log_in_by_mail(client, ada)
    client.post("/login/second-factor/", {"code": code})
    assert "_auth_user_id" not in client.session


def test_the_recovery_codes_are_shown_right_after_it_was_added_and_again_for_a_code(client, ada):
    secret = add(client, ada)
    page = client.get("/me/second-factor/codes/", follow=True)
    assert "10 of 10 are left." in page.content.decode()
    log_in_by_mail(client, ada)
    client.post("/login/second-factor/", {"code": shown_by_the_app(secret)})
    assert client.get("/me/second-factor/codes/").url.startswith("/me/second-factor/again/")


def test_taking_it_off_asks_for_a_code_first(client, ada):
    add(client, ada)
    client.logout()
    client.force_login(ada)  # a session that has given no code
    assert client.post("/me/second-factor/remove/").url.startswith("/me/second-factor/again/")
    assert Authenticator.objects.exists()
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    client.post("/me/second-factor/again/", {"code": code})
    client.post("/me/second-factor/remove/")
    assert not Authenticator.objects.exists()


def test_a_member_is_not_offered_it(client, ben):
    client.force_login(ben)
    assert "second" not in client.get("/me/").content.decode().lower()
    assert client.post("/me/second-factor/add/", {"code": "1"}).status_code == 403


def test_the_page_with_the_picture_keeps_to_the_strict_policy(client, ada):
    client.force_login(ada)
    response = client.get("/me/second-factor/add/")
    words = response.content.decode()
    assert 'src="data:image/svg+xml;base64,' in words
    assert "<script" not in words
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_the_command_takes_it_off(client, ada, capsys):
    add(client, ada)
    call_command("remove_second_factor", "ADA@example.org")
    assert capsys.readouterr().out.startswith("Ada Quist has no second factor any more")
    log_in_by_mail(client, ada)
    assert client.session["_auth_user_id"] == str(ada.pk)
