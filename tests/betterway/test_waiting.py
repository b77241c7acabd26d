"""The admin's first page: what waits, of what one may edit."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from betterway.waiting import Waiting
from events.models import SignUp
from insights import collecting, misses
from insights.models import Collection, Echo, Passage
from people.models import LookAlike, Mail, Person
from tests.conftest import NOW
from tests.elsewhere import SECRETS, make_elsewhere
from tests.making import make_event, make_note, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(event, cell, ada, ben):
    """One of each in ada's cell, besides as much in another one."""
    theirs = make_elsewhere()
    for meeting in (event, theirs.event):
        facts = {"subject": f"Changed: {meeting}", "text": "", "meeting": meeting.pk, "state": "failed"}
        Mail.objects.create(to="someone@example.org", **facts)
    Passage.objects.update(state="needs checking")
    make_note(event, state="draft", published_at=None)
    Passage.objects.filter(note__event=event).update(state="needs checking")
    make_event("Nobody wrote this down", cell=cell)
    make_event("It never was", cell=cell, state="cancelled")
    make_event("Long ago", cell=cell, starts_at=None)
    asha, other = (Person.objects.create(name=f"Asha {n}", slug=n, created_by=ada) for n in "ab")
    LookAlike.objects.create(person=asha, other_person=other, why="")
    told = [
        make_note(make_event(f"Told {when}", cell=of)).insights.get() for when, of in (("then", None), ("now", cell))
    ]
    Echo.objects.create(one=told[0], other=told[1], proposed_at=NOW)
    coming = make_event("Next month", cell=cell, starts_at=NOW + dt.timedelta(days=30), state="draft")
    for member, state in [(ada, "going"), (ben, "waiting")]:
        SignUp.objects.create(event=coming, member=member, state=state, joined_at=NOW)


def test_each_kind_is_counted_of_what_one_may_edit(busy, ada, now):
    waiting = Waiting(ada, now)
    assert [task.words for task in waiting.tasks] == [
        "1 note is not public yet",
        "1 point quotes words that have changed: say where they are now",
        "1 point may have been made before",
        "1 name looks like one we know",
        "1 past meeting has no note yet",
        "1 mail could not be delivered",
    ]
    assert [(e.title, e.going, e.waiting) for e in waiting.meetings] == [("Next month", 1, 1)]
    assert [note.title for note in waiting.notes] == ["Who holds the purse?"]


def test_a_meeting_just_over_is_there_until_somebody_is_marked(client, ada, ben, cell, now):
    over = {days: make_event(f"Over {days}", cell=cell, starts_at=now - dt.timedelta(days=days)) for days in (1, 3)}
    make_event("Nobody had a place", cell=cell, starts_at=now - dt.timedelta(days=1))
    rows = [SignUp.objects.create(event=event, member=ben, state="going", joined_at=NOW) for event in over.values()]
    assert [(event.title, event.going, event.said) for event in Waiting(ada, now).to_mark] == [
        ("Over 1", 1, "21 November 2026")
    ]
    client.force_login(ada)
    with time_machine.travel(NOW, tick=False):
        assert f'/admin/events/event/{over[1].pk}/who-comes/">Mark who came to Over 1</a>' in client.get("/admin/").text
    rows[0].came = False
    rows[0].save()
    assert Waiting(ada, now).to_mark == []


def test_a_meeting_of_today_is_there_with_its_hour(ada, cell, now):
    make_event("Today", cell=cell, starts_at=now + dt.timedelta(hours=2))
    make_event("Today some time", cell=cell, starts_at=now + dt.timedelta(hours=3), hours_known=False)
    make_event("Tomorrow", cell=cell, starts_at=now + dt.timedelta(days=1))
    assert [event.said for event in Waiting(ada, now).meetings] == ["today, 2pm", "today", "23 November 2026"]


def test_a_network_convenor_has_those_of_all_cells(busy, nora, now):
    assert [task.number for task in Waiting(nora, now).tasks] == [2, 2, 1, 2, 1, 2]


