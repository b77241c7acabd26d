""" "Who comes": the list of a meeting as its convenors have it, and each thing they may do about it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import invitations, signups
from events.models import Answer, Event, Question, SignUp
from people.models import Mail, Member
from tests.elsewhere import make_elsewhere
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cell) -> Event:
    """In three days, with two places."""
    return make_event("The second letter", cell=cell, starts_at=timezone.now() + dt.timedelta(days=3), capacity=2)


@pytest.fixture
def four(db) -> list[Member]:
    names = ["Ines", "Jo", "Kit", "Lou"]
    return [Member.objects.create_user(f"{name.lower()}@example.org", name=f"{name} Vane") for name in names]


@pytest.fixture
def full(meeting, four) -> Event:
    """Ines and Jo are going; Kit, then Lou, are in line."""
    for member in four:
        signups.sign_up(meeting, member, at=timezone.now())
    return meeting


def page(event) -> str:
    return reverse("admin:events_event_who_comes", args=[event.pk])


def row(event, name) -> SignUp:
    return event.sign_ups.get(member__name__startswith=name)


def post(client, member, event, do, **typed) -> list[str]:
    """What is said after a button was pressed: the flashed sentences."""
    client.force_login(member)
    response = client.post(page(event), {"do": do, **typed}, follow=True)
    return [str(message) for message in response.context["messages"]]


def standing(event) -> dict[str, list[str]]:
    rows = event.sign_ups.select_related("member").order_by("joined_at", "pk")
    return {s: [r.member.get_short_name() for r in rows if r.state == s] for s in ("going", "waiting", "cancelled")}


def words(client, member, event) -> str:
    client.force_login(member)
    return " ".join(client.get(page(event)).content.decode().split())


def test_the_page_has_those_going_and_the_line_in_order_with_what_they_said(client, ada, full):
    question = Question.objects.create(event=full, text="Is there anything you need?")
    Answer.objects.create(sign_up=row(full, "Jo"), question=question, text="A ramp")
    said = words(client, ada, full)
    places = [said.index(f"<strong>{name} Vane</strong>") for name in ("Ines", "Jo", "Kit", "Lou")]
    assert places == sorted(places)
    assert "<dt>Is there anything you need?</dt><dd>A ramp</dd>" in said
    assert '<span class="box">1</span>' in said
    assert '<span class="box">2</span>' in said


def test_what_was_said_by_whoever_cancelled_is_not_shown(client, ada, full):
    question = Question.objects.create(event=full, text="Is there anything you need?")
    Answer.objects.create(sign_up=row(full, "Jo"), question=question, text="A ramp")
    assert "A ramp" in words(client, ada, full)
    signups.cancel(row(full, "Jo"), at=timezone.now())
    said = words(client, ada, full)
    assert "jo@example.org" in said
    assert "A ramp" not in said


@pytest.mark.parametrize("do", ["put_in", "places", "invite", "off:1", "came:1", "nonsense", ""])
def test_the_list_of_others_is_not_there_whatever_is_posted(client, ada, do):
    theirs = make_elsewhere()
    client.force_login(ada)
    assert client.get(page(theirs.event)).status_code == 404
    assert client.post(page(theirs.event), {"do": do}).status_code == 404
    assert not theirs.event.sign_ups.exists()


def test_a_row_of_another_meeting_is_not_reached_through_ones_own(client, ada, full):
    theirs = make_elsewhere()
    there = SignUp.objects.create(event=theirs.event, member=theirs.bea, state="going", joined_at=timezone.now())
    client.force_login(ada)
    for verb in ("off", "up", "came", "absent", "unmark"):
        assert client.post(page(full), {"do": f"{verb}:{there.pk}", "why": "x"}).status_code == 404
    there.refresh_from_db()
    assert (there.state, there.came) == ("going", None)


@pytest.mark.parametrize("do", ["", "nonsense", "off:", "off:x", "off:99999999999999999999", "came:0"])
def test_a_button_that_there_is_not_does_nothing(client, ada, full, do):
    client.force_login(ada)
    assert client.post(page(full), {"do": do}).status_code == 404


def test_someone_is_put_in_by_hand_past_the_line(client, ada, full, ben):
    assert post(client, ada, full, "put_in", who=" BEN@example.org ", why="speaks") == [
        "Ben Osei has a place, and is told by e-mail. 1 more is going than there are places."
    ]
    assert standing(full)["going"] == ["Ines", "Jo", "Ben"]
    assert Mail.objects.filter(to="ben@example.org", why="place confirmed").exists()
    assert "by Ada Quist: “speaks”" in words(client, ada, full)


def test_whoever_is_going_already_is_not_put_in_again(client, ada, full):
    assert post(client, ada, full, "put_in", who="jo@example.org", why="speaks") == [
        "Jo Vane has a place already. Nothing was changed."
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"who": "zoe@example.org", "why": "speaks"}, "Nobody here has the address “zoe@example.org”."),
        ({"who": "", "why": "speaks"}, "Give the name or the e-mail address of whom you mean."),
        ({"who": "ben@example.org", "why": " "}, "Say in a few words why: it is kept beside the name."),
        ({"who": "ben@example.org", "why": "x" * 301}, "Say why in 300 letters at most."),
    ],
)
def test_a_mistake_in_putting_in_gets_a_sentence_and_keeps_what_was_typed(client, ada, full, ben, typed, sentence):
    client.force_login(ada)
    said = client.post(page(full), {"do": "put_in", **typed}).content.decode()
    assert sentence in said
    assert all(f'value="{value}"' in said for value in typed.values() if value.strip())
    assert len(standing(full)["going"]) == 2


def test_whoever_is_taken_off_is_told_why_and_the_next_in_line_has_the_place(client, ada, full):
    assert post(client, ada, full, f"off:{row(full, 'Ines').pk}", why="asked  by telephone") == [
        "Ines Vane is off the list, and is told by e-mail. They cannot sign up again, but you can put them in. "
        "Kit Vane waited and has a place now."
    ]
    assert standing(full) == {"going": ["Jo", "Kit"], "waiting": ["Lou"], "cancelled": ["Ines"]}
    assert row(full, "Ines").why == "asked by telephone"


def test_whoever_rang_to_say_that_they_cannot_come_may_sign_up_again(client, ada, full, four):
    assert post(client, ada, full, f"gave_up:{row(full, 'Ines').pk}") == [
        "Ines Vane has given it up, and is told by e-mail. They may sign up again. Kit Vane waited and has a place now."
    ]
    assert standing(full) == {"going": ["Jo", "Kit"], "waiting": ["Lou"], "cancelled": ["Ines"]}
    assert "Ines Vane was taken off as they asked, by Ada Quist" in words(client, ada, full)
    assert post(client, ada, full, f"gave_up:{row(full, 'Ines').pk}") == ["Ines Vane is off the list already."]
    assert post(client, ada, full, f"gave_up:{row(full, 'Lou').pk}") == [
        "Lou Vane has given it up, and is told by e-mail. They may sign up again."
    ]
    assert signups.sign_up(full, four[0], at=timezone.now()).state == "waiting"


def test_it_is_said_beforehand_what_taking_off_does(client, ada, full):
    assert "They are told this by mail, and cannot sign up again by themselves." in words(client, ada, full)


def test_the_browser_stays_at_what_was_refused(client, ada, full):
    said = words(client, ada, full)
    for there in ("put_in", "places", f"s{row(full, 'Ines').pk}"):
        assert f'id="{there}"' in said
        assert f'action="#{there}"' in said


@pytest.mark.parametrize("verb", ["off", "up"])
def test_without_a_reason_nothing_is_done(client, ada, full, verb):
    client.force_login(ada)
    said = client.post(page(full), {"do": f"{verb}:{row(full, 'Lou').pk}", "why": "  "}).content.decode()
    assert "Say in a few words why" in said
    assert standing(full)["waiting"] == ["Kit", "Lou"]


def test_a_reason_that_is_too_long_is_not_lost(client, ada, full):
    client.force_login(ada)
    said = client.post(page(full), {"do": f"off:{row(full, 'Lou').pk}", "why": "w" * 301}).content.decode()
    assert "Say why in 300 letters at most." in said
    assert "w" * 301 in said
    assert standing(full)["waiting"] == ["Kit", "Lou"]


def test_someone_is_moved_to_the_front_and_it_is_kept_who_did_it(client, ada, full):
    assert post(client, ada, full, f"up:{row(full, 'Lou').pk}", why="comes from far") == ["Lou Vane is next in line."]
    assert standing(full)["waiting"] == ["Lou", "Kit"]
    assert "Lou Vane was moved up, by Ada Quist: “comes from far”" in words(client, ada, full)


def test_more_places_go_to_those_in_line(client, ada, full):
    assert post(client, ada, full, "places", capacity="3", held_back="0") == [
        "3 places now. Kit Vane waited and has a place now."
    ]
    assert standing(full) == {"going": ["Ines", "Jo", "Kit"], "waiting": ["Lou"], "cancelled": []}


def test_fewer_places_take_nobody_off_and_it_is_said_how_many_are_over(client, ada, full):
    assert post(client, ada, full, "places", capacity="1", held_back="1") == [
        "1 place now, 1 of them held back. 2 more are going than there are places."
    ]
    assert standing(full)["going"] == ["Ines", "Jo"]
    assert "2 more are going than there are places." in words(client, ada, full)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"capacity": "0"}, "A meeting has at least one place; leave it empty for no limit."),
        ({"capacity": "-1"}, "A meeting has at least one place; leave it empty for no limit."),
        ({"capacity": "a dozen"}, "Give a whole number: 20."),
        ({"capacity": "9" * 30}, "That is more places than we can count; leave it empty for no limit."),
        ({"capacity": "5", "held_back": "6"}, "No more places can be held back than there are."),
        ({"capacity": "", "held_back": "1"}, "No more places can be held back than there are."),
        ({"capacity": "5", "held_back": "-1"}, "Places held back are none or more: write 0, or how many."),
    ],
)
def test_numbers_that_cannot_be_get_a_sentence(client, ada, full, typed, sentence):
    client.force_login(ada)
    assert sentence in client.post(page(full), {"do": "places", **typed}).content.decode()
    full.refresh_from_db()
    assert (full.capacity, full.held_back) == (2, 0)


def test_many_addresses_are_invited_at_once_and_one_is_withdrawn(client, ada, four, meeting):
    Event.objects.update(who_may_come="invited")
    pasted = 'Ines@example.org\n"Vane, Jo" <jo@example.org>; kit@example.org kit@example.org'
    assert post(client, ada, meeting, "invite", emails=pasted) == ["3 addresses may sign up, and are written to."]
    assert sorted(Mail.objects.filter(why="invited").values_list("to", flat=True)) == [
        "ines@example.org", "jo@example.org", "kit@example.org",
    ]  # fmt: skip
    signups.sign_up(meeting, four[0], at=timezone.now())
    invitation = meeting.invitations.get(email="ines@example.org")
    assert post(client, ada, meeting, f"withdraw:{invitation.pk}") == ["ines@example.org is no longer invited."]
    assert standing(meeting) == {"going": [], "waiting": [], "cancelled": ["Ines"]}


def test_one_address_that_is_none_invites_nobody_and_loses_nothing(client, ada, meeting):
    Event.objects.update(who_may_come="invited")
    client.force_login(ada)
    said = client.post(page(meeting), {"do": "invite", "emails": "jo@example.org\nkit at home"}).content.decode()
    assert "“kit” is not an e-mail address. Nobody has been invited yet." in said
    assert "jo@example.org\nkit at home</textarea>" in said
    assert not meeting.invitations.exists()


def test_an_invitation_to_a_meeting_of_others_is_not_withdrawn(client, ada, meeting):
    theirs = make_elsewhere()
    there = invitations.invite(theirs.event, ["zelda@example.org"], by=theirs.bea, at=timezone.now())[0]
    client.force_login(ada)
    assert client.post(page(meeting), {"do": f"withdraw:{there.pk}"}).status_code == 404
    assert theirs.event.invitations.exists()


def test_what_happened_before_is_told_the_latest_first(client, ada, full, ben):
    signups.cancel(row(full, "Ines"), at=timezone.now())
    signups.put_in(full, ben, by=ada, why="speaks", at=timezone.now())
    signups.sign_up(full, row(full, "Ines").member, at=timezone.now())
    said = words(client, ada, full)
    told = [
        "Ines Vane joined the line", "Ben Osei was put in, by Ada Quist: “speaks”",
        "Kit Vane was given a place that came free", "Ines Vane cancelled", "Lou Vane joined the line",
        "Kit Vane joined the line", "Jo Vane signed up", "Ines Vane signed up",
    ]  # fmt: skip
    places = [said.rindex(one) if one == "Ines Vane signed up" else said.index(one) for one in told]
    assert places == sorted(places)


def test_a_meeting_that_is_over_gives_and_takes_no_places(client, ada, full):
    Event.objects.filter(pk=full.pk).update(
        starts_at=timezone.now() - dt.timedelta(days=2), ends_at=timezone.now() - dt.timedelta(days=2, hours=-1)
    )
    said = words(client, ada, full)
    assert "Put someone in" not in said
    assert "Take off the list" not in said
    client.force_login(ada)
    response = client.post(page(full), {"do": f"off:{row(full, 'Jo').pk}", "why": "late"})
    assert "This meeting is over." in response.content.decode()


def queries(client, event, **extra) -> int:
    with CaptureQueriesContext(connection, **extra) as captured:
        client.get(page(event))
    return len(captured)


def test_the_page_asks_the_database_as_often_for_three_as_for_one(client, ada, meeting, four):
    question = Question.objects.create(event=meeting, text="What do you bring?")
    Event.objects.update(who_may_come="invited", capacity=1)
    invitations.invite(meeting, [member.email for member in four], by=ada, at=timezone.now())
    client.force_login(ada)
    signups.put_in(meeting, ada, by=ada, why="chair", at=timezone.now())
    signups.sign_up(meeting, four[0], at=timezone.now(), answers={question.pk: "Bread"})
    queries(client, meeting)
    one = queries(client, meeting)
    for member in four[1:]:
        signups.sign_up(meeting, member, at=timezone.now(), answers={question.pk: "Soup"})
    Event.objects.update(capacity=3)
    signups.promote_waiting(meeting, at=timezone.now())
    assert queries(client, meeting) == one
    assert one <= 12


def test_the_list_is_reached_from_the_meeting_the_meetings_and_the_first_page(client, ada, meeting):
    client.force_login(ada)
    there = f'href="{page(meeting)}"'
    for path in (reverse("admin:events_event_change", args=[meeting.pk]), "/admin/events/event/", "/admin/"):
        assert there in client.get(path).content.decode()


def test_fewer_places_on_the_meetings_own_page_say_how_many_are_over(client, ada, full):
    client.force_login(ada)
    there = reverse("admin:events_event_change", args=[full.pk])
    form = client.get(there).context["adminform"].form
    posted = {"title": full.title, "slug": full.slug, "state": "published", "visibility": "public", "capacity": "1"}
    posted |= {"format": full.format, "cell": full.cell_id, "attribution": "named", "hours_known": "on"}
    for name in ("starts_at", "ends_at"):
        day, time = form[name].field.widget.decompress(form.initial[name])
        posted |= {f"{name}_0": f"{day:%Y-%m-%d}", f"{name}_1": f"{time:%H:%M:%S}"}
    for prefix in ("questions", "speakers"):
        posted |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    response = client.post(there, posted, follow=True)
    said = [str(message) for message in response.context["messages"]]
    assert "1 more is going than there are places. Nobody has lost theirs." in said
    assert standing(full)["going"] == ["Ines", "Jo"]


def test_what_people_need_is_read_by_those_who_convene_the_meeting_and_nobody_else(client, ada, nora, four, meeting):
    need = Question.objects.create(event=meeting, text="Anything you need?")
    signups.sign_up(meeting, four[0], at=timezone.now(), answers={need.pk: "A quiet corner"})
    shown = {}
    for reader in (ada, nora):
        client.force_login(reader)
        for name in ("who_comes", "who_comes_csv"):
            there = reverse(f"admin:events_event_{name}", args=[meeting.pk])
            shown[reader.name, name] = "A quiet corner" in client.get(there).content.decode()
    assert [shown[ada.name, name] for name in ("who_comes", "who_comes_csv")] == [True, True]
    assert [shown[nora.name, name] for name in ("who_comes", "who_comes_csv")] == [False, False]
    assert "is read by Ada Quist only, who looks after this meeting" in client.get(page(meeting)).content.decode()
    meeting.cell.convenors.clear()
    client.force_login(nora)
    assert "A quiet corner" in client.get(page(meeting)).content.decode()


def test_an_address_that_a_mail_did_not_reach_is_marked_and_leads_to_the_mail(client, ada, full):
    Event.objects.filter(pk=full.pk).update(who_may_come="invited")
    invitations.invite(full, ["zed@example.org"], by=ada, at=timezone.now())
    client.force_login(ada)
    words = "A mail about this meeting did not reach this address."
    assert words not in client.get(page(full)).content.decode()
    for address in ("ines@example.org", "kit@example.org", "zed@example.org"):
        Mail.objects.filter(to=address, meeting=full.pk).update(state="failed", sent_at=None, error="No such address.")
    Mail.objects.filter(to="jo@example.org").update(meeting=None, state="failed", sent_at=None)
    shown = client.get(page(full)).content.decode()
    assert shown.count(words) == 3
    there = f"{reverse('admin:people_mail_changelist')}?state__exact=failed&amp;q=kit%40example.org"
    assert there in shown
    assert "Kit Vane" in shown.split(there)[0]
    assert "kit@example.org" in client.get(there.replace("&amp;", "&")).content.decode()
