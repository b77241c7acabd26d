from __future__ import annotations

import re

import pytest
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import bad_request

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_offers_a_search_for_its_words(page):
    shown = page("/events/who-holds-the-purse/", status=404)
    assert "This page is not here" in shown
    assert 'value="who holds the purse"' in shown


def test_the_500_page_needs_no_database(django_db_blocker):
    with django_db_blocker.block():
        shown = render_to_string("500.html")
    assert "Something broke on our side" in shown


def test_the_400_page_needs_no_request(db):
    response = bad_request(RequestFactory().get("/"), SuspiciousOperation())
    shown = response.content.decode()
    assert response.status_code == 400
    assert "A page may send 12 MB, and a note may have 10 MB" in shown
    assert '<body class="cg' in shown


@pytest.mark.parametrize("careful", [True, False])
def test_more_than_a_page_may_send_is_answered_in_words(settings, careful):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client = Client(enforce_csrf_checks=careful)
    client.get("/login/")
    response = client.post("/login/", {"email": "x" * 200})
    assert response.status_code == 400
    assert "What you sent could not be read" in response.content.decode()


def test_a_strange_host_is_answered_in_words(client):
    response = client.get("/", HTTP_HOST="elsewhere.example")
    assert response.status_code == 400
    assert "What you sent could not be read" in response.content.decode()


def test_a_stale_form_says_what_to_do(db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/login/", {"email": "x@example.org"})
    assert response.status_code == 403
    assert "This form had been open too long" in response.content.decode()


def test_a_forbidden_page_is_in_the_look(client, ben):
    client.force_login(ben)
    response = client.get("/admin/login/")
    assert response.status_code == 403
    assert "You cannot open this page" in response.content.decode()


@pytest.mark.parametrize("path", ["/", "/events/", "/insights/", "/search/", "/people/", "/nothing-here/", "/login/"])
def test_no_page_has_inline_script_or_style(client, path):
    response = client.get(path)
    shown = response.content.decode()
    assert not re.search('<script(?! src="/static/)', shown)
    for inline in ("<style", " style=", " onclick="):
        assert inline not in shown
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("known", [False, True])
def test_pages_only_answer_get_and_say_so_in_words_with_a_way_back(client, ben, known):
    client.force_login(ben) if known else None
    response = client.post("/events/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    shown = response.content.decode()
    assert "Nothing was done" in shown
    assert "To the front page" in shown
    assert ('or to <a href="/me/">your page</a>' in shown) is known


def test_programs_that_ask_the_api_in_another_way_get_its_own_answer(client):
    assert b"<html" not in client.post("/api/insights/").content


def test_healthz(client):
    assert client.get("/healthz").content.startswith(b"database: ok\n")


@pytest.mark.parametrize("path", ["/login/sign-up/", "/login/again/"])
def test_every_way_of_logging_in_leads_to_the_code(client, path):
    assert client.get(path)["Location"] == "/login/"


def test_there_is_no_password_field_anywhere(page):
    assert 'type="password"' not in page("/login/")
