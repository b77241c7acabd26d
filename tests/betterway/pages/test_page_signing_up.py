"""The box on a meeting's page: one state for each moment, two clicks to a place, one to give it up."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from events import signups
from events.models import Event, Question, SignUp
from people.models import Mail, Member
from tests.making import make_event, make_note

AHEAD = dt.datetime(2200, 1, 6, 9, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(cell) -> Event:
    return make_event("The second letter", cell=cell, starts_at=timezone.now() + dt.timedelta(days=3), capacity=2)


def fill(event: Event, number: int) -> list[SignUp]:
    members = [Member.objects.create_user(f"m{n}@example.org", name=f"M {n}") for n in range(number)]
    return [signups.sign_up(event, member, at=timezone.now()) for member in members]


def post(client, event, member=None, where="", **data):
    if member:
        client.force_login(member)
    return client.post(f"{event.get_absolute_url()}sign-up/{where}", data, follow=True)


def test_a_visitor_is_shown_what_is_left_and_where_to_log_in(page, coming):
    shown = page(coming.get_absolute_url())
    assert "Two places left" in shown
    assert "/login/?next=%2Fevents%2Fthe-second-letter%2F" in shown


def test_a_visitors_post_leads_to_the_login_and_signs_nobody_up(client, coming):
    response = post(client, coming)
    assert response.redirect_chain == [("/login/?next=/events/the-second-letter/", 302)]
    assert SignUp.objects.count() == 0


def test_a_member_signs_up_and_is_told_so(client, coming, ben):
    shown = post(client, coming, ben).content.decode()
    assert "You have a place. A mail with the calendar entry is on its way to ben@example.org." in shown
    assert "You are going" in shown
    assert SignUp.objects.get().member == ben


def test_posting_twice_signs_up_once_and_writes_one_mail(client, coming, ben):
    for _ in range(2):
        post(client, coming, ben)
    assert (SignUp.objects.count(), Mail.objects.filter(to=ben.email).count()) == (1, 1)


def test_when_it_is_full_one_joins_the_line_and_is_told_the_number(client, coming, ben, page):
    fill(coming, 3)
    assert "Full, with one in line" in page(coming.get_absolute_url(), ben)
    shown = post(client, coming, ben).content.decode()
    assert "You are in line. We write to ben@example.org as soon as a place is yours." in shown
    assert "You are number 2 in line" in shown
    assert "You are number 2 in line</h2>" in shown


def test_one_click_gives_the_place_up_and_the_next_in_line_has_it(client, coming, ben):
    post(client, coming, ben)
    waiting = fill(coming, 2)[1]
    at_its_end = "If you change your mind, you join the line at its end."
    before = client.get(coming.get_absolute_url()).content.decode()
    assert f"one click gives your place to the next in line, at once. {at_its_end}" in before
    shown = post(client, coming, ben, "cancel/").content.decode()
    assert f"Thank you for saying so: your place has gone to the next in line. {at_its_end}" in shown
    waiting.refresh_from_db()
    assert waiting.state == "going"


def test_cancelling_what_one_never_had_changes_nothing(client, coming, ben):
    fill(coming, 2)
    assert post(client, coming, ben, "cancel/").status_code == 200
    assert coming.sign_ups.filter(state="going").count() == 2


def test_a_question_without_its_answer_comes_back_with_what_was_typed(client, coming, ben):
    must = Question.objects.create(event=coming, text="Which table?", required=True)
    may = Question.objects.create(event=coming, text="Anything you need?", order=1)
    shown = post(client, coming, ben, **{f"asked_{may.pk}": "A ramp"}).content.decode()
    assert "Please answer this." in shown
    assert "A ramp</textarea>" in shown
    assert SignUp.objects.count() == 0
    post(client, coming, ben, **{f"asked_{may.pk}": "A ramp", f"asked_{must.pk}": "Two"})
    assert [answer.text for answer in SignUp.objects.get().answers.all()] == ["Two", "A ramp"]


def test_answers_can_be_changed_while_one_is_going(client, coming, ben):
    asked = Question.objects.create(event=coming, text="Anything you need?")
    post(client, coming, ben, **{f"asked_{asked.pk}": "A ramp"})
    shown = post(client, coming, ben, **{f"asked_{asked.pk}": "Nothing"}).content.decode()
    assert "Your answers are changed." in shown
    assert SignUp.objects.get().answers.get().text == "Nothing"


@pytest.mark.parametrize(
    ("said", "sentence"), [("x" * 5000, "Please keep it under 2,000 letters."), ("a\x00b", "Null characters")]
)
def test_an_answer_that_cannot_be_kept_is_refused_with_a_sentence(client, coming, ben, said, sentence):
    asked = Question.objects.create(event=coming, text="Anything you need?")
    assert sentence in post(client, coming, ben, **{f"asked_{asked.pk}": said}).content.decode()
    assert SignUp.objects.count() == 0


def test_answers_to_questions_of_other_meetings_are_passed_over(client, coming, ben):
    other = Question.objects.create(event=make_event("Another one"), text="Which table?")
    post(client, coming, ben, **{f"asked_{other.pk}": "Two", "asked_x": "y"})
    assert SignUp.objects.get().answers.count() == 0


@pytest.mark.parametrize("where", ["", "cancel/"])
def test_the_address_of_the_button_leads_to_the_page(client, coming, where):
    assert client.get(f"{coming.get_absolute_url()}sign-up/{where}").url == coming.get_absolute_url()


@pytest.mark.parametrize("where", ["", "cancel/"])
def test_a_meeting_one_may_not_know_of_is_a_404(client, coming, ben, where):
    Event.objects.update(state="draft")
    assert post(client, coming, ben, where).status_code == 404


def test_lists_say_what_is_left_and_where_one_stands(page, coming, ben):
    assert "Two places left" in page("/events/")
    fill(coming, 3)
    assert "Full, 1 in line" in page("/")
    signups.sign_up(coming, ben, at=timezone.now())
    assert "You are in line" in page("/events/", ben)


def test_the_joining_link_shows_to_those_going_only(page, coming, ben, nora):
    Event.objects.filter(pk=coming.pk).update(
        joining_link="https://talk.example.org/two", link_shown_minutes=60 * 24 * 4
    )
    signups.sign_up(coming, ben, at=timezone.now())
    assert "https://talk.example.org/two" in page(coming.get_absolute_url(), ben)
    assert "talk.example.org" not in page(coming.get_absolute_url(), nora)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": "cancelled"}, "This meeting is cancelled."),
        (
            {"opens_at": AHEAD, "starts_at": AHEAD + dt.timedelta(days=1), "ends_at": None},
            "Opens on Monday 6 January 2200, 9am",
        ),
        (
            {"closes_at": dt.datetime(2020, 1, 6, 9, tzinfo=dt.UTC)},
            "<p>Sign-up closed on Monday 6 January 2020, 9am. What is learned will stand on this page afterwards.</p>",
        ),
        ({"who_may_come": "invited"}, "This meeting is for those who were invited."),
        ({"who_may_come": "anyone", "capacity": None}, "Sign up</h2>"),
        ({"state": "draft"}, None),
    ],
)
def test_each_state_has_its_words(page, coming, ben, facts, words):
    Event.objects.filter(pk=coming.pk).update(**facts)
    shown = page(coming.get_absolute_url(), ben, status=200 if words else 404)
    assert words is None or words in shown


def test_signing_up_once_more_says_that_the_place_is_there_and_promises_no_mail(client, coming, ben):
    said = [post(client, coming, ben).content.decode() for _ in range(2)]
    assert "A mail with the calendar entry is on its way" in said[0]
    assert "You have a place already." in said[1]
    assert "on its way" not in said[1]


def test_what_was_typed_when_the_login_was_over_stands_in_the_form_after_it(client, coming, ben):
    need = Question.objects.create(event=coming, text="Anything you need?")
    sent = client.post(f"{coming.get_absolute_url()}sign-up/", {f"asked_{need.pk}": "A ramp, and tea"})
    assert sent.status_code == 302
    client.force_login(ben)
    assert "A ramp, and tea</textarea>" in client.get(coming.get_absolute_url()).content.decode()
    assert "A ramp" not in client.get(coming.get_absolute_url()).content.decode()


def test_whoever_was_taken_off_reads_so_and_whom_to_write_to(client, coming, ada, ben, page):
    row = signups.sign_up(coming, ben, at=timezone.now())
    signups.take_off(row, by=ada, why="Moved abroad", at=timezone.now())
    shown = page(coming.get_absolute_url(), ben)
    assert "You are not on the list" in shown
    assert '<a href="mailto:ada@example.org">ada@example.org</a>' in shown
    assert "Sign up</button>" not in shown
    assert "A convenor has taken you off the list of this meeting." in post(client, coming, ben).content.decode()
    assert not coming.sign_ups.filter(state="going").exists()
    assert "You are not on the list" not in page(coming.get_absolute_url(), ada)


@pytest.fixture
def shut(coming, gus) -> Event:
    """A meeting that has become one for members since Gus, a guest, signed up."""
    Event.objects.filter(pk=coming.pk).update(who_may_come="anyone")
    signups.sign_up(coming, gus, at=timezone.now())
    Event.objects.filter(pk=coming.pk).update(who_may_come="members", visibility="members")
    return coming


def test_whoever_has_a_place_keeps_the_pages_about_it_when_the_meeting_becomes_one_for_members(client, shut, gus, page):
    shown = page(shut.get_absolute_url(), gus)
    assert "You are going" in shown
    assert page(f"{shut.get_absolute_url()}calendar.ics", gus).startswith("BEGIN:VCALENDAR")
    assert shut.title in page("/me/", gus)
    assert "place is free for somebody else" in post(client, shut, gus, "cancel/").content.decode()
    page(shut.get_absolute_url(), status=404)
    assert shut.title not in page("/me/")


def test_other_guests_and_lists_know_nothing_of_it(client, shut, gus, page):
    other = Member.objects.create_user("gil@example.org", name="Gil Moss", state="guest")
    for path in (
        shut.get_absolute_url(),
        f"{shut.get_absolute_url()}sign-up/",
        f"{shut.get_absolute_url()}calendar.ics",
    ):
        page(path, other, status=404)
    for path in ("/", "/events/", "/search/?q=letter", shut.cell.get_absolute_url(), "/feeds/meetings.ics"):
        assert shut.title not in page(path, gus)
    client.logout()
    assert client.get(shut.get_absolute_url()).status_code == 404


def test_a_draft_is_shown_to_nobody_for_a_place_at_it(shut, gus, page):
    Event.objects.update(state="draft")
    page(shut.get_absolute_url(), gus, status=404)


def test_whoever_keeps_a_place_at_a_meeting_shut_to_them_can_still_say_what_they_need(client, shut, gus):
    need = Question.objects.create(event=shut, text="Anything you need?")
    assert "Your answers are changed." in post(client, shut, gus, **{f"asked_{need.pk}": "A ramp"}).content.decode()


@pytest.mark.parametrize("noted", [True, False])
def test_a_meeting_under_way_says_so_and_promises_nothing_that_stands_below_already(page, coming, ben, noted):
    Event.objects.update(starts_at=timezone.now() - dt.timedelta(hours=1))
    make_note(coming) if noted else None
    shown = page(coming.get_absolute_url(), ben)
    assert "Under way</h2>" in shown
    assert "This meeting has begun." in shown
    assert "Sign-up has closed" not in shown
    assert ("What is learned will stand on this page afterwards." in shown) is not noted


def test_a_meeting_of_no_cell_is_not_called_a_cell_meeting(page, coming):
    of_none = make_event("A walk", starts_at=coming.starts_at)
    assert ("Cell meeting" in page(coming.get_absolute_url()), "Cell meeting" in page(of_none.get_absolute_url())) == (
        True,
        False,
    )
