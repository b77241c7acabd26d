"""A note cut in the wrong place is split or joined, and nothing that a convenor did to it is lost."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Event, Speaker
from insights import cutting, future_meetings, intake, joining, promise, publishing, taking_part
from insights.cutting import CuttingError
from insights.models import Flag, FutureMeeting, Insight, LetThrough, Note, Passage
from tests.making import make_insight, make_note, make_passage, make_speaker

pytestmark = pytest.mark.django_db
KEYS = """Who keeps the keys?

This meeting of our Joining forces cell was held on 6th October 2026.

We heard from Ottoline Marsh, director of the Long Bench Trust.

- A key that one person holds is a door that is shut.
- Lend it before you are asked.

"""
KETTLES = """Who fills the kettle?

This meeting of our Joining forces cell was held on 8th December 2026.

We heard from Bram Achterberg of Tolhouse Kettles. Ottoline Marsh was there again.

- Tea is how a meeting begins to be one.
- Ring 01632 960 118 for the kettle.
- We will meet again on 3 February.
"""
LINE = len(KEYS)
SUGGESTED = {"state": "suggested", "approved_at": None}
POINTS = [
    "A key that one person holds is a door that is shut.",
    "Lend it before you are asked.",
    "Tea is how a meeting begins to be one.",
]


@pytest.fixture
def note(event, ada):
    """A draft that holds two notes, with a point of each speaker and one of the discussion in the first."""
    Event.objects.filter(pk=event.pk).update(state="draft")
    event.refresh_from_db()
    note = make_note(event, KEYS + KETTLES, [], state="draft", published_at=None, created_by=ada)
    ottoline = make_speaker(event, "Ottoline Marsh", "Long Bench Trust", "director")
    bram = make_speaker(event, "Bram Achterberg", "Tolhouse Kettles", position_in_list=1)
    for quote, speaker in zip(POINTS, (ottoline, None, bram), strict=True):
        make_insight(note, quote, speaker=speaker, **SUGGESTED)
    note.organisations.add(ottoline.affiliation.organisation, bram.affiliation.organisation)
    return note


def cut(note, ada, place=LINE):
    return cutting.split(note, place, by=ada, at=timezone.now())


def everything(note):
    """The text of a note and its points: rows, wordings, states, who said them, and where their words stand."""
    note = Note.objects.get(pk=note.pk)
    points = [
        (i.pk, i.statement, i.state, i.speaker and i.speaker.person.name, sorted(i.topics.names()))
        for i in note.insights.order_by("pk")
    ]
    passages = [(p.insight_id, p.start, p.end, p.quote, p.prefix, p.suffix, p.state) for p in note.passages.all()]
    return note.text, points, passages


def names(event):
    return [speaker.person.name for speaker in event.speakers.select_related("person")]


def test_the_rest_becomes_a_note_with_the_meeting_that_it_tells_of(note, ada, cell):
    new = cut(note, ada)
    note.refresh_from_db()
    assert (note.text, new.text, new.state) == (KEYS, KETTLES, "draft")
    assert (new.title, new.event.title) == ("Who fills the kettle?", "Who fills the kettle?")
    assert (str(timezone.localdate(new.event.starts_at)), new.event.state, new.event.cell) == (
        "2026-12-08",
        "draft",
        cell,
    )
    assert [insight.statement for insight in new.insights.all()] == POINTS[2:]
    assert [insight.statement for insight in note.insights.all()] == POINTS[:2]
    assert list(promise.broken()) == []


def test_whoever_is_named_in_one_half_goes_there_and_in_both_stands_in_both(note, ada):
    new = cut(note, ada)
    assert names(note.event) == ["Ottoline Marsh"]
    assert names(new.event) == ["Ottoline Marsh", "Bram Achterberg"]
    assert new.insights.get().speaker.person.name == "Bram Achterberg"
    assert new.event.speakers.first().position == "director"
    assert [str(row) for row in note.organisations.all()] == ["Long Bench Trust"]
    assert [str(row) for row in new.organisations.all()] == ["Tolhouse Kettles"]


def test_what_a_convenor_did_goes_along_with_the_words(note, ada, now):
    tea = note.insights.get(statement=POINTS[2])
    tea.topics.add("Tea")
    publishing.edit(tea, statement="Tea begins it.", kind="example", speaker=tea.speaker, topics=["Tea"], by=ada)
    publishing.dismiss([tea], by=ada, at=now)
    start = note.text.index("01632")
    flag = Flag.objects.create(note=note, kind="contact", text="01632 960 118", start=start, end=start + 13)
    publishing.settle(flag, by=ada, at=now)
    start = note.text.index("3 February")
    meeting = FutureMeeting.objects.create(note=note, date_text="3 February", start=start, end=start + 10)
    future_meetings.dismiss(meeting, by=ada, at=now)
    LetThrough.objects.create(note=note, key=f"consent:{tea.speaker.pk}:0", sentence="Yes", by=ada, at=now)
    LetThrough.objects.create(note=note, key="no date", sentence="Not recorded", by=ada, at=now)
    ask = note.insights.get(statement=POINTS[1])
    LetThrough.objects.create(note=note, key=f"repeats:{ask.pk}:{tea.pk}", sentence="Both", by=ada, at=now)
    new = cut(note, ada)
    moved = new.insights.get()
    assert (moved.pk, moved.statement, moved.kind, moved.state) == (tea.pk, "Tea begins it.", "example", "dismissed")
    assert list(moved.topics.names()) == ["Tea"]
    settled = new.flags.get()
    assert (new.text[settled.start : settled.end], settled.settled_by) == ("01632 960 118", ada)
    announced = new.future_meetings.get()
    assert (new.text[announced.start : announced.end], announced.state) == ("3 February", "dismissed")
    assert new.let_through.get().key == f"consent:{moved.speaker.pk}:0"


def test_somebody_taken_off_the_list_does_not_come_back_and_somebody_unnamed_stays(note, ada):
    Insight.objects.update(speaker=None)
    taking_part.remove(note.event.speakers.get(person__name="Bram Achterberg"), by=ada)
    make_speaker(note.event, "Zoe Lamb", position_in_list=5)
    new = cut(note, ada)
    assert names(new.event) == ["Ottoline Marsh"]
    assert names(note.event) == ["Ottoline Marsh", "Zoe Lamb"]


def test_the_new_meeting_tells_no_more_and_is_looked_after_by_the_same(note, ada, nora, ben):
    Event.objects.filter(pk=note.event_id).update(attribution="role only", visibility="members", cell=None)
    note.event.convenors.add(ada)
    new = cut(Note.objects.get(pk=note.pk), nora)
    assert (new.event.attribution, new.event.visibility) == ("role only", "members")
    assert Note.objects.editable_by(ada).filter(pk=new.pk).exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("Who keeps", "Choose the line"), ("keeps", "Choose the line"), ("next", "Choose the line")],
)
def test_a_place_within_a_line_or_at_the_edge_is_no_cut(note, ada, words, sentence):
    before = everything(note)
    place = note.text.find(words)
    with pytest.raises(CuttingError, match=sentence):
        cut(note, ada, place)
    assert everything(note) == before


def test_a_note_without_words_is_no_note(event, ada):
    event = Event.objects.create(title="Dots", slug="dots")
    note = make_note(event, "\n\nWho keeps the keys?\n\n***\n", [], state="draft", published_at=None)
    for place in (1, note.text.index("***")):
        with pytest.raises(CuttingError, match="No words would be left"):
            cut(note, ada, place)


def test_a_point_is_not_torn_in_two(note, ada):
    torn = note.insights.get(statement=POINTS[1])
    make_passage(torn, POINTS[2])
    with pytest.raises(CuttingError, match="“Lend it before you are asked.” stand on both sides"):
        cut(note, ada)
    Passage.objects.filter(insight=torn).delete()
    make_passage(torn, "Lend it before you are asked.\n\nWho fills the kettle?")
    with pytest.raises(CuttingError, match="both sides"):
        cut(note, ada)


def test_what_is_to_be_checked_is_checked_first(note, ada):
    note.passages.filter(quote=POINTS[1]).update(state="needs checking")
    with pytest.raises(CuttingError, match="wait to be checked"):
        cut(note, ada)


@pytest.mark.parametrize("facts", [{"state": "published"}, {"state": "withdrawn"}])
def test_what_is_or_was_public_stays_in_one_piece(note, ada, facts):
    Note.objects.filter(pk=note.pk).update(published_at=timezone.now(), **facts)
    with pytest.raises(CuttingError, match="is public, or has been"):
        cut(note, ada)
    assert "is public, or has been" in cutting.kept_because(Note.objects.get(pk=note.pk))


def test_words_that_are_a_note_already_are_not_split_off(note, ada):
    intake.receive(KETTLES, by=ada, at=timezone.now())
    with pytest.raises(CuttingError, match="is here already"):
        cut(note, ada)


def test_what_would_come_of_it_is_told_and_nothing_is_kept(note, ada):
    before = everything(note), Event.objects.count(), Speaker.objects.count()
    foreseen = cutting.foresee(note, LINE, by=ada, at=timezone.now())
    assert (foreseen.titles, foreseen.points) == (("Who holds the purse?", "Who fills the kettle?"), (2, 1))
    assert foreseen.people == (["Ottoline Marsh"], ["Ottoline Marsh", "Bram Achterberg"])
    assert (foreseen.edges[0].split()[-1], foreseen.edges[1].split()[0]) == ("asked.", "Who")
    assert (everything(note), Event.objects.count(), Speaker.objects.count()) == before


# Joining


def test_split_and_joined_it_is_the_same_note_with_the_same_points(note, ada):
    before, meeting = everything(note), note.event
    new = cut(note, ada)
    joined = joining.join(note, new, by=ada, at=timezone.now())
    assert everything(joined) == before
    assert (joined.event, Note.objects.count(), Event.objects.count()) == (meeting, 1, 1)
    assert sorted(names(meeting)) == ["Bram Achterberg", "Ottoline Marsh"]
    assert joined.organisations.count() == 2
    assert list(promise.broken()) == []


LINES = ["A door that is shut.", "- A key", "", "Tea, again.", "# Kettles", "  ", "é👩\u200d🌾 x"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(LINES), min_size=2, max_size=12), st.sampled_from(["", "\n", "\n\n"]), st.integers(1, 11)
)
def test_whatever_the_text_split_and_joined_is_the_same(ada, cell, lines, ends, number):
    Passage.objects.all().delete()
    Note.objects.all().delete()
    Event.objects.all().delete()
    event = Event.objects.create(title="Any", slug="any", cell=cell)
    text = "\n".join(lines) + ends
    note = make_note(event, text, [], state="draft", published_at=None, title=event.slug)
    for place, line in enumerate(lines):
        if line.strip():
            insight = make_insight(note, line, **SUGGESTED)
            start = len("\n".join([*lines[:place], ""]))
            insight.passages.update(start=start, end=start + len(line), prefix=text[max(0, start - 40) : start],
                                    suffix=text[start + len(line) :][:40])  # fmt: skip
    before = everything(note)
    try:
        new = cut(note, ada, len("\n".join([*lines[: number % len(lines)], ""])))
    except CuttingError:
        assert everything(note) == before
        return
    assert list(promise.broken()) == []
    assert note.text == Note.objects.get(pk=note.pk).text + new.text
    joining.join(note, new, by=ada, at=timezone.now())
    assert everything(note) == before
    assert list(promise.broken()) == []


LONG = " ".join(["Nobody minds how long a meeting is if there is something warm in the pot."] * 8)


@pytest.fixture
def feed(ada, db):
    """Two notes that came in with one text."""
    text = f"# {KEYS}{LONG}\n\n# {KETTLES}{LONG.replace('pot', 'cup')}\n"
    return [one.note for one in intake.receive(text, by=ada, at=timezone.now())]


def test_notes_of_one_text_know_their_neighbours(feed, ada, ben):
    one, two = feed
    assert (joining.before(two, ada), joining.after(one, ada)) == (one, two)
    assert (joining.before(one, ada), joining.after(two, ada), joining.after(one, ben)) == (None, None, None)


def test_joined_notes_are_one_with_a_blank_line_between_and_all_their_points(feed, ada):
    one, two = feed
    texts = one.text, two.text
    points = {i.statement for i in Insight.objects.all()}
    Insight.objects.filter(note=two).update(state="dismissed")
    joined = joining.join(one, two, by=ada, at=timezone.now())
    assert joined.text == "\n\n".join(texts)
    assert {i.statement for i in joined.insights.all()} == points
    assert joined.insights.filter(state="dismissed").exists()
    assert sorted(names(joined.event)) == ["Bram Achterberg", "Ottoline Marsh"]
    assert Event.objects.count() == 1
    assert list(promise.broken()) == []


def test_who_is_on_both_lists_is_named_no_more_than_either_allows(feed, ada):
    one, two = feed
    known = one.event.speakers.get(person__name="Ottoline Marsh")
    other = make_speaker(two.event, "x", attribution="unattributed", consent="not to be named", email="o@example.org")
    Speaker.objects.filter(pk=other.pk).update(person=known.person)
    joined = joining.join(one, two, by=ada, at=timezone.now())
    row = joined.event.speakers.get(person=known.person)
    assert (row.pk, row.attribution, row.consent, row.email) == (
        known.pk, "unattributed", "not to be named", "o@example.org",
    )  # fmt: skip
    assert row.position == "director"


def test_the_stricter_rule_of_the_second_meeting_holds_for_its_speakers(feed, ada):
    one, two = feed
    Event.objects.filter(pk=two.event_id).update(attribution="role only")
    joined = joining.join(one, Note.objects.get(pk=two.pk), by=ada, at=timezone.now())
    assert joined.event.speakers.get(person__name="Bram Achterberg").attribution_level == "role only"


def test_words_that_are_gone_keep_their_quote_and_their_earlier_text(feed, ada):
    one, two = feed
    gone = two.passages.first()
    Passage.objects.filter(pk=gone.pk).update(state="removed")
    joining.join(one, two, by=ada, at=timezone.now())
    gone.refresh_from_db()
    assert (gone.note, gone.state, gone.revision.note) == (one, "removed", one)
    assert list(promise.broken()) == []


def test_a_meeting_that_was_there_before_its_note_stays(feed, ada):
    one, two = feed
    Event.objects.filter(pk=two.event_id).update(created_at=two.created_at - timezone.timedelta(days=1))
    joining.join(one, Note.objects.get(pk=two.pk), by=ada, at=timezone.now())
    assert Event.objects.filter(pk=two.event_id).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda one, two: Note.objects.filter(pk=two.pk).update(state="withdrawn"), "is public, or has been"),
        (lambda one, two: Note.objects.filter(pk=two.pk).update(follows=None), "did not stand right after"),
        (lambda one, two: Event.objects.filter(pk=two.event_id).update(state="published"), "is on the site already"),
        (lambda one, two: Event.objects.filter(pk=two.event_id).update(visibility="members"), "members only"),
    ],
)
def test_what_is_in_the_way_of_joining_is_said(feed, ada, change, sentence):
    one, two = feed
    change(one, two)
    before = everything(one), everything(two)
    with pytest.raises(CuttingError, match=sentence):
        joining.join(one, two, by=ada, at=timezone.now())
    assert (everything(one), everything(two)) == before


def test_a_note_split_off_stands_between_its_neighbours(feed, ada):
    one, two = feed
    new = cutting.split(one, one.text.index(LONG), by=ada, at=timezone.now())
    assert (joining.after(one, ada), joining.after(new, ada)) == (new, two)
    assert joining.before(Note.objects.get(pk=two.pk), ada) == new
