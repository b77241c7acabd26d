from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insights import collecting, ordering
from insights.collecting import CollectingError
from insights.models import Collection
from tests.making import make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(event):
    return make_note(event, quotes=[])


def made(member, note, lines: str, now) -> Collection:
    """A collection out of "MONEY a b TRUST c": headings in capitals, points with their letter as the remark."""
    collection = collecting.start(member, "On money", at=now)
    heading = ""
    for word in lines.split():
        if word.isupper():
            heading = word
        else:
            collecting.keep_all(collection, [(make_insight(note), heading)])
            collection.items.filter(remark="").update(remark=word)
            heading = ""
    return collection


def told(collection) -> str:
    items = collection.items.order_by("position", "pk").values_list("heading", "remark")
    return " ".join(word for heading, remark in items for word in (heading, remark) if word)


def point(collection, letter: str):
    return collection.items.get(remark=letter)


@pytest.mark.parametrize(
    ("before", "letter", "by", "after"),
    [
        ("a b c", "c", -1, "a c b"),
        ("a b c", "a", -1, "a b c"),
        ("a b c", "c", 1, "a b c"),
        ("a b c", "a", 1, "b a c"),
        ("MONEY a b TRUST c d", "a", 1, "MONEY b a TRUST c d"),
        ("MONEY a b TRUST c d", "b", -1, "MONEY b a TRUST c d"),
        ("MONEY a b TRUST c d", "c", -1, "MONEY a b c TRUST d"),
        ("MONEY a b TRUST c d", "b", 1, "MONEY a TRUST b c d"),
        ("MONEY a b TRUST c d", "a", -1, "MONEY a b TRUST c d"),
        ("MONEY a b TRUST c", "c", -1, "TRUST c MONEY a b"),
        ("MONEY a TRUST b c", "a", 1, "TRUST b c MONEY a"),
        ("a b TRUST c", "c", -1, "a TRUST c b"),
        ("TRUST c", "c", -1, "TRUST c"),
        ("TRUST c", "c", 1, "TRUST c"),
    ],
)
def test_a_point_moves_and_leaves_its_heading_to_the_others(ben, note, now, before, letter, by, after):
    collection = made(ben, note, before, now)
    ordering.move(collection, point(collection, letter).pk, by=by)
    assert told(collection) == after


def test_nothing_moves_in_somebody_elses(ben, ada, note, now):
    collection, hers = made(ben, note, "a b", now), made(ada, note, "c d", now)
    ordering.move(collection, point(hers, "d").pk, by=-1)
    assert (told(collection), told(hers)) == ("a b", "c d")


@pytest.mark.parametrize(
    ("before", "letter", "without"),
    [
        ("a b c", "b", "a c"),
        ("MONEY a b TRUST c", "a", "MONEY b TRUST c"),
        ("MONEY a b TRUST c", "b", "MONEY a TRUST c"),
        ("MONEY a b TRUST c", "c", "MONEY a b"),
        ("MONEY a TRUST b c", "a", "TRUST b c"),
    ],
)
def test_what_is_taken_out_leaves_its_heading_and_comes_back_where_it_was(ben, note, now, before, letter, without):
    collection = made(ben, note, before, now)
    item = point(collection, letter)
    out = ordering.take_out(collection, item.pk)
    assert told(collection) == without
    where = {"position": out.position, "heading": out.heading, "remark": out.remark}
    ordering.put_back(collection, item.insight, **where)
    ordering.put_back(collection, item.insight, **where)
    assert told(collection) == before


def test_nothing_is_taken_out_of_somebody_elses(ben, ada, note, now):
    collection, hers = made(ben, note, "a b", now), made(ada, note, "c", now)
    assert ordering.take_out(hers, point(collection, "a").pk) is None
    assert told(collection) == "a b"


def test_what_comes_back_into_a_public_collection_brings_no_words_that_no_convenor_has_seen(ben, note, now):
    collection = made(ben, note, "MONEY a TRUST b c", now)
    alone, first = point(collection, "a"), point(collection, "b")
    out = [ordering.take_out(collection, item.pk) for item in (alone, first)]
    Collection.objects.update(visibility="public")
    for row, item in zip(out[::-1], (first, alone), strict=True):
        ordering.put_back(collection, item.insight, position=row.position, heading=row.heading, remark=row.remark)
    found = collection.items.order_by("position").values_list("insight", "heading", "remark")
    rest = point(collection, "c")
    assert list(found) == [(alone.insight_id, "", ""), (first.insight_id, "TRUST", ""), (rest.insight_id, "", "c")]


