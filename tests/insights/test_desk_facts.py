"""The meeting and those who took part, on the review page: marked in the note, changed beside it, and taken back."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from events.models import Event, Speaker
from insights.models import DeskStep, Insight, Note
from insights.participants import name_ties
from people.models import LookAlike, Person
from tests.elsewhere import make_elsewhere
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
TEXT = """Who holds the purse?

We heard from Asha Pillai, director of Harbour Lane Kitchen.

- Asha Pillai said that a report nobody reads is a rent.

ASHA PILLAI had the last word.
"""
POINT = "Asha Pillai said that a report nobody reads is a rent."


@pytest.fixture
def note(event, ada):
    event.state = "draft"
    event.save()
    note = make_note(event, TEXT, [], state="draft", published_at=None, created_by=ada)
    asha = make_speaker(event, "Asha Pillai", "Harbour Lane Kitchen", "director")
    note.organisations.add(asha.affiliation.organisation)
    make_insight(note, POINT, speaker=asha, state="suggested", approved_at=None)
    return note


@pytest.fixture
def asha(note):
    return note.event.speakers.get()


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def address(note, anchor=""):
    return reverse("admin:insights_note_review", args=[note.pk]) + anchor


def fields(desk, note):
    """Every field of the meeting and its people as the page holds it."""
    page = desk.get(address(note)).context
    forms = [page["facts"].meeting] if note.event else []
    for line in page["lines"]:
        forms += [line.form, *([line.name] if line.name else [])]
    posted = {}
    for form in forms:
        posted |= form.held
        posted[f"seen-{form.prefix}"] = form.seen
    return posted


def press(desk, note, do="save", **changed):
    changed = {name.replace("__", "-"): value for name, value in changed.items()}
    return desk.post(address(note), {**fields(desk, note), **changed, "do": do}, follow=True)


def flashes(response):
    return [str(message) for message in response.context["messages"]]


# Marked in the note


def test_each_name_is_a_mark_in_the_note_that_leads_to_its_row_and_back(desk, note, asha):
    html = desk.get(address(note)).content.decode()
    source = html[html.index('class="source"') : html.index("</section>")]
    place = asha.affiliation.organisation.pk
    assert source.count(f'href="#who-{asha.pk}"') == 3
    assert source.count(f'href="#org-{place}"') == 1
    for row in (f"who-{asha.pk}", f"org-{place}"):
        assert html.count(f'id="in-{row}"') == 1
        assert html.count(f'id="{row}"') == 1
        assert f'<a href="#in-{row}"' in html
    assert re.search(r'<mark class="pen name"[^>]*><a href="#who-\d+" class="to">Asha Pillai</a></mark>', source)


def test_ids_stand_once_and_every_inner_link_leads_somewhere(desk, note):
    html = desk.get(address(note)).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', html[html.index('id="content-main"') :])
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html[html.index('id="content-main"') :])) <= set(ids)


def test_a_name_that_stands_nowhere_says_so_and_has_no_link(desk, note):
    zoe = make_speaker(note.event, "Zoe Lamb")
    html = desk.get(address(note)).content.decode()
    assert f"in-who-{zoe.pk}" not in html
    assert "The name does not stand in the note in full." in html


def test_the_right_half_is_in_order(desk, note):
    html = desk.get(address(note)).content.decode()
    places = [html.index(f'id="{name}"') for name in ("meeting", "people", "organisations", "points", "settle")]
    assert places == sorted(places)


def test_other_names_are_marked_too(note, asha):
    Person.objects.filter(pk=asha.person_id).update(name="Asha Pillai-Roy", other_names="Asha Pillai")
    ties = name_ties(note.text, Speaker.objects.select_related("person"), [])
    assert [note.text[tie.start : tie.end] for tie in ties] == ["Asha Pillai", "Asha Pillai", "ASHA PILLAI"]


# Changed


def test_the_meeting_is_changed_on_the_page_with_history_and_undo(desk, note, ada, cell):
    facts = [field.name for field in Event._meta.concrete_fields if field.name != "created_at"]
    before = Event.objects.values(*facts).get(pk=note.event_id)
    response = press(
        desk, note, title__event="Who holds the purse strings?", starts_at__event_0="2026-03-17",
        place__event="Online", attribution__event="role only", format__event="workshop",
    )  # fmt: skip
    event = Event.objects.get(pk=note.event_id)
    assert (event.title, event.place, event.attribution, event.format) == (
        "Who holds the purse strings?", "Online", "role only", "workshop",
    )  # fmt: skip
    assert (event.starts_at.day, event.cell, event.slug) == (17, cell, "who-holds-the-purse")
    assert event.history.first().history_user == ada
    assert flashes(response) == ["Saved the facts of the meeting."]
    assert flashes(press(desk, note, "undo")) == ["Taken back: change of the facts of the meeting."]
    assert Event.objects.values(*facts).get(pk=note.event_id) == before


def test_a_speaker_is_changed_on_the_page_with_history_and_undo(desk, note, asha, ada):
    who, name = f"who{asha.pk}", f"name{asha.person_id}"
    changed = {f"role-{who}": "poet", f"position-{who}": "cook", f"name-{name}": "Asha Pillay"}
    assert flashes(press(desk, note, **changed)) == ["Saved 2 changes about the people."]
    asha = Speaker.objects.select_related("person").get()
    assert (asha.role, asha.position, asha.person.name) == ("poet", "cook", "Asha Pillay")
    assert asha.history.first().history_user == asha.person.history.first().history_user == ada
    for _ in range(2):
        press(desk, note, "undo")
    asha = Speaker.objects.select_related("person").get()
    assert (asha.role, asha.position, asha.person.name) == ("speaker", "director", "Asha Pillai")


def test_what_nobody_touched_is_not_saved_anew(desk, note):
    before = Event.history.count(), Speaker.history.count(), Person.history.count()
    assert flashes(press(desk, note)) == ["Nothing was changed."]
    assert (Event.history.count(), Speaker.history.count(), Person.history.count()) == before


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title-event", " ", "Write what the meeting was called."),
        ("ends_at-event_0", "2026-03-17", "A meeting ends after it starts: check both times."),
        ("starts_at-event_1", "", "Give the time too, such as 6.30pm."),
        ("cell-event", "99999", "Select a valid choice"),
        ("consent-who{}", "not to be named", "Someone who does not want to be named"),
        ("email-who{}", "nowhere", "Enter a valid email address."),
        ("name-name{}", "", "Write the name, or take this person off the list."),
    ],
)
def test_bad_input_gets_a_sentence_loses_nothing_and_stops_what_was_pressed(desk, note, asha, field, value, sentence):
    point = note.insights.get()
    key = asha.person_id if "name{}" in field else asha.pk
    changed = {field.format(key): value, f"position-who{asha.pk}": "cook of soups", "place-event": "Brackenshaw"}
    words = press(desk, note, f"dismiss:{point.pk}", **changed).content.decode()
    assert sentence in words
    assert "Nothing else was done yet" in words
    assert "cook of soups" in words
    assert "Brackenshaw" in words
    assert Insight.objects.get().state == "suggested"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(desk, note):
    mine = {**fields(desk, note), "place-event": "Online", "do": "save"}
    Event.objects.filter(pk=note.event_id).update(place="Library")
    page = desk.post(address(note), mine)
    assert "Somebody else has changed this meanwhile" in page.content.decode()
    assert Event.objects.get(pk=note.event_id).place == "Library"
    again = {**mine, "seen-event": page.context["facts"].meeting.seen}
    desk.post(address(note), again)
    assert Event.objects.get(pk=note.event_id).place == "Online"


def test_a_change_that_makes_a_public_note_name_somebody_hidden_takes_it_off(desk, note, asha):
    Note.objects.filter(pk=note.pk).update(state="published", published_at=note.created_at)
    response = press(desk, note, **{f"attribution-who{asha.pk}": "role only"})
    assert "The note has been taken off the site" in " ".join(flashes(response))
    assert Note.objects.get().state == "withdrawn"


def test_a_person_of_others_keeps_the_name_and_a_meeting_of_others_its_facts(desk, note, asha, nora):
    theirs = make_elsewhere()
    make_speaker(theirs.event, "Asha Pillai", role="poet")
    changed = {f"seen-name{asha.person_id}": "x", f"name-name{asha.person_id}": "Ours now"}
    changed |= {f"seen-who{theirs.speaker.pk}": "x", f"role-who{theirs.speaker.pk}": "poet"}
    html = press(desk, note, **changed).content.decode()
    assert Person.objects.get(pk=asha.person_id).name == "Asha Pillai"
    assert Speaker.objects.get(pk=theirs.speaker.pk).role == "speaker"
    assert "choose another person" in html
    assert f'value="{theirs.cell.pk}"' not in html


# Added, and taken off


def test_somebody_who_was_missed_is_added_as_a_new_person_and_taken_back(desk, note, ada):
    added = {
        "name-new": "Zoe  Lamb",
        "role-new": "poet",
        "position-new": "poet",
        "organisation-new": "Tolhouse Kettles",
    }
    response = press(desk, note, "add", **added)
    zoe = note.event.speakers.get(person__name="Zoe Lamb")
    assert (zoe.role, zoe.position, zoe.affiliation.organisation.name) == ("poet", "poet", "Tolhouse Kettles")
    assert (zoe.position_in_list, zoe.history.get().history_user) == (1, ada)
    assert flashes(response) == ["Zoe Lamb is on the list now, a new person."]
    assert response.redirect_chain[-1][0] == address(note, "#people")
    press(desk, note, "undo")
    assert not Person.objects.filter(name="Zoe Lamb").exists()
    assert note.event.speakers.count() == 1


def test_whoever_is_known_by_that_name_is_taken_and_a_likeness_is_asked_about(desk, note, cell):
    known = make_speaker(make_event(cell=cell), "Zoe Lamb", "Tolhouse Kettles").person
    response = press(desk, note, "add", **{"name-new": "Zoe Lamb", "role-new": "poet", "organisation-new": ""})
    assert note.event.speakers.filter(person__name="Zoe Lamb").exists()
    assert LookAlike.objects.to_decide().count() + note.event.speakers.filter(person=known).count() == 1
    press(desk, note, "undo")
    near = press(desk, note, "add", **{"name-new": "Zoe Lambe", "role-new": "poet"})
    assert "say below whether it is one of them" in flashes(near)[0]
    assert "Is Zoe Lambe the same as Zoe Lamb, whom we know already?" in near.content.decode()
    assert response.status_code == 200


def test_any_button_adds_whom_one_has_typed(desk, note):
    point = note.insights.get()
    press(desk, note, f"dismiss:{point.pk}", **{"name-new": "Zoe Lamb", "role-new": "chair"})
    assert note.event.speakers.filter(person__name="Zoe Lamb", role="chair").exists()
    assert Insight.objects.get().state == "dismissed"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Write the name of whoever took part."), ("???", "Write the name of"), ("Asha Pillai", "is in the list")],
)
def test_who_cannot_be_added_is_told_in_a_sentence(desk, note, name, sentence):
    added = {"name-new": name, "role-new": "poet", "position-new": "kept as typed", "organisation-new": ""}
    words = press(desk, note, "add", **added).content.decode()
    assert sentence in words
    assert "kept as typed" in words
    assert note.event.speakers.count() == 1


def test_somebody_who_did_not_take_part_is_taken_off_and_put_back(desk, note, asha):
    response = press(desk, note, f"remove:{asha.pk}")
    assert not Speaker.objects.exists()
    assert Insight.objects.get().speaker is None
    assert flashes(response) == [
        "Asha Pillai is off the list of this meeting. 1 point under this name is now the discussion’s."
    ]
    assert flashes(press(desk, note, f"remove:{asha.pk}")) == ["Nothing was changed: that has been settled already."]
    press(desk, note, "undo")
    assert (Speaker.objects.get(), Insight.objects.get().speaker) == (asha, asha)


def test_nothing_is_done_to_people_of_others(desk, note):
    theirs = make_elsewhere()
    for do in (f"remove:{theirs.speaker.pk}", f"apart:{theirs.speaker.pk}"):
        press(desk, note, do)
    assert Speaker.objects.filter(pk=theirs.speaker.pk, person=theirs.person).exists()
    assert not DeskStep.objects.exists()


def test_somebody_known_elsewhere_can_be_another_of_that_name(desk, note, asha, cell):
    make_speaker(make_event(cell=cell), "Asha Pillai")
    line = desk.get(address(note)).content.decode().partition(f'id="who-{asha.pk}"')[2].partition("<details")[0]
    assert "Known already: also at 1 other meeting." in line
    assert "This is someone else: a new person" in line
    press(desk, note, f"apart:{asha.pk}")
    assert Person.objects.filter(name="Asha Pillai").count() == 2


def test_an_article_has_no_meeting_to_change_and_nobody_to_add(desk, ada):
    note = make_note(None, created_by=ada)
    html = desk.get(address(note)).content.decode()
    assert 'name="do" value="add"' not in html
    assert "seen-event" not in html
    assert desk.post(address(note), {"do": "add", "name-new": "Zoe Lamb", "role-new": "poet"}).status_code == 200
    assert not Person.objects.exists()
