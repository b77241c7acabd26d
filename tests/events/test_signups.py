"""Places and the line: nobody waits while a place is free, and nobody overtakes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from events import attendance, invitations, offers, signups
from events.models import Event, Question, SignUp
from events.places import number_in_line, places_of
from events.signups import SignUpError
from people import stops
from people.models import Mail, Member
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cell, now) -> Event:
    """In three days, with two places."""
    return make_event("The second letter", cell=cell, starts_at=now + dt.timedelta(days=3), capacity=2)


@pytest.fixture
def six(db) -> list[Member]:
    names = ["Ines", "Jo", "Kit", "Lou", "Mo", "Nell"]
    return [Member.objects.create_user(f"{name.lower()}@example.org", name=f"{name} Vane") for name in names]


def fill(meeting, members, now) -> list[SignUp]:
    return [signups.sign_up(meeting, member, at=now) for member in members]


def standing(meeting) -> dict[str, list[str]]:
    """First names of those who are going and of those who wait, each in order."""
    rows = meeting.sign_ups.select_related("member").order_by("joined_at", "pk")
    return {
        state: [row.member.get_short_name() for row in rows if row.state == state] for state in ("going", "waiting")
    }


def test_the_first_get_places_and_the_others_wait_in_the_order_they_came(meeting, six, now):
    fill(meeting, six[:4], now)
    assert standing(meeting) == {"going": ["Ines", "Jo"], "waiting": ["Kit", "Lou"]}
    assert [number_in_line(row) for row in meeting.sign_ups.in_line()] == [1, 2]


def test_all_who_sign_up_at_one_instant_join_in_an_order(meeting, six, now):
    joined = [row.joined_at for row in fill(meeting, six, now)]
    assert joined == sorted(set(joined))


def test_signing_up_twice_changes_nothing(meeting, six, now):
    first = signups.sign_up(meeting, six[0], at=now)
    again = signups.sign_up(meeting, six[0], at=now + dt.timedelta(hours=1))
    assert (again.pk, again.joined_at, again.state) == (first.pk, first.joined_at, "going")
    assert Mail.objects.count() == 1


def test_cancelling_gives_the_place_to_the_longest_waiting_and_tells_both(meeting, six, now):
    rows = fill(meeting, six[:4], now)
    signups.cancel(rows[0], at=now)
    assert standing(meeting) == {"going": ["Jo", "Kit"], "waiting": ["Lou"]}
    assert list(Mail.objects.order_by("pk").values_list("to", "why"))[-2:] == [
        ("ines@example.org", "place given up"),
        ("kit@example.org", "place free"),
    ]


def test_cancelling_twice_promotes_once(meeting, six, now):
    rows = fill(meeting, six[:4], now)
    for _ in range(2):
        signups.cancel(rows[0], at=now)
    assert standing(meeting) == {"going": ["Jo", "Kit"], "waiting": ["Lou"]}


def test_whoever_comes_back_joins_at_the_end(meeting, six, now):
    rows = fill(meeting, six[:4], now)
    signups.cancel(rows[0], at=now)
    signups.sign_up(meeting, six[0], at=now)
    assert standing(meeting) == {"going": ["Jo", "Kit"], "waiting": ["Lou", "Ines"]}


def test_more_places_go_to_those_who_wait(meeting, six, now):
    fill(meeting, six[:5], now)
    places = signups.set_places(meeting, capacity=4, held_back=0, at=now)
    assert standing(meeting) == {"going": ["Ines", "Jo", "Kit", "Lou"], "waiting": ["Mo"]}
    assert (places.full, places.over) == (True, 0)


def test_fewer_places_take_nobodys_away_and_say_how_many_are_over(meeting, six, now):
    fill(meeting, six[:3], now)
    assert signups.set_places(meeting, capacity=1, held_back=0, at=now).over == 1
    assert standing(meeting) == {"going": ["Ines", "Jo"], "waiting": ["Kit"]}


def test_a_freed_place_of_an_overfull_meeting_goes_to_nobody(meeting, six, now):
    rows = fill(meeting, six[:3], now)
    signups.set_places(meeting, capacity=1, held_back=0, at=now)
    signups.cancel(rows[0], at=now)
    assert standing(meeting) == {"going": ["Jo"], "waiting": ["Kit"]}


def test_without_a_limit_nobody_waits(meeting, six, now):
    fill(meeting, six[:4], now)
    signups.set_places(meeting, capacity=None, held_back=0, at=now)
    assert standing(meeting)["waiting"] == []
    assert places_of(meeting).free is not None  # the row in hand still has the old number
    meeting.refresh_from_db()
    assert places_of(meeting).free is None


def test_places_held_back_are_for_those_whom_a_convenor_puts_in(meeting, six, ada, now):
    signups.set_places(meeting, capacity=2, held_back=1, at=now)
    fill(meeting, six[:2], now)
    assert standing(meeting) == {"going": ["Ines"], "waiting": ["Jo"]}
    signups.put_in(meeting, six[2], by=ada, why="She speaks", at=now)
    assert standing(meeting) == {"going": ["Ines", "Kit"], "waiting": ["Jo"]}
    meeting.refresh_from_db()
    assert (meeting.held_back, places_of(meeting).over) == (0, 0)


def test_put_in_by_hand_past_the_places_is_recorded_with_who_and_why(meeting, six, ada, now):
    fill(meeting, six[:3], now)
    row = signups.put_in(meeting, six[2], by=ada, why="  Takes the notes ", at=now)
    meeting.refresh_from_db()
    assert (row.state, places_of(meeting).over) == ("going", 1)
    record = row.history.first()
    assert (record.history_user, record.why, record.state) == (ada, "Takes the notes", "going")


def test_move_up_is_recorded_and_gives_the_next_place(meeting, six, ada, now):
    rows = fill(meeting, six[:5], now)
    signups.move_up(rows[4], by=ada, why="Travels from Skye", at=now)
    assert standing(meeting)["waiting"] == ["Mo", "Kit", "Lou"]
    signups.cancel(rows[0], at=now)
    assert "Mo" in standing(meeting)["going"]
    assert rows[4].history.filter(history_user=ada, why="Travels from Skye").exists()


def test_who_is_moved_up_joins_at_a_moment_of_their_own(meeting, six, ada, now):
    rows = fill(meeting, six, now)  # all within some millionths of a second
    for row in reversed(rows[3:]):
        signups.move_up(row, by=ada, why="Travels from Skye", at=now)
    assert standing(meeting)["waiting"] == ["Lou", "Mo", "Nell", "Kit"]
    assert len(set(meeting.sign_ups.values_list("joined_at", flat=True))) == 6


@pytest.mark.parametrize("verb", ["put_in", "move_up"])
def test_a_convenor_says_why(meeting, six, ada, now, verb):
    rows = fill(meeting, six[:3], now)
    what = {"put_in": (meeting, six[2]), "move_up": (rows[2],)}[verb]
    with pytest.raises(SignUpError, match="Say in a few words why"):
        getattr(signups, verb)(*what, by=ada, why=" ", at=now)


def test_whose_place_was_freed_does_not_stand_in_anothers_history(meeting, six, now):
    rows = fill(meeting, six[:3], now)
    signups.cancel(rows[0], at=now)
    assert rows[2].history.first().history_user is None


def test_near_the_start_nobody_gets_a_silent_place(meeting, six, now):
    rows = fill(meeting, six[:3], now)
    late = meeting.starts_at - dt.timedelta(minutes=119)
    signups.cancel(rows[0], at=late)
    assert standing(meeting) == {"going": ["Jo"], "waiting": ["Kit"]}
    with pytest.raises(SignUpError, match="The line has closed: so near the start"):
        signups.sign_up(meeting, six[3], at=late)


def test_near_the_start_a_free_place_for_which_nobody_waits_can_be_had(meeting, six, now):
    late = meeting.starts_at - dt.timedelta(minutes=1)
    assert signups.sign_up(meeting, six[0], at=late).state == "going"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"state": "cancelled"}, "This meeting is cancelled."),
        ({"state": "draft"}, "Nobody can sign up for this meeting yet."),
        ({"opens_at": dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)}, "Sign-up opens on Monday 23 November 2026, 9am."),
        (
            {"closes_at": dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)},
            "Sign-up closed on Sunday 22 November 2026, noon.",
        ),
        ({"starts_at": dt.datetime(2026, 11, 22, 11, 59, tzinfo=dt.UTC)}, "This meeting has begun."),
        ({"ends_at": dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), "starts_at": None}, "yet."),
    ],
)
def test_when_it_is_not_open_a_sentence_says_so(meeting, ben, now, facts, sentence):
    if facts.get("starts_at", 0) is None:
        facts["ends_at"] = None
    elif "starts_at" in facts:
        facts["ends_at"] = facts["starts_at"] + dt.timedelta(hours=1)
    Event.objects.filter(pk=meeting.pk).update(**facts)
    with pytest.raises(SignUpError, match=sentence):
        signups.sign_up(meeting, ben, at=now)


def test_a_meeting_of_a_cells_people_is_for_those_and_its_convenors(meeting, cell, ada, ben, now):
    Event.objects.filter(pk=meeting.pk).update(who_may_come="cell")
    with pytest.raises(SignUpError, match="for people of “Sharing and building power”"):
        signups.sign_up(meeting, ben, at=now)
    cell.people.add(ben)
    assert [signups.sign_up(meeting, one, at=now).state for one in (ben, ada)] == ["going", "going"]


def test_a_withdrawn_invitation_takes_the_place_with_it(meeting, six, ada, ben, now):
    Event.objects.filter(pk=meeting.pk).update(who_may_come="invited", capacity=1)
    with pytest.raises(SignUpError, match="for those who were invited"):
        signups.sign_up(meeting, ben, at=now)
    first, _ = invitations.invite(meeting, [" Ben@Example.org", six[0].email], by=ada, at=now)
    fill(meeting, [ben, six[0]], now)
    invitations.withdraw(first, by=ada, at=now)
    assert standing(meeting) == {"going": ["Ines"], "waiting": []}


def test_an_invitation_that_is_no_address_invites_nobody(meeting, ada, now):
    with pytest.raises(SignUpError, match="“nobody” is not an e-mail address"):
        invitations.invite(meeting, ["ben@example.org", "nobody"], by=ada, at=now)
    assert meeting.invitations.count() == 0


def test_whoever_leaves_the_network_frees_all_their_places(meeting, six, now):
    fill(meeting, six[:3], now)
    signups.leave_all(six[0], at=now)
    assert standing(meeting) == {"going": ["Jo", "Kit"], "waiting": []}


def test_what_was_said_of_needs_goes_with_the_place(meeting, ben, now):
    need = Question.objects.create(event=meeting, text="Anything you need?")
    row = signups.sign_up(meeting, ben, at=now, answers={need.pk: "A ramp"})
    signups.cancel(row, at=now)
    assert not row.answers.exists()


def test_at_a_cancelled_meeting_there_is_no_place_to_give_up(meeting, ben, now):
    row = signups.sign_up(meeting, ben, at=now)
    Event.objects.filter(pk=meeting.pk).update(state="cancelled")
    with pytest.raises(SignUpError, match="cancelled, so there is no place to give up"):
        signups.cancel(row, at=now)
    signups.leave_all(ben, at=now)


def test_a_question_that_must_be_answered_is(meeting, ben, now):
    must = Question.objects.create(event=meeting, text="Which table?", required=True)
    may = Question.objects.create(event=meeting, text="Anything you need?")
    with pytest.raises(SignUpError, match="Please answer this: Which table?"):
        signups.sign_up(meeting, ben, at=now, answers={may.pk: "Captions"})
    assert meeting.sign_ups.count() == 0
    row = signups.sign_up(meeting, ben, at=now, answers={must.pk: "Two\x00", may.pk: " Captions "})
    assert [answer.text for answer in row.answers.all()] == ["Two", "Captions"]


def test_the_convenors_are_told_once_at_four_fifths_and_once_when_it_is_full(meeting, six, ada, now):
    signups.set_places(meeting, capacity=5, held_back=0, at=now)
    rows = fill(meeting, six[:5], now)
    signups.cancel(rows[0], at=now)
    signups.sign_up(meeting, six[5], at=now)
    told = Mail.objects.filter(to=ada.email).order_by("pk")
    assert [mail.subject for mail in told] == [
        "Nearly full: The second letter, 25 November 2026",
        "Full: The second letter, 25 November 2026",
    ]


def test_the_convenors_hear_it_is_full_whoever_takes_the_last_place(meeting, six, ada, now):
    signups.set_places(meeting, capacity=5, held_back=2, at=now)
    fill(meeting, six[:3], now)
    for member in six[3:5]:
        signups.put_in(meeting, member, by=ada, why="Speaks", at=now)
    assert list(Mail.objects.filter(to=ada.email).values_list("why", flat=True)) == ["full"]


def test_a_convenor_who_has_stopped_such_mails_is_not_told(meeting, six, ada, now):
    stops.stop(ada, "care", at=now)
    fill(meeting, six[:2], now)
    assert not Mail.objects.filter(to=ada.email).exists()


def test_nobody_without_a_login_is_given_a_place_that_comes_free(meeting, six, now):
    rows = fill(meeting, six[:4], now)
    Member.objects.filter(pk=six[2].pk).update(is_active=False)
    signups.cancel(rows[0], at=now)
    assert standing(meeting) == {"going": ["Jo", "Lou"], "waiting": []}


def test_who_may_not_come_any_more_is_taken_off_the_line_and_told_why(meeting, cell, six, ada, now):
    Event.objects.filter(pk=meeting.pk).update(who_may_come="cell")
    cell.people.set(six[:5])
    rows = fill(meeting, six[:5], now)
    signups.move_up(rows[4], by=ada, why="Travels from Skye", at=now)
    cell.people.remove(six[2], six[4])
    signups.set_places(meeting, capacity=4, held_back=0, at=now)
    assert standing(meeting) == {"going": ["Mo", "Ines", "Jo", "Lou"], "waiting": []}
    [mail] = Mail.objects.filter(to=six[2].email, why="taken off the list")
    assert mail.subject.startswith("You are no longer on the list")
    assert "This meeting is for people of “Sharing and building power”." in " ".join(mail.text.split())


def test_nobody_is_put_into_a_draft_whose_page_they_could_not_see(meeting, six, ada, now):
    Event.objects.filter(pk=meeting.pk).update(state="draft")
    with pytest.raises(SignUpError, match="Publish the meeting first"):
        signups.put_in(meeting, six[0], by=ada, why="Speaks", at=now)
    Event.objects.filter(pk=meeting.pk).update(state="published", starts_at=None, ends_at=None)
    with pytest.raises(SignUpError, match="Give the meeting its date first"):
        signups.put_in(meeting, six[0], by=ada, why="Speaks", at=now)


def test_what_people_need_can_be_said_until_the_meeting_is_over(meeting, ben, now):
    need = Question.objects.create(event=meeting, text="Anything you need?")
    row = signups.sign_up(meeting, ben, at=now, answers={need.pk: "Nothing"})
    Event.objects.filter(pk=meeting.pk).update(closes_at=now, who_may_come="cell")
    signups.sign_up(meeting, ben, at=now, answers={need.pk: "A ramp"})
    assert row.answers.get().text == "A ramp"
    with pytest.raises(SignUpError, match="This meeting is over"):
        signups.sign_up(meeting, ben, at=meeting.ends_at, answers={need.pk: "Too late"})
    assert row.answers.get().text == "A ramp"


def test_the_calendar_number_of_a_place_rises_whenever_it_comes_or_goes(meeting, six, now):
    rows = fill(meeting, six[:3], now)
    numbers = [rows[2].sequence]
    signups.cancel(rows[0], at=now)
    for verb in (lambda: signups.cancel(rows[2], at=now), lambda: signups.sign_up(meeting, six[2], at=now)):
        numbers.append(SignUp.objects.get(pk=rows[2].pk).sequence)
        verb()
    assert numbers == sorted(numbers)
    assert SignUp.objects.get(pk=rows[2].pk).sequence == 3


def offered(meeting, member, at) -> str:
    return offers.offer_for(Event.objects.get(pk=meeting.pk), member, at=at).state


def test_each_moment_has_one_offer(meeting, six, ben, cyd, now):
    assert (offered(meeting, cyd, now), offered(meeting, ben, now)) == ("log_in", "open")
    rows = fill(meeting, six[:3], now)
    assert [offered(meeting, member, now) for member in (six[0], six[2], ben)] == ["going", "waiting", "full"]
    assert offered(meeting, ben, meeting.starts_at - dt.timedelta(hours=1)) == "closed"
    assert offered(meeting, six[0], meeting.ends_at) == "over"
    signups.cancel(rows[0], at=now)
    assert offered(meeting, six[0], now) == "full"
    Event.objects.filter(pk=meeting.pk).update(opens_at=now + dt.timedelta(hours=1), who_may_come="anyone")
    assert (offered(meeting, ben, now), offered(meeting, cyd, meeting.opens_at or now)) == ("not_yet", "not_yet")
    assert offered(meeting, cyd, now + dt.timedelta(hours=2)) == "confirm"
    Event.objects.filter(pk=meeting.pk).update(who_may_come="invited")
    assert offered(meeting, ben, now + dt.timedelta(hours=2)) == "not_for_you"
    Event.objects.filter(pk=meeting.pk).update(state="cancelled")
    assert offered(meeting, six[1], now) == "cancelled"


def test_the_joining_link_is_for_those_going_and_from_its_time_on(meeting, six, ben, now):
    link = "https://talk.example.org/purse"
    Event.objects.filter(pk=meeting.pk).update(joining_link=link)
    meeting.refresh_from_db()
    fill(meeting, six[:3], now)
    shown = meeting.starts_at - dt.timedelta(hours=1)
    early = shown - dt.timedelta(minutes=1)
    links = [offers.offer_for(meeting, who, at=at).link for who in (six[0], six[2], ben) for at in (early, shown)]
    assert links == ["", link, "", "", "", ""]


OFF = "A convenor has taken you off the list of this meeting. If you think this is a mistake, write to ada@example.org."


def taken_off(meeting, member, ada, now) -> SignUp:
    row = signups.sign_up(meeting, member, at=now)
    return signups.take_off(row, by=ada, why="Moved abroad", at=now)


def test_whoever_is_taken_off_does_not_sign_up_again(meeting, ada, ben, now):
    assert taken_off(meeting, ben, ada, now).taken_off
    with pytest.raises(SignUpError) as refused:
        signups.sign_up(meeting, ben, at=now)
    assert str(refused.value) == OFF
    offer = offers.offer_for(meeting, ben, at=now)
    assert (offer.state, offer.reason) == (offers.State.TAKEN_OFF, OFF)


def test_once_sign_up_has_closed_it_says_so_to_whoever_was_taken_off_too(meeting, ada, ben, now):
    taken_off(meeting, ben, ada, now)
    assert offers.offer_for(meeting, ben, at=meeting.starts_at).state == offers.State.BEGUN


def test_whoever_is_taken_off_comes_back_by_a_convenors_hand(meeting, ada, ben, now):
    taken_off(meeting, ben, ada, now)
    row = signups.put_in(meeting, ben, by=ada, why="Moved back", at=now)
    assert (row.state, row.taken_off, row.why) == ("going", False, "Moved back")
    signups.cancel(row, at=now)
    assert signups.sign_up(meeting, ben, at=now).state == "going"


def test_whoever_is_taken_off_and_came_all_the_same_stands_among_those_who_came(meeting, ada, ben, now):
    taken_off(meeting, ben, ada, now)
    row = attendance.came_anyway(meeting, ben, by=ada, at=meeting.starts_at)
    assert (row.state, row.taken_off, row.came) == ("going", False, True)


def test_whoever_is_taken_off_may_sign_up_again_once_invited_anew(meeting, ada, ben, now):
    Event.objects.filter(pk=meeting.pk).update(who_may_come="invited")
    meeting.refresh_from_db()
    [invitation] = invitations.invite(meeting, [ben.email], by=ada, at=now)
    taken_off(meeting, ben, ada, now)
    invitations.invite(meeting, [ben.email], by=ada, at=now)
    assert meeting.sign_ups.get().taken_off
    invitations.withdraw(invitation, by=ada, at=now)
    invitations.invite(meeting, [ben.email], by=ada, at=now)
    assert signups.sign_up(meeting, ben, at=now).state == "going"
    assert meeting.sign_ups.get().history.filter(history_user=ada, state="cancelled", taken_off=False).exists()


def test_an_invitation_lets_back_also_whose_login_was_closed_just_then(meeting, ada, ben, now):
    Event.objects.filter(pk=meeting.pk).update(who_may_come="invited")
    meeting.refresh_from_db()
    row = signups.put_in(meeting, ben, by=ada, why="She speaks", at=now)
    signups.take_off(row, by=ada, why="Moved abroad", at=now)
    Member.objects.update(is_active=False)
    invitations.invite(meeting, ["BEN@example.org"], by=ada, at=now)
    Member.objects.update(is_active=True)
    assert signups.sign_up(meeting, ben, at=now).state == "going"


def test_a_place_that_went_with_an_invitation_or_a_login_is_no_word_against_coming_back(meeting, ada, ben, now):
    row = signups.sign_up(meeting, ben, at=now)
    signups.leave_all(ben, at=now, by=ada, why="You no longer have a login here.")
    assert signups.sign_up(meeting, ben, at=now).pk == row.pk


def test_whoever_is_taken_off_has_no_place(meeting, ben, now):
    row = signups.sign_up(meeting, ben, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignUp.objects.filter(pk=row.pk).update(taken_off=True)
