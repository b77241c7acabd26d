from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache

from insights.search import words
from insights.search.words import meant

pytestmark = pytest.mark.django_db


def test_words_that_stand_nowhere_are_replaced_by_the_nearest_ones(said):
    assert meant("boilr commitees") == ["boiler committees"]
    assert meant("boiler") == meant("zzzzzz") == []


def test_what_the_worker_has_kept_is_read_in_one_query_and_kept_for_an_hour(said, now, django_assert_num_queries):
    assert words.keep(at=now) > 20
    with django_assert_num_queries(1):
        assert meant("boilr") == ["boiler"]
    assert words.keep(at=now + dt.timedelta(minutes=59)) == 0
    said["keys"].statement = "The caretaker left."
    said["keys"].save()
    assert words.keep(at=now + dt.timedelta(minutes=60)) > 20
    cache.clear()
    assert meant("caretakr boilr") == ["caretaker boilr"]


def test_words_are_forgotten_when_some_are_removed(said, now):
    words.keep(at=now)
    meant("boilr")
    said["keys"].statement = "Gone."
    said["keys"].save()
    words.forget()
    assert meant("boilr") == []
