"""The people desk: names of one note, and of the whole archive."""

from __future__ import annotations

import pytest

from events import speaking
from events.models import Speaker
from people import matching, merging
from people.models import LookAlike, Merge, Organisation, Person
from tests.elsewhere import SECRETS, make_elsewhere
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db
NAMES = "/admin/people/lookalike/names/"


@pytest.fixture
def note(event, cell):
    """Asha Pillai is certain (the same name, at this cell before), Sonia Carrell only looks alike."""
    earlier = make_event("A roof is not an asset", cell=cell)
    for name, known in [("Asha Pillai", "asha"), ("Sonia Carrell", "sonya")]:
        new = Person.objects.create(name=name, slug=f"{known}-new")
        old = Person.objects.create(name="Asha Pillai" if known == "asha" else "Sonya Carrel", slug=known)
        earlier.speakers.create(person=old)
        event.speakers.create(person=new)
        LookAlike.objects.create(person=new, other_person=old, why="")
    return make_note(event)


@pytest.fixture
def desk(client, ada, note):
    client.force_login(ada)
    return f"/admin/insights/note/{note.pk}/people/"


def flashes(response):
    return [str(message) for message in response.context["messages"]]


def press(client, path, button):
    return client.post(path, {"do": button}, follow=True)


def reasons(member):
    return {
        name.row.name: [(c.row.slug, c.why, c.certain) for c in name.candidates]
        for name in matching.names_to_decide(member)
    }


def test_each_name_has_the_rows_it_may_be_and_every_reason(ada, note):
    at_cell = "was at “Sharing and building power” before"
    assert reasons(ada) == {
        "Asha Pillai": [("asha", f"The same name; {at_cell}", True)],
        "Sonia Carrell": [("sonya", f"Spelled nearly the same: Sonya Carrel; {at_cell}", False)],
    }


def test_the_same_organisation_is_a_reason_too(ada, event):
    new = make_speaker(event, "Asha Pillai", "Larder and Loom").person
    old = make_speaker(make_event(), "Asha Pillay", "Larder and Loom").person
    LookAlike.objects.create(person=new, other_person=old, why="")
    assert reasons(ada) == {
        "Asha Pillai": [("asha-pillay", "Spelled nearly the same: Asha Pillay; at Larder and Loom too", False)]
    }


def test_the_same_name_alone_is_not_certain(ada, event):
    new = Person.objects.create(name="Asha Pillai", slug="new")
    event.speakers.create(person=new)
    old = make_speaker(make_event(), "Asha Pillai").person
    LookAlike.objects.create(person=new, other_person=old, why="")
    assert [c[2] for c in reasons(ada)["Asha Pillai"]] == [False]


def test_of_two_known_ones_with_the_same_name_neither_is_certain(ada, note):
    twin = Person.objects.create(name="Asha Pillai", slug="twin")
    make_event("A third", cell=note.event.cell).speakers.create(person=twin)
    LookAlike.objects.create(person=Person.objects.get(slug="asha-new"), other_person=twin, why="")
    assert [c[2] for c in reasons(ada)["Asha Pillai"]] == [False, False]


def test_two_who_spoke_at_one_meeting_are_never_certain(ada, note):
    note.event.speakers.create(person=Person.objects.get(slug="asha"))
    assert [c[2] for c in reasons(ada)["Asha Pillai"]] == [False]


@pytest.mark.parametrize("where", ["note", "archive"])
def test_one_button_confirms_all_certain_ones_and_no_others(client, desk, where):
    path = desk if where == "note" else NAMES
    assert "Confirm all certain ones" in client.get(path).content.decode()
    assert flashes(press(client, path, "certain")) == ["Confirmed 1 name: Asha Pillai."]
    assert set(Person.objects.values_list("slug", flat=True)) == {"asha", "sonya", "sonya-new"}
    assert flashes(press(client, path, "certain")) == [
        "Nothing was changed: no name here is certain. Answer them one by one."
    ]


def test_a_name_is_joined_with_the_row_that_is_chosen(client, desk, ada):
    pair = LookAlike.objects.get(person__slug="sonya-new")
    assert "“Sonia Carrell” and “Sonya Carrel” are one now" in flashes(press(client, desk, f"same:{pair.pk}"))[0]
    assert Merge.objects.get().merged_by == ada
    assert flashes(press(client, desk, f"same:{pair.pk}")) == ["Nothing was changed: that has been decided already."]


def test_a_name_is_said_to_be_a_new_person(client, desk):
    pair = LookAlike.objects.get(person__slug="sonya-new")
    assert flashes(press(client, desk, f"new:{pair.pk}")) == ["“Sonia Carrell” is a new person."]
    assert flashes(press(client, desk, f"new:{pair.pk}")) == ["Nothing was changed: that has been decided already."]
    pair.refresh_from_db()
    assert pair.state == "different"


