"""Withdrawing with a public reason: what those who have the link are told, and nothing else."""

from __future__ import annotations

import pytest

from insights import publishing
from insights.models import Note, Withdrawal
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(event):
    return make_note(event)


def test_a_withdrawn_insight_says_when_and_why_and_nothing_else(client, ada, now, note):
    insight = note.insights.get()
    publishing.withdraw([insight], by=ada, at=now, reason="A speaker asked us to.")
    for path in (insight.get_absolute_url(), f"/insights/{insight.pk}/"):
        response = client.get(path)
        words = response.content.decode()
        assert response.status_code == 410
        assert "no-store" in response["Cache-Control"]
        assert "Withdrawn on Sunday 22 November 2026: A speaker asked us to." in words
        assert "small grant" not in words.replace(path, "")
        assert "Who holds the purse?" not in words


def test_a_withdrawn_note_answers_for_its_insights_too(client, ada, now, note):
    publishing.withdraw_note(note, by=ada, at=now, reason="It was the wrong note.")
    for path in (note.get_absolute_url(), note.insights.get().get_absolute_url()):
        response = client.get(path)
        assert (response.status_code, "It was the wrong note." in response.content.decode()) == (410, True)
    publishing.publish(note, [], by=ada, at=now)
    assert client.get(note.get_absolute_url()).status_code == 200


def test_a_withdrawn_article_says_so(client, ada, now):
    article = make_note(None)
    publishing.withdraw_note(article, by=ada, at=now)
    response = client.get(article.get_absolute_url())
    assert (response.status_code, "Withdrawn on Sunday 22 November 2026." in response.content.decode()) == (410, True)


def test_who_could_not_read_it_is_told_nothing(client, ada, ben, now):
    note = make_note(make_event(visibility="members"))
    publishing.withdraw_note(note, by=ada, at=now, reason="A reason for members")
    assert client.get(note.get_absolute_url()).status_code == 404
    client.force_login(ben)
    assert client.get(note.get_absolute_url()).status_code == 410


def test_what_was_never_public_stays_a_404(client, note):
    note.insights.update(state="suggested")
    assert client.get(note.insights.get().get_absolute_url()).status_code == 404
    Note.objects.update(state="withdrawn")  # as it stood before reasons were kept
    assert client.get(note.get_absolute_url()).status_code == 404


def test_withdrawing_asks_why_and_the_reason_is_public_and_remembered(client, ada, note):
    client.force_login(ada)
    insight = note.insights.get()
    review = f"/admin/insights/note/{note.pk}/review/"
    response = client.post(review, {"do": f"withdraw:{insight.pk}"}, follow=True)
    there = f"/admin/insights/note/{note.pk}/withdrawn/"
    assert there in response.content.decode()
    row = Withdrawal.objects.get()
    assert str(insight) in client.get(there).content.decode()
    client.post(there, {f"reason-{row.pk}": "  It was   not said. "})
    row.refresh_from_db()
    assert (row.reason, row.withdrawn_by, row.history.first().history_user) == ("It was not said.", ada, ada)
    client.logout()
    assert "It was not said." in client.get(insight.get_absolute_url()).content.decode()


def test_a_reason_given_with_the_button_is_not_asked_for_again(client, ada, note):
    client.force_login(ada)
    data = {"do": "withdraw-note", "reason": "Wrong file."}
    response = client.post(f"/admin/insights/note/{note.pk}/review/", data, follow=True)
    assert "Say why" not in response.content.decode()
    assert Withdrawal.objects.get().reason == "Wrong file."


def test_only_the_last_withdrawal_counts(client, ada, now, note):
    publishing.withdraw_note(note, by=ada, at=now, reason="First")
    publishing.publish(note, [], by=ada, at=now)
    publishing.withdraw_note(note, by=ada, at=now, reason="Second")
    assert [row.reason for row in Withdrawal.objects.in_force()] == ["Second"]
    words = client.get(note.get_absolute_url()).content.decode()
    assert ("Second" in words, "First" in words) == (True, False)
