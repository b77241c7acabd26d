"""Pages of long lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


def whole_rows(pks: Iterable[Any], whole: QuerySet[Any]) -> list[Any]:
    """The rows with these numbers, in this order, out of `whole`: two queries.

    A database works out joins and numbers beside a row for every row that it sorts or skips, too; so the bare rows
    are sorted, and only those shown are asked for the rest.
    """
    numbers = list(pks)
    found = whole.in_bulk(numbers)
    return [found[pk] for pk in numbers if pk in found]


class WholePaginator(Paginator):
    """Pages of bare `rows`, each read whole out of `whole`; `total`, where it is known already."""

    def __init__(self, rows: QuerySet[Any], whole: QuerySet[Any], per_page: int, total: int | None = None) -> None:
        super().__init__(rows.values_list("pk", flat=True), per_page)
        self.whole = whole
        if total is not None:
            self.__dict__["count"] = total

    def page(self, number: Any) -> Page:
        page = super().page(number)
        page.object_list = whole_rows(page.object_list, self.whole)
        return page
