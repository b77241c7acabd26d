from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from betterway import clock
from events.models import Topic
from insights import digests, following, publishing
from insights.models import Digest, Insight, Note
from people import outbox
from people.models import Mail
from tests.making import make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=LONDON)
NEXT = MONDAY + dt.timedelta(days=7)
SUNDAY = MONDAY - dt.timedelta(hours=20)


def published(cell=None, at=SUNDAY, statement="A report nobody reads is a rent, paid in evenings.", **facts) -> Insight:
    """An insight of a meeting of its own that became public at that moment."""
    note = make_note(make_event(f"{statement} {Note.objects.count()}", cell=cell, **facts), quotes=[], published_at=at)
    insight = make_insight(note, approved_at=at)
    Insight.objects.filter(pk=insight.pk).update(statement=statement)
    return insight


@pytest.fixture
def follower(ben, cell, now):
    """ben follows ada's cell since noon on the Sunday."""
    following.follow(ben, cell, at=SUNDAY - dt.timedelta(minutes=1))
    return ben


def texts() -> list[str]:
    return list(Mail.objects.filter(why="digest").order_by("pk").values_list("text", flat=True))


def test_what_is_new_comes_on_monday_at_eight_and_once(follower, cell):
    insight = published(cell)
    assert digests.send_due(at=MONDAY - dt.timedelta(minutes=1)) == 0
    assert digests.send_due(at=MONDAY) == 1
    assert digests.send_due(at=MONDAY) == 0
    assert digests.send_due(at=NEXT) == 0
    (text,) = texts()
    assert "Sharing and building power\n\n- A report nobody reads is a rent, paid in evenings." in text
    assert f"http://127.0.0.1:8000/insights/{insight.pk}/\n" in text
    assert Mail.objects.get().subject == "New in what you follow: 1 insight"


def test_nothing_new_sends_nothing(follower, cell):
    published()
    published(cell, at=SUNDAY - dt.timedelta(days=3))
    assert digests.send_due(at=MONDAY) == 0
    assert not Mail.objects.exists()
    assert Digest.objects.get().due_at == NEXT


def test_what_came_out_within_the_last_hour_comes_with_the_next_mail(follower, cell):
    published(cell, at=MONDAY - dt.timedelta(minutes=30))
    assert digests.send_due(at=MONDAY) == 0
    assert digests.send_due(at=NEXT) == 1


def test_a_worker_that_was_away_for_weeks_tells_it_all_in_one_mail(follower, cell):
    for days in (0, 8, 15):
        published(cell, at=SUNDAY + dt.timedelta(days=days), statement=f"Point of day {days}.")
    late = MONDAY + dt.timedelta(days=17)
    assert digests.send_due(at=late) == 1
    assert [f"Point of day {days}." in texts()[0] for days in (0, 8, 15)] == [True] * 3
    assert digests.send_due(at=late) == 0


def test_a_point_added_later_to_a_note_of_last_year_is_news(follower, cell):
    note = make_note(make_event(cell=cell), quotes=[], published_at=SUNDAY - dt.timedelta(days=400))
    make_insight(note, approved_at=SUNDAY)
    assert digests.send_due(at=MONDAY) == 1


def test_a_note_taken_back_over_the_monday_is_told_when_it_is_back(follower, cell, ada):
    insight = published(cell)
    publishing.withdraw_note(insight.note, by=ada, at=SUNDAY)
    assert digests.send_due(at=MONDAY) == 0
    Note.objects.update(state="published", published_at=MONDAY + dt.timedelta(days=1))
    assert digests.send_due(at=NEXT) == 1


def test_an_archive_that_was_brought_in_is_no_news(follower, cell):
    published(cell)
    Insight.objects.update(with_archive=True)
    assert digests.send_due(at=MONDAY) == 0


def test_each_point_is_told_once_cells_first_then_topics_then_people(follower, cell):
    insight, other = published(cell), published(statement="Other.")
    speaker = make_speaker(other.note.event, "Adaeze Okonjo")
    Insight.objects.filter(pk=other.pk).update(speaker=speaker)
    for row in (insight, other):
        row.topics.add("Trust")
    following.follow(follower, Topic.objects.get(slug="trust"), at=SUNDAY)
    following.follow(follower, speaker.person, at=SUNDAY)
    Digest.objects.update(told_until=SUNDAY - dt.timedelta(hours=1))
    news = digests.news_for(follower, SUNDAY - dt.timedelta(hours=1), MONDAY)
    assert [(one.name, one.insights) for one in news] == [
        ("Sharing and building power", [insight]),
        ("Trust", [other]),
    ]


