"""In a real browser: people and the meeting are changed beside the note; a note cut in the wrong place is mended."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from insights import intake, promise
from insights.models import Note
from people.models import Member
from tests.insights.test_cutting import KETTLES, KEYS, LONG
from tests.journeys.test_browser import CHROMIUM, _playwright_beside_django, browser, site
from tests.journeys.test_browser_desk import log_in
from tests.journeys.test_browser_revising import looked_at

__all__ = ["_playwright_beside_django", "browser", "site"]  # fixtures
pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium"),
]


@pytest.fixture
def note(site):
    """The first of two notes that came in with one text."""
    text = f"# {KEYS}{LONG}\n\n# {KETTLES}{LONG.replace('pot', 'cup')}\n"
    return intake.receive(text, by=Member.objects.get(is_superuser=True), at=timezone.now())[0].note


def there(site, note, page="review"):
    return site + reverse(f"admin:insights_note_{page}", args=[note.pk])


def test_moving_in_one_half_moves_the_other_and_people_are_changed_by_keyboard(browser, site, note):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    log_in(page, site)
    page.goto(there(site, note))
    speaker = note.event.speakers.get()
    row = page.locator(f"#who-{speaker.pk}")
    mark = page.locator(f"mark:is(#in-who-{speaker.pk}, :has(#in-who-{speaker.pk}))")
    page.locator(f'.source a[href="#who-{speaker.pk}"]').first.click()
    expect(row).to_have_class("row on")
    page.keyboard.press("k")
    expect(page.locator("#row-event")).to_have_class("row on")
    page.keyboard.press("j")
    expect(mark).to_have_class(re.compile(r"\bname\b.*\bon\b"))
    first = page.locator(".prop textarea").first
    first.fill("Typed and not saved by hand.")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.locator(f'#who-{speaker.pk} a[href="#in-who-{speaker.pk}"]').click()
    expect(row).to_have_class("row on")
    page.locator(f"#who-{speaker.pk} summary").click()
    page.get_by_label("Position", exact=True).first.fill("keeper of keys")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messagelist")).to_contain_text("Saved 1 change about the people and 1 point.")
    expect(row).to_contain_text("keeper of keys")
    assert note.insights.filter(statement="Typed and not saved by hand.").exists()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(row).to_contain_text("director")


def test_somebody_is_added_and_bad_input_loses_nothing(browser, site, note):
    page = browser.new_page(viewport={"width": 375, "height": 800})
    log_in(page, site)
    page.goto(there(site, note))
    page.get_by_text("Add somebody who took part").click()
    page.locator("#id_name-new").fill("???")
    page.locator("#id_position-new").fill("poet")
    page.get_by_role("button", name="Add to the list").click()
    expect(page.locator("#row-new .error")).to_contain_text("Write the name of whoever took part.")
    expect(page.locator("#id_position-new")).to_have_value("poet")
    page.locator("#id_name-new").fill("Zoe Lambourne")
    page.get_by_role("button", name="Add to the list").click()
    expect(page.locator(".messagelist")).to_contain_text("Zoe Lambourne is on the list now")
    page.get_by_text("Change title, day, hours, place, cell").click()
    page.locator("#id_place-event").fill("Brackenshaw Library")
    page.locator("#id_starts_at-event_1").fill("14:30")
    page.locator("#facts-event").get_by_role("button", name="Save").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved the facts of the meeting.")
    note.event.refresh_from_db()
    assert (note.event.place, timezone.localtime(note.event.starts_at).hour) == ("Brackenshaw Library", 14)


def test_what_was_typed_about_the_meeting_outlives_a_closed_window(browser, site, note):
    context = browser.new_context()
    page = context.new_page()
    log_in(page, site)
    page.goto(there(site, note))
    page.get_by_text("Change title, day, hours, place, cell").click()
    page.locator("#id_place-event").fill("Brackenshaw Library")
    page.locator("#id_hours_known-event").check()
    page.close()
    second = context.new_page()
    second.goto(there(site, note))
    expect(second.locator(".kept")).to_contain_text("is here again")
    expect(second.locator("#id_place-event")).to_have_value("Brackenshaw Library")
    expect(second.locator("#id_hours_known-event")).to_be_checked()


def test_a_note_is_split_from_chosen_words_by_a_key_and_joined_again(browser, site, note):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    log_in(page, site)
    page.goto(there(site, note))
    text, points = note.text, note.insights.count()
    page.locator(".source p", has_text="Nobody minds").first.evaluate(
        "(p) => { const r = document.createRange(); r.selectNodeContents(p); getSelection().removeAllRanges();"
        " getSelection().addRange(r); }"
    )
    page.keyboard.press("c")
    page.wait_for_url("**/cut/**")
    expect(page.locator("#content-main")).to_contain_text("Nothing is done yet.")
    page.get_by_role("button", name="Split it here").press("Enter")
    page.wait_for_url("**/review/**")
    new = Note.objects.latest("pk")
    assert new.text == LONG
    page.locator("#cut summary").click()
    page.get_by_role("link", name="Join it with the one before or after").click()
    page.get_by_role("link", name="Join it with the one before, “Who keeps the keys?”").click()
    page.get_by_role("button", name="Join them").press("Enter")
    page.wait_for_url("**/review/**")
    note.refresh_from_db()
    assert (note.text, note.insights.count()) == (text, points)
    assert list(promise.broken()) == []


def test_a_note_is_split_where_no_script_runs(browser, site, note):
    page = browser.new_context(java_script_enabled=False).new_page()
    log_in(page, site)
    page.goto(there(site, note))
    page.locator("#cut summary").click()
    page.get_by_label("The first words of the second note").fill("Nobody minds how long a meeting is if there is "
                                                                "something warm in the pot. Nobody")  # fmt: skip
    page.get_by_role("button", name="See what would come of it").click()
    if page.get_by_text("stand in the note more than once").count():
        page.get_by_label("The first words of the second note").fill(LONG)
        page.get_by_role("button", name="See what would come of it").click()
    page.get_by_role("button", name="Split it here").click()
    assert Note.objects.filter(text=LONG).exists()


def test_the_pages_have_no_violation_and_nothing_runs_over_their_edge(browser, site, note):
    page = browser.new_page()
    log_in(page, site)
    wrong: dict[str, list[str]] = {}
    page.goto(there(site, note))
    page.evaluate("for (const box of document.querySelectorAll('.desk details')) box.open = true")
    looked_at(page, wrong, "review, all open")
    page.goto(there(site, note, "cut"))
    looked_at(page, wrong, "cut")
    page.goto(f"{there(site, note, 'cut')}?words={LONG}")
    looked_at(page, wrong, "foreseen")
    page.goto(there(site, Note.objects.latest("pk"), "join"))
    looked_at(page, wrong, "join")
    assert wrong == {}
