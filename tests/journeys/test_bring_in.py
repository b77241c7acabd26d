"""In a real browser: what is pasted with its looks becomes Markdown, and the pages for archives have no violation."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from betterway import sample
from insights.importing import bringing
from insights.models import Import
from people import logins
from tests.insights.importing.documents import make_export, make_post
from tests.journeys.test_browser import CHROMIUM, browser  # noqa: F401 a fixture

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium"),
]
PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  return document.getElementById("id_text").dispatchEvent(event);
}"""


@pytest.fixture
def page(browser, live_server, settings, monkeypatch):  # noqa: F811
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    settings.BASE_URL = live_server.url
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    page = browser.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    page.goto(logins.link_for(sample.load(at=timezone.now())))
    page.get_by_role("button", name="Log in").click()
    page.wait_for_load_state()
    page.home = live_server.url
    return page


def wrong_with(page) -> list[str]:
    return [f"{v['id']} {v['nodes'][0]['html'][:80]}" for v in Axe().run(page).response["violations"]] + page.said


def test_pasting_keeps_looks_and_can_be_undone(page):
    page.goto(f"{page.home}/admin/insights/note/log/")
    page.fill("#id_text", "Before. ")
    page.focus("#id_text")
    page.keyboard.press("Control+End")
    assert page.evaluate(PASTE, ["<h2>Keys</h2><ul><li>on a <b>nail</b></li></ul>", "Keys on a nail"]) is False
    page.locator("#pasting", has_text="Pasted").wait_for()
    assert page.input_value("#id_text") == "Before. ## Keys\n\n- on a **nail**"
    page.keyboard.press("Control+z")
    assert page.input_value("#id_text") == "Before. "
    assert page.evaluate(PASTE, ["", "Keys"]) is True  # plain: left to the browser
    assert wrong_with(page) == []


def test_the_pages_of_an_archive_are_sound_and_look_again_by_themselves(page, tmp_path):
    page.goto(f"{page.home}/admin/insights/import/add/")
    assert wrong_with(page) == []
    export = tmp_path / "site.xml"
    export.write_bytes(make_export([make_post("Keys", "<p>The key hangs low on a nail.</p>"), make_post("Jars", "")]))
    page.set_input_files("#id_file", export)
    page.click("text=Bring it in")
    page.wait_for_selector("#progress[data-standing=running]")
    assert wrong_with(page) == []
    there = Import.objects.get()
    bringing.take_turn.call(there.pk, there.turn)
    page.wait_for_selector("#progress[data-standing=finished]", timeout=10_000)
    assert page.inner_text(".lede") == "2 of 2 done. That is all."
    assert wrong_with(page) == []
    page.goto(f"{page.home}/admin/insights/import/")
    assert wrong_with(page) == []
