"""Insights by year, as a picture drawn on the server and as the table beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from insights.models import InsightQuerySet

NARROWEST, STEP = 300, 75  # pixels: of a picture, and from year to year in a wider one
BASE, TALLEST, MOST = 85, 62, 12  # pixels of the ground line and of the most; years


@dataclass(frozen=True)
class Year:
    """One year: how many insights, and where its dot stands."""

    year: int
    number: int
    x: int
    y: int


@dataclass(frozen=True)
class Years:
    """The last dozen years with insights at most; `now` is the one that is not over."""

    rows: list[Year]
    now: int

    @property
    def width(self) -> int:
        return _width(len(self.rows))

    @property
    def right(self) -> int:
        return self.width - 10

    @property
    def path(self) -> str:
        return "".join(f"M{row.x} {BASE}V{row.y}" for row in self.rows)

    @property
    def words(self) -> str:
        """What the picture shows, for whoever hears the page: "18 in 2023, 23 so far in 2026"."""
        return ", ".join(f"{row.number}{' so far' if row.year == self.now else ''} in {row.year}" for row in self.rows)


def years_of(insights: InsightQuerySet, *, at: datetime) -> Years | None:
    """The insights by the year of their meeting, those between with none included; nothing for fewer than two years.

    One query, of a row for each moment at which a meeting began: see `filters.Table`.
    """
    rows = insights.filter(note__event__starts_at__isnull=False).order_by().values_list("note__event__starts_at")
    counted: Counter[int] = Counter()
    for moment, number in rows.annotate(number=Count("pk", distinct=True)):
        counted[timezone.localtime(moment).year] += number
    if len(counted) < 2:
        return None
    span = range(min(counted), max(counted) + 1)[-MOST:]
    most = max(counted[year] for year in span)
    step = _width(len(span)) / len(span)
    dots = [
        Year(year, counted[year], round(step * (place + 0.5)), BASE - round(TALLEST * counted[year] / most))
        for place, year in enumerate(span)
    ]
    return Years(dots, timezone.localtime(at).year)


def _width(years: int) -> int:
    return max(NARROWEST, STEP * years)
