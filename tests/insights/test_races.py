"""Two at once, with real threads on PostgreSQL. (On SQLite a transaction that writes is alone: IMMEDIATE.)"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from events import topics
from events.models import Event, Topic
from insights import collecting, intake, publishing
from insights.models import Insight, Note
from people import merging
from people.models import Merge, Organisation, Person
from tests.insights.test_intake import NOTE
from tests.making import make_event, make_insight, make_note

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of the works returned, or the exception it raised; all start together."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.parametrize("turn", range(5))
def test_of_many_who_log_the_same_note_one_makes_it_and_the_others_are_told(nora, now, turn):
    found = at_once(*[lambda: intake.receive(NOTE, by=nora, at=now)] * 4)
    assert sorted(type(one).__name__ for one in found) == ["AlreadyKnown"] * 3 + ["list"]
    assert (Note.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("turn", range(5))
def test_two_notes_of_one_title_at_once_get_addresses_of_their_own(nora, now, turn):
    other = NOTE.replace("boiler will", "stairwell will")
    found = at_once(*[lambda text=text: intake.receive(text, by=nora, at=now) for text in (NOTE, other)])
    assert [type(one) for one in found] == [list, list]
    assert len(set(Event.objects.values_list("slug", flat=True))) == 2


@pytest.mark.parametrize("turn", range(10))
def test_an_edit_that_arrives_with_a_publication_undoes_nothing(ada, cell, now, turn):
    note = make_note(make_event(cell=cell), state="draft", published_at=None, quotes=[])
    insight = make_insight(note, state="suggested", approved_at=None)
    stale = Insight.objects.get()
    facts = {"statement": "In other words.", "kind": "point", "speaker": None, "topics": [], "by": ada}
    at_once(
        lambda: publishing.publish(note, [insight], by=ada, at=now),
        lambda: publishing.edit(stale, **facts),
    )
    insight.refresh_from_db()
    assert (insight.state, insight.statement) == ("published", "In other words.")


def test_many_clicks_on_publish_publish_once(ada, cell, now):
    note = make_note(make_event(cell=cell), state="draft", published_at=None, quotes=[])
    insight = make_insight(note, state="suggested", approved_at=None)
    done = at_once(*[lambda: publishing.publish(note, [insight], by=ada, at=now)] * 5)
    assert sorted(one.insights for one in done) == [0, 0, 0, 0, 1]
    assert insight.history.filter(state="published").count() == 1


# Two become one


def make_pair(model: type) -> list[Any]:
    return [model.objects.create(name=name, slug=name.lower()) for name in ("Pillai", "Pillay")]


def merge(gone: Any, stays: Any, by: Any, now: Any) -> Any:
    verb = topics.merge if isinstance(gone, Topic) else merging.merge
    return verb(gone, stays, by=by, at=now)


REFUSED = (merging.MergingError, topics.TopicsError)


@pytest.mark.parametrize("turn", range(5))
@pytest.mark.parametrize("model", [Person, Organisation, Topic])
@pytest.mark.parametrize("there_and_back", [False, True])
def test_of_two_who_make_the_same_two_one_the_first_decides(nora, now, model, there_and_back, turn):
    one, two = make_pair(model)
    other = (two, one) if there_and_back else (one, two)
    found = at_once(lambda: merge(one, two, nora, now), lambda: merge(*other, nora, now))
    assert sorted(isinstance(result, REFUSED) for result in found) == [False, True], found
    assert (model.objects.count(), Merge.objects.count()) == (1, 1)
    merging.undo(Merge.objects.get(), by=nora, at=now)
    assert sorted(model.objects.values_list("name", flat=True)) == ["Pillai", "Pillay"]


@pytest.mark.parametrize("turn", range(5))
def test_a_merge_that_arrives_with_a_note_that_names_either_leaves_nobody_behind(nora, now, turn):
    known = Person.objects.create(name="Asha Pillai", slug="asha-pillai")
    twin = Person.objects.create(name="Asha Pillay", slug="asha-pillay")
    text = "# A roof\n\n18 March 2026\n\nSpeaker: Asha Pillay\n\nAsha Pillay said that a roof is not an asset."
    found = at_once(
        lambda: merge(twin, known, nora, now),
        lambda: intake.receive(text, by=nora, at=now),
    )
    assert [type(one) for one in found] == [Merge, list], found
    assert list(Person.objects.all()) == [known]
    assert [speaker.person for speaker in Event.objects.get().speakers.all()] == [known]


@pytest.mark.parametrize("turn", range(5))
def test_a_merge_of_topics_that_arrives_with_an_edit_that_puts_one_on_leaves_nothing_behind(nora, cell, now, turn):
    gone, stays = make_pair(Topic)
    point = make_note(make_event(cell=cell)).insights.get()
    facts = {"statement": "In other words.", "kind": "point", "speaker": None, "by": nora}
    found = at_once(
        lambda: merge(gone, stays, nora, now),
        lambda: publishing.edit(point, topics=["Pillai"], **facts),
    )
    assert not isinstance(found[0], Exception), found
    assert list(Topic.objects.all()) == [stays]
    assert isinstance(found[1], publishing.PublishingError) or [*point.topics.names()] == ["Pillay"], found


@pytest.mark.parametrize("turn", range(3))
def test_insights_kept_at_the_same_moment_get_places_of_their_own(nora, event, now, turn):
    note = make_note(event, quotes=[])
    insights = [make_insight(note) for _ in range(5)]
    collection = collecting.start(nora, "On money", at=now)
    assert at_once(*[lambda one=one: collecting.keep(collection, one) for one in insights]) == [True] * 5
    assert sorted(collection.items.values_list("position", flat=True)) == [1, 2, 3, 4, 5]
