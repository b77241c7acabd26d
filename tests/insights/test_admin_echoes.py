"""The convenors' pages on which two points are put together, and what the page of a point then shows."""

from __future__ import annotations

import pytest
from django.urls import reverse

from insights import echoes, meaning
from insights.models import Echo
from tests.insights.test_echoes import LIKE, OTHER, said

pytestmark = pytest.mark.django_db
LIST = "/admin/insights/insight/echoes/"


@pytest.fixture
def like(cell, now):
    rows = [said(statement, 2026 - place, cell=cell) for place, statement in enumerate(LIKE[:2])]
    echoes.propose(at=now)
    return rows


def page(client, path: str) -> str:
    return client.get(path).content.decode()


def post(client, path: str, **facts) -> str:
    return client.post(path, facts, follow=True).content.decode()


def test_a_proposal_stands_on_the_first_page_and_is_confirmed_with_one_button(client, ada, like):
    client.force_login(ada)
    assert f'<a href="{LIST}">1 point may have been made before</a>' in page(client, "/admin/")
    shown = page(client, LIST)
    assert LIKE[0] in shown
    assert LIKE[1] in shown
    said = post(client, LIST, do=f"same {Echo.objects.get().pk}")
    assert "Each now shows the other: the same point, said again." in said
    assert "Nothing waits for your word." in said
    client.logout()
    shown = page(client, like[0].get_absolute_url())
    assert "Said more than once" in shown
    first, again = (
        f'{words} at <a href="{like[n].note.event.get_absolute_url()}">'
        for words, n in (("First said", 1), ("Said again", 0))
    )
    assert shown.index(first) < shown.index(LIKE[1]) < shown.index(again) < shown.index("</a>: this one")


def test_neither_takes_it_off_the_list_and_take_apart_off_the_page(client, ada, like):
    client.force_login(ada)
    of = reverse("admin:insights_insight_echoes_of", args=[like[0].pk])
    number = Echo.objects.get().pk
    assert "The same point, and" not in post(client, LIST, do=f"neither {number}")
    assert LIKE[1] not in page(client, of)
    post(client, of, do=f"related {number}")
    assert "Related, from other meetings" in page(client, like[1].get_absolute_url())
    assert "Take apart" in page(client, of)
    post(client, of, do=f"neither {number}")
    assert "Related, from other meetings" not in page(client, like[1].get_absolute_url())


@pytest.mark.parametrize("typed", ["{pk}", "http://testserver{url}", " https://elsewhere.example/insights/{pk}/any "])
def test_a_convenor_puts_two_together_by_address_or_number(client, ada, like, typed):
    client.force_login(ada)
    other = said(OTHER)
    of = reverse("admin:insights_insight_echoes_of", args=[like[0].pk])
    facts = {"other": typed.format(pk=other.pk, url=other.get_absolute_url()), "do": "same"}
    assert "Each now shows the other" in post(client, of, **facts)
    assert OTHER in page(client, like[0].get_absolute_url())


@pytest.mark.parametrize("typed", ["0", "9" * 30, "no number", "\x00", "<b>", "insights/"])
def test_what_is_no_other_point_is_told_and_stays_in_the_box(client, ada, like, typed):
    client.force_login(ada)
    of = reverse("admin:insights_insight_echoes_of", args=[like[0].pk])
    for value in (typed, str(like[0].pk)):
        said = post(client, of, other=value, do="same")
        assert "No other point has this address or number." in said
    assert f'value="{like[0].pk}"' in said
    assert not Echo.objects.confirmed().exists()


def test_nobody_decides_on_a_pair_of_others(client, ada, ben, like, now):
    theirs = said(OTHER)
    draft = said("Not out.", state="draft")
    pair = Echo.objects.create(one=theirs, other=draft, proposed_at=now)
    client.force_login(ada)
    assert client.post(LIST, {"do": f"same {pair.pk}"}).status_code == 404
    assert client.post(LIST, {"do": "same x"}).status_code == 404
    client.force_login(ben)
    assert client.post(LIST, {"do": f"same {pair.pk}"}).status_code == 302
    assert not Echo.objects.confirmed().exists()


def test_where_the_model_is_not_installed_the_page_says_what_can_be_done(client, ada, monkeypatch):
    monkeypatch.setattr(meaning, "is_here", lambda: False)
    client.force_login(ada)
    assert "is not installed" in page(client, LIST)
