"""RULES: what goes public, and what stands in the way; withdrawing, dismissing and editing insights."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from events import changing
from events.models import Event, Speaker
from events.topics import TopicsError, put_on
from insights import checks, echoes
from insights.checks import FLAG_SENTENCES, Problem, problems_of
from insights.models import Flag, Insight, LetThrough, Note, Withdrawal
from people.models import Member


class PublishingError(Exception):
    """What stands in the way of publication: `problems`, and all of them in one sentence each as text."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problem.sentence for problem in problems))

    @property
    def blocking(self) -> list[Problem]:
        """What must be dealt with first."""
        return [problem for problem in self.problems if problem.blocks]

    @property
    def asking(self) -> list[Problem]:
        """What only asks: said yes to, it can go out."""
        return [problem for problem in self.problems if not problem.blocks]


@dataclass(frozen=True)
class Published:
    """What a publication changed: whether the note went out now, and how many insights did."""

    note_is_new: bool
    insights: int


@transaction.atomic
def publish(
    note: Note,
    insights: Iterable[Insight],
    *,
    by: Member | None,
    at: datetime,
    with_archive: bool = False,
    asked: Collection[str] | None = None,
) -> Published:
    """Put the note (and its draft event) and the given insights of it before the public.

    What is out already stays as it is, so that doing it twice changes nothing. Raises PublishingError,
    with every problem that blocks, and with those asked about that `by` has not been asked: `asked` holds the keys of
    those that she has. What she goes on over is recorded as let through by her; None (code that knows what it
    publishes, and no page to ask on) is a yes to all of them. All or nothing; locks the note's row.
    `with_archive` marks what was public before it came here: nobody approved it, and nobody is asked.
    """
    note = Note.objects.select_for_update(of=("self",)).select_related("event").get(pk=note.pk)
    states = [Insight.State.SUGGESTED, Insight.State.WITHDRAWN]
    wanted = note.insights.filter(pk__in=[insight.pk for insight in insights], state__in=states)
    ready = list(wanted.select_for_update(of=("self",)).prefetch_related("passages"))
    problems = problems_of(note, ready, member=by, at=at, afresh=True)
    _refuse(problems, asked, with_archive)
    if by:
        let_through(note, [problem for problem in problems if problem.asks], by=by, at=at)
    note_is_new = _publish_note(note, by=by, at=at, with_archive=with_archive)
    for insight in ready:
        insight.approved_by, insight.approved_at, insight.with_archive = by, at, with_archive
        _change_state(insight, Insight.State.PUBLISHED, by=by, at=at)
    return Published(note_is_new, len(ready))


def _refuse(problems: list[Problem], asked: Collection[str] | None, with_archive: bool) -> None:
    blocking = [problem for problem in problems if _blocks(problem, with_archive)]
    asking = [problem for problem in problems if asked is not None and problem.asks and problem.key not in asked]
    if blocking or asking:
        raise PublishingError(blocking + asking)


def _blocks(problem: Problem, with_archive: bool) -> bool:
    """A private person's name that was public for years does not hold back the note, only the points with it."""
    was_public = with_archive and problem.flag is not None and problem.flag.kind == Flag.Kind.PRIVATE_NAME
    return problem.blocks and not was_public


@transaction.atomic
def let_through(note: Note, problems: Iterable[Problem], *, by: Member, at: datetime) -> None:
    """Record that these do not stand in the way; they are not asked again, and who said so first stays on record.

    Raises PublishingError for one that cannot be let through, such as a hidden name in full.
    """
    problems = list(problems)
    if fixed := [problem for problem in problems if not problem.key]:
        raise PublishingError(fixed)
    for problem in problems:
        if problem.flag:
            settle(problem.flag, by=by, at=at)
        else:
            facts = {"sentence": problem.sentence, "by": by, "at": at}
            LetThrough.objects.get_or_create(note=note, key=problem.key, defaults=facts)


def publish_with_archive(note: Note, *, at: datetime) -> Published:
    """Publish a note that was public before it came here, with its listed points.

    Prose suggestions stay for review, and so do listed points in whose words an open flag stands.
    Raises PublishingError, as `publish` does.
    """
    flags = note.flags.filter(settled_at=None).exclude(kind=Flag.Kind.TRUNCATED)
    blocking = [(flag.start, flag.end) for flag in flags if FLAG_SENTENCES[Flag.Kind(flag.kind)][1]]
    free = [
        insight
        for insight in note.insights.filter(listed=True).prefetch_related("passages")
        if not any(p.start < end and start < p.end for p in insight.passages.all() for start, end in blocking)
    ]
    return publish(note, free, by=None, at=at, with_archive=True)


def _publish_note(note: Note, *, by: Member | None, at: datetime, with_archive: bool) -> bool:
    if note.event and note.event.state == Event.State.DRAFT:
        note.event = changing.publish(note.event, by=by)
    if note.state == Note.State.PUBLISHED:
        return False
    note.state = Note.State.PUBLISHED
    note.published_by, note.published_at, note.with_archive = by, at, with_archive
    note._history_user = by
    note.save()
    return True


