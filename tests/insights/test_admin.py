""" "Log a note", the list of notes, and the list of insights."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from events.models import Event
from insights.forms import NoteForm
from insights.models import Note
from tests.elsewhere import SECRETS, make_elsewhere
from tests.elsewhere import TEXT as SECRET_TEXT
from tests.insights.importing.documents import make_docx, paragraph
from tests.making import QUOTE, make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
LOG = "/admin/insights/note/log/"
NOTE = """# Who marks the homework?

On Tuesday 12 May 2026 the Sharing and building power cell met in Thornmouth.

Asha Pillai, director of Harbour Lane Kitchen, spoke first. She made these points:

- A report nobody reads is a rent, paid in evenings.
- Ask what a group has stopped doing in order to apply to you.
"""


@pytest.fixture
def theirs(db):
    return make_elsewhere()


def flashes(response):
    return [str(message) for message in response.context["messages"]]


def log(client, text=NOTE, **facts):
    return client.post(LOG, {"text": text, **facts}, follow=True)


def draft(event, **facts):
    return make_note(event, **{"state": "draft", "published_at": None, **facts})


# Log a note


def test_the_ladder_to_logging_a_note(client, ada, ben, nora):
    assert client.get(LOG).headers["Location"].startswith("/admin/login/")
    client.force_login(ben)
    assert client.get(LOG, follow=True).status_code == 403
    assert client.post(LOG, {"text": NOTE}, follow=True).status_code == 403
    for member in (ada, nora):
        client.force_login(member)
        assert client.get(LOG).status_code == 200
    assert not Note.objects.exists()


def test_a_pasted_note_leads_to_what_was_found_in_it(client, ada, cell):
    client.force_login(ada)
    response = log(client, cell=cell.pk)
    note = Note.objects.get()
    assert response.redirect_chain[-1][0] == reverse("admin:insights_note_review", args=[note.pk])
    assert len(flashes(response)) == 1  # the mark of the heading stands outside the note, and is no word
    assert flashes(response)[0].endswith("points. Nothing is public yet.")
    assert (note.state, note.created_by, note.event.cell, note.event.state) == ("draft", ada, cell, "draft")
    assert note.insights.filter(listed=True).count() == 2


def test_a_note_is_put_with_the_meeting_that_was_chosen(client, ada, event):
    client.force_login(ada)
    assert f'value="{event.pk}" selected' in client.get(LOG, {"event": event.pk}).content.decode()
    log(client, event=event.pk)
    assert Note.objects.get().event == event
    assert Event.objects.count() == 1


def test_a_file_is_logged_under_its_name(client, ada):
    client.force_login(ada)
    client.post(LOG, {"text": "", "file": SimpleUploadedFile("may.md", NOTE.encode("utf-16"))})
    assert Note.objects.get().source == "may.md"


def test_a_note_without_points_is_kept_and_says_so(client, ada):
    client.force_login(ada)
    response = log(client, "A quiet meeting\n\nTea.\n")
    assert Note.objects.exists()
    assert "The note is kept" in flashes(response)[0]
    assert "We found no point in this note" in response.content.decode()


def test_a_broken_form_keeps_what_was_typed(client, ada, event, cell):
    make_note(event)
    client.force_login(ada)
    words = log(client, "Typed <b>with</b> care", event=event.pk, cell=cell.pk).content.decode()
    assert "Typed &lt;b&gt;with&lt;/b&gt; care" in words
    assert f'value="{cell.pk}" selected' in words
    assert not Note.objects.filter(text__contains="Typed").exists()


def test_a_file_that_cannot_be_read_says_so_and_is_to_be_chosen_again(client, ada):
    client.force_login(ada)
    response = client.post(LOG, {"text": "", "file": SimpleUploadedFile("may.pdf", b"%PDF-1.7")})
    words = response.content.decode()
    assert "“may.pdf” cannot be read." in words
    assert "Please choose “may.pdf” again" in words


@pytest.mark.parametrize("upload", [b"", b"  \n"])
def test_a_file_without_words_gets_a_sentence(client, ada, upload):
    client.force_login(ada)
    words = client.post(LOG, {"text": "", "file": SimpleUploadedFile("may.txt", upload)}).content.decode()
    assert "There is no text yet." in words


def test_too_much_pasted_names_the_limit(client, ada):
    client.force_login(ada)
    words = log(client, "word " * (2 * 2**20 + 1)).content.decode()
    assert "This text is larger than 10 MB, which is the most a note may have." in words


def test_a_note_logged_twice_leads_to_the_first(client, ada):
    client.force_login(ada)
    log(client)
    words = log(client, f"{NOTE}\n\n").content.decode()
    there = reverse("admin:insights_note_review", args=[Note.objects.get().pk])
    assert "This note is here already" in words
    assert f'<a href="{there}">' in words


def test_a_note_of_others_is_here_already_but_which_is_not_told(client, ada, theirs):
    client.force_login(theirs.bea)
    log(client, f"{SECRET_TEXT}\n\nAnd there was cake for everybody who had stayed until the end of it.\n")
    assert Note.objects.count() == 2
    client.force_login(ada)
    text = f"{SECRET_TEXT}\n\nAnd there was cake for everybody who had stayed until the end of it.\n"
    response = log(client, text)
    words = response.content.decode().replace(text.replace("\n", "\r\n"), "").replace(text, "")
    assert "This note is here already, with a meeting that you do not convene." in words
    assert [secret for secret in SECRETS if secret in words] == []
    assert Note.objects.count() == 2


def test_several_notes_at_once_do_not_go_into_one_meeting(client, ada, event, monkeypatch):
    from insights import intake

    def refuse(*args, **kwargs):
        raise intake.IntakeError("This text holds 2 notes, so it cannot all belong to one meeting.")

    monkeypatch.setattr(intake, "receive", refuse)
    client.force_login(ada)
    words = log(client, event=event.pk).content.decode()
    assert "This text holds 2 notes" in words
    assert "Who marks the homework?" in words


# The list of notes


def test_a_note_is_added_by_logging_it(client, ada):
    client.force_login(ada)
    assert client.get("/admin/insights/note/add/").headers["Location"] == LOG


def test_the_list_says_how_many_points_wait_and_how_many_are_out(client, ada, event):
    note = draft(event)
    make_insight(note, state="suggested", approved_at=None)
    client.force_login(ada)
    row = client.get("/admin/insights/note/").context["cl"].result_list[0]
    assert (row.suggested_count, row.published_count) == (1, 1)


def test_the_words_of_a_note_are_changed_on_their_own_page_only(client, ada, event):
    note = draft(event)
    client.force_login(ada)
    path = f"/admin/insights/note/{note.pk}/change/"
    assert f"/admin/insights/note/{note.pk}/text/" in client.get(path).content.decode()
    client.post(path, {"title": "A better title", "topics": "Small grants", "text": "Gone", "state": "published"})
    changed = Note.objects.get()
    assert (changed.title, changed.text, changed.state) == ("A better title", note.text, "draft")
    assert list(changed.topics.names()) == ["Small grants"]


def test_a_draft_note_is_thrown_away_on_request(client, ada, event):
    note = draft(event)
    client.force_login(ada)
    client.post(f"/admin/insights/note/{note.pk}/delete/", {"post": "yes"})
    assert not Note.objects.exists()


def test_a_note_that_was_public_stays_and_the_page_says_why(client, ada, event):
    note = make_note(event)
    client.force_login(ada)
    response = client.post(f"/admin/insights/note/{note.pk}/delete/", {"post": "yes"}, follow=True)
    assert "has been public, so it stays." in flashes(response)[0]


def test_an_article_is_changed_at_its_own_address(client, nora):
    note = make_note(None, title="On meeting as equals")
    client.force_login(nora)
    path = f"/admin/insights/note/{note.pk}/change/"
    client.post(path, {"title": note.title, "slug": "as-equals", "byline": "Asha Pillai", "topics": ""})
    assert client.get("/reading/on-meeting-as-equals/").headers["Location"] == "/reading/as-equals/"


# The list of insights


def act(client, action, *insights):
    chosen = {"action": action, "_selected_action": [insight.pk for insight in insights]}
    return client.post("/admin/insights/insight/", chosen, follow=True)


def test_an_insight_is_changed_through_the_rules(client, ada, event):
    speaker = make_speaker(event, "Asha Pillai")
    insight = make_note(event).insights.get()
    client.force_login(ada)
    path = f"/admin/insights/insight/{insight.pk}/change/"
    posted = {"statement": "Small grants  cost as much.", "kind": "statistic", "speaker": speaker.pk, "topics": "Trust"}
    client.post(path, posted)
    insight.refresh_from_db()
    assert (insight.statement, insight.kind, insight.speaker) == ("Small grants cost as much.", "statistic", speaker)
    assert list(insight.topics.names()) == ["Trust"]
    assert insight.history.first().history_user == ada


def test_only_those_who_were_there_can_have_said_it(client, ada, event):
    elsewhere = make_speaker(make_event(), "Asha Pillai")
    insight = make_note(event).insights.get()
    client.force_login(ada)
    path = f"/admin/insights/insight/{insight.pk}/change/"
    response = client.post(path, {"statement": "Mine", "kind": "point", "speaker": elsewhere.pk, "topics": ""})
    assert response.status_code == 200
    insight.refresh_from_db()
    assert insight.statement == QUOTE


def test_what_the_rules_refuse_comes_back_with_what_was_typed(client, ada, event, monkeypatch):
    from insights import publishing

    def refuse(*args, **kwargs):
        raise publishing.PublishingError([publishing.Problem("Write that point without the name.")])

    monkeypatch.setattr(publishing, "edit", refuse)
    insight = make_note(event).insights.get()
    client.force_login(ada)
    posted = {"statement": "Typed with care", "kind": "point", "speaker": "", "topics": ""}
    words = client.post(f"/admin/insights/insight/{insight.pk}/change/", posted).content.decode()
    assert "Write that point without the name." in words
    assert "Typed with care" in words


def test_states_change_by_actions_only(client, ada, event):
    insight = make_note(event).insights.get()
    client.force_login(ada)
    path = f"/admin/insights/insight/{insight.pk}/change/"
    client.post(path, {"statement": QUOTE, "kind": "point", "topics": "", "state": "dismissed"})
    insight.refresh_from_db()
    assert insight.state == "published"


def test_many_are_published_dismissed_and_taken_back_from_the_list(client, ada, cell):
    notes = [draft(make_event(title, cell=cell), quotes=[]) for title in ("One", "Two")]
    quotes = [QUOTE, "A report nobody reads is a rent, paid in evenings."]
    points = [make_insight(note, q, state="suggested", approved_at=None) for note, q in zip(notes, quotes, strict=True)]
    client.force_login(ada)
    assert flashes(act(client, "dismiss", *points)) == ["Dismissed 2 points."]
    assert flashes(act(client, "suggest_again", *points)) == ["Took 2 points back among the proposals."]
    assert sorted(flashes(act(client, "publish", *points))) == [
        "“One” is public now, with 1 point.",
        "“Two” is public now, with 1 point.",
    ]
    assert flashes(act(client, "withdraw", points[0])) == [
        "Withdrew 1 point: no visitor sees it any more.",
        "Whoever still has the link reads that it was withdrawn. "
        f'<a href="/admin/insights/note/{notes[0].pk}/withdrawn/">Say why, if you like</a>',
    ]
    assert flashes(act(client, "withdraw", points[0])) == [
        "Nothing changed: what you chose was in another state already."
    ]


def test_an_action_does_not_reach_the_insights_of_others(client, ada, theirs):
    client.force_login(ada)
    for action in ("publish", "dismiss", "suggest_again", "withdraw"):
        response = act(client, action, theirs.insight)
        assert [secret for secret in SECRETS if secret in response.content.decode()] == []
    theirs.insight.refresh_from_db()
    assert theirs.insight.state == "suggested"


def test_insights_are_found_by_kind_cell_topic_and_words(client, nora, event, theirs):
    insight = make_note(event).insights.get()
    insight.topics.set(["Trust"])
    client.force_login(nora)
    for query in ({"kind__exact": "point", "cell": event.cell.pk}, {"topic": "trust"}, {"q": "deciding"}):
        found = client.get("/admin/insights/insight/", query).context["cl"].result_list
        assert list(found) == [insight]


def test_the_filters_name_no_topic_of_others(client, ada, event, theirs):
    theirs.insight.topics.set(["Parsnips"])
    make_note(event).insights.get().topics.set(["Trust"])
    client.force_login(ada)
    words = client.get("/admin/insights/insight/").content.decode()
    assert "Trust" in words
    assert "Parsnips" not in words


@pytest.mark.parametrize("model", ["note", "insight"])
@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_the_same_number_of_questions(client, ada, cell, django_assert_max_num_queries, model, number):
    for index in range(number):
        event = make_event(f"Meeting {index}", cell=cell)
        note = make_note(event, quotes=[])
        make_insight(note, speaker=make_speaker(event, f"Speaker {index}"))
    client.force_login(ada)
    with django_assert_max_num_queries(11):
        client.get(f"/admin/insights/{model}/")


def test_a_public_note_renamed_with_a_hidden_name_is_taken_down(client, ada, event):
    make_speaker(event, "Asha Pillai", attribution="role only")
    note = make_note(event)
    client.force_login(ada)
    path = f"/admin/insights/note/{note.pk}/change/"
    said = flashes(client.post(path, {"title": "Asha Pillai holds the purse", "topics": ""}, follow=True))
    note.refresh_from_db()
    assert note.state == "withdrawn"
    assert any("The note has been taken off the site until that is settled." in flash for flash in said)


def test_saving_the_facts_of_a_note_puts_no_text_or_state_back(client, ada, event, monkeypatch):
    valid = NoteForm.is_valid

    def somebody_else_is_quicker(form):
        answer = valid(form)
        Note.objects.update(text="Revised meanwhile.", state="published", published_at=event.starts_at)
        return answer

    note = draft(event)
    monkeypatch.setattr(NoteForm, "is_valid", somebody_else_is_quicker)
    client.force_login(ada)
    client.post(f"/admin/insights/note/{note.pk}/change/", {"title": "A better title", "topics": ""})
    note.refresh_from_db()
    assert (note.title, note.text, note.state) == ("A better title", "Revised meanwhile.", "published")
    assert (note.history.first().state, note.history.first().history_user) == ("published", ada)


# What is pasted with its looks

PASTED = "/admin/insights/note/log/pasted/"


def test_the_ladder_to_pasting(client, ada, ben, nora):
    assert client.post(PASTED, {"html": "<b>Keys</b>"}).headers["Location"].startswith("/admin/login/")
    client.force_login(ben)
    assert client.post(PASTED, {"html": "<b>Keys</b>"}, follow=True).status_code == 403
    for member in (ada, nora):
        client.force_login(member)
        assert client.post(PASTED, {"html": "<b>Keys</b>"}).content == b"**Keys**\n"
        assert client.get(PASTED).status_code == 405


def test_pasting_needs_the_token_of_the_form(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert client.post(PASTED, {"html": "<b>Keys</b>"}).status_code == 403


def test_what_is_pasted_comes_back_as_plain_text_whatever_is_in_it(client, ada):
    client.force_login(ada)
    response = client.post(PASTED, {"html": "<ul><li>Keys<script>x()</script></ul>&lt;b&gt;"})
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content == b"- Keys\n\n<b>\n"


def test_what_cannot_be_pasted_gets_a_sentence(client, ada, settings):
    client.force_login(ada)
    response = client.post(PASTED, {"html": "<ul><li>x" * 10_000})
    assert (response.status_code, response.content[:40]) == (400, b"Its lists, tables or quotations stand mo")
    settings.NOTE_MAX_BYTES = 2**20
    response = client.post(PASTED, {"html": "é" * 2**19 + "!"})
    assert response.content.decode() == "What you pasted is larger than 1 MB, which is the most a note may have."


def test_a_word_document_is_logged_as_its_words(client, ada):
    client.force_login(ada)
    upload = make_docx(paragraph("Who marks the homework?", "T") + paragraph("A report is a rent.", level=0))
    client.post(LOG, {"text": "", "file": SimpleUploadedFile("may.docx", upload)})
    note = Note.objects.get()
    assert (note.title, note.source) == ("Who marks the homework?", "may.docx")
    assert "- A report is a rent." in note.text
