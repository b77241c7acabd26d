"""Meetings, cells, series and topics in the admin."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.forms.meetings import EventForm
from events.forms.topics import TopicField, topics_as_text, topics_of_text
from events.models import Cell, Event, Series, SignUp, Topic
from people.models import Person
from tests.elsewhere import make_elsewhere
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(db):
    return make_elsewhere()


def flashes(response):
    return [str(message) for message in response.context["messages"]]


def facts(speakers=(), **changed):
    """What the form of a meeting posts."""
    rows = {"title": "Next month", "slug": "", "state": "draft", "visibility": "public", "format": "cell meeting"}
    rows |= {"attribution": "named", "hours_known": "on", "topics": ""}
    rows |= {"speakers-TOTAL_FORMS": len(speakers), "speakers-INITIAL_FORMS": 0}
    rows |= {"questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0}
    for number, speaker in enumerate(speakers):
        row = {"role": "speaker", "position_in_list": number, **speaker}
        rows |= {f"speakers-{number}-{name}": value for name, value in row.items()}
    return {**rows, **changed}


def change(event):
    return reverse("admin:events_event_change", args=[event.pk])


def test_a_new_meeting_is_its_makers_and_says_who_made_it(client, ada):
    client.force_login(ada)
    client.post("/admin/events/event/add/", facts(topics="Small grants, Trust"))
    event = Event.objects.get()
    assert (event.slug, event.created_by, list(event.convenors.all())) == ("next-month", ada, [ada])
    assert sorted(event.topics.names()) == ["Small grants", "Trust"]


def test_a_new_meeting_of_a_cell_is_looked_after_by_the_cell(client, ada, cell):
    client.force_login(ada)
    client.post("/admin/events/event/add/", facts(cell=cell.pk))
    assert list(Event.objects.get().convenors.all()) == []


def test_a_meeting_is_not_put_into_a_cell_of_others(client, ada, theirs):
    client.force_login(ada)
    assert "Joining forces" not in client.get("/admin/events/event/add/").content.decode()
    response = client.post("/admin/events/event/add/", facts(cell=theirs.cell.pk))
    assert response.status_code == 200
    assert not Event.objects.filter(title="Next month").exists()


def test_a_speaker_of_others_cannot_be_posted_into_ones_own_meeting(client, ada, theirs):
    client.force_login(ada)
    client.post("/admin/events/event/add/", facts([{"person": theirs.person.pk}]))
    assert not Event.objects.filter(title="Next month").exists()


def test_a_convenor_of_one_meeting_changes_it_but_leaves_it_in_its_cell(client, ada, theirs):
    theirs.event.convenors.add(ada)
    client.force_login(ada)
    row = {"id": theirs.speaker.pk, "event": theirs.event.pk, "person": theirs.person.pk}
    posted = facts([row], title="Supper for all", slug="supper", cell="", **{"speakers-INITIAL_FORMS": 1})
    client.post(change(theirs.event), {**posted, "convenors": [ada.pk]})
    theirs.event.refresh_from_db()
    assert (theirs.event.title, theirs.event.cell) == ("Supper for all", theirs.cell)


def test_taking_a_meeting_out_of_its_cell_does_not_lose_it(client, ada, event):
    client.force_login(ada)
    client.post(change(event), facts(title=event.title, slug=event.slug, state="published", cell=""))
    event.refresh_from_db()
    assert (event.cell, list(event.convenors.all())) == (None, [ada])


def test_what_was_public_is_not_made_a_draft_again(client, ada, event):
    client.force_login(ada)
    client.post(change(event), facts(title=event.title, slug=event.slug, state="draft"))
    event.refresh_from_db()
    assert event.state == "published"


DAYS = "Give up to five numbers of days, with commas between them: 7, 1. Or leave it empty."
AT_THREE = {"starts_at_0": "18/03/2026", "starts_at_1": "15:00"}


@pytest.mark.parametrize(
    ("field", "posted", "sentence"),
    [
        (
            "ends_at",
            AT_THREE | {"ends_at_0": "18/03/2026", "ends_at_1": "14:00"},
            "A meeting ends after it starts: check both times.",
        ),
        ("capacity", {"capacity": "0"}, "A meeting has at least one place; leave it empty for no limit."),
        ("capacity", {"capacity": "-1"}, "A meeting has at least one place; leave it empty for no limit."),
        ("held_back", {"held_back": "-1"}, "Places held back are none or more: write 0, or how many."),
        ("held_back", {"held_back": "1"}, "No more places can be held back than there are."),
        ("held_back", {"capacity": "2", "held_back": "3"}, "No more places can be held back than there are."),
        (
            "opens_at",
            AT_THREE | {"opens_at_0": "18/03/2026", "opens_at_1": "15:00"},
            "Sign-up opens before the meeting starts: check both times.",
        ),
        (
            "closes_at",
            {"opens_at_0": "18/03/2026", "opens_at_1": "13:00", "closes_at_0": "17/03/2026", "closes_at_1": "13:00"},
            "Sign-up closes after it opens: check both times.",
        ),
        ("cell", {"who_may_come": "cell"}, "Choose the cell whose people may come."),
        (
            "who_may_come",
            {"who_may_come": "anyone", "visibility": "members"},
            "A meeting that only members see cannot be open to anyone: change one of the two.",
        ),
        ("line_closes_minutes", {"line_closes_minutes": "-5"}, "Give minutes from 0 to 20,160 (two weeks)."),
        ("reminder_days", {"reminder_days": "a week"}, DAYS),
        (
            "joining_link",
            {"joining_link": "javascript:alert(1)"},
            "This is not the address of a page. One looks like https://example.org/room.",
        ),
    ],
)
def test_a_mistake_about_signing_up_is_said_at_its_field(client, ada, field, posted, sentence):
    client.force_login(ada)
    form = client.post("/admin/events/event/add/", facts(**posted)).context["adminform"].form
    assert form.errors == {field: [sentence]}


def test_two_mistakes_are_said_at_two_fields(client, ada):
    client.force_login(ada)
    posted = facts(who_may_come="cell", capacity="2", held_back="3")
    form = client.post("/admin/events/event/add/", posted).context["adminform"].form
    assert form.errors.keys() == {"cell", "held_back"}


def test_what_is_emptied_about_signing_up_is_as_usual_again(client, ada, event):
    Event.objects.update(capacity=5, held_back=2, line_closes_minutes=30, reminder_days="3")
    client.force_login(ada)
    emptied = {"capacity": "", "held_back": "", "line_closes_minutes": "", "reminder_days": ""}
    client.post(
        change(event), facts(title=event.title, slug=event.slug, state="published", cell=event.cell_id, **emptied)
    )
    event.refresh_from_db()
    assert (event.capacity, event.held_back, event.line_closes_minutes, event.reminder_days) == (None, 0, 120, "")


def asked(number=1, **changed):
    """What the questions of a meeting's form post; the first is the usual one, which nobody has touched."""
    usual = {"text": "Is there anything you need in order to take part?", "kind": "words", "order": "0"}
    row = {f"questions-0-{name}": value for name, value in {**usual, **changed}.items()}
    return {"questions-TOTAL_FORMS": number, "questions-INITIAL_FORMS": 0, **row}


