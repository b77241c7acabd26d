from __future__ import annotations

import datetime as dt

import pytest

from betterway import sample
from tests.insights.search.questions import PAGES, QUESTIONS, mean_reciprocal, ranks

LEAST = 0.8


@pytest.mark.django_db
def test_what_members_ask_is_answered_near_the_top():
    sample.load(at=dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
    assert len(QUESTIONS) >= 40
    for page in PAGES:
        places = ranks(page)
        assert mean_reciprocal(places) >= LEAST, (page, places)
