"""Who is invited: told once, whatever their address, and no longer once the invitation is taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events import changing, invitations, signups
from events.models import Event
from events.signups import SignUpError
from people import stops
from people.envelopes import message_of
from people.models import Mail, Member
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cell, now) -> Event:
    return make_event("The second letter", cell=cell, starts_at=now + dt.timedelta(days=3), who_may_come="invited")


def invite(meeting, ada, now, *emails):
    return invitations.invite(meeting, emails, by=ada, at=now)


def told() -> list[str]:
    return list(Mail.objects.filter(why="invited").order_by("pk").values_list("to", flat=True))


def test_each_is_written_to_once(meeting, ada, ben, now):
    invite(meeting, ada, now, "ben@example.org", "new@example.org")
    invite(meeting, ada, now, "ben@example.org")
    assert told() == ["ben@example.org", "new@example.org"]
    known, new = (" ".join(mail.text.split()) for mail in Mail.objects.filter(why="invited").order_by("pk"))
    assert known.startswith("Dear Ben, Ada Quist invites you to The second letter")
    assert new.startswith("Hello, Ada Quist invites you to The second letter")
    assert "You need no password" in new
    assert "You need no password" not in known


def test_who_is_invited_to_a_draft_is_told_when_it_is_published(meeting, ada, now):
    Event.objects.update(state="draft")
    invite(meeting, ada, now, "ben@example.org")
    assert told() == []
    changing.change(meeting, {"state": "published"}, by=ada, at=now)
    assert told() == ["ben@example.org"]


def test_an_invitation_stays_with_its_member_when_the_address_changes(meeting, ada, ben, now):
    [invitation] = invite(meeting, ada, now, "ben@example.org")
    Member.objects.filter(pk=ben.pk).update(email="benjamin@example.org")
    ben.refresh_from_db()
    row = signups.sign_up(meeting, ben, at=now)
    invitations.withdraw(invitation, by=ada, at=now)
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_domain_with_an_umlaut_is_the_same_in_both_its_forms(meeting, ada, now):
    zoe = Member.objects.create_user("zoe@bücher.example", name="Zoe Hart")
    invite(meeting, ada, now, "Zoe@xn--bcher-kva.example")
    assert signups.sign_up(meeting, zoe, at=now).state == "going"


def test_a_meeting_that_only_members_see_is_no_place_to_invite_others_to(meeting, ada, ben, now):
    Event.objects.update(visibility="members")
    gus = Member.objects.create_user("gus@example.org", name="Gus Hale", state="asking")
    for email in (gus.email, "new@example.org"):
        with pytest.raises(SignUpError, match="belongs to no member, and only members see this meeting’s page"):
            invite(meeting, ada, now, ben.email, email)
    assert not meeting.invitations.exists()
    assert len(invite(meeting, ada, now, ben.email)) == 1


def test_a_draft_has_the_form_to_invite_by(client, meeting, ada):
    Event.objects.update(state="draft", starts_at=timezone.now() + dt.timedelta(days=3), ends_at=None)
    client.force_login(ada)
    assert "Invite them" in client.get(f"/admin/events/event/{meeting.pk}/who-comes/").content.decode()


def test_an_invitation_says_where_to_stop_them_to_readers_and_to_mail_programs(meeting, ada, now):
    invite(meeting, ada, now, "new@example.org")
    mail = Mail.objects.get(why="invited")
    assert f"To stop mails of this kind: {mail.stop}" in " ".join(mail.text.split())
    assert message_of(mail).message()["List-Unsubscribe"] == f"<{mail.stop}>"


def test_an_address_that_wants_no_invitations_is_not_written_to_and_may_come_all_the_same(meeting, ada, ben, now):
    stop("ben@example.org", at=now)
    invite(meeting, ada, now, "ben@example.org", "new@example.org")
    assert told() == ["new@example.org"]
    assert signups.sign_up(meeting, ben, at=now).state == "going"


@pytest.mark.parametrize(
    ("emails", "said"),
    [
        (
            "ben@example.org",
            "1 address may sign up. We write no invitation to ben@example.org, as was asked of us there: "
            "tell them yourself.",
        ),
        (
            "ben@example.org, new@example.org",
            "2 addresses may sign up. We write no invitation to ben@example.org, as was asked of us there: "
            "tell them yourself. The others are written to.",
        ),
        ("new@example.org", "1 address may sign up, and is written to."),
    ],
)
def test_a_convenor_is_told_which_address_wants_no_invitations(client, meeting, ada, emails, said):
    stop("ben@example.org", at=timezone.now())
    Event.objects.update(starts_at=timezone.now() + dt.timedelta(days=3), ends_at=None)
    client.force_login(ada)
    there = f"/admin/events/event/{meeting.pk}/who-comes/"
    assert said in client.post(there, {"do": "invite", "emails": emails}, follow=True).content.decode()


def stop(email: str, *, at: dt.datetime) -> None:
    stops.stopping_of(stops.link_for_invitations(email).rstrip("/").rsplit("/", 1)[1]).stop(at=at)