def test_a_new_meeting_begins_with_the_usual_question_and_keeps_it(client, ada):
    client.force_login(ada)
    html = client.get("/admin/events/event/add/").content.decode()
    assert 'value="Is there anything you need in order to take part?"' in html
    client.post("/admin/events/event/add/", facts(**asked()))
    assert [question.text for question in Event.objects.get().questions.all()] == [asked()["questions-0-text"]]


def test_a_question_that_was_emptied_is_not_asked(client, ada):
    client.force_login(ada)
    client.post("/admin/events/event/add/", facts(**asked(text=" ")))
    assert not Event.objects.get().questions.exists()


def test_a_question_says_how_many_answers_go_with_it(client, ada, ben, event):
    question = event.questions.create(text="What do you eat?")
    row = SignUp.objects.create(event=event, member=ben, state="going", joined_at=timezone.now())
    client.force_login(ada)
    assert "None yet." in client.get(change(event)).content.decode()
    row.answers.create(question=question, text="Soup.")
    shown = client.get(change(event)).content.decode()
    assert "1 so far. Deleting the question deletes what was answered." in shown
    assert "Soup." not in shown


def test_a_meeting_that_is_there_is_not_given_the_usual_question(client, ada, event):
    client.force_login(ada)
    assert f'value="{asked()["questions-0-text"]}"' not in client.get(change(event)).content.decode()
    posted = facts(title=event.title, slug=event.slug, state="published", cell=event.cell_id)
    client.post(change(event), posted)
    assert not event.questions.exists()


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        (
            {"starts_at_0": "18/03/2026", "starts_at_1": "15:00", "ends_at_0": "18/03/2026", "ends_at_1": "14:00"},
            "A meeting ends after it starts: check both times.",
        ),
        ({"capacity": "0"}, "A meeting has at least one place; leave it empty for no limit."),
        ({"series_position": "2"}, "Choose the series that this is a place in; the first meeting is 1."),
        ({"slug": "Who decides?"}, "An address has small letters, figures and hyphens only"),
        ({"slug": "who-holds-the-purse"}, "Another page has the address “who-holds-the-purse”."),
        ({"topics": "x" * 101}, "A topic has 100 letters at most."),
        ({"topics": "x" * 131_073}, "A topic has 100 letters at most."),
        ({"topics": "Trust, !!!"}, "A topic needs a letter or a number."),
    ],
)
def test_a_mistake_gets_a_sentence_and_keeps_what_was_typed(client, ada, event, posted, sentence):
    client.force_login(ada)
    words = client.post("/admin/events/event/add/", facts(title="Typed with care", **posted)).content.decode()
    assert sentence in words
    assert "Typed with care" in words


