from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events.models import Cell, Event, Series, Speaker
from insights import intake
from insights.models import Flag, FutureMeeting, Insight, Note, NoteRevision, Passage
from people import matching
from people.models import Affiliation, LookAlike, Organisation, Person

pytestmark = pytest.mark.django_db

NOTE = """\
Mending the boiler together

This meeting of our Sharing and Building Power cell on 18th March 2026 asked who should hold the money for repairs.

We first heard from Asha Pillai, Chief Executive of Larder & Loom. Asha said that tenants know which boiler will
fail next, and that nobody asks them until it has.

Then Tomos Bevan, Head of Repairs at Tidewell Borough Council, responded. He explained that the council spends more on
call-outs than it would on new boilers.

Here are some of the points that emerged from the discussion:

• Tenants who choose the order of repairs wait longer and complain less, because they know why.

• A budget that residents hold must include the right to get it wrong.

• What would we stop doing if the money for repairs were ours?

Next meeting

Tuesday 12th May 2026, 2pm: Who may be wrong?
"""

FEED = """\
Housing, Power The Long Bench Housing, Power The Long Bench

Keys on a nail

Our speaker, Bronagh Keane, Director of the Lantern Rooms, told us that she leaves the keys on a nail.

Here are some of the points made in discussion:

• Trust is cheaper than a second caretaker, and it turns up on Sundays.

• People look after a room when they have their own key to it.

Read More
Money The Long Bench Money The Long Bench

A jar by the door

We heard from Idris Vaughan, treasurer of the Marsh Lane Kitchen, about the jar that stands by the door.

Some of the key points that emerged were:

• A jar that nobody watches fills faster than one with a notice on it.

• Write down what came in, never who gave it.

Read More
"""


def receive(text: str, by=None, at=None, **more):
    return intake.receive(text, by=by, at=at or timezone.now(), **more)


def test_a_text_becomes_a_draft_note_with_its_meeting_and_suggestions(ada, cell, now):
    [received] = receive(NOTE, by=ada, at=now)
    note = received.note
    assert (note.kind, note.state, note.title, note.text) == (
        "meeting",
        "draft",
        "Mending the boiler together",
        NOTE.strip(),
    )
    assert (note.event.state, note.event.cell, note.created_by) == ("draft", cell, ada)
    assert timezone.localtime(note.event.starts_at).date() == dt.date(2026, 3, 18)
    assert note.event.hours_known is False
    assert set(note.insights.values_list("state", flat=True)) == {"suggested"}
    assert list(note.insights.filter(listed=True).values_list("statement", flat=True)) == [
        "Tenants who choose the order of repairs wait longer and complain less, because they know why.",
        "A budget that residents hold must include the right to get it wrong.",
        "What would we stop doing if the money for repairs were ours?",
    ]


def test_every_passage_is_the_exact_words_of_the_note(ada, cell):
    [received] = receive(NOTE, by=ada)
    passages = Passage.objects.select_related("note", "revision")
    assert received.insights == passages.count() > 3
    for passage in passages:
        assert passage.note.text[passage.start : passage.end] == passage.quote
        assert passage.revision.text == passage.note.text
        assert passage.note.text[: passage.start].endswith(passage.prefix)
        assert passage.note.text[passage.end :].startswith(passage.suffix)


def test_speakers_keep_their_position_and_organisation_as_stated_and_are_joined_to_the_records(ada, cell):
    receive(NOTE, by=ada)
    facts = ("person__name", "position", "organisation", "affiliation__organisation__name")
    assert list(Speaker.objects.values_list(*facts)) == [
        ("Asha Pillai", "Chief Executive", "Larder & Loom", "Larder & Loom"),
        ("Tomos Bevan", "Head of Repairs", "Tidewell Borough Council", "Tidewell Borough Council"),
    ]
    assert Organisation.objects.get(name="Tidewell Borough Council").kind == "council"


