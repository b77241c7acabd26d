"""RULES: what goes public, and what stands in the way; withdrawing, dismissing and editing insights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from events.models import Attribution, Event, Speaker, lowest_attribution
from insights import naming
from insights.models import Flag, Insight, Note, Passage, Withdrawal
from people.models import Member


class PublishingError(Exception):
    """What stands in the way of publication: `problems`, and all of them in one sentence each as text."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problem.sentence for problem in problems))


@dataclass(frozen=True)
class Problem:
    """One thing to look at before a note is public: a sentence, and where its words stand in the note's text.

    `blocks` tells whether it must be dealt with first; `flag` is what can be settled as "it may stay".
    """

    sentence: str
    start: int | None = None
    end: int | None = None
    blocks: bool = True
    flag: Flag | None = None


@dataclass(frozen=True)
class Published:
    """What a publication changed: whether the note went out now, and how many insights did."""

    note_is_new: bool
    insights: int


# What a flag says to a convenor, and whether publication waits for her answer.
FLAG_SENTENCES = {
    Flag.Kind.CONTACT: (
        "Contact details stand in the note: “{text}”. Take them out, or say that they may stay.",
        True,
    ),
    Flag.Kind.PRIVATE_NAME: (
        "“{text}” looks like the name of a private person. Take it out, or say that it may stay.",
        True,
    ),
    Flag.Kind.ANONYMOUS_QUOTE: ("Someone who is not named is quoted: “{text}”. Would they recognise it?", False),
    Flag.Kind.TRUNCATED: ("The text seems to break off: “{text}”.", False),
}


def problems_of(note: Note, insights: Iterable[Insight] = ()) -> list[Problem]:
    """What stands in the way of publishing the note and these insights of it, in the order of the text.

    Empty when nothing does. Queries: the open flags, the speakers of the event, the insights' passages
    unless they are prefetched.
    """
    problems = [Problem("The note has no words yet.")] if not note.text.strip() else []
    problems += [_flag_problem(flag) for flag in note.flags.filter(settled_at=None)]
    problems += [
        Problem(f"The words of “{insight}” are no longer in the note.") for insight in insights if _gone(insight)
    ]
    problems += _naming_problems(note, insights)
    return sorted(problems, key=lambda problem: problem.start or 0)


def _flag_problem(flag: Flag) -> Problem:
    sentence, blocks = FLAG_SENTENCES[Flag.Kind(flag.kind)]
    return Problem(sentence.format(text=flag.text), flag.start, flag.end, blocks, flag)


def _gone(insight: Insight) -> bool:
    passages = list(insight.passages.all())
    return bool(passages) and all(passage.state == Passage.State.REMOVED for passage in passages)


def _naming_problems(note: Note, insights: Iterable[Insight]) -> Iterable[Problem]:
    """The places that name a speaker whom the public is not to know by name."""
    event = note.event
    if event is None:
        return
    around = " / ".join([note.title, note.byline, event.title, event.summary, event.description])
    for speaker in event.speakers.select_related("person"):
        level = lowest_attribution(event.attribution, speaker.attribution)
        rule = f"{speaker.person.name} is to be named {Attribution(level).label}, but the name stands in"
        if level != Attribution.NAMED:
            if place := naming.first_place(speaker.person, note.text):
                yield Problem(f"{rule} the note. Take it out of the text first.", *place)
            if naming.first_place(speaker.person, around):
                yield Problem(f"{rule} the title, the summary or the line of authors. Take it out first.")
        for insight in insights:
            yield from _statement_problems(speaker, level, insight)


def _statement_problems(speaker: Speaker, level: str, insight: Insight) -> Iterable[Problem]:
    """Whether the wording of an insight names the speaker, where the meeting or this one insight is not to."""
    own = insight.attribution if insight.speaker_id == speaker.pk else ""
    level = lowest_attribution(level, own)
    if level != Attribution.NAMED and naming.first_place(speaker.person, insight.statement):
        yield Problem(
            f"{speaker.person.name} is to be named {Attribution(level).label}, but the name stands in "
            f"“{insight}”. Write that point without it first."
        )


@transaction.atomic
def publish(
    note: Note, insights: Iterable[Insight], *, by: Member | None, at: datetime, with_archive: bool = False
) -> Published:
    """Put the note (and its draft event) and the given insights of it before the public.

    What is out already stays as it is, so that doing it twice changes nothing. Raises PublishingError,
    with every problem that blocks. All or nothing; locks the note's row.
    `with_archive` marks what was public before it came here: nobody approved it.
    """
    note = Note.objects.select_for_update(of=("self",)).select_related("event").get(pk=note.pk)
    states = [Insight.State.SUGGESTED, Insight.State.WITHDRAWN]
    wanted = note.insights.filter(pk__in=[insight.pk for insight in insights], state__in=states)
    ready = list(wanted.select_for_update(of=("self",)).prefetch_related("passages"))
    blocking = [problem for problem in problems_of(note, ready) if _blocks(problem, with_archive)]
    if blocking:
        raise PublishingError(blocking)
    note_is_new = _publish_note(note, by=by, at=at, with_archive=with_archive)
    for insight in ready:
        insight.approved_by, insight.approved_at, insight.with_archive = by, at, with_archive
        _change_state(insight, Insight.State.PUBLISHED, by=by, at=at)
    return Published(note_is_new, len(ready))


def _blocks(problem: Problem, with_archive: bool) -> bool:
    """A private person's name that was public for years does not hold back the note, only the points with it."""
    was_public = with_archive and problem.flag is not None and problem.flag.kind == Flag.Kind.PRIVATE_NAME
    return problem.blocks and not was_public


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
        note.event.state = Event.State.PUBLISHED
        note.event._history_user = by
        note.event.save(update_fields=["state"])
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
    problems = list(_naming_problems(note, note.insights.filter(state=Insight.State.PUBLISHED)))
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
    by: Member | None,
) -> Insight:
    """Change an insight's wording, kind, speaker and topics; its passages stay, earlier wordings are kept.

    Raises PublishingError for an empty statement, a speaker who was not at the meeting, and, on a published
    insight, the name of a speaker who is not to be named.
    """
    statement = " ".join(statement.split())
    if not statement:
        raise PublishingError([Problem("Write the point in a sentence, or dismiss it.")])
    if speaker and speaker.event_id != insight.note.event_id:
        raise PublishingError([Problem(f"{speaker.person} was not at this meeting.")])
    fresh = Insight.objects.select_for_update(of=("self",)).select_related("note__event").get(pk=insight.pk)
    fresh.statement, fresh.kind, fresh.speaker = statement, kind, speaker
    _refuse_naming(fresh)
    fresh._history_user = by
    fresh.save(update_fields=["statement", "kind", "speaker"])
    fresh.topics.set(topics)
    return fresh


def _refuse_naming(insight: Insight) -> None:
    """Keep the name of a speaker who is not to be named out of a wording that is public."""
    event = insight.note.event
    if insight.state != Insight.State.PUBLISHED or event is None:
        return
    speakers = event.speakers.select_related("person")
    levels = [(speaker, lowest_attribution(event.attribution, speaker.attribution)) for speaker in speakers]
    problems = [p for speaker, level in levels for p in _statement_problems(speaker, level, insight)]
    if problems:
        raise PublishingError(problems)
