"""Topics as a vocabulary: merged, retired, each name once."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.forms import modelform_factory

from events import topics
from events.forms.meetings import EventForm
from events.models import Cell, Event, Topic, TopicItem
from people import addresses, merging
from people.models import FormerSlug, Merge
from tests.making import make_event, make_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(event):
    """ "Grants" on a meeting and an insight, "Small grants" on the meeting too."""
    insight = make_note(event).insights.get()
    event.topics.set(["Grants", "Small grants"])
    insight.topics.set(["Grants"])
    return Topic.objects.get(name="Grants"), Topic.objects.get(name="Small grants"), insight


def test_merging_moves_everything_tagged_and_the_old_address_leads_on(client, two, event, nora, now):
    gone, stays, insight = two
    Topic.objects.filter(pk=gone.pk).update(description="Money")
    assert topics.merge(gone, stays, by=nora, at=now) == 2
    assert ([*event.topics.names()], [*insight.topics.names()]) == (["Small grants"], ["Small grants"])
    stays.refresh_from_db()
    assert (stays.description, stays.history.first().history_user) == ("Money", nora)
    assert client.get("/topics/grants/").headers["Location"] == "/topics/small-grants/"
    with pytest.raises(topics.TopicsError, match="Somebody has merged or deleted one of these topics meanwhile"):
        topics.merge(gone, stays, by=nora, at=now)


def test_a_network_convenor_merges_topics_on_a_page(client, two, nora):
    gone, stays, _ = two
    client.force_login(nora)
    path = f"/admin/events/topic/{gone.pk}/merge/"
    words = client.post(path, {"into": stays.pk}, follow=True).content.decode()
    assert "2 pages that had it have" in words
    assert not Topic.objects.filter(pk=gone.pk).exists()


def everything() -> dict[str, set[str]]:
    """Every row that a merge of topics may touch, as text."""
    tables = (Topic, TopicItem, FormerSlug)
    return {table.__name__: {serializers.serialize("json", [row]) for row in table.objects.all()} for table in tables}


def test_a_merge_is_undone_row_by_row_and_the_address_leads_back(client, two, event, nora, now):
    gone, stays, _ = two
    Topic.objects.filter(pk=gone.pk).update(description="Money")
    addresses.keep_former(gone, "money")
    before = everything()
    topics.merge(gone, stays, by=nora, at=now)
    assert everything() != before
    assert client.get("/topics/money/").headers["Location"] == "/topics/small-grants/"
    merging.undo(Merge.objects.get(), by=nora, at=now)
    assert everything() == before
    assert client.get("/topics/grants/").status_code == 200


def test_undoing_leaves_what_was_tagged_since_and_what_was_taken_off_since(two, event, nora, now):
    gone, stays, insight = two
    later = make_event("Another")
    topics.merge(gone, stays, by=nora, at=now)
    later.topics.add("Small grants")
    insight.topics.clear()
    merging.undo(Merge.objects.get(), by=nora, at=now)
    assert [*later.topics.names()] == ["Small grants"]
    assert ([*insight.topics.names()], sorted(event.topics.names())) == ([], ["Grants", "Small grants"])


def test_undoing_waits_while_another_topic_has_the_name(two, nora, now):
    gone, stays, _ = two
    topics.merge(gone, stays, by=nora, at=now)
    Topic.objects.create(name="GRANTS", slug="other")
    with pytest.raises(merging.MergingError, match="Something else is called “Grants” now. Give that another name"):
        merging.undo(Merge.objects.get(), by=nora, at=now)
    assert Merge.objects.get().undone_at is None
    assert not Topic.objects.filter(pk=gone.pk).exists()


def test_merges_of_topics_that_build_on_each_other_are_undone_from_the_last(two, nora, now):
    gone, stays, _ = two
    last = Topic.objects.create(name="Money", slug="money")
    before = everything()
    topics.merge(gone, stays, by=nora, at=now)
    topics.merge(stays, last, by=nora, at=now)
    assert topics.offered_among(["grants", "Trust"]) == ["Money", "Trust"]
    second, first = Merge.objects.order_by("-pk")
    with pytest.raises(merging.MergingError, match="“Small grants” and “Money” were made one after that"):
        merging.undo(first, by=nora, at=now)
    for merge in (second, first):
        merging.undo(merge, by=nora, at=now)
    assert everything() == before


def test_a_network_convenor_makes_two_of_them_again_on_a_page(client, two, nora):
    gone, stays, _ = two
    client.force_login(nora)
    page = client.post(f"/admin/events/topic/{gone.pk}/merge/", {"into": stays.pk}, follow=True).content.decode()
    assert '<a href="/admin/people/merge/">Make two of them again</a>' in page
    marked = {"action": "undo", "_selected_action": [Merge.objects.get().pk]}
    page = client.post("/admin/people/merge/", marked, follow=True).content.decode()
    assert "“Grants” and “Small grants” are two again." in page


def test_the_name_of_a_topic_that_became_another_is_refused_until_that_is_undone(two, nora, now):
    gone, stays, _ = two
    topics.merge(gone, stays, by=nora, at=now)
    sentence = "The topic “GRANTS” has become “Small grants”. Write that instead."
    assert topics.not_offered(["Trust", "GRANTS"]) == sentence
    form = modelform_factory(Event, EventForm, fields=["topics"])
    assert sentence in form({"topics": "GRANTS"}, instance=make_event("Another")).errors["topics"]
    Topic.objects.update(retired=True)
    assert topics.not_offered(["grants"]) == "“grants” is no longer offered as a topic. Choose another one."
    Topic.objects.update(retired=False)
    merging.undo(Merge.objects.get(), by=nora, at=now)
    assert topics.not_offered(["Grants"]) == ""


def test_a_retired_topic_stays_where_it_is_and_is_offered_nowhere(client, two, event):
    Topic.objects.filter(name="Grants").update(retired=True)
    assert "Grants" in [*event.topics.names()]
    assert client.get("/topics/grants/").status_code == 200
    assert "/topics/grants/" not in client.get("/topics/").content.decode()
    sentence = "“grants” is no longer offered as a topic. Choose another one."
    form = modelform_factory(Event, EventForm, fields=["topics"])
    assert sentence in form({"topics": "grants"}, instance=make_event("Another")).errors.get("topics", [])
    assert "topics" not in form({"topics": "Grants"}, instance=event).errors


@pytest.mark.parametrize(("model", "name"), [(Topic, "housing"), (Cell, "JOINING FORCES")])
def test_a_name_stands_once_whatever_its_capitals(model, name):
    model.objects.create(name=name.title(), slug="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(name=name, slug="two")


def test_the_form_says_that_a_topic_is_there_already(client, nora):
    Topic.objects.create(name="Housing", slug="housing")
    client.force_login(nora)
    words = client.post("/admin/events/topic/add/", {"name": "HOUSING", "slug": ""}).content.decode()
    assert "There is a topic with this name already." in words


def test_each_topic_that_comes_or_goes_is_in_the_history_of_its_row(client, ada, two, event):
    client.force_login(ada)
    event.topics.remove("Grants")
    words = client.get(f"/admin/events/event/{event.pk}/history/").content.decode()
    assert ("Put on: Small grants" in words, "Taken off: Grants" in words) == (True, True)


@pytest.fixture
def before_names_stood_once(transactional_db):
    old = [("events", "0001_initial")]
    executor = MigrationExecutor(connection)
    executor.migrate(old)
    yield executor.loader.project_state(old).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def migrate() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.proof
def test_the_migration_merges_topics_and_stops_at_cells(before_names_stood_once):
    old_topic, old_cell = (before_names_stood_once.get_model("events", name) for name in ("Topic", "Cell"))
    first, second = (old_topic.objects.create(name=name, slug=name) for name in ("housing", "Housing"))
    items, kind = before_names_stood_once.get_model("events", "TopicItem"), make_kind()
    items.objects.create(tag=first, content_type_id=kind, object_id=1)
    items.objects.create(tag=second, content_type_id=kind, object_id=1)
    items.objects.create(tag=second, content_type_id=kind, object_id=2)
    cells = [old_cell.objects.create(name=name, slug=name) for name in ("one", "One")]
    with pytest.raises(ValueError, match="The cells “one” and “One” have the same name but for capitals"):
        migrate()
    cells[1].delete()
    migrate()
    assert list(Topic.objects.values_list("name", flat=True)) == ["housing"]
    assert sorted(TopicItem.objects.values_list("object_id", flat=True)) == [1, 2]


def make_kind() -> int:
    return ContentType.objects.create(app_label="events", model="anything").pk