def test_a_convenor_puts_words_back_into_what_is_public(ada, note, now):
    collection = made(ada, note, "MONEY a TRUST b", now)
    item = point(collection, "a")
    out = ordering.take_out(collection, item.pk)
    Collection.objects.update(visibility="public")
    ordering.put_back(collection, item.insight, position=out.position, heading=out.heading, remark=out.remark)
    assert told(collection) == "MONEY a TRUST b"


def test_what_comes_back_names_nobody_who_is_to_be_named_less(ada, event, note, now):
    make_speaker(event, "Wilhelmina Stroud", attribution="role only")
    collection = made(ada, note, "a", now)
    Collection.objects.update(visibility="public", introduction="As Wilhelmina Stroud said:")
    with pytest.raises(CollectingError, match="It names Wilhelmina Stroud"):
        ordering.put_back(collection, make_insight(note), position=1, heading="", remark="")
    assert told(collection) == "a"


def places(collection, words: str) -> dict[str, int]:
    """Out of "c:1 TRUST:2" the keys of lines and the places typed."""
    keys = {line.heading or line.item.remark: line.key for line in ordering.lines_of(collection)}
    return {keys[word]: int(place) for word, _, place in (one.partition(":") for one in words.split())}


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("a b c d", "", "a b c d"),
        ("a b c d", "d:1", "d a b c"),
        ("a b c d", "a:3", "b c a d"),
        ("a b c d", "a:99 b:98", "c d b a"),
        ("a b c d", "a:4 b:3 c:2 d:1", "d c b a"),
        ("a b c d", "c:1 d:1", "c d a b"),
        ("a b c d", "a:30 b:20 c:10 d:5", "d c b a"),
        ("MONEY a b TRUST c d", "d:2", "MONEY d a b TRUST c"),
        ("MONEY a b TRUST c d", "d:1", "d MONEY a b TRUST c"),
        ("MONEY a b TRUST c d", "a:6", "MONEY b TRUST c d a"),
        ("MONEY a b TRUST c", "c:1", "TRUST c MONEY a b"),
        ("MONEY a b TRUST c d", "TRUST:1", "TRUST c d MONEY a b"),
        ("MONEY a b TRUST c d", "MONEY:6", "TRUST c d MONEY a b"),
        ("MONEY a b TRUST c d", "MONEY:2", "TRUST c d MONEY a b"),
        ("MONEY a b TRUST c d POWER e", "POWER:2", "MONEY a b POWER e TRUST c d"),
        ("MONEY a b TRUST c d", "TRUST:1 d:5", "TRUST c MONEY a d b"),
    ],
)
def test_lines_are_put_at_the_places_typed(ben, note, now, before, typed, after):
    collection = made(ben, note, before, now)
    ordering.put_in_order(collection, places(collection, typed))
    assert told(collection) == after


def test_a_place_typed_for_what_is_not_there_any_more_changes_nothing(ben, note, now):
    collection = made(ben, note, "MONEY a b", now)
    ordering.put_in_order(collection, {"p0": 1, "h0": 1, "": 2})
    assert told(collection) == "MONEY a b"


MOVES = st.lists(
    st.tuples(st.sampled_from(["up", "down", "out", "order"]), st.integers(0, 7), st.integers(1, 9)), max_size=4
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_is_moved_no_point_and_no_heading_is_lost_and_none_is_there_twice(ben, note, now, moves):
    Collection.objects.all().delete()
    collection = made(ben, note, "a MONEY b c TRUST d POWER e", now)
    for do, number, place in moves:
        items = list(collection.items.order_by("position"))
        item = items[number % len(items)]
        if do == "out":
            out = ordering.take_out(collection, item.pk)
            where = {"position": out.position, "heading": out.heading, "remark": out.remark}
            ordering.put_back(collection, item.insight, **where)
        elif do == "order":
            ordering.put_in_order(collection, {f"p{item.pk}": place})
        else:
            ordering.move(collection, item.pk, by=-1 if do == "up" else 1)
    assert sorted(told(collection).split()) == ["MONEY", "POWER", "TRUST", "a", "b", "c", "d", "e"]
    assert list(collection.items.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
