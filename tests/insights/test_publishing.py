from __future__ import annotations

import pytest

from events.models import Topic
from insights import publishing
from insights.models import Flag, Insight
from tests.making import make_insight, make_note

pytestmark = pytest.mark.django_db

TEXT = "Tenants know which boiler fails next. Ask Denise, or ring 01632 960 118. Asha Pillai said so."


def draft(event, text: str, quotes: list[str]):
    note = make_note(event, text=text, quotes=[], state="draft", published_at=None)
    for quote in quotes:
        make_insight(note, quote, state="suggested", approved_at=None)
    return note


@pytest.fixture
def note(event):
    note = draft(event, TEXT, ["Tenants know which boiler fails next.", "Ask Denise, or ring 01632 960 118."])
    note.insights.filter(order=1).update(statement="Ask Denise, or ring.")
    return note


def flag(note, words: str, kind: str) -> Flag:
    start = note.text.index(words)
    return Flag.objects.create(note=note, kind=kind, text=words, start=start, end=start + len(words))


def test_publish_puts_the_note_its_meeting_and_the_insights_out(note, ada, now):
    note.event.state = "draft"
    note.event.save()
    first, second = note.insights.all()
    assert publishing.publish(note, [first], by=ada, at=now) == publishing.Published(True, 1)
    for row in (note, note.event, first, second):
        row.refresh_from_db()
    assert [note.state, note.event.state, first.state, second.state] == ["published"] * 3 + ["suggested"]
    assert (note.published_by, note.published_at, first.approved_by, first.approved_at) == (ada, now, ada, now)


def test_publish_twice_changes_nothing(note, ada, nora, now):
    insights = list(note.insights.all())
    publishing.publish(note, insights, by=ada, at=now)
    assert publishing.publish(note, insights, by=nora, at=now) == publishing.Published(False, 0)
    assert {i.approved_by for i in note.insights.all()} == {ada}
    assert insights[0].history.filter(state="published").count() == 1


@pytest.mark.parametrize(
    ("words", "kind", "sentence"),
    [
        (
            "01632 960 118",
            "contact",
            "Contact details stand in the note: “01632 960 118”. Take them out, or say that they may stay.",
        ),
        (
            "Denise",
            "private name",
            "“Denise” looks like the name of a private person. Take it out, or say that it may stay.",
        ),
    ],
)
def test_what_is_flagged_stops_publication_with_a_sentence_until_it_may_stay(note, ada, now, words, kind, sentence):
    found = flag(note, words, kind)
    with pytest.raises(publishing.PublishingError) as error:
        publishing.publish(note, note.insights.all(), by=ada, at=now)
    assert str(error.value) == sentence
    assert [(p.start, p.end) for p in error.value.problems] == [(found.start, found.end)]
    note.refresh_from_db()
    assert note.state == "draft"
    publishing.settle(found, by=ada, at=now)
    assert publishing.publish(note, note.insights.all(), by=ada, at=now) == publishing.Published(True, 2)


def test_a_quotation_of_someone_unnamed_is_said_and_does_not_stop(note, ada, now):
    flag(note, "Ask Denise", "anonymous quote")
    assert [problem.blocks for problem in publishing.problems_of(note)] == [False]
    assert publishing.publish(note, [], by=ada, at=now).note_is_new


@pytest.fixture
def hidden_speaker(event):
    from people.models import Person

    return event.speakers.create(
        person=Person.objects.create(name="Asha Pillai", slug="asha-pillai"), attribution="role only"
    )


def test_a_hidden_speakers_name_in_the_note_stops_publication(note, hidden_speaker, ada, now):
    with pytest.raises(publishing.PublishingError, match="Asha Pillai is to be named role only, but the name stands"):
        publishing.publish(note, [], by=ada, at=now)


def test_a_hidden_speakers_name_in_a_statement_stops_publication(event, hidden_speaker, ada, now):
    note = draft(event, "Somebody spoke.", ["Somebody spoke."])
    insight = note.insights.get()
    insight.statement = "asha pillai spoke."
    insight.save()
    with pytest.raises(publishing.PublishingError, match="the name stands in “asha pillai spoke.”"):
        publishing.publish(note, [insight], by=ada, at=now)


