"""RULES: the order of a collection: points move, leave and come back, and its headings stay over what they stand over.

A collection is read in lines: a heading is one, and so is a point with the words above it. What stands under a heading
is under it until the next; so the first point of a group leaves its heading to the others, and takes it along only
where it stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from insights.collecting import locked, may_write, refuse_names
from insights.models import Collection, CollectionItem, Insight


@dataclass(frozen=True)
class Line:
    """A point with the words above it; with `heading`, that heading, and `item` is the point it stood over."""

    item: CollectionItem
    heading: str = ""

    @property
    def key(self) -> str:
        """What a form calls it: "h12" the heading over item 12, "p12" the item."""
        return f"{'h' if self.heading else 'p'}{self.item.pk}"


def lines_of(collection: Collection) -> list[Line]:
    """The headings and points of a collection in their order: one query."""
    return _lines(list(collection.items.order_by("position", "pk")))


@transaction.atomic
def move(collection: Collection, item: int, *, by: int) -> None:
    """Move a point up (`by` -1) or down (1), past a point or a heading; at the end nothing happens.

    Alone under its heading, it takes it along, past the whole group beside it. Locks the collection.
    """
    lines = lines_of(locked(collection))
    place = next((place for place, line in enumerate(lines) if line.key == f"p{item}"), None)
    if place is None or (by < 0 and all(line.heading for line in lines[:place])):
        return
    start = place - 1 if _is_alone(lines, place) else place
    block, rest = lines[start : place + 1], lines[:start] + lines[place + 1 :]
    to = start + by if start == place else _beside(rest, start, by)
    _write([*rest[:to], *block, *rest[to:]])


@transaction.atomic
def put_in_order(collection: Collection, places: Mapping[str, int]) -> None:
    """Put lines at the places that are given for them (1 is the first), the others in their order around them.

    `places` goes by the keys of lines. A heading takes along what stands under it, and parts no other group. Locks the
    collection.
    """
    lines = lines_of(locked(collection))
    moved = {line.key: places[line.key] for n, line in enumerate(lines, 1) if places.get(line.key, n) != n}
    asked = [(moved[line.key], -n, _block(lines, n, moved)) for n, line in enumerate(lines) if line.key in moved]
    gone = {line.key for _, _, block in asked for line in block}
    rest = [line for line in lines if line.key not in gone]
    for place, _, block in sorted(asked, key=lambda one: one[:2]):
        to = min(max(place - 1, 0), len(rest))
        while block[0].heading and 0 < to < len(rest) and not rest[to].heading:
            to += 1
        rest[to:to] = block
    _write(rest)


@transaction.atomic
def take_out(collection: Collection, item: int) -> CollectionItem | None:
    """Take a point out of the collection, with the words above it; returns what it was, for `put_back`.

    Its heading stays over what else stands under it. Locks the collection.
    """
    lines = lines_of(locked(collection))
    points = [line.item for line in lines if not line.heading]
    row = next((row for row in points if row.pk == item), None)
    if row is None:
        return None
    out = CollectionItem(insight_id=row.insight_id, heading=row.heading, remark=row.remark)
    out.position = points.index(row) + 1
    row.delete()
    _write([line for line in lines if line != Line(row)])
    return out


@transaction.atomic
def put_back(collection: Collection, insight: Insight, *, position: int, heading: str, remark: str) -> None:
    """Put a point back where it was taken out, with the words above it. Nothing where it is there again already.

    What is public gets no words that a convenor has not seen: there it comes back without its own. Raises
    CollectingError as `refuse_names` does. Locks the collection.
    """
    standing = locked(collection)
    items = list(standing.items.order_by("position", "pk"))
    if any(item.insight_id == insight.pk for item in items):
        return
    place = min(max(position - 1, 0), len(items))
    after = items[place] if place < len(items) else None
    writes = may_write(standing, standing.member)
    if after and after.heading == heading:  # it was left to the next one
        after.heading = ""
    elif not writes:
        heading = ""
    items.insert(place, standing.items.create(insight=insight, heading=heading, remark=remark if writes else ""))
    _write(_lines(items))
    if standing.is_shared:
        refuse_names(standing, standing.member)


def _lines(items: Sequence[CollectionItem]) -> list[Line]:
    lines: list[Line] = []
    for item in items:
        lines += [Line(item, item.heading), Line(item)] if item.heading else [Line(item)]
    return lines


def _is_alone(lines: Sequence[Line], place: int) -> bool:
    """Whether the point at a place has a heading that stands over nothing else."""
    last = place + 1 == len(lines) or bool(lines[place + 1].heading)
    return last and place > 0 and bool(lines[place - 1].heading)


def _beside(rest: Sequence[Line], start: int, by: int) -> int:
    """Where a whole group goes that was at `start` and passes the one beside it; one point up where that has none."""
    headings = [n for n, line in enumerate(rest) if line.heading]
    if by < 0:
        return max((n for n in headings if n < start), default=max(start - 1, 0))
    return next((n for n in headings if n > start), len(rest))


def _block(lines: Sequence[Line], place: int, moved: Mapping[str, int]) -> list[Line]:
    """The line at a place; with a heading the points under it that are not sent elsewhere."""
    block = [lines[place]]
    for line in lines[place + 1 :] if lines[place].heading else []:
        if line.heading:
            break
        block += [line] if line.key not in moved else []
    return block


def _settled(lines: Sequence[Line]) -> list[Line]:
    """The lines with something under each heading: where nothing is, it goes to the point that it stood over.

    Where that is gone too, so is the heading. Each is moved once at most: nothing comes between it and its own point.
    """
    settled = list(lines)
    while (empty := next(filter(None, map(_empty, settled, [*settled[1:], None])), None)) is not None:
        settled.remove(empty)
        if Line(empty.item) in settled:
            settled.insert(settled.index(Line(empty.item)), empty)
    return settled


def _empty(line: Line, after: Line | None) -> Line | None:
    return line if line.heading and (after is None or after.heading) else None


def _write(lines: Sequence[Line]) -> None:
    """Number the points in the order of the lines, each with the heading that stands right above it."""
    items: list[CollectionItem] = []
    heading = ""
    for line in _settled(lines):
        if not line.heading:
            line.item.position, line.item.heading = len(items) + 1, heading
            items.append(line.item)
        heading = line.heading
    CollectionItem.objects.bulk_update(items, ["position", "heading"])
