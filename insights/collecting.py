"""RULES: members keep insights in collections of their own, write between them, and share them (order: `ordering`).

Whoever reads a collection sees of it what they may see of the archive: an insight that is taken off the pages is gone
from every collection, with the words above it. What everybody may read bears the network's name too: a convenor's own
goes public at once, another member's when a network convenor has looked at it; its words are then as they were
looked at.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from events.models import Attribution, Speaker
from insights import naming
from insights.models import Collection, CollectionItem, CollectionQuerySet, Insight
from insights.models.collections import new_token
from people.models import Member

MOST = 200  # insights in one collection
MOST_OF_ONE = 200  # collections of one member
APART = "abcdefghjkmnpqrstuvwxyz23456789"  # letters that nobody takes for another


class CollectingError(Exception):
    """Why a collection cannot become what was asked, as a sentence."""


@dataclass(frozen=True)
class Stretch:
    """A heading and words, one of them or none, and the insights that follow until the next."""

    heading: str
    remark: str
    insights: list[Insight]

    @property
    def level(self) -> str:
        """Of the insights' headings on a page: none is left out between the page's own and theirs."""
        return "h3" if self.heading else "h2"


def stretches_of(collection: Collection, reader: Any) -> list[Stretch]:
    """The collection as the reader may see it, in its order: two queries.

    Words above an insight that they may not see are left out with it; a heading moves on to the next one that has none.
    """
    items = list(collection.items.order_by("position", "pk"))
    seen = Insight.objects.visible_to(reader).published().with_context().defer("note__text")
    insights = seen.in_bulk([item.insight_id for item in items])
    stretches: list[Stretch] = []
    heading = ""
    for item in items:
        heading = item.heading or heading
        if insight := insights.get(item.insight_id):
            if heading or item.remark or not stretches:
                stretches.append(Stretch(heading, item.remark, []))
            stretches[-1].insights.append(insight)
            heading = ""
    return stretches


def unseen_words(collection: Collection, reader: Any) -> list[CollectionItem]:
    """The items with words above an insight that is not on the pages now: what `stretches_of` leaves out.

    Whoever answers for the words reads these too, for they come back with the insight.
    """
    seen = Insight.objects.visible_to(reader).published()
    rows = collection.items.exclude(insight__in=seen.order_by().values("pk")).exclude(heading="", remark="")
    return list(rows.order_by("position", "pk"))


def number_for_members(insights: QuerySet[Insight]) -> int:
    """How many of these insights members see and visitors do not."""
    visitors = Insight.objects.visible_to(AnonymousUser()).order_by().values("pk")
    return insights.published().exclude(pk__in=visitors).count()


def start(member: Member, title: str, *, at: datetime, kind: str = Collection.Kind.COLLECTION) -> Collection:
    """A new collection that only the member sees. Its address never changes and tells of no other.

    Raises CollectingError where there are too many already, and for a guest.
    """
    _refuse_guest(member)
    if member.collections.count() >= MOST_OF_ONE:
        raise CollectingError(f"You have {MOST_OF_ONE} collections. Delete one that you no longer need.")
    stem = slugify(title)[:120].strip("-") or "collection"
    slug = f"{stem}-{get_random_string(5, APART)}"
    return Collection.objects.create(member=member, title=title, slug=slug, kind=kind, created_at=at)


@transaction.atomic
def keep(collection: Collection, insight: Insight) -> bool:
    """Put the insight at the end of the collection; whether it was not there yet. Locks the collection."""
    return bool(keep_all(collection, [(insight, "")]))


@transaction.atomic
def keep_all(collection: Collection, insights: Iterable[tuple[Insight, str]]) -> int:
    """Put insights at the end, in their order, each once, with its heading; returns how many are new.

    Locks the collection; raises CollectingError where it would hold too many, for a guest, and as `refuse_names` does
    where others read it.
    """
    standing = locked(collection)
    _refuse_guest(standing.member)
    items = standing.items
    there = set(items.values_list("insight", flat=True))
    new = [(insight, heading) for insight, heading in insights if insight.pk not in there]
    if len(there) + len(new) > MOST:
        raise CollectingError(f"A collection holds {MOST} insights at most. Start another one for the rest.")
    last = items.aggregate(last=Max("position"))["last"] or 0
    rows = [
        CollectionItem(collection=collection, insight=insight, heading=heading, position=position)
        for position, (insight, heading) in enumerate(new, start=last + 1)
    ]
    CollectionItem.objects.bulk_create(rows)
    if rows and standing.is_shared:
        refuse_names(standing, standing.member)
    return len(rows)


@transaction.atomic
def write(collection: Collection, items: Iterable[CollectionItem], *, by: Member) -> None:
    """Save the words as they stand on the collection and the items.

    Raises CollectingError where it is public and not `by`'s to write on; as `refuse_names` does where others read it.
    """
    standing = locked(collection)
    if not may_write(standing, by):
        raise CollectingError(
            "Everybody reads it as a convenor has looked at it. Keep it to yourself first, then change it."
        )
    collection.save(update_fields=["title", "introduction", "closing"])
    CollectionItem.objects.bulk_update(items, ["heading", "remark"])
    if standing.is_shared:
        refuse_names(collection, by)


def may_write(collection: Collection, member: Member) -> bool:
    """Whether the member may change its words now: of what is public only convenors, as they answer for it."""
    return collection.member_id == member.pk and (not collection.is_public or member.is_convenor)


@transaction.atomic
def share(collection: Collection, visibility: str, *, by: Member, at: datetime) -> Collection:
    """Let nobody else, whoever has the link, or everybody read it; returns the fresh row.

    Asked for everybody by a member who is no convenor, it stays as it is until a network convenor has looked. Raises
    CollectingError for a guest who would share it, and as `refuse_names` does. Locks the collection.
    """
    collection = locked(collection)
    if visibility != Collection.Visibility.PRIVATE:
        _refuse_guest(by)
        refuse_names(collection, by)
    if visibility == Collection.Visibility.PUBLIC and not by.is_convenor:
        collection.asked_at = collection.asked_at or (None if collection.is_public else at)
    else:
        collection.visibility, collection.asked_at = visibility, None
    collection.save(update_fields=["visibility", "asked_at"])
    return collection


@transaction.atomic
def answer(collection: Collection, *, public: bool, by: Member, seen: str) -> Collection:
    """A network convenor's word on a collection that a member asks to be public, or that is public and should not be.

    `seen` is the `words_mark` of what was looked at. Raises CollectingError as `share` does, and where the words have
    changed since. Locks the collection.
    """
    collection = locked(collection)
    if public:
        if seen != words_mark(collection):
            raise CollectingError("It has changed since you looked. Here it is as it is now.")
        refuse_names(collection, by)
        collection.visibility = Collection.Visibility.PUBLIC
    elif collection.is_public:
        collection.visibility = Collection.Visibility.PRIVATE
    collection.asked_at = None
    collection.save(update_fields=["visibility", "asked_at"])
    return collection


def words_mark(collection: Collection) -> str:
    """A mark that changes with any word of the collection, and with what is in it."""
    items = collection.items.order_by("pk").values_list("insight", "heading", "remark")
    words = repr([collection.title, collection.introduction, collection.closing, *items])
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def renew_link(collection: Collection) -> None:
    """Give it a new link; the one that was sent round leads nowhere any more."""
    collection.token = new_token()
    collection.save(update_fields=["token"])


@dataclass(frozen=True)
class Telling:
    """A collection whose words name a speaker who is to be named less at one of its meetings."""

    collection: Collection
    speaker: Speaker


def telling_names(collections: CollectionQuerySet, speakers: QuerySet[Speaker]) -> Iterator[Telling]:
    """Those of the collections whose words name one of the speakers of their meetings who is to be named less.

    Three queries, however many there are.
    """
    found = {collection.pk: collection for collection in collections}
    words = {pk: [one.title, one.introduction, one.closing] for pk, one in found.items()}
    meetings: dict[int, set[int]] = defaultdict(set)
    items = CollectionItem.objects.filter(collection__in=collections.order_by().values("pk"))
    for pk, event, *written in items.values_list("collection", "insight__note__event", "heading", "remark"):
        words[pk] += written
        meetings[event].add(pk)
    named = {"event__attribution": Attribution.NAMED, "attribution__in": ["", Attribution.NAMED]}
    there = speakers.filter(event__in=items.order_by().values("insight__note__event"))
    text = cache(lambda pk: naming.Searched("\n\n".join(filter(None, words[pk]))))
    for speaker in there.exclude(**named).select_related("person", "event").order_by("event", "pk"):
        for pk in sorted(meetings[speaker.event_id]):
            if any(place.sure for place in naming.places(speaker.person, text(pk))):
                yield Telling(found[pk], speaker)


def refuse_names(collection: Collection, by: Member) -> None:
    """Raise CollectingError where the words written for it name a speaker of its meetings who is to be named less.

    Only of meetings that `by` may edit: of others one is not to know who was there. (Network convenors are told of
    those on their first page.)
    """
    this = Collection.objects.filter(pk=collection.pk)
    if told := next(telling_names(this, Speaker.objects.editable_by(by)), None):
        raise CollectingError(
            f"It names {told.speaker.person.name}, whose name is not to be shown for “{told.speaker.event.title}”. "
            "Take the name out of your words first."
        )


def _refuse_guest(member: Member) -> None:
    if not member.is_member:
        raise CollectingError("Collections are for members: you can have your own once a convenor has let you in.")


def locked(collection: Collection) -> Collection:
    """The fresh row, locked, with its member."""
    return Collection.objects.select_for_update(of=("self",)).select_related("member").get(pk=collection.pk)