def test_an_empty_note_is_not_published(event, ada, now):
    note = draft(event, " ", [])
    with pytest.raises(publishing.PublishingError, match="The note has no words yet"):
        publishing.publish(note, [], by=ada, at=now)


def test_with_the_archive_listed_points_go_out_and_what_is_flagged_waits(note, now):
    note.insights.update(listed=True)
    flag(note, "Denise", "private name")
    assert publishing.publish_with_archive(note, at=now) == publishing.Published(True, 1)
    states = note.insights.values_list("statement", "state", "with_archive")
    assert list(states) == [
        ("Tenants know which boiler fails next.", "published", True),
        ("Ask Denise, or ring.", "suggested", False),
    ]


def test_with_the_archive_prose_suggestions_wait(note, now):
    assert publishing.publish_with_archive(note, at=now) == publishing.Published(True, 0)


def test_with_the_archive_contact_details_hold_the_note_back(note, now):
    flag(note, "01632 960 118", "contact")
    with pytest.raises(publishing.PublishingError):
        publishing.publish_with_archive(note, at=now)


def test_the_states_of_an_insight_lead_into_one_another(note, ada, now):
    rows = list(note.insights.all())
    assert publishing.dismiss(rows, by=ada, at=now) == 2
    assert publishing.publish(note, rows, by=ada, at=now).insights == 0
    assert publishing.suggest_again(rows[:1], by=ada, at=now) == 1
    assert publishing.publish(note, rows, by=ada, at=now).insights == 1
    assert publishing.withdraw(rows, by=ada, at=now) == 1
    assert publishing.publish(note, rows, by=ada, at=now).insights == 1
    first = Insight.objects.get(pk=rows[0].pk)
    states = list(first.history.order_by("history_id").values_list("state", flat=True))
    assert [s for i, s in enumerate(states) if i == 0 or states[i - 1] != s][-6:] == [
        "suggested", "dismissed", "suggested", "published", "withdrawn", "published",
    ]  # fmt: skip
    assert first.history.latest().history_user == ada


def test_withdrawing_a_note_takes_its_insights_with_it_and_back(note, ada, cyd, now):
    publishing.publish(note, note.insights.all(), by=ada, at=now)
    assert Insight.objects.visible_to(cyd).count() == 2
    publishing.withdraw_note(note, by=ada, at=now)
    assert Insight.objects.visible_to(cyd).count() == 0
    publishing.publish(note, [], by=ada, at=now)
    assert Insight.objects.visible_to(cyd).count() == 2


def test_edit_changes_the_wording_and_keeps_the_words_and_the_earlier_wording(note, ada):
    insight = note.insights.first()
    passage = insight.passages.get()
    publishing.edit(
        insight, statement=" Ask  tenants first. ", kind="recommendation", speaker=None, topics=["Housing"], by=ada
    )
    insight.refresh_from_db()
    assert (insight.statement, insight.kind) == ("Ask tenants first.", "recommendation")
    assert list(insight.topics.all()) == [Topic.objects.get(name="Housing")]
    assert insight.passages.get().quote == passage.quote
    assert "Tenants know which boiler fails next." in insight.history.values_list("statement", flat=True)


def test_an_empty_statement_is_refused(note, ada):
    with pytest.raises(publishing.PublishingError, match="Write the point in a sentence"):
        publishing.edit(note.insights.first(), statement=" ", kind="point", speaker=None, topics=[], by=ada)


def test_a_hidden_speakers_name_is_not_written_into_a_published_statement(note, hidden_speaker, ada, now):
    insight = note.insights.first()
    insight.note.insights.update(state="published", approved_at=now)
    insight.refresh_from_db()
    with pytest.raises(publishing.PublishingError, match="Asha Pillai is to be named role only"):
        publishing.edit(insight, statement="Asha Pillai said so.", kind="point", speaker=None, topics=[], by=ada)
    insight.refresh_from_db()
    assert insight.statement == "Tenants know which boiler fails next."
