from __future__ import annotations

import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.views.debug import technical_500_response

from betterway import environment


@pytest.mark.parametrize(
    ("read", "value", "sentence"),
    [
        (lambda: environment.flag("X"), "maybe", "X='maybe' does not work: it must be 1 or 0."),
        (
            lambda: environment.number("X", 1, low=1, high=9),
            "12",
            "X='12' does not work: it must be a whole number from 1 to 9.",
        ),
        (
            lambda: environment.number("X", 1, low=1, high=9),
            "-3",
            "X='-3' does not work: it must be a whole number from 1 to 9.",
        ),
        (
            lambda: environment.address("X", ""),
            "meet.example.org",
            "X='meet.example.org' does not work: it must be an address such as https://meet.example.org, "
            "with nothing after the host.",
        ),
        (
            lambda: environment.address("X", ""),
            "https://example.org:99999",
            "X='https://example.org:99999' does not work: it must be an address such as https://meet.example.org, "
            "with nothing after the host.",
        ),
        (
            lambda: environment.address("X", ""),
            "https://example.org/app",
            "X='https://example.org/app' does not work: it must be an address such as https://meet.example.org, "
            "with nothing after the host.",
        ),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(monkeypatch, read, value, sentence):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured) as error:
        read()
    assert str(error.value) == sentence


def test_the_secret_key_is_made_once_and_is_nobody_elses(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = environment.secret_key(tmp_path / "var")
    assert environment.secret_key(tmp_path / "var") == first
    assert len(first) > 50
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def test_a_short_secret_key_is_refused_without_being_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hunter2hunter2")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY='hunt…' does not work: it must be 50 characters"):
        environment.secret_key(tmp_path)


def settings_with(show: str = "", **given: str) -> subprocess.CompletedProcess[str]:
    import os

    code = (
        "from django.conf import settings as s;"
        "print(s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.DEBUG)"
    )
    if show:
        code = f"from django.conf import settings as s; print(s.{show})"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "betterway.settings", "DATABASE_URL": "sqlite://:memory:", **given}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


def test_it_is_closed_to_other_hosts_until_told_otherwise():
    assert settings_with(BASE_URL="").stdout.split("] ") == [
        "['127.0.0.1', '127.0.0.1', '[::1]', 'localhost'".replace("'127.0.0.1', '127.0.0.1'", "'127.0.0.1'"),
        "False False False False\n",
    ]


def test_an_https_address_turns_on_secure_cookies_redirect_and_hsts():
    out = settings_with(BASE_URL="https://meet.example.org").stdout
    assert "'meet.example.org'" in out
    assert out.endswith("True True True False\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root@127.0.0.1/x"),
        ("DATABASE_URL", "nonsense"),
        ("CACHE_URL", "nonsense://"),
        ("EMAIL_URL", "carrier-pigeon://"),
        ("PORT", "eighty"),
        ("DEBUG", "perhaps"),
        ("JOINING", "whenever"),
        ("BOUNCES_TO", "Better Way <returned@example.org>"),
        ("BOUNCES_TO", "returned"),
    ],
)
def test_a_bad_setting_stops_the_program_with_its_name_and_value(name, value):
    result = settings_with(**{name: value})
    assert result.returncode != 0
    assert f"{name}='{value}' does not work: it must be " in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("DATABASE_URL", "mysql://ben:hunter2@127.0.0.1/x", "mysql://ben:…@127.0.0.1/x"),
        ("EMAIL_URL", "smtp+tls://ben:hunt:er2@mail.example.org:x", "smtp+tls://ben:…@mail.example.org:x"),
        ("CACHE_URL", "nonsense://:hunter2@127.0.0.1", "nonsense://:…@127.0.0.1"),
    ],
)
def test_a_bad_setting_is_shown_without_its_password(name, value, shown):
    result = settings_with(**{name: value})
    assert result.returncode != 0
    assert f"{name}='{shown}' does not work" in result.stderr
    assert "hunter2" not in result.stderr
    assert "er2" not in result.stderr


BAD_BOX = "must be imaps://user:password@host:993/INBOX, with signs such as / or @ in the password as %2F or %40."


@pytest.mark.parametrize(
    "value",
    [
        "imap://ben:hunter2@mail.example.org/INBOX",
        "hunter2",
        "ben:hunter2@mail.example.org",
        "imaps://ben@mail.example.org:hunter2",
        "imaps://mail.example.org:hunter2",
        "imaps://hunter2",
        "imaps://ben:hunter2@",
        "imaps://:hunter2@mail.example.org",
        "imaps://ben:hunter2@mail.example.org:99999",
        "imaps://ben:hunter2#1@mail.example.org",
        "imaps://ben:hunter2?1@mail.example.org",
        "imaps://ben:hunter2%0D%0Ax@mail.example.org",
        "imaps://ben:hunter2@[::1/INBOX",
        "imaps://ben:hunter2@mail.example.org/Zurück",
    ],
)
def test_a_mailbox_that_cannot_be_stops_the_program_and_its_password_is_not_shown(value):
    result = settings_with(BOUNCES_URL=value)
    shown = "imaps://…" if value.startswith("imaps://") else "…"
    assert f"BOUNCES_URL='{shown}' does not work: it {BAD_BOX}" in result.stderr
    assert "hunter2" not in result.stderr + result.stdout


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("imaps://ben:p%40ss%2Fw%23rd@mail.example.org", ("mail.example.org", 993, "ben", "p@ss/w#rd", "INBOX")),
        (
            "imaps://ben%40ouse.example:x@[::1]:1993/Mail/Returned/",
            ("::1", 1993, "ben@ouse.example", "x", "Mail/Returned"),
        ),
        ("imaps://ben:a:b@mail.example.org/My%20box", ("mail.example.org", 993, "ben", "a:b", "My box")),
        ("", None),
    ],
)
def test_a_mailbox_is_read_from_its_address(monkeypatch, value, read):
    monkeypatch.setenv("X", value)
    box = environment.mailbox("X")
    assert (box and (box.host, box.port, box.user, box.password, box.folder)) == read


def test_a_mailbox_that_is_shown_hides_its_password(settings, rf):
    settings.DEBUG = True
    settings.BOUNCES = environment.Box("mail.example.org", 993, "ben", "hunter2", "INBOX")
    page = technical_500_response(rf.get("/"), RuntimeError, RuntimeError("x"), None).content.decode()
    assert "host=&#x27;mail.example.org&#x27;" in page
    assert "hunter2" not in page + str(settings.BOUNCES) + repr(settings.BOUNCES)


def test_an_empty_variable_is_as_good_as_none():
    names = ("HOST", "PORT", "VAR_DIR", "EMAIL_URL", "CACHE_URL", "DEBUG", "ALLOWED_HOSTS", "BASE_URL")
    empty = settings_with(**dict.fromkeys([*names, "BOUNCES_URL", "BOUNCES_TO"], ""))
    assert empty.stdout == settings_with().stdout
    assert empty.returncode == 0


def test_a_trusted_proxy_is_believed_about_addresses_and_no_more_than_one():
    counts = [settings_with(TRUST_PROXY=value, show="ALLAUTH_TRUSTED_PROXY_COUNT").stdout for value in ("", "1")]
    assert counts == ["0\n", "1\n"]
