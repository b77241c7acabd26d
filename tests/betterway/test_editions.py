"""The edition changes with whatever public pages show, however it is written; what is kept is never out of date."""

from __future__ import annotations

import gzip

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import F

from betterway import editions
from betterway.editions import SHOWN, edition
from events.models import Event, Topic
from insights.models import Insight, Passage
from people.models import Member, Network, Person
from tests.making import make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db

APART = {  # on no page that is kept: for convenors, for one member, or with a time of day
    "events_answer", "events_calendaraddress", "events_cell_people", "events_departed", "events_invitation",
    "events_question", "events_recurrence", "events_signup", "insights_collection", "insights_collectionitem",
    "insights_deskstep", "insights_digest", "insights_flag", "insights_follow", "insights_futuremeeting",
    "insights_import", "insights_importitem", "insights_knownwords", "insights_letthrough", "insights_meaning",
    "insights_miss", "insights_notesketch", "insights_passagedecision", "insights_say", "people_formeremail",
    "people_formerslug", "people_joining", "people_lookalike", "people_mail", "people_mailbox", "people_member_groups",
    "people_member_user_permissions", "people_merge", "people_pulse", "people_stoppedmail",
    "people_uninvitedaddress",
}  # fmt: skip


def test_of_every_table_it_is_said_whether_pages_that_are_kept_show_it():
    models = apps.get_models(include_auto_created=True)
    ours = [model._meta for model in models if model._meta.app_label in ("events", "insights", "people")]
    tables = {meta.db_table for meta in ours if "historical" not in meta.model_name}
    assert tables == SHOWN.keys() | APART
    assert SHOWN.keys() & APART == set()


def test_every_change_of_what_is_shown_leaves_a_mark():
    with connection.cursor() as cursor:
        cursor.execute(editions._words()["present"])
        present = {name for (name,) in cursor.fetchall()}
    assert {f"{table}_{verb}_edition" for table in SHOWN for verb in editions._words()["verbs"]} <= present


def test_triggers_that_a_migration_has_dropped_are_made_again():
    name = "insights_insight_update_edition"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else " ON insights_insight"))
    editions.install()
    test_every_change_of_what_is_shown_leaves_a_mark()


def test_one_row_many_rows_and_a_row_less_make_new_editions(event):
    note = make_note(event)
    seen = [edition()]
    insight = Insight.objects.first()
    for change in (
        lambda: Insight.objects.update(order=F("order") + 1),
        lambda: note.topics.add("Trust"),
        lambda: Passage.objects.filter(insight=insight).delete(),
        lambda: Person.objects.create(name="Asha Pillai", slug="asha-pillai"),
        lambda: Network.objects.create(name="A Wider Table"),
    ):
        change()
        seen.append(edition())
    assert len(set(seen)) == len(seen)


def test_a_table_that_is_emptied_at_once_makes_a_new_edition():
    Topic.objects.create(name="Trust", slug="trust")
    before = edition()
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), ["events_topic"], allow_cascade=True):
            cursor.execute(statement)
    assert edition() != before


def test_what_is_not_shown_makes_none(ben, now):
    before = edition()
    Member.objects.filter(pk=ben.pk).update(last_login=now)
    assert edition() == before
    Member.objects.filter(pk=ben.pk).update(name="Ben Osei-Adu")
    assert edition() != before


def test_what_is_rolled_back_leaves_the_edition_as_it_was(event):
    before = edition()
    with transaction.atomic():
        Event.objects.update(title="Who holds the keys?")
        assert edition() != before
        transaction.set_rollback(True)
    assert edition() == before


def test_marks_are_cleared_away_when_there_are_many_and_that_is_a_new_edition(now, monkeypatch):
    assert editions.clear(at=now) == 0
    with connection.cursor() as cursor:
        for _ in range(editions.MANY):
            cursor.execute(editions._words()["mark"])
    before = edition()
    assert editions.clear(at=now) == editions.MANY
    assert edition() not in (before, "0-0")


@pytest.fixture
def point(event):
    speaker = make_speaker(event, "Asha Pillai", "Brackenshaw Advice", "director")
    point = make_insight(make_note(event, "A boiler is a budget", []), "A boiler is a budget", speaker=speaker)
    point.topics.add("Heat")
    return point


SHOWS = {
    "/": "A boiler is",
    "/insights/": "A boiler is",
    "/search/?q=pillai": "Asha Pillai",
    "/topics/": "Heat",
    "/people/": "Asha Pillai",
    "/organisations/": "Brackenshaw Advice",
}


@pytest.mark.parametrize("path", SHOWS)
def test_the_next_page_after_a_change_is_right(client, point, path):
    shown = [SHOWS[path] in client.get(path).content.decode()]
    for visibility in ("members", "public"):
        Event.objects.update(visibility=visibility)
        shown += [SHOWS[path] in client.get(path).content.decode() for _ in range(2)]
    assert shown == [True, False, False, True, True]


@pytest.mark.parametrize("path", SHOWS)
@pytest.mark.parametrize("first", [0, 1])
def test_what_is_kept_for_one_audience_is_shown_to_no_other(client, point, ben, path, first):
    Event.objects.update(visibility="members")
    shown = []
    for turn in range(4):
        member = (turn + first) % 2
        client.force_login(ben) if member else client.logout()
        shown.append((bool(member), SHOWS[path] in client.get(path).content.decode()))
    assert set(shown) == {(True, True), (False, False)}


def test_a_visitor_s_second_page_takes_one_query_and_says_that_it_differs_by_login(
    client, point, django_assert_num_queries
):
    first = client.get("/insights/")
    with django_assert_num_queries(1):
        second = client.get("/insights/")
    assert (second.content, "Cookie" in second.headers["Vary"]) == (first.content, True)


def test_a_kept_page_is_packed_for_those_only_who_take_it_so(client, point):
    for _ in range(2):
        packed = client.get("/insights/", HTTP_ACCEPT_ENCODING="gzip, br")
        plain = client.get("/insights/")
        assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
        assert gzip.decompress(packed.content) == plain.content
