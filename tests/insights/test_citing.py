from __future__ import annotations

import pytest

from insights.citing import citation_of
from insights.models import Insight
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def insight(settings):
    settings.BASE_URL = "https://meet.example.org"
    event = make_event("Who decides")
    asha = make_speaker(event, "Asha Pillai", "Kelderby Library")
    return make_insight(make_note(event, "Soup *first*.", []), "Soup *first*.", speaker=asha)


def cited(insight):
    return citation_of(Insight.objects.with_context().get(pk=insight.pk), "A Wider Table")


def test_it_names_speaker_meeting_network_day_and_the_address_that_stays(insight):
    said = cited(insight).plain
    assert said.startswith("“Soup *first*.” Asha Pillai, Kelderby Library, Who decides, A Wider Table, ")
    assert said.endswith(f" https://meet.example.org/insights/{insight.pk}/")


def test_as_markdown_it_reads_the_same_and_links(insight):
    said = cited(insight).markdown
    assert r"“Soup \*first\*.”" in said
    assert said.endswith(f"[Insight {insight.pk}](https://meet.example.org/insights/{insight.pk}/)")


@pytest.mark.parametrize("level", ["organisation only", "role only", "unattributed"])
def test_it_names_nobody_who_may_not_be_named(insight, level):
    insight.attribution = level
    insight.save()
    assert "Asha" not in cited(insight).plain + cited(insight).markdown


def test_the_page_shows_both(client, insight):
    page = client.get(insight.get_absolute_url()).content.decode()
    assert f"https://meet.example.org/insights/{insight.pk}/</textarea>" in page
    assert f"[Insight {insight.pk}]" in page
    assert "betterway/copy.js" in page
    assert page.count('hidden>Copy<span class="vh"> as ') == 2
