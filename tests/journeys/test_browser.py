"""In a real browser: no page has an axe violation or runs over its edge, and a link stands on the marked words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import sync_playwright

from betterway import sample
from insights.models import Insight, Note
from people import logins
from people.models import Member

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PUBLIC = [
    "/",
    "/events/",
    "/events/who-holds-the-referral/",
    "/events/who-holds-the-referral/note/",
    "/events/after-the-mistake/",
    "/insights/",
    "/insights/?q=trust",
    "/insights/?q=zzz",
    "/cells/",
    "/cells/joining-forces/",
    "/series/buildings-in-our-own-hands/",
    "/people/",
    "/people/asha-pillai/",
    "/organisations/",
    "/topics/",
    "/topics/trust/",
    "/reading/",
    "/reading/the-form-was-the-first-thing-to-go/",
    "/search/?q=library",
    "/login/",
    "/nothing-here/",
]
pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium"),
]


@pytest.fixture(autouse=True)
def _playwright_beside_django(monkeypatch):
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop of its own


@pytest.fixture
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server, settings):
    settings.BASE_URL = live_server.url
    sample.load(at=timezone.now())
    return live_server.url


def wrong_with(page) -> list[str]:
    found = [f"axe: {v['id']} {v['nodes'][0]['html'][:80]}" for v in Axe().run(page).response["violations"]]
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return found + ([f"runs over its edge: {width}"] if width[0] > width[1] else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_has_a_violation_or_runs_over_its_edge(browser, site, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said = []
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    wrong = {}
    for path in PUBLIC:
        page.goto(site + path)
        if found := wrong_with(page):
            wrong[path] = found
    assert wrong == {}
    assert said == []


def test_a_link_to_an_insight_stands_on_its_words_without_javascript(browser, site):
    there = Insight.objects.filter(state="published", order__gt=10, note__event__visibility="public")
    insight = there.select_related("note__event").first()
    page = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800}).new_page()
    page.goto(site + insight.get_absolute_url())
    page.get_by_role("link", name="Read it in context").click()
    mark = page.locator(f"#insight-{insight.pk}")
    page.wait_for_url("**#insight-*")
    page.wait_for_timeout(1500)  # it scrolls smoothly
    assert 0 <= mark.bounding_box()["y"] <= 800
    assert mark.inner_text()[:30] in insight.words


def test_a_convenor_publishes_a_note_by_keyboard_without_javascript(browser, site):
    Note.objects.filter(state="draft").get().flags.all().delete()
    maud = Member.objects.get(is_superuser=True)
    page = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}).new_page()
    page.goto(logins.link_for(maud))
    page.get_by_role("button", name="Log in").press("Enter")
    page.get_by_role("link", name="Food that comes with a chair").press("Enter")
    page.get_by_role("button", name="Publish all listed points").press("Enter")
    page.wait_for_load_state()
    assert "is public now" in page.content()
    assert not Note.objects.filter(state="draft").exists()
