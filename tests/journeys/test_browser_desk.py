"""In a real browser: from a Word file to a published meeting by keyboard, and by buttons where no script runs."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from insights import promise
from insights.models import Insight, Note
from people import logins
from people.models import Member
from tests.insights.importing.documents import make_docx, paragraph
from tests.journeys.test_browser import CHROMIUM, _playwright_beside_django, browser, site
from tests.journeys.test_browser_revising import looked_at

__all__ = ["_playwright_beside_django", "browser", "site"]  # fixtures
pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium"),
]
TITLE = "Who mends the bench?"
POINTS = [
    "A bench that nobody may mend is a bench that belongs to nobody.",
    "Ask the people who sit there before you ask the people who pay.",
    "We need to lend out the tools, not only the advice.",
]
FILE = make_docx(
    paragraph(TITLE, "T")
    + paragraph("This meeting of our Joining forces cell was held on 6th October 2026.")
    + paragraph("We heard from Ottoline Marsh, director of the Long Bench Trust.")
    + paragraph("Ottoline said that repairs are how neighbours find out one another's names.")
    + paragraph("Discussion", "H1")
    + "".join(paragraph(point, level=0) for point in POINTS)
)
UPLOAD = {
    "name": "bench.docx",
    "mimeType": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "buffer": FILE,
}


def log_in(page, site):
    page.set_default_timeout(10_000)
    page.goto(logins.link_for(Member.objects.get(is_superuser=True)))
    page.get_by_role("button", name="Log in").press("Enter")


def log_the_file(page, site):
    page.goto(site + reverse("admin:insights_note_log"))
    page.locator("#id_file").set_input_files(UPLOAD)
    page.get_by_role("button", name="Log the note").press("Enter")
    page.wait_for_url("**/review/**")
    return Note.objects.get(title=TITLE)


def stands_in_public(browser, site, note):
    """The points, each of whose links stands on its marked words, for a visitor who is not logged in."""
    page = browser.new_page()
    page.goto(site + note.get_absolute_url())
    shown = [page.locator(f"#insight-{insight.pk}").first.inner_text() for insight in note.insights.published()]
    page.close()
    return shown


def test_a_word_file_becomes_a_published_meeting_by_keyboard(browser, site):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    log_in(page, site)
    note = log_the_file(page, site)
    speaker = note.event.speakers.get()
    assert (speaker.person.name, speaker.position, speaker.organisation) == (
        "Ottoline Marsh",
        "director",
        "Long Bench Trust",
    )
    proposals = page.locator(".prop")
    number = proposals.count()
    page.keyboard.press("d")
    expect(page.locator(".messagelist")).to_contain_text("Dismissed 1 point")
    page.keyboard.press("u")
    expect(page.locator(".messagelist")).to_contain_text("Taken back: dismiss")
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(proposals).to_have_count(number - 1)
    page.keyboard.press("u")
    expect(proposals).to_have_count(number)
    page.keyboard.press("e")
    page.keyboard.press("End")
    page.keyboard.type(" Always.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messagelist")).to_contain_text("Saved 1 point")
    assert note.insights.filter(statement__endswith="Always.").exists()
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("Tick|all proposals")).first.press("Enter")
    expect(page.locator('input[name="tick"]:checked')).to_have_count(number)
    for _ in range(2):  # the first press asks about what can be let through, the second says yes
        page.get_by_role("button", name="Publish ticked").first.press("Enter")
        page.wait_for_timeout(800)
    page.wait_for_timeout(500)
    note.refresh_from_db()
    assert (note.state, note.insights.published().count()) == ("published", number)
    assert set(POINTS) <= set(stands_in_public(browser, site, note))
    assert list(promise.broken()) == []


def test_the_same_by_buttons_where_no_script_runs(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, site)
    note = log_the_file(page, site)
    for _ in range(2):
        page.get_by_role("button", name="Publish all listed points").press("Enter")
        page.wait_for_load_state()
        if not page.get_by_role("button", name="Publish all listed points").count():
            break
    note.refresh_from_db()
    assert note.state == "published"
    assert set(stands_in_public(browser, site, note)) == set(POINTS)


def test_what_is_typed_outlives_a_lost_connection_and_an_expired_login(browser, site):
    context = browser.new_context()
    page = context.new_page()
    log_in(page, site)
    note = log_the_file(page, site)
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.type("Kept: ")
    page.keyboard.press("Escape")
    context.set_offline(True)
    page.keyboard.press("p")
    expect(page.locator(".messagelist")).to_contain_text("There is no connection")
    context.set_offline(False)
    context.clear_cookies(name="sessionid")
    page.keyboard.press("p")
    expect(page.locator(".messagelist")).to_contain_text("You are logged out")
    second = context.new_page()
    log_in(second, site)
    second.goto(page.url)
    expect(second.locator(".kept")).to_contain_text("is here again")
    assert "Kept: " in " ".join(field.input_value() for field in second.locator(".prop textarea").all())
    second.get_by_role("button", name="Save", exact=True).nth(1).press("Enter")
    expect(second.locator(".messagelist")).to_contain_text("Saved 1 point")
    assert Insight.objects.filter(note=note, statement__contains="Kept: ").count() == 1


def test_the_desks_have_no_violation_and_nothing_runs_over_their_edge(browser, site):
    page = browser.new_page()
    log_in(page, site)
    note = log_the_file(page, site)
    wrong: dict[str, list[str]] = {}
    there = {
        "dashboard": reverse("admin:index"),
        "log": reverse("admin:insights_note_log"),
        "review": reverse("admin:insights_note_review", args=[note.pk]),
        "people": reverse("admin:insights_note_people", args=[note.pk]),
        "names": reverse("admin:people_lookalike_names"),
        "notes": reverse("admin:insights_note_changelist"),
        "merges": reverse("admin:people_merge_changelist"),
    }
    for name, path in there.items():
        page.goto(site + path)
        looked_at(page, wrong, name)
    assert wrong == {}
