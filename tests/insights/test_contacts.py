"""Contact details that were typed beside a note: they are looked for before it is public, as in its text."""

from __future__ import annotations

import pytest

from insights import publishing
from insights.checks import problems_of
from insights.extraction.warnings import contacts_in
from insights.models import Flag, Insight, Note
from tests.browsing import filled_in
from tests.insights.test_checks import SUGGESTED, draft, edit, said, words
from tests.making import QUOTE, make_event, make_insight, make_note

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to ada@example.org or ada@example.org.", ["ada@example.org"]),
        ("Ask ada [at] example [dot] org", ["ada [at] example [dot] org"]),
        ("**Ring 020 7946 0018**, or mail Ada.Lin@example.org", ["020 7946 0018", "Ada.Lin@example.org"]),
        ("Write to ada@example.org, 14 **Marlow** Road", ["ada@example.org", "14 Marlow Road"]),
        ("From 2019 to 2024 we met 12 times, at 5 o’clock", []),
        ("", []),
    ],
)
def test_contact_details_are_found_in_a_sentence_as_they_are_written(text, found):
    assert contacts_in(text) == found


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("title", "the meeting’s title"),
        ("summary", "the meeting’s summary"),
        ("description", "the meeting’s description"),
        ("place", "the meeting’s place"),
    ],
)
def test_contact_details_typed_about_the_meeting_block_until_they_may_stay(cell, ada, now, field, place):
    event = make_event(**{"title": "A roof", "slug": "a-roof", "cell": cell, field: "Ask ada [at] example.org"})
    note = draft(event, QUOTE, title="A roof")
    (problem,) = problems_of(note)
    assert (problem.blocks, problem.button) == (True, "It may stay")
    assert problem.sentence == (
        f"Contact details stand in {place}: “ada [at] example.org”. Take them out, or say that they may stay."
    )
    with pytest.raises(publishing.PublishingError, match="Contact details stand in"):
        publishing.publish(note, [], by=ada, at=now)
    publishing.let_through(note, [problem], by=ada, at=now)
    assert publishing.publish(note, [], by=ada, at=now).note_is_new


@pytest.mark.parametrize("field", ["title", "byline"])
def test_contact_details_typed_about_the_note_block(event, field):
    note = draft(event, QUOTE, **{field: "Ada Quist, 020 7946 0018"})
    assert "“020 7946 0018”" in said(note)[0]


def test_a_house_is_contact_details_but_where_a_meeting_is_held_may_be_said(cell):
    where = {"place": "Quay Hall, 14 Marlow Road, N16 0AS", "summary": "Tea at 22 Quay Street."}
    note = draft(make_event("A roof", slug="a-roof", cell=cell, **where), QUOTE)
    (problem,) = problems_of(note)
    assert problem.sentence.startswith("Contact details stand in the meeting’s summary: “22 Quay Street”.")


def test_contact_details_in_a_point_block_that_point_only_and_lead_to_its_words(event, ada, now):
    note = draft(event, f"{QUOTE}\n\nA report nobody reads is a rent.")
    told = make_insight(note, QUOTE, statement="Ask ada@example.org about it.", **SUGGESTED)
    other = make_insight(note, "A report nobody reads is a rent.", **SUGGESTED)
    (problem,) = problems_of(note, [told, other])
    assert words(note, problem) == QUOTE
    assert problem.sentence.startswith("Contact details stand in “Ask ada@example.org about it.”: “ada@example.org”.")
    assert publishing.publish(note, [other], by=ada, at=now).insights == 1
    with pytest.raises(publishing.PublishingError, match="Contact details"):
        publishing.publish(note, [told], by=ada, at=now)


def test_the_same_details_in_the_text_and_in_a_point_are_asked_about_once(event, ada, now):
    words = "Ask ada@example.org about it."
    note = draft(event, words)
    flag = Flag.objects.create(note=note, kind="contact", text="ada@example.org", start=4, end=19)
    point = make_insight(note, words, **SUGGESTED)
    (problem,) = problems_of(note, [point])
    assert problem.flag == flag
    publishing.settle(flag, by=ada, at=now)
    assert problems_of(note, [point]) == []


def test_contact_details_are_not_typed_into_a_point_that_is_out(event, ada):
    point = make_insight(make_note(event, quotes=[]), QUOTE)
    with pytest.raises(publishing.PublishingError, match="or say that they may stay. For that, withdraw the point"):
        edit(point, ada, statement="Ask ada@example.org.")
    assert Insight.objects.get().statement == QUOTE


def test_a_convenor_who_types_them_into_a_public_meeting_is_told(client, event, ada):
    make_note(event)
    client.force_login(ada)
    path = f"/admin/events/event/{event.pk}/change/"
    form = filled_in(client.get(path).content.decode(), "//form[@id='event_form']")
    page = client.post(path, form | {"summary": "Ask ada@example.org"}, follow=True).content.decode()
    assert "The note is public. Contact details stand in the meeting’s summary: “ada@example.org”." in page
    assert Note.objects.get().state == "published"


def test_the_review_page_has_the_button_that_lets_them_stay(client, event, ada):
    note = draft(event, QUOTE, byline="ada@example.org")
    client.force_login(ada)
    path = f"/admin/insights/note/{note.pk}/review/"
    (problem,) = problems_of(note)
    assert f'value="let:{problem.number}">It may stay</button>' in client.get(path).content.decode()
    client.post(path, {"do": f"let:{problem.number}"})
    assert problems_of(note) == []
