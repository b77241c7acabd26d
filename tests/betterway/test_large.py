"""The big network for measuring: believable in its numbers, and true to the promise."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count

from betterway import sample
from betterway.sample import large
from events.models import Event
from insights import promise
from insights.models import Insight
from people.models import Person

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_it_has_the_numbers_asked_for_and_every_insight_stands_on_its_words():
    sample.load(at=AT)
    before = Insight.objects.count(), Event.objects.count(), Person.objects.count()
    assert large.load(205, at=AT) == 205
    after = Insight.objects.count(), Event.objects.count(), Person.objects.count()
    assert [b - a for a, b in zip(before, after, strict=True)] == [205, 21, 42]
    assert list(promise.broken()) == []
    said = Insight.objects.filter(note__fingerprint__startswith="large-")
    assert said.aggregate(topics=Count("topics"))["topics"] > 205