@pytest.mark.parametrize("level", ["organisation only", "role only", "unattributed"])
def test_who_follows_a_person_hears_nothing_that_does_not_bear_the_name(ben, cell, level):
    insight = published(cell)
    speaker = make_speaker(insight.note.event, "Adaeze Okonjo")
    Insight.objects.filter(pk=insight.pk).update(speaker=speaker)
    named = published(statement="Named.")
    again = make_speaker(named.note.event, "Adaeze Okonjo")
    Insight.objects.filter(pk=named.pk).update(speaker=again)
    following.follow(ben, speaker.person, at=SUNDAY - dt.timedelta(minutes=1))
    Insight.objects.filter(pk=insight.pk).update(attribution=level)
    assert digests.send_due(at=MONDAY) == 1
    assert "Named." in texts()[0]
    assert "A report nobody reads" not in texts()[0]


def test_who_follows_an_organisation_hears_what_its_people_said_as_far_as_it_may_be_told(ben, cell):
    heard = {}
    for name, level in [("Named.", ""), ("For it.", "organisation only"), ("A role.", "role only")]:
        insight = heard[name] = published(cell, statement=name)
        speaker = make_speaker(insight.note.event, "Adaeze Okonjo", "Holloway Fold", attribution=level)
        Insight.objects.filter(pk=insight.pk).update(speaker=speaker)
    organisation = speaker.affiliation.organisation
    following.follow(ben, organisation, at=SUNDAY - dt.timedelta(minutes=1))
    news = digests.news_for(ben, SUNDAY - dt.timedelta(hours=1), MONDAY)
    assert [(one.name, set(one.insights)) for one in news] == [("Holloway Fold", {heard["Named."], heard["For it."]})]
    assert digests.send_due(at=MONDAY) == 1
    assert news[0].address == "/organisations/holloway-fold/"
    assert "Someone from Holloway Fold" in texts()[0]
    assert "A role." not in texts()[0]


def test_a_guest_hears_nothing_that_is_for_members(gus, ben, cell):
    for member in (gus, ben):
        following.follow(member, cell, at=SUNDAY - dt.timedelta(minutes=1))
    published(cell, statement="For members.", visibility="members")
    assert digests.send_due(at=MONDAY) == 1
    assert Mail.objects.get().to == ben.email


@pytest.mark.parametrize("state", ["withdrawn", "suggested", "dismissed"])
def test_what_is_not_out_is_not_told(follower, cell, state):
    published(cell)
    Insight.objects.update(state=state)
    assert digests.send_due(at=MONDAY) == 0


def test_a_long_list_is_cut_and_the_rest_counted(follower, cell):
    for number in range(11):
        published(cell, statement=f"Point {number}.")
    digests.send_due(at=MONDAY)
    text = " ".join(texts()[0].split())
    assert text.count("- Point") == 8
    assert "3 more: http://127.0.0.1:8000/insights/?cell=sharing-and-building-power" in text
    assert Mail.objects.get().subject == "New in what you follow: 11 insights"


def test_the_next_meetings_of_the_cell_stand_at_the_end(follower, cell):
    published(cell)
    make_event("Supper for all", cell=cell, starts_at=timezone.make_aware(dt.datetime(2026, 12, 9, 19, 0)))
    digests.send_due(at=MONDAY)
    assert "- Supper for all, Wednesday 9 December 2026, 7pm" in " ".join(texts()[0].split())


def test_the_mail_is_stopped_with_one_click_and_taken_up_on_ones_page(client, follower, cell, mail_at_once):
    published(cell)
    digests.send_due(at=MONDAY)
    outbox.sweep(at=timezone.now())
    message = mail.outbox[-1]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    published(cell, at=MONDAY + dt.timedelta(days=1))
    assert digests.send_due(at=NEXT) == 0
    client.force_login(follower)
    assert 'value="never" checked' in client.get("/me/").content.decode()
    client.post("/me/hear/", {"often": "weekly"})
    assert 'value="weekly" checked' in client.get("/me/").content.decode()


def test_who_has_left_hears_nothing(follower, cell):
    published(cell)
    type(follower).objects.filter(pk=follower.pk).update(is_active=False)
    assert digests.send_due(at=MONDAY) == 0


def test_many_who_are_due_are_told_some_dozens_at_a_time(ben, ada, gus, cell, monkeypatch):
    monkeypatch.setattr(digests, "AT_ONCE", 2)
    for member in (ben, ada, gus):
        following.follow(member, cell, at=SUNDAY - dt.timedelta(minutes=1))
    published(cell)
    assert [digests.send_due(at=MONDAY) for _ in range(3)] == [2, 1, 0]


def test_the_clock_sends_them(follower, cell):
    published(cell)
    assert clock.tick(at=MONDAY) == {}
    assert len(texts()) == 1


def test_a_mail_asks_the_same_number_of_queries_for_one_point_and_for_many(
    follower, cell, django_assert_max_num_queries
):
    for number in range(6):
        published(cell, statement=f"Point {number}.").topics.add("Trust")
    with django_assert_max_num_queries(3):
        digests.news_for(follower, SUNDAY - dt.timedelta(hours=1), MONDAY)
