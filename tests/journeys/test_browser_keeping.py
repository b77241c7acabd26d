"""In a real browser: insights are kept, put in order and shared; a cell is followed; two points are joined."""

from __future__ import annotations

import pytest

from insights.models import Collection, Echo, Insight
from people.models import Member
from tests.journeys.test_browser import CHROMIUM, _playwright_beside_django, browser, site, wrong_with
from tests.journeys.test_browser_sign_up import page_of

__all__ = ["_playwright_beside_django", "browser", "site"]  # fixtures
pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium: apt-get install chromium"),
]
MEMBER = "ewan.buckle@example.org"


@pytest.mark.parametrize("scripts", [True, False])
def test_two_insights_are_kept_put_in_order_and_read_by_whoever_has_the_link(browser, site, scripts):
    page = page_of(browser, site, MEMBER, java_script_enabled=scripts)
    walk = look if scripts else lambda page, where: None
    first, second = Insight.objects.published().filter(note__event__visibility="public").order_by("pk")[:2]
    page.goto(site + first.get_absolute_url())
    page.get_by_text("Keep this").click()
    page.get_by_label("In a new collection, called").fill("On money")
    page.get_by_role("button", name="Keep it").click()
    page.goto(site + second.get_absolute_url())
    page.get_by_text("Keep this").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("status").get_by_role("link", name="On money").click()
    walk(page, "the collection")
    page.get_by_role("link", name="Words and order").click()
    walk(page, "its form")
    page.get_by_label("Heading above it").nth(1).fill("First of all")
    page.get_by_role("button", name="Move up").click()
    assert page.url.endswith(f"#item{Collection.objects.get(title='On money').items.get(insight=second).pk}")
    page.get_by_role("button", name="Take out").nth(1).click()
    page.get_by_role("button", name="Put it back").click()
    page.get_by_role("button", name="Save").last.click()
    page.get_by_label("Whoever has the link").check()
    page.get_by_role("button", name="Save").click()
    link = page.get_by_label("The address to pass on").input_value()
    reader = page_of(browser, site, None)
    reader.goto(site + "/collections/" + link.partition("/collections/")[2])
    shown = reader.locator("main").inner_text()
    assert shown.index("First of all") < shown.index(second.statement[:40]) < shown.index(first.statement[:40])
    walk(reader, "what a reader sees")
    page.get_by_role("link", name="Delete it").click()
    walk(page, "the question before it is deleted")
    page.get_by_role("button", name="Delete it").click()
    assert page.get_by_text("“On money” is deleted.").is_visible()


def test_a_round_up_is_made_in_three_clicks_and_published_in_three_more(browser, site):
    convenor = Member.objects.get(is_superuser=True)
    page = page_of(browser, site, convenor.email)
    page.goto(f"{site}/collections/")
    page.get_by_role("link", name="Make a round-up").click()
    page.get_by_label("From").fill("2026-01-01")
    page.get_by_label("To", exact=True).fill("2026-06-30")
    page.get_by_role("button", name="Show what it holds").click()
    look(page, "the choice of days")
    page.get_by_role("button", name="Make the round-up").click()
    assert page.get_by_role("heading", name="What came of January to June 2026").is_visible()
    page.get_by_role("button", name="Save").last.click()
    page.get_by_label("Everybody").check()
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Everybody reads it now.").is_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="As Markdown").click()
    assert file.value.suggested_filename.endswith(".md")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_round_up_is_put_in_order_from_the_keyboard_with_or_without_scripts(browser, site, scripts):
    convenor = Member.objects.get(is_superuser=True)
    page = page_of(browser, site, convenor.email, java_script_enabled=scripts)
    page.goto(f"{site}/collections/round-up/?since=2026-01-01&until=2026-06-30")
    page.get_by_role("button", name="Make the round-up").click()
    page.get_by_role("link", name="Put it in another order").click()
    made = Collection.objects.get(title="What came of January to June 2026")
    heading, last = (
        made.items.exclude(heading="").order_by("position")[0].heading,
        made.items.order_by("position").last(),
    )
    place = page.locator(f'[name="p{last.pk}"]')
    place.fill("2")
    place.press("Enter")
    assert page.get_by_text("It is in this order now.").is_visible()
    first = made.items.order_by("position")[0]
    assert (first.pk, first.heading) == (last.pk, heading)
    page.get_by_role("button", name="To the top").last.press("Enter")
    assert made.items.order_by("position")[0].pk != last.pk
    if scripts:
        look(page, "the order")


def test_a_cell_is_followed_and_left_again_from_ones_own_page(browser, site):
    page = page_of(browser, site, MEMBER)
    page.goto(f"{site}/cells/joining-forces/")
    page.get_by_role("button", name="Follow this cell").click()
    assert page.get_by_text("You hear by mail every Monday morning").is_visible()
    look(page, "the cell")
    page.goto(f"{site}/me/")
    look(page, "one's own page")
    page.get_by_role("button", name="Stop following Joining forces").click()
    assert page.get_by_text("You do not follow Joining forces any more.").is_visible()


def test_a_convenor_joins_two_points_and_both_pages_say_so(browser, site):
    convenor = Member.objects.get(is_superuser=True)
    one, other = (Insight.objects.published().filter(note=note).first() for note in notes())
    page = page_of(browser, site, convenor.email)
    page.goto(site + one.get_absolute_url())
    page.get_by_role("link", name="where else this was said").click()
    page.get_by_label("Its address, or the number on its receipt").fill(site + other.get_absolute_url())
    page.get_by_role("button", name="The same point").last.click()
    look(page, "the convenor's page")
    assert Echo.objects.filter(kind="same", state="confirmed").count() == 1
    reader = page_of(browser, site, MEMBER)
    reader.goto(site + other.get_absolute_url())
    assert reader.get_by_role("heading", name="Said more than once").is_visible()
    look(reader, "the point")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("kind", ["text", "Markdown"])
def test_a_citation_stands_whole_in_its_box_and_is_copied_with_one_button(browser, site, kind, scripts):
    page = page_of(browser, site, None, java_script_enabled=scripts)
    page.goto(site + Insight.objects.published().filter(note__event__visibility="public").first().get_absolute_url())
    box = page.get_by_label(f"As {kind}")
    copy = page.get_by_role("button", name=f"Copy as {kind}")
    if not scripts:
        assert box.is_visible()
        assert not copy.is_visible()
        return
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy.click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == box.input_value()
    look(page, "the insight with its citation copied")


def notes() -> list[int]:
    """Two notes of public meetings whose days are known."""
    out = Insight.objects.published().filter(note__event__visibility="public", note__event__starts_at__isnull=False)
    return list(out.order_by("note").values_list("note", flat=True).distinct()[:2])


def look(page, where: str) -> None:
    """No axe violation, and nothing over an edge; axe is a script."""
    assert wrong_with(page) == [], where