def test_a_speaker_who_stands_twice_gets_a_sentence(client, ada, event):
    asha = make_speaker(event, "Asha Pillai").person
    client.force_login(ada)
    words = client.post("/admin/events/event/add/", facts([{"person": asha.pk}] * 2)).content.decode()
    assert "Somebody stands twice in the list of speakers." in words


def test_a_meeting_with_a_note_is_not_deleted_and_the_page_says_why(client, ada, event):
    make_note(event)
    client.force_login(ada)
    response = client.post(f"/admin/events/event/{event.pk}/delete/", {"post": "yes"}, follow=True)
    assert flashes(response) == [
        "“Who holds the purse?” has a note. Delete the note first, if nothing of it is public."
    ]


def test_a_published_meeting_is_not_deleted(client, ada, event):
    client.force_login(ada)
    response = client.post(f"/admin/events/event/{event.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Cancel it instead." in flashes(response)[0]
    assert Event.objects.exists()


def test_a_draft_without_a_note_is_deleted_by_its_convenor(client, ada, cell):
    event = make_event(cell=cell, state="draft")
    client.force_login(ada)
    assert client.post(f"/admin/events/event/{event.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Event.objects.exists()


def test_the_filters_name_no_cell_of_others(client, ada, event, theirs):
    client.force_login(ada)
    words = client.get("/admin/events/event/").content.decode()
    assert "Sharing and building power" in words
    assert "Joining forces" not in words


def test_meetings_are_filtered_by_cell_and_year(client, nora, event, theirs):
    client.force_login(nora)
    for query, title in [
        ({"cell": theirs.cell.pk}, "Supper among ourselves"),
        ({"year": 2026}, "Who holds the purse?"),
        ({"state__exact": "draft"}, "Supper among ourselves"),
        ({"q": "Zelda"}, "Supper among ourselves"),
    ]:
        found = client.get("/admin/events/event/", query).context["cl"].result_list
        assert [row.title for row in found] == [title]


def test_a_meeting_leads_to_its_note_or_to_logging_one(client, ada, event):
    client.force_login(ada)
    assert f"/admin/insights/note/log/?event={event.pk}" in client.get(change(event)).content.decode()
    note = make_note(event)
    assert f"/admin/insights/note/{note.pk}/review/" in client.get(change(event)).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_meetings_asks_the_same_number_of_questions(
    client, ada, cell, django_assert_max_num_queries, number
):
    for index in range(number):
        make_note(make_event(f"Meeting {index}", cell=cell))
    client.force_login(ada)
    with django_assert_max_num_queries(12):
        client.get("/admin/events/event/")


def test_a_convenor_describes_her_cell_and_makes_nobody_a_convenor(client, ada, ben, cell):
    client.force_login(ada)
    posted = {"name": "Sharing power", "slug": "sharing-power", "dye": "weld", "convenors": [ben.pk]}
    client.post(f"/admin/events/cell/{cell.pk}/change/", posted)
    cell.refresh_from_db()
    assert (cell.name, list(cell.convenors.all())) == ("Sharing power", [ada])
    assert client.get("/cells/sharing-and-building-power/").headers["Location"] == "/cells/sharing-power/"


def test_only_network_convenors_make_and_delete_cells(client, ada, nora, cell):
    client.force_login(ada)
    assert client.get("/admin/events/cell/add/").status_code == 403
    assert client.post(f"/admin/events/cell/{cell.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(nora)
    client.post("/admin/events/cell/add/", {"name": "Listening", "slug": "", "convenors": [ada.pk]})
    assert list(Cell.objects.get(slug="listening").convenors.all()) == [ada]


def test_a_cell_with_meetings_stays(client, nora, event):
    client.force_login(nora)
    response = client.post(f"/admin/events/cell/{event.cell.pk}/delete/", {"post": "yes"}, follow=True)
    assert flashes(response) == ["“Sharing and building power” has meetings, so it stays."]


def test_a_series_with_meetings_of_others_is_seen_but_not_changed(client, ada, theirs):
    make_event("Open supper", cell=theirs.cell, series=theirs.series)
    client.force_login(ada)
    path = f"/admin/events/series/{theirs.series.pk}/change/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"title": "Ours now", "slug": "suppers"}).status_code == 403


def test_a_new_series_can_be_chosen_by_its_maker(client, ada):
    client.force_login(ada)
    client.post("/admin/events/series/add/", {"title": "Who decides?", "slug": ""})
    asked = {"app_label": "events", "model_name": "event", "field_name": "series", "term": "who"}
    results = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [row["text"] for row in results] == ["Who decides?"]
    assert Series.objects.get().slug == "who-decides"


def test_a_topic_in_use_stays(client, nora, event):
    event.topics.set(["Trust"])
    client.force_login(nora)
    topic = Topic.objects.get()
    response = client.post(f"/admin/events/topic/{topic.pk}/delete/", {"post": "yes"}, follow=True)
    assert flashes(response) == ["“Trust” stands on 1 page. Take it off there first."]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Small grants", ["Small grants"]),
        ("Small grants,  Trust ,", ["Small grants", "Trust"]),
        ('"Health, care", Trust', ["Health, care", "Trust"]),
        ("Trust, trust", ["trust"]),
        ('5" pipes', ['5" pipes']),
        ("", []),
        ("Housing\nTrust", ["Housing", "Trust"]),
        ("Trust; Small grants;", ["Trust", "Small grants"]),
        ('"Health; care", Trust', ["Health; care", "Trust"]),
    ],
)
def test_topics_stand_between_commas(text, names):
    assert topics_of_text(text) == names


def test_topics_come_back_as_they_were_typed():
    for text in ('"Health, care", Trust', '"Health; care", Trust'):
        assert topics_as_text(topics_of_text(text)) == text


def test_topics_in_another_order_are_no_change():
    topics = [Topic(name="Trust"), Topic(name="Housing")]
    assert not TopicField().has_changed(topics, "Housing, Trust")
    assert TopicField().has_changed(topics, "Housing")


def test_a_speakers_own_page_keeps_its_history(client, ada, event):
    speaker = make_speaker(event, "Asha Pillai")
    client.force_login(ada)
    posted = {"person": speaker.person_id, "role": "chair", "position": "", "organisation": "", "position_in_list": 0}
    client.post(f"/admin/events/speaker/{speaker.pk}/change/", posted)
    words = client.get(f"/admin/events/speaker/{speaker.pk}/history/").content.decode()
    assert "Ada Quist" in words
    assert "chair" in words
    assert Person.objects.count() == 1


def lines(*speakers):
    return [{"id": row.pk, "event": row.event_id, "person": row.person_id, "role": row.role} for row in speakers]


def as_posted(event, rows=(), **changed):
    known = {"title": event.title, "slug": event.slug, "state": event.state, "cell": event.cell_id}
    return facts(rows, **{**known, "speakers-INITIAL_FORMS": len(rows), **changed})


def test_two_speakers_who_change_lines_get_a_sentence_and_keep_what_was_typed(client, ada, event):
    asha, tom = make_speaker(event, "Asha Pillai"), make_speaker(event, "Tom Reyes")
    rows = lines(asha, tom)
    rows[0]["person"], rows[1]["person"] = tom.person_id, asha.person_id
    client.force_login(ada)
    words = client.post(change(event), as_posted(event, rows, summary="Typed with care")).content.decode()
    assert "Tom Reyes has another line in the list of speakers already." in words
    assert "Typed with care" in words
    assert [row.person.name for row in event.speakers.all()] == ["Asha Pillai", "Tom Reyes"]


STRANGE = ["99999", "0", "9" * 23, "9" * 5000, "x\0y", "x" * 5000, "a " * 2500]
LISTS = ["events/event", "events/cell", "events/series", "events/speaker", "events/topic", "insights/note"]
LISTS += ["insights/insight", "people/person", "people/organisation", "people/lookalike", "people/mail"]
LISTS += ["people/member", "people/affiliation"]
FILTERS = ["q", "year", "cell", "topic", "state__exact", "kind__exact", "starts_at__year", "p", "o", "why__exact"]


@pytest.mark.parametrize("page", LISTS)
def test_no_value_of_a_filter_or_search_breaks_a_list(client, nora, event, page):
    make_note(event)
    client.force_login(nora)
    for name in FILTERS:
        for value in STRANGE:
            response = client.get(f"/admin/{page}/", {name: value}, follow=True)
            assert response.status_code in {200, 400}, (name, value[:30])


@pytest.mark.parametrize("value", STRANGE)
def test_no_row_number_breaks_an_action_or_a_choice(client, nora, event, value):
    make_note(event)
    client.force_login(nora)
    chosen = {"action": "dismiss", "_selected_action": value}
    assert client.post("/admin/insights/insight/", chosen).status_code == 404 or value in {"99999"}
    asked = {"app_label": "events", "model_name": "speaker", "field_name": "person", "term": value}
    assert client.get(reverse("admin:autocomplete"), asked).status_code == 200


def test_saving_a_meeting_puts_nothing_back_that_changed_meanwhile(client, ada, event, monkeypatch):
    save = EventForm.is_valid

    def somebody_else_is_quicker(form):
        valid = save(form)
        Event.objects.update(state="cancelled")
        return valid

    monkeypatch.setattr(EventForm, "is_valid", somebody_else_is_quicker)
    client.force_login(ada)
    client.post(change(event), as_posted(event, title="A better title"))
    event.refresh_from_db()
    assert (event.title, event.state) == ("A better title", "cancelled")
    record = event.history.first()
    assert (record.title, record.state, record.history_user) == ("A better title", "cancelled", ada)


def test_a_meeting_whose_speakers_are_not_to_be_named_any_more_takes_its_note_down(client, ada, event):
    asha = make_speaker(event, "Asha Pillai")
    note = make_note(event, text="Asha Pillai said that a report nobody reads is a rent.", quotes=[])
    client.force_login(ada)
    posted = as_posted(event, lines(asha), attribution="role only")
    said = flashes(client.post(change(event), posted, follow=True))
    note.refresh_from_db()
    assert note.state == "withdrawn"
    assert any("The note has been taken off the site until that is settled." in flash for flash in said)
    assert any("Asha Pillai is to be named" in flash and f"/note/{note.pk}/review/" in flash for flash in said)


def test_the_form_of_a_meeting_asks_the_same_number_of_questions(client, ada, event):
    client.force_login(ada)
    counts = []
    for name in (["Speaker 0"], [f"Speaker {number}" for number in range(1, 11)]):
        for speaker in name:
            make_speaker(event, speaker, "Harbour Lane Kitchen")
        client.get(change(event))
        with CaptureQueriesContext(connection) as queries:
            words = client.get(change(event)).content.decode()
        counts.append(len(queries))
    assert "Speaker 10</option>" in words
    assert counts[0] == counts[1]


def test_a_speakers_own_page_puts_nobody_into_the_list_twice(client, ada, event):
    asha, tom = make_speaker(event, "Asha Pillai"), make_speaker(event, "Tom Reyes")
    client.force_login(ada)
    posted = {"person": tom.person_id, "role": "chair", "position": "", "organisation": "", "position_in_list": 0}
    words = client.post(f"/admin/events/speaker/{asha.pk}/change/", posted).content.decode()
    assert "This person is in the list of this meeting already." in words


@pytest.mark.parametrize(
    ("field", "posted", "sentence"),
    [
        ("title", {"title": "T" * 400}, "That has 400 letters, and there is room for 300. Please shorten it."),
        ("title", {"title": "A\0B"}, "There is a sign in this that nobody sees and that cannot be kept. Type it anew."),
        ("ends_at", {"ends_at_0": "18/03/2036"}, "That would last 3653 days: check the day on which it ends."),
        (
            "closes_at",
            {"closes_at_0": "19/03/2026", "closes_at_1": "13:00"},
            "Sign-up closes when the meeting starts, or before: check both times.",
        ),
        (
            "starts_at",
            {"starts_at_0": "29/03/2026", "starts_at_1": "01:30", "ends_at_0": "29/03/2026", "ends_at_1": "03:00"},
            "The clocks change that night, and this hour is there twice or not at all. Choose another.",
        ),
    ],
)
def test_a_slip_in_a_title_or_a_time_is_said_in_words(client, ada, field, posted, sentence):
    client.force_login(ada)
    times = {"starts_at_0": "18/03/2026", "starts_at_1": "14:00", "ends_at_0": "18/03/2026", "ends_at_1": "15:30"}
    form = client.post("/admin/events/event/add/", facts(**{**times, **posted})).context["adminform"].form
    assert form.errors.get(field) == [sentence]


def test_days_and_hours_are_typed_as_people_write_them(client, ada):
    client.force_login(ada)
    typed = {
        "starts_at_0": "Tue 8 December 2026",
        "starts_at_1": "6pm",
        "ends_at_0": "8 Dec 2026",
        "ends_at_1": "19.30",
    }
    typed |= {"opens_at_0": "1/12/2026", "opens_at_1": "9am", "closes_at_0": "8 December 2026", "closes_at_1": "noon"}
    client.post("/admin/events/event/add/", facts(**typed))
    event = Event.objects.get()
    times = [event.starts_at, event.ends_at, event.opens_at, event.closes_at]
    assert [f"{timezone.localtime(time):%d.%m. %H:%M}" for time in times] == [
        "08.12. 18:00",
        "08.12. 19:30",
        "01.12. 09:00",
        "08.12. 12:00",
    ]


def test_a_day_or_an_hour_that_cannot_be_gets_a_sentence_and_stays_as_it_was_typed(client, ada):
    client.force_login(ada)
    response = client.post(
        "/admin/events/event/add/", facts(starts_at_0="31 November 2026", starts_at_1="6.30", ends_at_0="9 Dec 2026")
    )
    form = response.context["adminform"].form
    assert form.errors == {
        "starts_at": [
            "There is no 31 November 2026. Write it like this: 8 December 2026.",
            "Is 6.30 in the morning or the evening? Write 6.30am or 6.30pm.",
        ],
        "ends_at": [
            "Give the time too, such as 6.30pm. Where only the day is known, write 00:00 and take the tick out."
        ],
    }
    assert [f'value="{typed}"' in response.content.decode() for typed in ("31 November 2026", "6.30")] == [True, True]
