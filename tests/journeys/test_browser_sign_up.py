"""In a real browser: two clicks to a place, the line, and the place that someone gives up by the link of a mail."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from events.models import Event, SignUp
from events.place_links import link_to
from people.models import Mail, Member
from tests.journeys.test_browser import CHROMIUM, _playwright_beside_django, browser, site, wrong_with
from tests.journeys.test_browser_every_page import logged_in

__all__ = ["_playwright_beside_django", "browser", "site"]  # fixtures
pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium"),
]
OPEN, FULL = "a-surgery-in-the-library", "after-the-mistake"


def page_of(browser, site, email, **more):
    context = browser.new_context(viewport={"width": 375, "height": 800}, **more)
    if email:
        logged_in(context, site, Member.objects.get(email=email))
    return context.new_page()


def tab_to(page, words: str) -> None:
    """Press the tab key until what says `words` has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == words:
            return
    raise AssertionError(f"The tab key does not lead to “{words}”.")


def letters(email: str) -> list[str]:
    return list(Mail.objects.filter(to=email).order_by("pk").values_list("why", flat=True))


def test_two_clicks_from_the_home_page_to_a_place_and_one_to_give_it_up(browser, site):
    page = page_of(browser, site, "ewan.buckle@example.org")
    page.goto(f"{site}/")
    page.get_by_role("link", name="A surgery in the library").first.click()
    page.get_by_role("button", name="Sign up").click()
    assert page.get_by_role("heading", name="You are going").is_visible()
    assert wrong_with(page) == []
    page.get_by_role("button", name="I can’t come after all").click()
    assert page.get_by_text("your place is free for somebody else").is_visible()
    assert page.get_by_role("button", name="Sign up").is_visible()
    assert letters("ewan.buckle@example.org")[-2:] == ["place confirmed", "place given up"]


@pytest.mark.parametrize("scripts", [True, False])
def test_by_keyboard_alone_with_scripts_or_without(browser, site, scripts):
    page = page_of(browser, site, "ewan.buckle@example.org", java_script_enabled=scripts)
    page.goto(f"{site}/events/{OPEN}/")
    if scripts:
        tab_to(page, "Sign up")
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Sign up").press("Enter")
    page.get_by_role("heading", name="You are going").wait_for()
    assert SignUp.objects.get(event__slug=OPEN, member__email="ewan.buckle@example.org").state == "going"


def test_who_waits_is_told_her_number_and_gets_the_place_when_someone_gives_up_by_the_link_of_the_mail(browser, site):
    page = page_of(browser, site, "maud.ferreday@example.org")
    page.goto(f"{site}/events/{FULL}/")
    page.get_by_role("button", name="Join the line").click()
    assert page.get_by_role("heading", name="You are number 3 in line").is_visible()
    assert wrong_with(page) == []
    for sign_up in SignUp.objects.filter(event__slug=FULL, state="going").order_by("joined_at")[:3]:
        stranger = page_of(browser, site, None)  # a phone on which nobody is logged in
        stranger.goto(link_to(sign_up))
        assert wrong_with(stranger) == []
        stranger.get_by_role("button", name="Give up my place").click()
        assert wrong_with(stranger) == []
        stranger.context.close()
    page.reload()
    assert page.get_by_role("heading", name="You are going").is_visible()
    assert letters("maud.ferreday@example.org")[-1] == "place free"
    assert "BEGIN:VCALENDAR" in Mail.objects.filter(to="maud.ferreday@example.org").latest("pk").calendar


def test_a_stranger_is_led_to_the_login_and_told_how_to_join(browser, site):
    page = page_of(browser, site, None)
    page.goto(f"{site}/events/{OPEN}/")
    page.get_by_role("link", name="Log in", exact=True).last.click()
    assert unquote(page.url) == f"{site}/login/?next=/events/{OPEN}/"
    assert Event.objects.get(slug=OPEN).sign_ups.count() == 6
