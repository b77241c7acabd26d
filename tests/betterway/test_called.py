"""What has a name is found however it is typed, and however the name was written, on both databases."""

from __future__ import annotations

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betterway import called
from events.models import Cell, Event, Series, Topic
from people.models import Organisation, Person

pytestmark = pytest.mark.django_db


def kept() -> dict[tuple[str, int], str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, number, folded FROM betterway_called")
        return {(kind, number): folded for kind, number, folded in cursor.fetchall()}


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Zoë Ångström", "zoe angstrom"),
        ("Zoe\u0308 A\u030angstro\u0308m", "zoe angstrom"),
        ("ŁÓDŹ, Øresund & Æsop’s  Straße", "lodz oresund and aesops strasse"),
        ("O'Brien & Sons (North)", "obrien and sons north"),
        ("Ann Lee-Hart", "ann lee hart"),
        ("Ёлка", "елка"),
        ("Ann\u1680Lee\u3000Hart", "ann lee hart"),
    ],
)
def test_a_name_is_folded_alike_in_python_and_in_the_database(name, folded):
    person = Person.objects.create(name=name, slug="somebody")
    assert called.folded(name) == folded
    assert kept()["people_person", person.pk] == f"/ {folded} /"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(max_codepoint=0x2100, exclude_categories=["Cs"], exclude_characters="\0\n"), min_size=1))
def test_any_name_is_found_by_itself(name):
    with transaction.atomic():
        person = Person.objects.create(name=name[:200], slug="somebody")
        if called.folded(name[:200]):
            assert Person.objects.get(called.are_called(Person, name[:200])) == person
        transaction.set_rollback(True)


def test_whichever_way_a_name_is_written_it_is_kept():
    made = [
        Person.objects.create(name="Ann Lee", slug="ann-lee"),
        *Organisation.objects.bulk_create([Organisation(name="Kelderby Library", slug="kelderby-library")]),
        Cell.objects.create(name="Joining forces", slug="joining-forces"),
        Topic.objects.create(name="Trust", slug="trust"),
        Series.objects.create(title="Two letters", slug="two-letters"),
        Event.objects.create(title="Who holds the purse?", slug="purse"),
    ]
    assert {(row._meta.db_table, row.pk) for row in made} == kept().keys()
    Person.objects.update(name="Ann Lee-Hart")
    Event.objects.filter(slug="purse").update(title="Who holds the key?", slug="key")
    assert kept()["people_person", made[0].pk] == "/ ann lee hart /"
    assert kept()["events_event", made[-1].pk] == "/ who holds the key /"
    for row in made:
        type(row).objects.filter(pk=row.pk).delete()
    assert kept() == {}


def test_a_table_that_is_emptied_at_once_leaves_no_name():
    Topic.objects.create(name="Trust", slug="trust")
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), ["events_topic"], allow_cascade=True):
            cursor.execute(statement)
    assert not Topic.objects.exists()
    assert kept() == {}


def test_triggers_that_a_migration_has_dropped_are_made_again_and_what_was_written_meanwhile_is_kept():
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for name in ["events_topic_insert_called"] if sqlite else ["events_topic_called ON events_topic"]:
            cursor.execute(f"DROP TRIGGER {name}")
    topic = Topic.objects.create(name="Trust", slug="trust")
    assert kept() == {}
    called.install()
    assert kept() == {("events_topic", topic.pk): "/ trust /"}
    Topic.objects.create(name="Power", slug="power")
    assert len(kept()) == 2


def test_an_organisation_is_kept_by_its_other_names_and_a_person_is_not():
    health = Organisation.objects.create(name="National Health Service", slug="n", other_names="NHS\r\nThe Service")
    ann = Person.objects.create(name="Ann Lee", slug="ann-lee", other_names="Ann Hart")
    assert kept() == {
        ("people_organisation", health.pk): "/ national health service / nhs / the service /",
        ("people_person", ann.pk): "/ ann lee /",
    }