@transaction.atomic
def withdraw_note(note: Note, *, by: Member | None, at: datetime, reason: str = "") -> bool:
    """Take a published note, and with it its insights, off the public pages. Returns whether it was out.

    `reason` is what whoever still has the link is told; it can be given or changed later.
    """
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if note.state != Note.State.PUBLISHED:
        return False
    note.state = Note.State.WITHDRAWN
    note._history_user = by
    note.save()
    Withdrawal.objects.create(note=note, reason=reason, withdrawn_by=by, withdrawn_at=at)
    return True


@transaction.atomic
def recheck(note: Note, *, by: Member | None, at: datetime) -> list[Problem]:
    """Look again at a public note after its meeting, its speakers or its title were changed.

    Where a speaker who is not to be named stands in it now, it is withdrawn. Returns what stands in the
    way; empty where all is well, or where the note is not public.
    """
    if note.state != Note.State.PUBLISHED:
        return []
    note = Note.objects.select_related("event").get(pk=note.pk)
    published = note.insights.filter(state=Insight.State.PUBLISHED).prefetch_related("passages")
    problems = checks.open_names(note, list(published))
    if problems:
        withdraw_note(note, by=by, at=at)
    return problems


def dismiss(insights: Iterable[Insight], *, by: Member, at: datetime) -> int:
    """Put suggested insights aside; returns how many."""
    return len(_move(insights, [Insight.State.SUGGESTED], Insight.State.DISMISSED, by=by, at=at))


def suggest_again(insights: Iterable[Insight], *, by: Member, at: datetime) -> int:
    """Take dismissed insights back among the suggestions; returns how many."""
    return len(_move(insights, [Insight.State.DISMISSED], Insight.State.SUGGESTED, by=by, at=at))


@transaction.atomic
def withdraw(insights: Iterable[Insight], *, by: Member, at: datetime, reason: str = "") -> int:
    """Take published insights off the public pages; returns how many. For `reason` see `withdraw_note`."""
    moved = _move(insights, [Insight.State.PUBLISHED], Insight.State.WITHDRAWN, by=by, at=at)
    facts = {"reason": reason, "withdrawn_by": by, "withdrawn_at": at}
    bulk_create_with_history([Withdrawal(insight=row, **facts) for row in moved], Withdrawal, default_user=by)
    return len(moved)


@transaction.atomic
def say_why(withdrawal: Withdrawal, reason: str, *, by: Member) -> bool:
    """Give, or change, the reason that the public is told; returns whether that changed anything. Locks the row."""
    withdrawal = Withdrawal.objects.select_for_update(of=("self",)).get(pk=withdrawal.pk)
    reason = " ".join(reason.split())
    if reason == withdrawal.reason:
        return False
    withdrawal.reason, withdrawal._history_user = reason, by
    withdrawal.save()
    return True


@transaction.atomic
def _move(insights: Iterable[Insight], from_states: list[str], to: str, *, by: Member, at: datetime) -> list[Insight]:
    rows = Insight.objects.select_for_update(of=("self",)).filter(
        pk__in=[insight.pk for insight in insights], state__in=from_states
    )
    return [_change_state(insight, to, by=by, at=at) for insight in rows]


def _change_state(insight: Insight, state: str, *, by: Member | None, at: datetime) -> Insight:
    insight.state = state
    insight.state_changed_by, insight.state_changed_at = by, at
    insight._history_user = by
    insight.save()
    return insight


def settle(flag: Flag, *, by: Member, at: datetime) -> Flag:
    """Record that what was flagged may stay in the note; who said so first stays on record."""
    Flag.objects.filter(pk=flag.pk, settled_at=None).update(settled_by=by, settled_at=at)
    flag.refresh_from_db()
    return flag


@transaction.atomic
def edit(
    insight: Insight,
    *,
    statement: str,
    kind: str,
    speaker: Speaker | None,
    topics: Sequence[str],
    attribution: str | None = None,
    by: Member | None,
) -> Insight:
    """Change an insight's wording, kind, speaker, topics and level; its passages stay, earlier wordings are kept.

    `attribution` is the insight's own level, "" to follow the speaker and the meeting; None leaves it as it is.
    Raises PublishingError for an empty statement, a speaker who was not at the meeting, a topic that is not offered any
    more, and, on a published insight, contact details in the wording and the name of a speaker who is not to be named:
    in the wording, the topics, the receipt or the title.
    """
    statement = " ".join(statement.split())
    if not statement:
        raise PublishingError([Problem("Write the point in a sentence, or dismiss it.")])
    if speaker and speaker.event_id != insight.note.event_id:
        raise PublishingError([Problem(f"{speaker.person} was not at this meeting.")])
    fresh = Insight.objects.select_for_update(of=("self",)).select_related("note__event").get(pk=insight.pk)
    reworded = fresh.statement != statement
    fresh.statement, fresh.kind, fresh.speaker = statement, kind, speaker
    fresh.attribution = fresh.attribution if attribution is None else attribution
    if fresh.state == Insight.State.PUBLISHED and (problems := checks.told_by(fresh, topics)):
        raise PublishingError(problems)
    fresh._history_user = by
    fresh.save(update_fields=["statement", "kind", "speaker", "attribution"])
    if reworded:
        echoes.forget_meanings([fresh])
        echoes.ask_again([fresh])
    try:
        put_on(fresh, topics)
    except TopicsError as error:
        raise PublishingError([Problem(str(error))]) from error
    return fresh