def test_a_future_meeting_stays_a_proposal_until_a_convenor_says_so(ada, cell):
    receive(NOTE, by=ada)
    assert Event.objects.count() == 1
    assert FutureMeeting.objects.get().date == dt.date(2026, 5, 12)


def test_the_same_words_are_refused_with_the_note_that_has_them(ada, cell):
    note = receive(NOTE, by=ada)[0].note
    marks_lost = NOTE.replace("• ", "").replace("\n\n", "\n").replace("’", "'")
    with pytest.raises(intake.AlreadyKnown) as error:
        receive(marks_lost, by=ada)
    assert str(error.value) == "This note is here already: “Mending the boiler together”."
    assert error.value.note == note
    assert (Note.objects.count(), Event.objects.count(), Person.objects.count()) == (1, 1, 2)


def test_a_feed_becomes_one_note_a_meeting_and_says_what_was_left_out(nora):
    received = receive(FEED, by=nora)
    assert [one.note.title for one in received] == ["Keys on a nail", "A jar by the door"]
    assert received[0].left_out == ("Housing, Power The Long Bench Housing, Power The Long Bench",)
    assert sorted(received[0].note.topics.names()) == ["Housing", "Power"]
    assert all(one.note.text in FEED for one in received)


def test_a_feed_of_which_one_note_is_known_brings_the_other(nora):
    first = FEED.split("Read More")[0]
    receive(first, by=nora)
    assert [one.new for one in receive(FEED, by=nora)] == [False, True]
    assert Note.objects.count() == 2


def test_a_feed_does_not_fit_one_chosen_meeting(ada, event):
    with pytest.raises(intake.IntakeError, match="This text holds 2 notes"):
        receive(FEED, by=ada, event=event)
    assert not Note.objects.exists()


def test_a_chosen_meeting_gets_the_note_and_keeps_its_own_facts(ada, event):
    [received] = receive(NOTE, by=ada, event=event)
    assert received.note.event == event
    event.refresh_from_db()
    assert event.title == "Who holds the purse?"
    assert Event.objects.count() == 1


def test_a_meeting_has_one_note(ada, event):
    receive(NOTE, by=ada, event=event)
    with pytest.raises(intake.IntakeError, match="has a note already"):
        receive(FEED.split("Read More")[0], by=ada, event=event)


def test_a_convenors_note_stays_hers_where_the_cell_is_not(ada):
    Cell.objects.create(name="Sharing and building power", slug="power")
    note = receive(NOTE, by=ada)[0].note
    assert note.event.cell is None
    assert list(note.event.convenors.all()) == [ada]
    assert Note.objects.editable_by(ada).get() == note


def test_an_archive_brings_the_cell_it_names():
    assert receive(NOTE)[0].note.event.cell.name == "Sharing and building power"


def test_a_person_who_is_known_is_not_made_twice(ada, cell):
    receive(NOTE, by=ada)
    other = NOTE.replace("Mending the boiler", "Painting the stairs").replace("boiler", "stairwell")
    received = receive(other, by=ada)[0]
    assert (Person.objects.count(), Affiliation.objects.count(), received.new_people) == (2, 2, 0)


def test_a_person_who_only_looks_alike_is_made_and_asked_about(ada, cell):
    receive(NOTE, by=ada)
    other = NOTE.replace("Mending", "Painting").replace("Pillai", "Pillay").replace("tenants know", "lodgers know")
    receive(other, by=ada)
    question = LookAlike.objects.get()
    assert (question.person.name, question.other_person.name) == ("Asha Pillay", "Asha Pillai")


@pytest.mark.parametrize("text", ["", " \n\t ", "\ufeff", "\0\0"])
def test_a_blank_text_is_answered_with_a_sentence(ada, text):
    with pytest.raises(intake.IntakeError, match="There is no text yet"):
        receive(text, by=ada)


def test_a_text_above_the_limit_is_refused_with_the_limit(ada, settings):
    settings.NOTE_MAX_BYTES = 2**20
    with pytest.raises(intake.IntakeError, match="larger than 1 MB"):
        receive("word " * 300_000, by=ada)


