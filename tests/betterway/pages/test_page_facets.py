from __future__ import annotations

import datetime as dt
from itertools import cycle

import pytest
from django.http import QueryDict
from django.utils import timezone

from betterway.pages.counts import insights_for
from betterway.pages.filters import EventFilters, InsightFilters
from events.models import Cell, Event
from insights.search.indexes import INSIGHTS
from insights.search.ranking import narrowed
from tests.making import TEXT, make_event, make_insight, make_note, make_speaker

pytestmark = pytest.mark.django_db
ASKED = [
    "",
    "q=rent",
    "q=rent -grant",
    "kind=question",
    "cell=sharing-and-building-power&q=rent",
    "person=person-1",
    "person=person-1&q=rent&year=2024",
    "org=fold-0&topic=money",
    "topic=money&kind=question&q=rent",
    "year=none",
    "q=rent -topic:money",
    "q=rent -person:nobody-here",
    "topic=nothing-of-the-sort",
    "q=rent&cell=nowhere&year=2023",
]


def at(*numbers: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(*numbers))


@pytest.fixture
def archive(cell):
    """Insights of every kind of meeting, day, person and rule."""
    other = Cell.objects.create(name="Joining forces", slug="joining-forces")
    cells, levels = cycle([cell, other, None]), cycle(["named", "organisation only", "role only", "unattributed", ""])
    days = [at(2024, 12, 31, 23), at(2025, 1, 1, 0), at(2023, 6, 4, 14), None, at(2024, 3, 1, 9)]
    kinds, rules = cycle(["point", "question", "example"]), cycle(["", "", "organisation only", ""])
    for n, day in enumerate(days * 2):
        event = make_event(
            f"Meeting {n}", cell=next(cells), starts_at=day, visibility="members" if n == 7 else "public"
        )
        Event.objects.filter(pk=event.pk).update(attribution=next(levels) or "named")
        note = make_note(event, TEXT, [])
        for who in range(3):
            speaker = make_speaker(event, f"Person {who}", f"Fold {who % 2}", attribution=next(levels))
            insight = make_insight(note, "A report nobody reads is a rent", kind=next(kinds), speaker=speaker)
            insight.attribution = next(rules)
            insight.save()
            insight.topics.add(*["Money", "Reports"][: who % 3])
    article = make_note(
        None, TEXT, ["A report nobody reads is a rent"], title="On rent", written_on=dt.date(2025, 1, 1)
    )
    article.insights.get().topics.add("Money")
    make_note(None, TEXT, title="On nothing")


@pytest.mark.parametrize("query", ASKED)
def test_beside_each_choice_stands_how_many_insights_it_leads_to(archive, query, ben, cyd):
    for reader in (ben, cyd):
        filters = InsightFilters(QueryDict(query), reader)
        facets, total = filters.facets(insights_for(reader))
        assert total == _led_to(f"?{query}", reader)
        for choice in (choice for facet in facets for choice in facet.choices):
            led_to = f"?{query}" if choice.chosen else choice.address
            assert choice.number == _led_to(led_to, reader), choice


def _led_to(address: str, reader) -> int:
    filters = InsightFilters(QueryDict(address[1:]), reader)
    rows = filters.narrow(insights_for(reader))
    return (narrowed(INSIGHTS, rows, filters.terms) if filters["q"] else rows).count()


@pytest.mark.parametrize("query", ["", "cell=joining-forces", "year=2024", "year=none", "topic=money&year=2025"])
def test_beside_each_choice_stands_how_many_meetings_it_leads_to(archive, query, cyd):
    for event in Event.objects.filter(cell__slug="joining-forces"):
        event.topics.add("Money")
    seen = Event.objects.visible_to(cyd)
    facets, total = EventFilters(QueryDict(query)).facets(seen)
    assert total == EventFilters(QueryDict(query)).narrow(seen).count()
    for choice in (choice for facet in facets for choice in facet.choices if not choice.chosen):
        assert choice.number == EventFilters(QueryDict(choice.address[1:])).narrow(seen).count(), choice


def test_a_meeting_in_the_night_of_the_new_year_counts_in_the_year_that_the_clock_here_shows(cyd):
    make_event("The last", starts_at=at(2024, 12, 31, 23, 59))
    make_event("The first", starts_at=at(2025, 1, 1, 0, 0))
    _, years = EventFilters(QueryDict("")).facets(Event.objects.visible_to(cyd))[0]
    assert [(choice.words, choice.number) for choice in years.choices] == [("2025", 1), ("2024", 1)]
