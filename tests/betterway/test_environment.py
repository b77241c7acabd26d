from __future__ import annotations

import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

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
    ],
)
def test_a_bad_setting_stops_the_program_with_its_name_and_value(name, value):
    result = settings_with(**{name: value})
    assert result.returncode != 0
    assert f"{name}='{value}' does not work: it must be " in result.stderr


def test_an_empty_variable_is_as_good_as_none():
    empty = settings_with(
        HOST="", PORT="", VAR_DIR="", EMAIL_URL="", CACHE_URL="", DEBUG="", ALLOWED_HOSTS="", BASE_URL=""
    )
    assert empty.stdout == settings_with().stdout
    assert empty.returncode == 0


def test_a_trusted_proxy_is_believed_about_addresses_and_no_more_than_one():
    counts = [settings_with(TRUST_PROXY=value, show="ALLAUTH_TRUSTED_PROXY_COUNT").stdout for value in ("", "1")]
    assert counts == ["0\n", "1\n"]
