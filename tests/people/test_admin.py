"""Members, people, organisations and look-alikes in the admin."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people import outbox
from people.convening import when
from people.models import FormerSlug, LookAlike, Mail, Member, Organisation, Person
from tests.elsewhere import make_elsewhere
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db
NO_POSITIONS = {f"affiliations-{name}": value for name, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()}


def flashes(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def asha(event, ada):
    return make_speaker(event, "Asha Pillai", "Harbour Lane Kitchen").person


@pytest.fixture
def pair(asha):
    other = make_speaker(make_event(), "Asha Pillay").person
    return LookAlike.objects.create(person=asha, other_person=other, why="Spelled nearly the same: Asha Pillay")


def test_a_moment_is_written_as_people_read_it(event):
    assert when(event.starts_at) == "Wednesday 18 March 2026, 2pm"


def test_a_network_convenor_adds_a_member_with_name_and_ticks(client, nora):
    client.force_login(nora)
    facts = {"email": "Eve@Example.org", "name": "Eve Long", "is_active": "on", "is_staff": "on"}
    client.post("/admin/people/member/add/", facts)
    eve = Member.objects.get(email="eve@example.org")
    assert (eve.name, eve.is_convenor, eve.is_network_convenor, eve.has_usable_password()) == (
        "Eve Long", True, False, False
    )  # fmt: skip


def test_an_address_is_a_members_only_once_whatever_its_capitals(client, nora, ben):
    client.force_login(nora)
    response = client.post("/admin/people/member/add/", {"email": "BEN@example.org", "name": "Ben"})
    assert "There is a member with this e-mail address already." in response.content.decode()


def test_a_network_convenor_cannot_lock_everybody_out(client, nora):
    client.force_login(nora)
    facts = {"email": nora.email, "name": nora.name, "is_active": "on", "is_staff": "on"}
    response = client.post(f"/admin/people/member/{nora.pk}/change/", facts)
    nora.refresh_from_db()
    assert nora.is_superuser
    assert "You cannot take your own rights away" in response.content.decode()


def change_member(client, nora, member, **facts):
    client.force_login(nora)
    kept = {"email": member.email, "name": member.name, "is_active": "on"}
    sent = {name: value for name, value in {**kept, **facts}.items() if value}
    return client.post(f"/admin/people/member/{member.pk}/change/", sent)


def test_a_name_is_one_line_without_signs_that_nobody_sees(client, nora, ben):
    change_member(client, nora, ben, name="Ben\u202e\r\nOsei")
    ben.refresh_from_db()
    assert ben.name == "Ben Osei"


def test_a_new_address_is_told_to_the_former_one_and_mail_that_waits_goes_to_the_new(client, nora, ben, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    waiting = outbox.post(to=ben.email, subject="Soon", text="Soon", why="welcome", member=ben)
    change_member(client, nora, ben, email="benjamin@example.org")
    waiting.refresh_from_db()
    assert waiting.to == "benjamin@example.org"
    assert Mail.objects.filter(to="ben@example.org", why="address changed").exists()


def test_a_convenor_changes_nobodys_rights(client, ada, ben):
    client.force_login(ada)
    for path in ["/admin/people/member/add/", f"/admin/people/member/{ada.pk}/change/"]:
        assert client.get(path).status_code in (302, 403)
        client.post(path, {"email": ada.email, "name": "Ada", "is_active": 1, "is_staff": 1, "is_superuser": 1})
    ada.refresh_from_db()
    assert (ada.is_superuser, ada.name, Member.objects.count()) == (False, "Ada Quist", 2)


def test_a_person_without_an_address_gets_a_free_one(client, ada):
    Person.objects.create(name="Asha Pillai", slug="asha-pillai")
    client.force_login(ada)
    client.post("/admin/people/person/add/", {"name": "Asha Pillai", "slug": "", "other_names": "", **NO_POSITIONS})
    person = Person.objects.get(created_by=ada)
    assert (person.name, person.slug) == ("Asha Pillai", "asha-pillai-2")


def test_an_old_address_leads_on_and_is_given_to_nobody_else(client, ada, asha):
    client.force_login(ada)
    path = f"/admin/people/person/{asha.pk}/change/"
    facts = {"name": "Asha Pillai", "other_names": "", **NO_POSITIONS, "affiliations-TOTAL_FORMS": 1}
    row = asha.affiliations.get()
    facts |= {"affiliations-INITIAL_FORMS": 1, "affiliations-0-id": row.pk, "affiliations-0-person": asha.pk}
    facts |= {"affiliations-0-organisation": row.organisation_id}
    client.post(path, {**facts, "slug": "asha-p"})
    assert client.get("/people/asha-pillai/").headers["Location"] == "/people/asha-p/"
    response = client.post(
        "/admin/people/person/add/", {"name": "Asha", "slug": "asha-pillai", "other_names": "", **NO_POSITIONS}
    )
    assert "was the address of another page" in response.content.decode()
    assert FormerSlug.objects.get().object_id == asha.pk


def test_an_address_left_empty_on_a_change_stays_as_it_was(client, nora):
    kitchen = Organisation.objects.create(name="Harbour Lane Kitchen", slug="harbour-lane-kitchen")
    client.force_login(nora)
    facts = {"name": "Harbour Lane Kitchens", "slug": "", "kind": "charity", **NO_POSITIONS}
    client.post(f"/admin/people/organisation/{kitchen.pk}/change/", facts)
    kitchen.refresh_from_db()
    assert (kitchen.name, kitchen.slug) == ("Harbour Lane Kitchens", "harbour-lane-kitchen")


def test_a_person_who_also_spoke_elsewhere_is_seen_but_not_changed(client, ada, asha):
    asha.other_names = "A former name"
    asha.save()
    make_speaker(make_event(), "Asha Pillai")
    client.force_login(ada)
    path = f"/admin/people/person/{asha.pk}/change/"
    assert "A former name" not in client.get(path).content.decode()
    assert client.post(path, {"name": "Somebody else", **NO_POSITIONS}).status_code == 403
    assert client.get(f"/admin/people/person/{asha.pk}/history/").status_code == 403


def test_whose_login_a_person_has_is_for_network_convenors(client, ada, nora, ben, asha):
    asha.member = ben
    asha.save()
    for path in [f"/admin/people/person/{asha.pk}/change/", f"/admin/people/person/{asha.pk}/history/"]:
        client.force_login(ada)
        assert "Ben Osei" not in client.get(path).content.decode()
        client.force_login(nora)
        assert "Ben Osei" in client.get(path).content.decode()


def test_who_spoke_cannot_be_deleted_and_the_page_says_why(client, nora, asha):
    client.force_login(nora)
    response = client.post(f"/admin/people/person/{asha.pk}/delete/", {"post": "yes"}, follow=True)
    assert flashes(response) == ["Asha Pillai is in the list of 1 meeting. Take them off there first."]


def test_an_organisation_in_use_cannot_be_deleted_and_the_page_says_why(client, nora, asha):
    client.force_login(nora)
    kitchen = Organisation.objects.get()
    response = client.post(f"/admin/people/organisation/{kitchen.pk}/delete/", {"post": "yes"}, follow=True)
    assert flashes(response) == ["Harbour Lane Kitchen is named in 1 position. Take it out there first."]


def test_a_convenor_deletes_an_unused_person_of_her_own(client, ada):
    person = Person.objects.create(name="A slip", slug="a-slip", created_by=ada)
    client.force_login(ada)
    client.post(f"/admin/people/person/{person.pk}/delete/", {"post": "yes"})
    assert not Person.objects.exists()


def test_two_names_are_said_to_be_one_from_the_list(client, ada, pair):
    client.force_login(ada)
    choice = {"action": "say_same", "_selected_action": [pair.pk]}
    response = client.post("/admin/people/lookalike/", choice, follow=True)
    assert flashes(response) == [
        "“Asha Pillai” and “Asha Pillay” are one now, under the name Asha Pillay. "
        '<a href="/admin/people/merge/">You can undo that</a>'
    ]
    assert '<a href="/admin/people/merge/">You can undo that</a>' in response.content.decode()
    assert [person.name for person in Person.objects.all()] == ["Asha Pillay"]


def test_two_names_are_said_to_be_different_from_the_list(client, ada, pair):
    client.force_login(ada)
    choice = {"action": "say_different", "_selected_action": [pair.pk]}
    response = client.post("/admin/people/lookalike/", choice, follow=True)
    pair.refresh_from_db()
    assert flashes(response) == ["“Asha Pillai” and “Asha Pillay” stay two."]
    assert (pair.state, pair.decided_by) == ("different", ada)


def test_two_who_spoke_at_one_meeting_are_not_joined(client, ada, event, asha):
    twin = make_speaker(event, "Asha Pillay").person
    pair = LookAlike.objects.create(person=asha, other_person=twin, why="Spelled nearly the same")
    client.force_login(ada)
    choice = {"action": "say_same", "_selected_action": [pair.pk]}
    response = client.post("/admin/people/lookalike/", choice, follow=True)
    assert "Both spoke at “Who holds the purse?”" in flashes(response)[0]
    assert Person.objects.count() == 2


def test_a_look_alike_of_another_cell_is_not_decided(client, ada, pair):
    theirs = make_elsewhere()
    client.force_login(ada)
    choice = {"action": "say_same", "_selected_action": [theirs.look_alike.pk]}
    client.post("/admin/people/lookalike/", choice)
    theirs.look_alike.refresh_from_db()
    assert theirs.look_alike.state == "proposed"


def test_a_position_is_shown_only_as_far_as_the_meetings_tell(client, ada, asha):
    hidden = make_elsewhere()
    make_speaker(hidden.event, "Asha Pillai", "Hidden House")
    client.force_login(ada)
    words = client.get(f"/admin/people/person/{asha.pk}/change/").content.decode()
    assert "Harbour Lane Kitchen" in words
    assert "Hidden House" not in words


def test_the_outbox_is_read_and_not_changed(client, nora):
    mail = Mail.objects.create(to="ben@example.org", subject="Your place", text="You are in.", why="place")
    client.force_login(nora)
    assert "You are in." in client.get(f"/admin/people/mail/{mail.pk}/change/").content.decode()
    assert client.post(f"/admin/people/mail/{mail.pk}/change/", {"subject": "X"}).status_code == 403
    assert client.get("/admin/people/mail/add/").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_people_asks_the_same_number_of_questions(
    client, ada, event, django_assert_max_num_queries, number
):
    for index in range(number):
        make_speaker(event, f"Speaker {index}", f"Organisation {index}")
    client.force_login(ada)
    with django_assert_max_num_queries(7):
        client.get("/admin/people/person/")


def test_a_member_whom_a_network_convenor_adds_is_welcomed_by_mail(client, nora):
    client.force_login(nora)
    data = {"name": "Gwen Tully", "email": "gwen@example.org", "is_active": "on"}
    html = client.post("/admin/people/member/add/", data, follow=True).content.decode()
    assert "A mail that tells Gwen Tully how to log in is on its way to gwen@example.org." in html
    [mail] = Mail.objects.all()
    assert (mail.to, mail.state, mail.why) == ("gwen@example.org", "sent", "welcome")
    client.post("/admin/people/member/add/", {**data, "email": "not an address"})
    assert Mail.objects.count() == 1


def test_the_form_of_a_person_asks_the_same_number_of_questions(client, nora, asha):
    client.force_login(nora)
    path, counts = f"/admin/people/person/{asha.pk}/change/", []
    for numbers in (range(1), range(1, 10)):
        for number in numbers:
            organisation = Organisation.objects.create(name=f"Group {number}", slug=f"group-{number}")
            asha.affiliations.create(organisation=organisation)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            words = client.get(path).content.decode()
        counts.append(len(queries))
    assert "Group 9</option>" in words
    assert counts[0] == counts[1]


# What a change of name means for what is public


def _hidden_in_public(event):
    make_speaker(event, "Asha Pillai", attribution="role only")
    return make_note(event, "Ms Menon said that a report nobody reads is a rent.", [])


@pytest.mark.parametrize("change", [{"name": "Asha Menon"}, {"other_names": "Asha Menon"}])
def test_a_person_whose_new_name_stands_in_a_public_note_takes_it_down(client, ada, event, change):
    note = _hidden_in_public(event)
    person = Person.objects.get()
    client.force_login(ada)
    posted = {"name": person.name, "slug": person.slug, "other_names": "", **NO_POSITIONS, **change}
    client.post(f"/admin/people/person/{person.pk}/change/", posted)
    note.refresh_from_db()
    assert note.state == "withdrawn"


def test_two_people_made_one_take_down_a_public_note_that_has_the_other_name(client, nora, event):
    note = _hidden_in_public(event)
    known = Person.objects.get()
    twin = Person.objects.create(name="Asha Menon", slug="asha-menon")
    pair = LookAlike.objects.create(person=twin, other_person=known, why="Same first name")
    client.force_login(nora)
    client.post("/admin/people/lookalike/", {"action": "say_same", "_selected_action": [pair.pk]})
    note.refresh_from_db()
    assert (known.speaker_set.count(), note.state) == (1, "withdrawn")


@pytest.mark.parametrize("typed", ["asha-pillai", " asha  pillai "])
def test_whom_somebody_is_the_same_as_can_be_written_where_no_script_runs(client, nora, typed):
    stays = Person.objects.create(name="Asha Pillai", slug="asha-pillai")
    gone = Person.objects.create(name="Asha Pillay", slug="asha-pillay")
    client.force_login(nora)
    path = f"/admin/people/person/{gone.pk}/same/"
    page = client.get(path).content.decode()
    assert 'name="typed"' in page.partition("<noscript>")[2].partition("</noscript>")[0]
    client.post(path, {"other": "", "typed": typed})
    assert list(Person.objects.all()) == [stays]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Choose which one it is the same as."),
        ("Asha Menon", "None is called “Asha Menon”. Write the name as it stands on its page."),
        ("Asha Pillay", "None is called “Asha Pillay”."),
        ("Ben Osei", "Several are called “Ben Osei”. Write the end of its page’s address instead: ben"),
    ],
)
def test_what_is_written_that_means_nobody_or_several_gets_a_sentence_and_is_kept(client, nora, typed, sentence):
    rows = [("Asha Pillay", "asha-pillay"), ("Ben Osei", "ben"), ("Ben Osei", "ben-2")]
    gone, *_ = [Person.objects.create(name=name, slug=slug) for name, slug in rows]
    client.force_login(nora)
    page = client.post(f"/admin/people/person/{gone.pk}/same/", {"other": "", "typed": typed}).content.decode()
    assert sentence in page
    assert f'value="{typed}"' in page
    assert Person.objects.count() == 3
