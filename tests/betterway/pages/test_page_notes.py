from __future__ import annotations

import re

import pytest

from insights.models import Note
from tests.making import make_insight, make_note, make_passage

pytestmark = pytest.mark.django_db


def test_the_note_marks_each_published_passage_and_ties_it_to_its_point(page, meeting):
    insight = meeting.note.insights.get()
    shown = page(meeting.note.get_absolute_url())
    assert f'<mark class="pen" id="insight-{insight.pk}">Deciding on a small grant costs' in shown
    assert f'href="{insight.get_absolute_url()}"><b>1</b>Small gifts are dear' in shown
    assert f'<a href="#insight-{insight.pk}">Small gifts are dear' in shown
    assert "1 point in this note" in shown
    assert "dye-madder" in shown


def test_the_title_stands_once(page, meeting):
    note = meeting.note
    note.title = "Who holds the purse?"
    note.save()
    assert len(re.findall(r">\s*Who holds the purse\?\s*<", page(note.get_absolute_url()))) == 1


def test_suggested_dismissed_and_withdrawn_insights_are_not_marked(page, meeting, ada):
    for state, quote in [("suggested", "who decides"), ("dismissed", "stop asking"), ("withdrawn", "paid in evenings")]:
        make_insight(meeting.note, quote, state=state)
    for member in (None, ada):
        assert page(meeting.note.get_absolute_url(), member).count("<mark") == 1


def test_a_removed_passage_is_not_marked(page, meeting):
    insight = meeting.note.insights.get()
    make_passage(insight, "A report nobody reads", state="removed")
    assert page(meeting.note.get_absolute_url()).count("<mark") == 1


def test_a_draft_note_is_a_404_but_for_its_convenor(page, meeting, ada, ben):
    Note.objects.update(state="draft")
    address = meeting.note.get_absolute_url()
    page(address, status=404)
    page(address, ben, status=404)
    shown = page(address, ada)
    assert "Draft: only convenors see this." in shown
    assert "<mark" not in shown


def test_a_withdrawn_note_is_a_404(page, meeting):
    Note.objects.update(state="withdrawn")
    page(meeting.note.get_absolute_url(), status=404)
    page(meeting.note.insights.get().get_absolute_url(), status=404)


def test_articles_are_listed_and_read_with_their_points(page):
    article = make_note(None, byline="Dot Merriman", written_on="2025-03-02")
    article.topics.add("Trust")
    listed = page("/reading/")
    assert article.get_absolute_url() in listed
    assert "Dot Merriman" in listed
    shown = page(article.get_absolute_url())
    assert "Sunday 2 March 2025" in shown
    assert "<mark" in shown
    assert 'href="/topics/trust/"' in shown


def test_a_draft_article_is_only_for_whoever_brought_it(page, ada, ben):
    article = make_note(None, state="draft", published_at=None, created_by=ada)
    page(article.get_absolute_url(), status=404)
    page(article.get_absolute_url(), ben, status=404)
    assert article.title not in page("/reading/", ben)
    assert "Draft: only convenors see this." in page(article.get_absolute_url(), ada)


def test_a_withdrawn_article_is_not_called_a_draft(page, ada):
    make_note(None, state="withdrawn", created_by=ada)
    listed = page("/reading/", ada)
    assert '<p class="meta">Withdrawn</p>' in listed
    assert "Draft" not in listed


def test_an_empty_reading_list_leads_on(page):
    assert "No articles are kept here yet." in page("/reading/")


@pytest.mark.parametrize(
    ("state", "sentence"), [("removed", "no longer says this."), ("needs checking", "these words.")]
)
def test_a_point_whose_words_are_gone_says_so_wherever_it_stands(page, meeting, state, sentence):
    insight = meeting.note.insights.get()
    insight.passages.update(state=state)
    note = page("/events/buildings-in-our-own-hands/note/")
    assert f'id="insight-{insight.pk}"' not in note
    assert f'<li id="gone-{insight.pk}">' in note
    for html in (note, page("/insights/"), page(meeting.get_absolute_url()), page(insight.get_absolute_url())):
        assert sentence in html
        assert "Read it in context" not in html


def test_a_point_that_stands_says_nothing_of_the_kind(page, meeting):
    for path in ("/insights/", "/events/buildings-in-our-own-hands/note/"):
        assert "no longer says this" not in page(path)
