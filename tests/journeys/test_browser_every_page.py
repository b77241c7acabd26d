"""In a real browser: every page there is, the admin's included, has no axe violation and runs over no edge.

The table of addresses is walked, with the rows that the ladder is climbed with: a new page cannot be forgotten.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from people.models import Member
from tests.betterway.test_ladder import NAMES, expected, house, path_to
from tests.journeys.test_browser import CHROMIUM, _playwright_beside_django, browser, wrong_with

__all__ = ["_playwright_beside_django", "browser", "house"]  # fixtures
pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium"),
]
NETWORK, STRANGER = -1, 0
NO_PAGE = ("feed", "calendar", "csv", "data", "healthz", "jsi18n", "autocomplete", "atom", "robots", "suggestions")
FOR_MACHINES = ("api:", "sitemap")


def logged_in(context, site: str, member: Member) -> None:
    client = Client()
    client.force_login(member)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": site}]
    )


@pytest.mark.parametrize(("who", "rung"), [("stranger", STRANGER), ("network convenor", NETWORK)])
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_no_page_there_is_has_a_violation(browser, live_server, house, nora, who, rung, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    if rung == NETWORK:
        logged_in(context, live_server.url, nora)
    page = context.new_page()
    wrong, seen = {}, 0
    for name in NAMES:
        if expected(name)[rung] != 200 or name.endswith(NO_PAGE) or name.startswith(FOR_MACHINES):
            continue
        answer = page.goto(live_server.url + path_to(name, house))
        assert answer.ok, name
        seen += 1
        page.wait_for_timeout(150)  # colours change slowly
        if found := wrong_with(page):
            wrong[name] = found
    assert not wrong, "\n".join(f"{name}: {found}" for name, found in wrong.items())
    assert seen > (10 if rung == STRANGER else 60)
