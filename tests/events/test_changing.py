"""An event is changed or cancelled: whoever comes is told what, and only then, and only once."""

from __future__ import annotations

import datetime as dt

import pytest

from events import changing, signups
from events.changing import ChangingError
from events.models import Event
from people.models import Mail, Member
from tests.making import make_event

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def meeting(cell, now) -> Event:
    return make_event(
        "The second letter", cell=cell, starts_at=now + 3 * DAY, capacity=2, place="Online", summary="Who writes back?"
    )


@pytest.fixture
def three(meeting, now) -> list[Member]:
    """Two who are going and one who waits."""
    names = ["Ines", "Jo", "Kit"]
    members = [Member.objects.create_user(f"{name.lower()}@example.org", name=f"{name} Vane") for name in names]
    for member in members:
        signups.sign_up(meeting, member, at=now)
    Mail.objects.all().delete()
    return members


def mails() -> list[tuple[str, str, bool]]:
    """To whom, why, and whether a calendar entry goes along."""
    rows = Mail.objects.order_by("pk")
    return [(mail.to.split("@")[0], mail.why.replace("_", " "), bool(mail.calendar)) for mail in rows]


def change(meeting, now, **facts):
    return changing.change(meeting, facts, by=None, at=now)


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"place": "Harbour Hall"}, "The place was: Online."),
        ({"joining_link": "https://talk.example.org/1"}, "The joining link is another one."),
    ],
)
def test_a_new_place_or_link_is_told_to_all_with_an_entry_for_those_going(meeting, three, now, facts, line):
    told = change(meeting, now, **facts)
    assert mails() == [("ines", "changed", True), ("jo", "changed", True), ("kit", "changed", False)]
    assert (told.going, told.waiting, told.event.sequence) == (2, 1, 1)
    assert [line in mail.text for mail in Mail.objects.all()] == [True] * 3


def test_a_new_time_is_told_with_the_old_one(meeting, three, now):
    change(meeting, now, starts_at=meeting.starts_at + DAY, ends_at=meeting.ends_at + DAY)
    mail = Mail.objects.first()
    assert mail.subject == "Changed: The second letter, 26 November 2026"
    assert "It was to be on Wednesday 25 November 2026, noon to 1.30pm." in mail.text
    assert "Thursday 26 November 2026" in mail.text


def test_saving_what_is_there_already_tells_nobody(meeting, three, now):
    told = change(meeting, now, starts_at=meeting.starts_at, place="Online", joining_link="")
    assert (mails(), told.event.sequence, told.going) == ([], 0, 0)
    assert meeting.history.count() == 1


def test_a_new_title_or_summary_is_saved_and_tells_nobody(meeting, three, now):
    told = change(meeting, now, title="The third letter", summary="Nobody?")
    assert (mails(), told.event.sequence) == ([], 0)
    assert Event.objects.get().title == "The third letter"


def test_what_another_convenor_has_saved_meanwhile_is_not_written_over(meeting, three, now):
    change(meeting, now, place="Harbour Hall")
    told = change(meeting, now, summary="Stale page, new summary")
    assert (told.event.place, Event.objects.get().place) == ("Harbour Hall", "Harbour Hall")


def test_more_places_go_to_those_who_wait_and_fewer_take_none_away(meeting, three, now):
    told = change(meeting, now, capacity=3)
    assert (told.promoted, mails()) == (1, [("kit", "place free", True)])
    told = change(meeting, now, capacity=1)
    assert (told.over, told.places.going, len(mails())) == (2, 3, 1)


def test_an_end_moved_into_the_past_while_people_are_there_is_told(meeting, three):
    during = meeting.starts_at + dt.timedelta(minutes=60)
    told = change(meeting, during, ends_at=meeting.starts_at + dt.timedelta(minutes=30))
    assert (told.going, told.waiting) == (2, 1)


def test_places_no_longer_held_back_go_to_those_who_wait(meeting, three, now):
    Event.objects.update(capacity=3, held_back=1)
    assert change(meeting, now, held_back=0).promoted == 1


def test_a_later_start_opens_the_line_again_for_who_waits_while_a_place_is_free(meeting, three, now):
    late = meeting.starts_at - dt.timedelta(hours=1)
    signups.cancel(meeting.sign_ups.get(member=three[0]), at=late)
    assert meeting.sign_ups.get(member=three[2]).state == "waiting"
    told = change(meeting, late, starts_at=meeting.starts_at + DAY, ends_at=meeting.ends_at + DAY)
    assert told.promoted == 1
    assert mails()[-2:] == [("kit", "place free", True), ("jo", "changed", True)]  # each is told once