@time_machine.travel(NOW, tick=False)
def test_every_count_leads_to_as_many_rows(client, busy, ada, now):
    client.force_login(ada)
    for task in Waiting(ada, now).tasks:
        page = client.get(task.url)
        if "cl" in page.context:
            rows = page.context["cl"].result_count
        else:
            rows = len(page.context["names" if "names" in page.context else "page"])
        assert rows == task.number


@time_machine.travel(NOW, tick=False)
def test_the_first_page_asks_at_most_a_dozen_questions_and_tells_nothing_of_others(
    client, busy, ada, django_assert_max_num_queries
):
    client.force_login(ada)
    with django_assert_max_num_queries(13):
        words = client.get("/admin/").content.decode()
    assert "1 going, 1 waiting" in words
    assert words.lower().count("not public yet") == 1
    assert [secret for secret in SECRETS if secret in words] == []


def test_where_nothing_waits_it_says_what_to_do_next(client, ada):
    client.force_login(ada)
    words = client.get("/admin/").content.decode()
    for sentence in ("No note is waiting to be published. After a meeting, log its note.", "No meeting is coming up.",
                     "Every past meeting has its note.", "No new name looks like one we know."):  # fmt: skip
        assert sentence in words


def test_what_members_looked_for_in_vain_stands_there_the_most_wanted_first(client, ada, now):
    client.force_login(ada)
    assert "What members looked for" not in client.get("/admin/").content.decode()
    for words in ("hydrants", "fire doors", "hydrants"):
        misses.count(words, at=now)
    shown = client.get("/admin/").content.decode()
    assert "hydrants</a>, 2 times" in shown
    assert shown.index("hydrants") < shown.index("fire doors")


def test_a_network_convenor_is_told_of_collections_to_look_at_and_nobody_else_is(client, ada, ben, nora, now):
    asked = collecting.start(ben, "On money", at=now)
    collecting.share(asked, "public", by=ben, at=now)
    for member, told in ((nora, True), (ada, False)):
        client.force_login(member)
        assert (asked.get_absolute_url() in client.get("/admin/").content.decode()) is told


def test_a_network_convenor_is_told_of_public_collections_that_name_who_is_to_be_named_less_by_now(
    client, ada, ben, nora, event, now
):
    speaker = make_speaker(event, "Wilhelmina Stroud")
    his = collecting.start(ben, "On money", at=now)
    collecting.keep(his, make_note(event).insights.get())
    Collection.objects.update(visibility="public", introduction="As Wilhelmina Stroud said:")
    client.force_login(nora)
    assert "it names" not in client.get("/admin/").content.decode()
    speaker.attribution = "unattributed"
    speaker.save()
    for member, told in ((nora, True), (ada, False)):
        client.force_login(member)
        shown = client.get("/admin/").content.decode()
        assert ("it names <bdi>Wilhelmina Stroud</bdi>, whose name is not to be shown for" in shown) is told
        assert (his.get_absolute_url() in shown) is told


def test_a_collection_read_by_link_that_names_such_a_person_is_told_of_without_its_words(client, ben, nora, event, now):
    make_speaker(event, "Wilhelmina Stroud", attribution="unattributed")
    his = collecting.start(ben, "On money", at=now)
    collecting.keep(his, make_note(event).insights.get())
    client.force_login(nora)
    for visibility, told in (("private", False), ("link", True)):
        Collection.objects.update(visibility=visibility, introduction="As Wilhelmina Stroud said:")
        shown = client.get("/admin/").content.decode()
        assert ("On money" in shown) is told
        assert ("Only whoever has its link reads it" in shown) is told
    assert f'href="mailto:{ben.email}"' in shown
    assert his.get_absolute_url() not in shown
    assert his.token not in shown


def test_after_a_meeting_the_next_is_planned_and_a_round_up_made(client, ada):
    client.force_login(ada)
    shown = client.get("/admin/").content.decode()
    assert '<a href="/admin/events/event/add/">Plan a meeting</a>' in shown
    assert '<a href="/collections/round-up/">Make a round-up</a>' in shown
