"""RULES: what is new in what a member follows goes out as one mail, weekly or monthly, if there is anything."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse

from events.models import Event, TopicItem
from insights import notices
from insights.attribution import credit_of
from insights.following import next_due
from insights.models import Digest, Follow, Insight
from insights.models.follows import KINDS
from insights.notices import News
from people import stops
from people.models import Member, StoppedMail

CALM = timedelta(hours=1)  # what has just been published is often taken back and corrected: it comes with the next mail
AT_ONCE = 50  # members in a minute: mails that cannot wait go out in between
EACH = 8  # insights told of one thing; the rest is counted
MOST = 500  # looked at for one member
MEETINGS = 3  # coming ones of the cells followed


def send_due(*, at: datetime) -> int:
    """Write the digests that are due, some dozens at a time; returns how many mails. See `_send`."""
    due = Digest.objects.filter(due_at__lte=at).order_by("due_at", "pk").values_list("pk", flat=True)
    return sum(_send(pk, at) for pk in list(due[:AT_ONCE]))


@transaction.atomic
def _send(pk: int, at: datetime) -> bool:
    """Tell one member what is new since they were told last, once: locks the row, so that two workers tell it once."""
    locked = Digest.objects.select_for_update(of=("self",)).select_related("member")
    digest = locked.filter(pk=pk, due_at__lte=at).first()
    if digest is None:
        return False
    member, since, until = digest.member, digest.told_until, max(digest.told_until, at - CALM)
    key = f"digest {member.pk} {digest.due_at:%Y-%m-%d}"
    digest.told_until, digest.due_at = until, next_due(digest.often, at)
    digest.save(update_fields=["told_until", "due_at"])
    if not member.is_active or stops.is_stopped(member, StoppedMail.Kind.DIGESTS):
        return False
    news = news_for(member, since, until)
    if news:
        notices.digest(digest, news, coming_for(member, at), key=key)
    return bool(news)


def news_for(member: Member, since: datetime, until: datetime) -> list[News]:
    """What became public after `since` and up to `until` in what the member follows, as far as they may see it.

    Each insight is told once, where it comes first: cells, topics, people, organisations. What was taken back and
    published again is new again. Archives that were brought in are not news. Three queries.
    """
    follows = sorted(member.follows.visible_to(member).with_things(), key=_place)
    insights = list(_new(member, follows, since, until)) if follows else []
    topics = _topics_of(insights)
    told: set[int] = set()
    news = []
    for follow in follows:
        found = [i for i in insights if i.pk not in told and _concerns(i, follow, topics)]
        told |= {insight.pk for insight in found}
        if found:
            news.append(News(str(follow.thing), found[:EACH], len(found[EACH:]), _address(follow)))
    return news


def _place(follow: Follow) -> tuple[int, str]:
    return KINDS.index(follow.kind), str(follow.thing).casefold()


def _new(member: Member, follows: list[Follow], since: datetime, until: datetime) -> QuerySet[Insight]:
    tagged = TopicItem.objects.on(Insight).filter(tag__in=[one.topic_id for one in follows])
    followed = Q(note__event__cell__in=[one.cell_id for one in follows if one.cell_id])
    followed |= Q(speaker__person__in=[one.person_id for one in follows if one.person_id])
    followed |= Q(
        speaker__affiliation__organisation__in=[one.organisation_id for one in follows if one.organisation_id]
    )
    followed |= Q(pk__in=tagged.values("object_id"))
    # Asked of each column too, so that indexes help; what counts is the later of the two.
    recent = Q(approved_at__gt=since) | Q(note__published_at__gt=since)
    rows = Insight.objects.visible_to(member).published().filter(recent, followed, with_archive=False)
    dated = rows.annotate(out_at=Greatest("approved_at", "note__published_at"))
    found = dated.filter(out_at__gt=since, out_at__lte=until).with_context().defer("note__text")
    return found.order_by(F("note__event__starts_at").desc(nulls_last=True), "note", "order", "pk")[:MOST]


def _topics_of(insights: list[Insight]) -> set[tuple[int, int]]:
    items = TopicItem.objects.on(Insight).filter(object_id__in=[i.pk for i in insights])
    return set(items.values_list("tag", "object_id")) if insights else set()


def _concerns(insight: Insight, follow: Follow, topics: set[tuple[int, int]]) -> bool:
    if follow.cell_id:
        return bool(insight.note.event and insight.note.event.cell_id == follow.cell_id)
    if follow.topic_id:
        return (follow.topic_id, insight.pk) in topics
    credit = credit_of(insight)
    told = credit and (credit.organisation_row if follow.organisation_id else credit.person)
    return bool(told and told == follow.thing)


def _address(follow: Follow) -> str:
    if follow.person_id or follow.organisation_id:
        return follow.thing.get_absolute_url()
    return f"{reverse('insights:insight-list')}?{follow.kind}={follow.thing.slug}"


def coming_for(member: Member, at: datetime) -> list[Event]:
    """The next meetings of the cells that the member follows."""
    cells = member.follows.filter(cell__isnull=False).values("cell")
    rows = Event.objects.visible_to(member).upcoming(at).filter(cell__in=cells, state=Event.State.PUBLISHED)
    return list(rows.select_related("cell").order_by("starts_at", "pk")[:MEETINGS])
