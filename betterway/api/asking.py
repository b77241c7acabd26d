"""How the API is asked: read only, a page at a time, and narrowed by words that make sense or are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from pydantic import AfterValidator

from betterway.api import shapes
from betterway.pages.filters import is_year
from betterway.pages.paging import whole_rows
from insights.models import Insight

LONGEST_PAGE = 100
MARKDOWN = "text/markdown"


class ReadOnlyAPI(NinjaAPI):
    """Whatever may be asked with GET may be asked with HEAD; the description tells of the one."""

    def answer(self, path: str, shape: Any, name: str, summary: str, *, asks: bool = False) -> Callable[..., Any]:
        """An address, what it answers, and what else may happen there; `asks` where it takes a query."""
        found = {200: shape, 304: None}
        if "{" in path:
            found[404] = shapes.Missing
        if asks:
            found[422] = shapes.Refused
        return self.api_operation(["GET", "HEAD"], path, response=found, by_alias=True, url_name=name, summary=summary)

    def answer_in_markdown(self, path: str, name: str, summary: str) -> Callable[..., Any]:
        words = {"responses": {200: {"content": {MARKDOWN: {"schema": {"type": "string"}}}}}}
        found = {200: None, 304: None, 404: shapes.Missing}
        return self.api_operation(
            ["GET", "HEAD"], path, response=found, url_name=name, summary=summary, openapi_extra=words
        )

    def get_openapi_schema(self, **facts: Any) -> Any:
        described = super().get_openapi_schema(**facts)
        for methods in described["paths"].values():
            del methods["head"]
        return described


def _word(given: str) -> str:
    if "\0" in given:
        raise ValueError("A filter holds words or an address. This one holds a NUL.")
    return given


def _kind(given: str) -> str:
    if given and given not in Insight.Kind.values:
        raise ValueError(f"There is no such kind. Choose one of: {', '.join(Insight.Kind.values)}.")
    return given


def _year(given: str) -> str:
    if given and not is_year(given):
        raise ValueError("Give a year from 1900 to 2200, or “none” for what has no date.")
    return given


Word = Annotated[str, AfterValidator(_word)]


class Paging(Schema):
    """`after` is the number that the `next` of the page before ends with."""

    limit: int = 50
    after: int | None = None


class Narrowing(Schema):
    """As on the page of insights: words, and the addresses of a topic, a cell, a person or an organisation."""

    q: Word = ""
    topic: Word = ""
    cell: Word = ""
    person: Word = ""
    org: Word = ""
    kind: Annotated[str, AfterValidator(_kind)] = ""
    year: Annotated[str, AfterValidator(_year)] = ""


class EventNarrowing(Schema):
    """The addresses of a cell and of a topic, and a year."""

    cell: Word = ""
    topic: Word = ""
    year: Annotated[str, AfterValidator(_year)] = ""


def page_of(
    request: HttpRequest,
    rows: QuerySet[Any],
    paging: Paging,
    shape: Callable[[Any], Mapping[str, Any]],
    *,
    whole: QuerySet[Any] | None = None,
) -> dict[str, Any]:
    """A page of rows by falling number, each read out of `whole` and told by `shape`; a deep one costs no more."""
    limit = min(max(paging.limit, 1), LONGEST_PAGE)
    ordered = rows.order_by("-pk") if paging.after is None else rows.order_by("-pk").filter(pk__lt=paging.after)
    pks = list(ordered.values_list("pk", flat=True)[: limit + 1])
    following = request.GET.copy()
    if more := len(pks) > limit:
        following["after"] = str(pks[limit - 1])
    return {
        "count": rows.count(),
        "next": f"{settings.BASE_URL}{request.path}?{following.urlencode()}" if more else None,
        "items": [shape(row) for row in whole_rows(pks[:limit], rows if whole is None else whole)],
    }
