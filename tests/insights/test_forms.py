"""What a convenor types, read rightly or answered in a sentence."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.models import Speaker
from insights.forms import InsightForm, LogNoteForm, ProposalForm, mark_of, shown
from insights.models import Insight
from people.dates import short_day
from tests.elsewhere import make_elsewhere
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db
WORDS = "Who holds the purse?\n\n- “A report nobody reads is a rent.”\n"


def form(member, text="", upload=None, name="note.txt", **facts):
    files = {"file": SimpleUploadedFile(name, upload)} if upload is not None else {}
    return LogNoteForm({"text": text, **facts}, files, member=member)


def test_a_pasted_note_is_kept_to_the_letter(ada):
    pasted = form(ada, "  \r\nWho?\r\n\0 ")
    assert pasted.is_valid()
    assert pasted.cleaned_data["text"] == "  \r\nWho?\r\n "


def test_the_meeting_just_held_is_offered_first_and_the_far_future_last_each_with_its_day(ada, cell):
    noon = timezone.localtime().replace(hour=12, minute=0)
    for days in (900, -40, 30, -1):
        make_event("Cell meeting", slug=f"cell-meeting-{days}", cell=cell, starts_at=noon + dt.timedelta(days=days))
    make_event("Not dated yet", cell=cell, starts_at=None)
    offered = [words for _, words in LogNoteForm(member=ada).fields["event"].choices][1:]
    days = [short_day(noon + dt.timedelta(days=days)) for days in (-1, -40, 30, 900)]
    assert offered == [*(f"Cell meeting, {day}" for day in days), "Not dated yet, date not recorded"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_file_from_word_is_read_rightly(ada, encoding):
    uploaded = form(ada, upload=WORDS.encode(encoding))
    assert uploaded.is_valid()
    assert uploaded.cleaned_data["text"].removeprefix("\ufeff") == WORDS
    assert uploaded.cleaned_data["source"] == "note.txt"


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({}, "text", "There is no text yet. Paste the note, or choose a file."),
        ({"text": " \n\t"}, "text", "There is no text yet. Paste the note, or choose a file."),
        (
            {"text": "Words", "upload": b"Words"},
            "file",
            "You have pasted a note and chosen a file too. Keep one of the two.",
        ),
        (
            {"upload": b"PK\x03\x04...", "name": "note.docx"},
            "file",
            "“note.docx” cannot be read. The file is damaged. Save it again in the program it was made with.",
        ),
        (
            {"upload": b"x" * (10 * 2**20 + 1)},
            "file",
            "“note.txt” is larger than 10 MB, which is the most a note may have.",
        ),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(ada, facts, field, sentence):
    refused = form(ada, **facts)
    assert not refused.is_valid()
    assert list(refused.errors) == [field]
    assert refused.errors[field] == [sentence]


def test_a_file_has_to_be_chosen_again_when_the_form_comes_back(ada):
    assert form(ada, upload=b"Words").file_to_choose_again == ""
    refused = form(ada, upload=b"%PDF", name="note.pdf")
    refused.is_valid()
    assert refused.file_to_choose_again == "note.pdf"


def test_meetings_are_ones_own_and_have_no_note(ada, event, cell):
    theirs = make_elsewhere()
    theirs.event.note.event = make_event("Another supper", cell=theirs.cell)
    theirs.event.note.save()
    make_note(make_event("Written up", cell=cell))
    make_event("Off", cell=cell, state="cancelled")
    offered = form(ada).fields
    assert list(offered["event"].queryset) == [event]
    assert list(offered["cell"].queryset) == [cell]


def test_a_posted_meeting_of_others_is_refused(ada):
    theirs = make_elsewhere()
    theirs.note.flags.all().delete()
    assert "event" in form(ada, "Words", event=theirs.event.pk).errors
    assert "cell" in form(ada, "Words", cell=theirs.cell.pk).errors


def test_a_proposal_is_changed_only_by_what_differs(event):
    note = make_note(event)
    insight = Insight.objects.get()
    insight.topics.set(["Trust", "Small grants"])
    values = shown(insight)
    assert values == {
        "statement": insight.statement,
        "kind": "point",
        "speaker": "",
        "topics": "Small grants, Trust",
        "attribution": "",
    }
    assert mark_of(values) == mark_of({**values, "statement": f"{note.insights.get().statement}\r\n"})
    assert mark_of(values) != mark_of({**values, "kind": "example"})


def test_a_proposal_needs_words_and_someone_who_was_there(event):
    make_note(event)
    elsewhere = make_speaker(make_event(), "Asha Pillai")
    there = event.speakers.all()
    refused = ProposalForm({"statement": " ", "kind": "poem", "speaker": elsewhere.pk, "topics": ""}, speakers=there)
    assert refused.errors == {
        "statement": ["Write the point in a sentence, or dismiss it."],
        "kind": ["Choose a kind from the list."],
        "speaker": ["Choose someone who was at this meeting."],
    }


def test_a_statement_is_kept_without_signs_that_nobody_sees(cell):
    insight = make_note(make_event(cell=cell)).insights.get()
    typed = {"statement": "\x01Small\x0b gifts \0are dear.\x0c", "kind": "point"}
    for filled in (InsightForm(typed, instance=insight), ProposalForm(typed, speakers=Speaker.objects.none())):
        assert filled.is_valid(), filled.errors
        assert filled.cleaned_data["statement"] == "Small gifts are dear."
