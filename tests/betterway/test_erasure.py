"""A member leaves: afterwards the whole database is searched for their name and address."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from betterway import erasure, my_data, pointers
from events import recurring, signups
from events.changing import ChangingError
from events.models import Answer, Event, Invitation, Question, Recurrence, SignUp, Speaker
from events.recurring import RecurringError, Scope
from insights import collecting, following
from insights.models import Collection, Insight, Note, Say
from people import addresses, joining, new_address, outbox, stops
from people.models import Joining, Mail, Member, Person
from tests.conftest import NOW
from tests.insights.test_races import at_once
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Wilhelmina Stroud", "wilhelmina.stroud@example.org"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def coming(cell):
    return make_event("Next month", cell=cell, starts_at=NOW + dt.timedelta(days=30), capacity=1)


@pytest.fixture
def mina(client, clock, coming, event, ada, ben, nora) -> Member:
    """A convenor with one of everything, logged in in a browser."""
    mina = Member.objects.create_user(EMAIL, name=NAME, organisation="Tidewell Trust", brings="Purses.", is_staff=True)
    mina.name = NAME
    mina.save()  # a second row of history
    client.force_login(mina)
    past = SignUp.objects.create(event=event, member=mina, state="going", joined_at=NOW)
    Answer.objects.create(sign_up=past, question=Question.objects.create(event=event, text="Needs?"), text="Captions")
    signups.sign_up(coming, mina, at=NOW)
    signups.sign_up(coming, ben, at=NOW)
    Collection.objects.create(member=mina, title="Purses", slug="purses")
    EmailAddress.objects.create(user=mina, email=EMAIL, verified=True, primary=True)
    Authenticator.objects.create(user=mina, type="totp", data={"secret": "x"})
    Invitation.objects.create(event=coming, email=EMAIL.upper(), invited_by=ada)
    Joining.objects.create(email=EMAIL, name=NAME, asked_at=NOW)
    about = {"content_type": ContentType.objects.get_for_model(Member), "object_id": str(mina.pk)}
    LogEntry.objects.create(user=nora, action_flag=2, object_repr=NAME, change_message=f"Changed {NAME}.", **about)
    LogEntry.objects.create(user=mina, action_flag=2, object_repr="Joining forces", change_message="[]")
    outbox.post(to="ada@example.org", subject="Hello", text=f"{NAME} ({EMAIL}) has a place.", why="place confirmed")
    event.cell.convenors.add(mina)
    coming.convenors.add(mina)
    coming._history_user = mina
    coming.save()
    return mina


@pytest.fixture
def page(mina, event) -> Person:
    """What she has in public: a page, a former address of it, and a point that she made and another she approved."""
    speaker = make_speaker(event, NAME, "Tidewell Trust", "treasurer at large", email=EMAIL)
    person = speaker.person
    person.member, person.other_names = mina, "Mina Stroud"
    person.save()
    addresses.keep_former(person, "mina-stroud")
    note = make_note(event, quotes=[])
    make_insight(note, speaker=speaker, approved_by=mina)
    return person


def standing(*words: str) -> list[str]:
    """Where in the whole database any of these words stands, whatever its capitals."""
    pattern = re.compile("|".join(words), re.IGNORECASE)
    found = []
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values():
            text = " ".join(str(value) for value in row.values())
            if model is Session:
                text = str(Session(session_data=row["session_data"]).get_decoded())
            if pattern.search(text):
                found.append(f"{model._meta.label} {text}")
    return found


def test_the_search_of_the_database_finds_her_in_every_table_before(mina, page):
    tables = {place.split()[0] for place in standing("Stroud", EMAIL)}
    assert tables >= {
        *("people.Member", "people.Person", "people.HistoricalPerson", "people.Mail", "people.Joining"),
        *("account.EmailAddress", "admin.LogEntry", "events.Invitation", "people.FormerSlug", "events.Speaker"),
    }


def test_nothing_is_left_of_her_name_and_address(mina, page):
    erasure.erase(mina, name_stays=False, at=NOW)
    assert standing("Stroud", "Wilhelmina", EMAIL, "treasurer at large", "mina-stroud") == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Zoë O’Strand", "Zoe\u0308 O'Strand"),
        ("Zoë O’Strand", "ZOE  O\u02bcSTRAND"),
        ("Zoë O’Strand", "Zoë\u00a0O’Str\u00adand"),
        ("Łucja Mill-Strand", "Lucja\nMill\u2011Strand"),
        ("Bo Strand", "Bo\u200b Strand"),
    ],
)
def test_a_name_goes_from_mails_however_it_is_written(ben, now, name, written):
    Member.objects.filter(pk=ben.pk).update(name=name)
    kept = Mail.objects.create(to="ada@example.org", subject=f"About {written}", text=f"Dear {written}, and Bob.")
    erasure.erase(ben, name_stays=False, at=now)
    kept.refresh_from_db()
    assert (kept.subject, kept.text) == ("About A former member", "Dear A former member, and Bob.")


@pytest.fixture
def mail_waits(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.mark.parametrize("name", ["Org", "May", "Example Org", "Ben Osei", "December"])
def test_whatever_somebody_is_called_others_get_their_mail_and_their_calendar(ben, ada, coming, now, mail_waits, name):
    called = Member.objects.create_user("goes@guest.net", name=name, state="asking")
    row = signups.sign_up(coming, ben, at=now)
    before = Mail.objects.filter(member=ben).values().get()
    erasure.erase(called, name_stays=False, at=now)
    after = Mail.objects.filter(member=ben).values().get()
    assert after == before
    assert after["calendar"]
    row.refresh_from_db()
    assert row.state == "going"


@pytest.mark.parametrize("name", ["Auth", "Auth User", "Auth User Id"])
def test_whatever_somebody_is_called_nobody_else_is_logged_out(client, ben, now, name):
    called = Member.objects.create_user("goes@guest.net", name=name)
    client.force_login(ben)
    erasure.erase(called, name_stays=False, at=now)
    assert client.get("/me/").status_code == 200


def test_an_address_is_taken_whole(ben, now):
    text = "Ask joe.ben@example.org, ben@example.org.uk or Ben@Example.org."
    kept = Mail.objects.create(to="mary.ben@example.org", subject="Who", text=text)
    erasure.erase(ben, name_stays=False, at=now)
    kept.refresh_from_db()
    assert kept.to == "mary.ben@example.org"
    assert kept.text == "Ask joe.ben@example.org, ben@example.org.uk or A former member."


def test_mails_that_tell_others_of_somebody_go_with_them(nora, now, settings, clock):
    settings.JOINING = "approved"
    facts = {"email": "quux@old.example", "name": "Zebedee", "organisation": "Quuxorg Ltd", "brings": "", "then": ""}
    joining.ask(facts, at=now)
    member = joining.confirm(Joining.objects.get(), at=now)
    assert Mail.objects.filter(to=nora.email, text__contains="Zebedee of Quuxorg Ltd would like to join").exists()
    erasure.erase(member, name_stays=False, at=now)
    assert standing("Zebedee", "Quux") == []


@pytest.fixture
def moved(mina, page) -> Member:
    """She has changed her address, and a speaker, a question to her and a mail keep the former one."""
    Say.objects.create(note=Note.objects.get(), speaker=Speaker.objects.get(person=page), to=EMAIL, asked_at=NOW)
    Mail.objects.create(to=EMAIL, subject="Is this you?", text="Dear you")
    new_address.confirm(new_address._token(mina, "mina@new.example"), mina)
    mina.refresh_from_db()
    return mina


@pytest.mark.parametrize("name_stays", [True, False])
def test_a_former_address_goes_with_its_member(moved, name_stays):
    assert "people.FormerEmail.member" in my_data.of(moved, at=NOW)["yours"]
    erasure.erase(moved, name_stays=name_stays, at=NOW)
    assert standing(EMAIL, "mina@new.example") == []


def test_a_former_address_that_is_somebody_elses_by_now_stays_theirs(moved, coming):
    other = Member.objects.create_user(EMAIL, name="Winnie Stroud")
    signups.sign_up(coming, other, at=NOW)
    erasure.erase(moved, name_stays=False, at=NOW)
    assert other.mails.filter(to=EMAIL).exists()


def test_the_reason_given_beside_another_name_says_theirs_no_more(ben, ada, mina, coming):
    signups.put_in(coming, ada, by=ada, why=f"{NAME} asked for her", at=NOW)
    erasure.erase(mina, name_stays=False, at=NOW)
    assert coming.sign_ups.get(member=ada).why == "A former member asked for her"
    assert standing("Wilhelmina") == []


def test_a_meeting_that_is_cancelled_meanwhile_holds_up_nobody_who_leaves(mina, coming, monkeypatch):
    locked = signups._locked

    def cancelled_first(event):
        Event.objects.filter(pk=event.pk).update(state="cancelled")
        return locked(event)

    monkeypatch.setattr(signups, "_locked", cancelled_first)
    erasure.erase(mina, name_stays=False, at=NOW)
    assert not SignUp.objects.filter(member=mina.pk).exists()


def test_rows_that_were_hers_alone_are_gone(client, mina, page):
    pk = mina.pk
    erasure.erase(mina, name_stays=False, at=NOW)
    for model, column in [
        *((SignUp, "member"), (SignUp.history.model, "member"), (Collection, "member"), (Mail, "member")),
        *((EmailAddress, "user"), (Authenticator, "user"), (LogEntry, "user"), (Member.history.model, "id")),
    ]:
        assert not model._base_manager.filter(**{column: pk}).exists(), model
    assert not Answer.objects.exists()
    assert client.get("/me/").url.startswith("/login/")
    assert not Session.objects.filter(pk=client.session.session_key).exists()


def test_that_she_wants_no_invitations_outlives_her_login_and_says_nothing_of_her(client, mina, page):
    there = stops.link_for_invitations(EMAIL).removeprefix("http://127.0.0.1:8000")
    client.post(there)
    assert data(client)["invitations to this address are stopped"] is True
    erasure.erase(mina, name_stays=False, at=NOW)
    assert stops.uninvited([EMAIL]) == [EMAIL]
    assert standing(EMAIL) == []


def test_her_place_goes_to_whoever_waits_and_she_gets_no_mail(mina, coming, ben):
    assert [(row.member.name, row.state) for row in coming.sign_ups.all()] == [(NAME, "going"), ("Ben Osei", "waiting")]
    mail.outbox.clear()
    erasure.erase(mina, name_stays=False, at=NOW)
    assert [(row.member.name, row.state) for row in coming.sign_ups.all()] == [("Ben Osei", "going")]
    assert not Mail.objects.filter(to__iexact=EMAIL).exists()
    assert "ben@example.org" in {to for sent in mail.outbox for to in sent.to}


def test_what_she_did_stays_as_a_former_members(client, mina, page):
    insight = Insight.objects.get()
    erasure.erase(mina, name_stays=False, at=NOW)
    words = client.get(insight.get_absolute_url()).content.decode()
    assert "A former member" in words
    assert "Stroud" not in words
    page.refresh_from_db()
    assert (page.name, page.slug, page.other_names, page.member) == ("A former member", "a-former-member", "", None)
    assert client.get("/people/wilhelmina-stroud/").status_code == 404
    assert client.get("/people/mina-stroud/").status_code == 404
    insight.refresh_from_db()
    assert (insight.approved_by.name, insight.approved_by.is_active, insight.approved_by.state) == (
        "A former member",
        False,
        "left",
    )


def test_or_it_stays_under_her_name_and_the_rest_goes_all_the_same(client, mina, page):
    erasure.erase(mina, name_stays=True, at=NOW)
    insight = Insight.objects.get()
    assert NAME in client.get(insight.get_absolute_url()).content.decode()
    assert insight.approved_by.name == NAME
    page.refresh_from_db()
    assert (page.name, page.member) == (NAME, None)
    assert standing(EMAIL, "Purses.") == []
    assert {place.split()[0] for place in standing("Stroud")} == {
        *("people.Member", "people.Person", "people.HistoricalPerson", "people.FormerSlug"),
    }


def test_a_member_who_did_nothing_for_the_network_leaves_no_row_at_all(ben, event, now):
    SignUp.objects.create(event=event, member=ben, state="going", joined_at=now)
    erasure.erase(ben, name_stays=False, at=now)
    assert not Member.objects.filter(pk=ben.pk).exists()
    assert standing("Ben Osei", "ben@example.org") == []


def test_collections_that_everybody_reads_stay_as_a_former_members_and_the_others_go(client, ben, now):
    collecting.start(ben, "Mine alone", at=now)
    collecting.start(ben, "For all", at=now)
    Collection.objects.filter(title="For all").update(visibility="public")
    client.force_login(ben)
    assert "1 collection that everybody reads." in client.get("/me/leave/").content.decode()
    erasure.erase(ben, name_stays=False, at=now)
    assert [(row.title, row.member.name) for row in Collection.objects.select_related("member")] == [
        ("For all", "A former member")
    ]


@pytest.fixture
def signed(mina, page, event) -> Collection:
    """A public collection of hers that says her name, her other name or her address wherever it can."""
    collection = Collection.objects.create(
        member=mina,
        title=f"{NAME} on purses",
        slug="wilhelmina-stroud-on-purses-abc23",
        introduction=f"I am {NAME}.",
        closing=f"Write to {EMAIL}.",
        visibility="public",
    )
    collection.items.create(
        insight=Insight.objects.get(), heading="What Mina Stroud found", remark=f"{NAME} thinks so."
    )
    return collection


def test_what_she_wrote_for_everybody_stays_without_her_name_and_its_address_leads_nowhere(client, mina, signed):
    assert client.get(signed.get_absolute_url()).status_code == 200
    erasure.erase(mina, name_stays=False, at=NOW)
    assert standing("Stroud", "Wilhelmina", EMAIL) == []
    assert client.get(signed.get_absolute_url()).status_code == 404
    signed.refresh_from_db()
    assert (signed.title, signed.slug) == ("A former member on purses", "a-former-member-on-purses-abc23")
    item = signed.items.get()
    assert (item.heading, item.remark) == ("What A former member found", "A former member thinks so.")
    assert client.get(signed.get_absolute_url()).status_code == 200


def test_or_it_stays_under_her_name_without_her_address(mina, signed):
    erasure.erase(mina, name_stays=True, at=NOW)
    signed.refresh_from_db()
    assert (signed.title, signed.closing) == (f"{NAME} on purses", "Write to A former member.")
    assert signed.slug == "wilhelmina-stroud-on-purses-abc23"


@pytest.mark.parametrize(("name_stays", "followed"), [(True, 1), (False, 0)])
def test_nobody_follows_a_former_member(mina, page, ben, now, name_stays, followed):
    following.follow(ben, Person.objects.get(member=mina), at=now)
    erasure.erase(mina, name_stays=name_stays, at=now)
    assert ben.follows.count() == followed


def test_the_address_is_free_again(ben, now):
    erasure.erase(ben, name_stays=False, at=now)
    assert Member.objects.create_user("ben@example.org", name="Ben Osei").pk


def test_the_last_network_convenor_cannot_leave(client, nora, now):
    with pytest.raises(erasure.LeavingError, match="You are the last network convenor."):
        erasure.erase(nora, name_stays=False, at=now)
    client.force_login(nora)
    assert "You are the last network convenor." in client.get("/me/leave/").content.decode()
    response = client.post("/me/leave/", {"name": "goes", "sure": "yes"})
    assert response.status_code == 409
    assert Member.objects.filter(pk=nora.pk).exists()


def test_a_network_convenor_who_is_not_the_last_can(nora, now):
    other = Member.objects.create_superuser("olu@example.org", name="Olu Bright")
    erasure.erase(nora, name_stays=False, at=now)
    with pytest.raises(erasure.LeavingError):
        erasure.erase(other, name_stays=False, at=now)


def test_leaving_takes_two_steps_and_says_what_goes(client, mina, page):
    words = client.get("/me/leave/").content.decode()
    assert "Your 1 place at meetings to come: it goes to those who wait." in words
    assert "stays under my name" in words
    assert "Are you sure?" in client.post("/me/leave/", {"name": "goes"}).content.decode()
    assert Member.objects.filter(email=EMAIL).exists()
    words = client.post("/me/leave/", {"name": "goes", "sure": "yes"}).content.decode()
    assert "You have left" in words
    assert standing(EMAIL) == []
    assert client.post("/me/leave/", {"name": "goes", "sure": "yes"}).url.startswith("/login/")  # posted twice


def test_without_the_choice_nothing_happens(client, mina, page):
    client.post("/me/leave/", {"sure": "yes"})
    client.post("/me/leave/", {"sure": "yes", "name": "perhaps"})
    assert Member.objects.filter(email=EMAIL).exists()


def test_a_former_member_stands_in_no_list_of_members(client, mina, page, nora):
    erasure.erase(mina, name_stays=True, at=NOW)
    client.force_login(nora)
    assert NAME not in client.get("/admin/people/member/").content.decode()
    assert NAME not in client.get("/members/").content.decode()


def test_every_column_that_points_at_a_member_has_a_stated_fate():
    found = {label: fate for label, fate, _, _ in pointers.pointers()}
    assert [label for label, fate in found.items() if fate is None] == []
    assert set(pointers.FATES) - set(found) == set()


def test_every_column_for_an_address_has_a_stated_fate():
    found = {label: fate for label, fate, _, _ in pointers.address_columns()}
    assert [label for label, fate in found.items() if fate is None] == []
    assert set(pointers.ADDRESSES) - set(found) == set()


def data(client) -> dict[str, Any]:
    response = client.get("/me/data/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    return response.json()


def test_the_download_has_everything_that_points_at_her(client, mina, page):
    facts = data(client)
    assert (facts["you"]["email"], facts["you"]["organisation"]) == (EMAIL, "Tidewell Trust")
    pointing = {label for label, _, model, column in pointers.pointers() if pointers.rows_of(model, column, mina)}
    listed = set(facts["yours"]) | set(facts["you worked on"])
    assert pointing - listed == set()
    [past] = [row for row in facts["yours"]["events.SignUp.member"] if row["event"] == "Who holds the purse?"]
    assert past["events.Answer"][0]["text"] == "Captions"
    assert facts["yours"]["events.Invitation.email"][0]["event"] == "Next month"
    assert facts["your page"][0]["spoke at"][0]["position"] == "treasurer at large"
    assert len(facts["your page"][0]["said"]) == 1


def test_the_download_holds_no_secret_and_nothing_of_others(client, mina, page, ben):
    words = client.get("/me/data/").content.decode()
    assert "password" not in words
    assert '"secret"' not in words
    assert "ben@example.org" not in words


def test_the_download_has_collections_whole_but_no_private_link(client, mina, page):
    collection = Collection.objects.get(member=mina)
    Collection.objects.update(introduction="Where it began.", token="t" * 22)
    collection.items.create(insight=Insight.objects.get(), heading="First of all", remark="Read this twice.")
    [facts] = [row for row in data(client)["yours"]["insights.Collection.member"] if row["title"] == "Purses"]
    assert facts["introduction"] == "Where it began."
    [item] = facts["insights.CollectionItem"]
    assert (item["heading"], item["remark"]) == ("First of all", "Read this twice.")
    assert item["insight"] == str(Insight.objects.get())
    assert "t" * 22 not in str(facts)


def test_a_stranger_downloads_nothing(client, db):
    assert client.get("/me/data/").url == "/login/?next=/me/data/"


def test_speakers_of_others_keep_their_words(mina, page, event):
    other = make_speaker(event, "Asha Pillai", "Harbour Lane Kitchen", "cook")
    erasure.erase(mina, name_stays=False, at=NOW)
    assert Speaker.objects.get(pk=other.pk).position == "cook"
    assert Event.objects.count() == 2


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.parametrize("turn", range(8))
def test_who_leaves_and_who_gives_a_place_up_at_once_both_get_through(now, turn):
    meeting = make_event("The second letter", starts_at=now + dt.timedelta(days=3), capacity=1)
    members = [Member.objects.create_user(f"{name}@example.org", name=name) for name in ("ines", "jo", "kit")]
    rows = [signups.sign_up(meeting, member, at=now) for member in members]
    leaves = [lambda member=member: erasure.erase(member, name_stays=False, at=now) for member in members[1:]]
    found = at_once(lambda: signups.cancel(rows[0], at=now), *leaves)
    assert not [one for one in found if isinstance(one, Exception)]
    assert not meeting.sign_ups.exclude(state="cancelled").exists()


@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.parametrize("turn", range(8))
def test_who_leaves_and_who_changes_several_meetings_at_once_both_get_through(ada, now, turn):
    pattern = Recurrence.objects.create(every="month", which=3, weekday=2)
    meetings = [
        make_event(f"Letter {n}", slug=f"letter-{n}", starts_at=now + dt.timedelta(days=30 - n), recurrence=pattern)
        for n in range(6)  # the later a meeting, the lower its number
    ]
    Member.objects.filter(pk=ada.pk).update(is_superuser=True)
    ada.refresh_from_db()
    ines = Member.objects.create_user("ines@example.org", name="Ines Vane")
    for meeting in meetings:
        signups.sign_up(meeting, ines, at=now)
    changes = [
        lambda: recurring.change(meetings[-1], {"place": "Hall"}, Scope.TO_COME, over=(), by=ada, at=now),
        lambda: recurring.cancel(meetings[-1], Scope.TO_COME, by=ada, at=now),
    ]
    found = at_once(lambda: erasure.erase(ines, name_stays=False, at=now), *changes)
    assert [
        one for one in found if isinstance(one, Exception) and not isinstance(one, ChangingError | RecurringError)
    ] == []
    assert not Member.objects.filter(pk=ines.pk).exists()
