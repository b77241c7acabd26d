"""In a real browser: a note is changed, a passage settled, a name removed; axe looks at each of the pages."""

from __future__ import annotations

import pytest

from insights import promise
from insights.models import Note, Passage, Redaction
from people import logins
from people.models import Member
from tests.journeys.test_browser import CHROMIUM, _playwright_beside_django, browser, site, wrong_with

__all__ = ["_playwright_beside_django", "browser", "site"]  # fixtures
pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium"),
]


def looked_at(page, wrong, name):
    """Whether axe and the width are content with a page, light and dark, at 320 px and wide."""
    for scheme in ("light", "dark"):
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(400)  # the admin's links change their colour slowly
            if found := wrong_with(page):
                wrong[f"{name}, {scheme}, {width}"] = found


def test_a_note_is_changed_checked_and_redacted_on_pages_without_violations(browser, site):
    rows = Passage.objects.filter(note__state="published", note__kind="meeting", insight__state="published")
    passage = next(row for row in rows.order_by("pk") if len(row.quote.split()) > 12)
    note = Note.objects.get(pk=passage.note_id)
    wrong: dict[str, list[str]] = {}
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(8_000)
    page.goto(logins.link_for(Member.objects.get(is_superuser=True)))
    page.get_by_role("button", name="Log in").press("Enter")

    page.goto(f"{site}/admin/insights/note/{note.pk}/text/")
    looked_at(page, wrong, "write")
    words = passage.quote.split()
    reworded = passage.quote.replace(words[3], "certainly", 1)
    page.locator("#id_text").fill(note.text.replace(passage.quote, reworded))
    page.get_by_label("Why?").fill("As she said it")
    page.get_by_role("button", name="See what changes").press("Enter")
    looked_at(page, wrong, "see what changes")
    page.get_by_role("button", name="Save this text").press("Enter")
    page.wait_for_url("**/review/")

    page.goto(f"{site}/admin/insights/note/{note.pk}/text/")
    text = page.locator("#id_text")
    text.fill(text.input_value() + "\nAnd more.\n")
    page.evaluate("document.querySelector('[name=based_on]').value = 1")
    page.get_by_role("button", name="See what changes").press("Enter")
    looked_at(page, wrong, "overtaken")

    page.goto(f"{site}/admin/insights/note/checking/")
    looked_at(page, wrong, "to check")
    page.get_by_role("link", name=note.title).press("Enter")
    page.wait_for_url("**/checking/")
    looked_at(page, wrong, "check")
    page.get_by_role("button", name="These words it is").first.press("Enter")
    page.get_by_text("Noted.").wait_for()
    looked_at(page, wrong, "checked")

    for path in (note.revisions_url, f"{note.revisions_url}2/", f"{note.revisions_url}1/"):
        page.goto(site + path)
        looked_at(page, wrong, path)

    page.goto(f"{site}/admin/insights/note/redact/?note={note.pk}")
    page.locator("#id_words").fill(" ".join(words[:4]))
    page.get_by_label("At whose request").fill("By letter")
    page.get_by_role("button", name="See where they stand").press("Enter")
    page.get_by_text("This cannot be undone.").wait_for()
    looked_at(page, wrong, "redact")
    page.get_by_role("button", name="Remove them from all").press("Enter")
    page.get_by_text("Removed so far").wait_for()
    looked_at(page, wrong, "redacted")
    page.goto(site + passage.insight.get_absolute_url())
    looked_at(page, wrong, "receipt")

    assert wrong == {}
    assert Redaction.objects.count() == 1
    assert list(promise.broken()) == []


def test_a_text_being_changed_outlives_a_closed_window_and_is_forgotten_once_saved(browser, site):
    note = Note.objects.filter(state="published", kind="meeting").first()
    there = f"{site}/admin/insights/note/{note.pk}/text/"
    window = browser.new_context()
    page = window.new_page()
    page.set_default_timeout(8_000)
    page.goto(logins.link_for(Member.objects.get(is_superuser=True)))
    page.get_by_role("button", name="Log in").press("Enter")
    page.goto(there)
    page.locator("#id_text").fill(note.text + "\n\nWe went home late.\n")
    page.close()
    page = window.new_page()
    page.goto(there)
    assert "We went home late." in page.locator("#id_text").input_value()
    assert "is here again" in page.locator(".kept").inner_text()
    page.get_by_role("button", name="See what changes").press("Enter")
    page.get_by_role("button", name="Save this text").press("Enter")
    page.wait_for_url("**/review/")
    page.goto(there)
    assert page.locator("#id_text").input_value().count("We went home late.") == 1
    assert page.locator(".kept").count() == 0