def test_somebody_who_was_taken_for_another_becomes_a_new_person(client, desk, note, ada):
    speaker = make_speaker(note.event, "Yusuf Amin", "Tidewell Council", "porter")
    make_speaker(make_event("A third"), "Yusuf Amin")
    assert flashes(press(client, desk, f"apart:{speaker.pk}")) == [
        "Yusuf Amin at this meeting is a new person now, and no longer the one known before."
    ]
    old, speaker = speaker.person, Speaker.objects.get(pk=speaker.pk)
    assert (speaker.person.slug, speaker.affiliation.person) == ("yusuf-amin-2", speaker.person)
    assert speaker.history.first().history_user == ada
    assert LookAlike.objects.get(person=speaker.person, other_person=old).state == "different"


def test_who_spoke_nowhere_else_is_not_told_apart(client, desk, note, ada, now):
    speaker = note.event.speakers.first()
    with pytest.raises(speaking.SpeakingError, match="spoke at no other meeting"):
        speaking.as_new_person(speaker, by=ada, at=now)


def test_a_speaker_of_another_meeting_cannot_be_posted(client, desk):
    theirs = make_elsewhere()
    assert press(client, desk, f"apart:{theirs.speaker.pk}").status_code == 404
    press(client, desk, f"same:{theirs.look_alike.pk}")
    press(client, desk, f"new:{theirs.look_alike.pk}")
    assert press(client, desk, "all:1").status_code == 404
    assert LookAlike.objects.get(pk=theirs.look_alike.pk).state == "proposed"


def test_names_to_decide_are_a_convenors_own(client, desk, nora):
    make_elsewhere()
    words = client.get(NAMES).content.decode()
    assert [secret for secret in SECRETS if secret in words] == []
    client.force_login(nora)
    assert "Zelda" in client.get(NAMES).content.decode()


def test_names_to_decide_says_so_where_there_are_none(client, ada):
    client.force_login(ada)
    assert "No name is waiting for a decision." in client.get(NAMES).content.decode()


def test_an_organisation_known_through_somebody_who_spoke_elsewhere_is_not_new(client, desk, note):
    note.organisations.add(make_speaker(note.event, "Yusuf Amin", "Lamplight Research").affiliation.organisation)
    assert "New with this note." in client.get(desk).content.decode().partition("Lamplight Research</dt>")[2]
    make_speaker(make_event("A third"), "Zoe Lamb", "Lamplight Research")
    after = client.get(desk).content.decode().partition("Lamplight Research</dt>")[2]
    assert "Known already: also at 1 other meeting." in after


def test_many_names_come_in_pages_and_ask_the_same_number_of_questions(
    client, desk, event, ada, django_assert_max_num_queries
):
    for number in range(60):
        new, old = (Person.objects.create(name=f"Kim {number}", slug=f"kim-{number}-{i}", created_by=ada) for i in "ab")
        LookAlike.objects.create(person=new, other_person=old, why="")
        event.speakers.create(person=new)
    with django_assert_max_num_queries(11):
        words = client.get(NAMES).content.decode()
    assert "Page 1 of 2" in words
    with django_assert_max_num_queries(12):
        client.get(desk)


def test_a_network_convenor_makes_any_two_one_and_undoes_it(client, nora, ada, event):
    for name in ("Harbour Lane Kitchen", "Harbour Lane"):
        Organisation.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    gone, stays = Organisation.objects.order_by("-name")[1], Organisation.objects.order_by("-name")[0]
    path = f"/admin/people/organisation/{gone.pk}/same/"
    client.force_login(ada)
    assert client.post(path, {"other": stays.pk}).status_code == 404
    client.force_login(nora)
    assert path in client.get(f"/admin/people/organisation/{gone.pk}/change/").content.decode()
    assert "Choose which one it is the same as." in client.post(path, {}).content.decode()
    assert "You can undo that" in flashes(client.post(path, {"other": stays.pk}, follow=True))[0]
    undo = {"action": "undo", "_selected_action": [Merge.objects.get().pk]}
    assert flashes(client.post("/admin/people/merge/", undo, follow=True)) == [
        "“Harbour Lane” and “Harbour Lane Kitchen” are two again."
    ]
    assert flashes(client.post("/admin/people/merge/", undo, follow=True)) == [
        "“Harbour Lane” and “Harbour Lane Kitchen” are two already."
    ]
    assert Organisation.objects.count() == 2


def test_a_merge_of_somebody_else_is_not_undone(client, ada, nora, now):
    one, other = (Person.objects.create(name=n, slug=n.lower()) for n in ("Ann", "Anne"))
    merge = merging.merge(one, other, by=nora, at=now)
    client.force_login(ada)
    client.post("/admin/people/merge/", {"action": "undo", "_selected_action": [merge.pk]})
    merge.refresh_from_db()
    assert merge.undone_at is None