def test_cancelling_tells_all_keeps_the_list_and_moves_nobody_up(meeting, three, now):
    told = changing.cancel(meeting, by=None, at=now, why="The speaker is ill.")
    assert mails() == [("ines", "cancelled", True), ("jo", "cancelled", True), ("kit", "cancelled", False)]
    assert [mail.text.count("The speaker is ill.") for mail in Mail.objects.all()] == [1, 1, 1]
    assert ["METHOD:CANCEL" in mail.calendar for mail in Mail.objects.order_by("pk")] == [True, True, False]
    assert sorted(meeting.sign_ups.values_list("state", flat=True)) == ["going", "going", "waiting"]
    assert (told.event.state, told.event.sequence, told.going, told.waiting) == ("cancelled", 1, 2, 1)
    signups.promote_waiting(meeting, at=now)
    assert meeting.sign_ups.get(member=three[2]).state == "waiting"


def test_cancelling_twice_tells_once(meeting, three, now):
    changing.cancel(meeting, by=None, at=now)
    told = changing.cancel(meeting, by=None, at=now)
    assert (len(mails()), told.going, told.event.sequence) == (3, 0, 1)


def test_what_is_changed_and_cancelled_at_once_is_told_as_cancelled_alone(meeting, three, now):
    change(meeting, now, state="cancelled", place="Nowhere")
    assert mails() == [("ines", "cancelled", True), ("jo", "cancelled", True), ("kit", "cancelled", False)]
    assert Event.objects.get().place == "Nowhere"


def test_who_has_given_up_is_told_nothing(meeting, three, now):
    signups.cancel(meeting.sign_ups.get(member=three[2]), at=now)
    Mail.objects.all().delete()
    change(meeting, now, place="Harbour Hall")
    assert [to for to, _, _ in mails()] == ["ines", "jo"]


REFUSED = [
    ({"starts_at": dt.timedelta(days=-9)}, "that start is in the past"),
    ({"starts_at": None, "ends_at": None}, "so the meeting needs a date"),
    ({"ends_at": dt.timedelta(days=1)}, "A meeting ends after it starts: check both times."),
    ({"capacity": 0}, "A meeting has at least one place"),
    ({"held_back": 3}, "No more places can be held back than there are."),
    ({"state": "draft"}, "does not become a draft again"),
]


@pytest.mark.parametrize(("facts", "sentence"), REFUSED)
def test_what_cannot_be_gets_a_sentence_and_changes_nothing(meeting, three, now, facts, sentence):
    facts = {name: now + value if isinstance(value, dt.timedelta) else value for name, value in facts.items()}
    if facts.get("starts_at"):
        facts["ends_at"] = facts["starts_at"] + DAY
    before = Event.objects.values().get()
    with pytest.raises(ChangingError, match=sentence):
        change(meeting, now, **facts)
    with pytest.raises(ChangingError, match=sentence):
        changing.check(meeting, facts, at=now)
    assert (Event.objects.values().get(), mails()) == (before, [])


def test_a_draft_is_not_cancelled_and_a_cancelled_meeting_stays_cancelled(meeting, now):
    Event.objects.update(state="draft")
    with pytest.raises(ChangingError, match="delete it instead"):
        changing.cancel(meeting, by=None, at=now)
    Event.objects.update(state="cancelled")
    with pytest.raises(ChangingError, match="Make a new one instead"):
        change(meeting, now, state="published")


def test_a_cancelled_meeting_is_not_moved_until_it_is_over(meeting, three, now):
    changing.cancel(meeting, by=None, at=now)
    Mail.objects.all().delete()
    for facts in ({"starts_at": meeting.starts_at + DAY, "ends_at": None}, {"place": "Harbour Hall"}):
        with pytest.raises(ChangingError, match="its time and place stay as people know them"):
            change(meeting, now, **facts)
    change(meeting, now, summary="Mended")
    change(meeting, meeting.ends_at + DAY, place="Harbour Hall")
    assert (Event.objects.get().place, mails()) == ("Harbour Hall", [])


def test_the_date_of_a_past_meeting_is_put_right_and_tells_nobody(meeting, three, now):
    after = meeting.ends_at + DAY
    told = change(meeting, after, starts_at=meeting.starts_at - DAY, ends_at=meeting.ends_at - DAY)
    assert (mails(), told.event.sequence, told.going) == ([], 1, 0)


def test_a_meeting_to_come_that_nobody_has_signed_up_for_may_get_a_date_in_the_past(meeting, now):
    change(meeting, now, starts_at=now - DAY, ends_at=None)
    assert Event.objects.get().starts_at == now - DAY


def test_the_history_says_who_changed_it(meeting, three, ada, now):
    changing.change(meeting, {"place": "Harbour Hall"}, by=ada, at=now)
    assert meeting.history.first().history_user == ada
    changing.cancel(meeting, by=None, at=now)
    assert meeting.history.first().history_user is None


def test_publishing_changes_drafts_alone(meeting, now):
    Event.objects.update(state="draft")
    assert changing.publish(meeting, by=None).state == "published"
    changing.cancel(meeting, by=None, at=now)
    assert changing.publish(meeting, by=None).state == "cancelled"