def test_a_note_without_a_single_point_is_kept(ada):
    [received] = receive("Thank you all.\n", by=ada)
    assert received.insights == 0
    assert received.note.text == "Thank you all."


def test_tidy_changes_line_ends_byte_order_mark_and_nul_and_nothing_else():
    assert intake.tidy("\ufeffOne\r\ntwo\rthree\0\u00a0\u200b four…") == "One\ntwo\nthree\u00a0\u200b four…"


def test_all_or_nothing(ada, cell, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(FutureMeeting.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        receive(NOTE, by=ada)
    assert [m.objects.count() for m in (Note, Event, Person, Insight, Passage, NoteRevision, Flag)] == [0] * 7


def test_contact_details_are_flagged(ada, cell):
    note = receive(NOTE + "\nRing Asha on 01632 960 118 or write to asha@example.org.\n", by=ada)[0].note
    flagged = [(flag.text, note.text[flag.start : flag.end]) for flag in note.flags.filter(kind="contact")]
    assert flagged == [("01632 960 118", "01632 960 118"), ("asha@example.org", "asha@example.org")]


def _of_keys(title, opening):
    return f"{title}\n\n{opening}\n\n" + "\n".join(FEED.splitlines()[4:10])


def test_the_second_note_of_a_pair_brings_the_first_into_the_series(nora):
    first = receive(_of_keys("Keys and boilers", "A meeting about keys."), by=nora)[0].note.event
    second = receive(
        _of_keys("Keys and boilers (second meeting)", "This was the second of two meetings about doors."),
        by=nora,
    )[0].note.event
    first.refresh_from_db()
    assert first.series == second.series
    assert (first.series_position, second.series_position) == (1, 2)


def test_another_cells_meeting_of_that_title_is_left_alone(ada, cell, event):
    event.cell = None
    event.title = "Keys and boilers"
    event.save()
    receive(_of_keys("Keys and boilers (second meeting)", "This was the second of two meetings."), by=ada)
    event.refresh_from_db()
    assert event.series is None


def test_a_series_is_told_from_the_title_and_its_place(nora):
    text = "Keys and boilers (second meeting)\n\nThis was the second of two meetings about keys.\n\n" + "\n".join(
        FEED.splitlines()[4:10]
    )
    event = receive(text, by=nora)[0].note.event
    assert (event.series.title, event.series_position) == ("Keys and boilers", 2)
    assert Series.objects.count() == 1


def test_a_person_made_beside_an_archive_that_is_being_brought_in_is_joined_not_doubled(nora, now):
    directory = matching.Directory()
    asha = Person.objects.create(name="Asha Pillai", slug="asha-pillai")
    gone = Person.objects.create(name="Ben Osei", slug="ben-osei")
    words = "# A roof\n\n18 March 2026\n\nSpeaker: Asha Pillai\n\nAsha Pillai said that roofs leak."
    text, (document,) = intake.read(words)
    intake.receive_document(text, document, by=nora, at=now, directory=directory)
    assert Person.objects.filter(name="Asha Pillai").get() == asha
    gone.delete()
    directory.catch_up()
    assert "ben osei" not in directory.people


def test_a_directory_is_read_once_while_nobody_else_writes(nora, now, django_assert_num_queries):
    directory = matching.Directory()
    directory.add(Person.objects.create(name="Asha Pillai", slug="asha-pillai"))
    with django_assert_num_queries(2):
        directory.catch_up()


def test_a_point_with_an_escaped_mark_says_the_mark_and_rests_on_its_words(nora, now):
    words = r"Forms that ask 5\*3 questions are answered by nobody who has a living to earn."
    (received,) = intake.receive(
        f"# A roof\n\n18 March 2026\n\n- {words}\n- A second point stands here.", by=nora, at=now
    )
    point = received.note.insights.get(statement__contains="Forms that ask")
    passage = point.passages.get()
    assert "5*3 questions" in point.statement
    assert received.note.text[passage.start : passage.end] == passage.quote
    assert r"5\*3" in passage.quote
