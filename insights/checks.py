"""RULES: what a note is looked over for before it is public; each finding is a sentence with the words it is about.

Three weights: what `blocks` is dealt with first; what `asks` is asked once, and a second press of the button says yes;
the rest is only said. What has a `key` (or a `flag`) can be let through by a convenor, which is recorded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from events.models import Attribution, Speaker, lowest_attribution
from insights import contacts, discretion, naming, repeats
from insights.models import Flag, Insight, LetThrough, Note, Passage, Say
from people.models import Member


@dataclass(frozen=True)
class Problem:
    """One thing to look at before a note is public: a sentence, and where its words stand in the note's text.

    `blocks`: it must be dealt with first. `asks`: publication asks once. `flag` is what can be settled as "it may
    stay"; anything else with a `key` can be let through with the button that says `button`. `other` is an insight to
    show beside it.
    """

    sentence: str
    start: int | None = None
    end: int | None = None
    blocks: bool = True
    flag: Flag | None = None
    asks: bool = False
    key: str = ""
    button: str = ""
    other: Insight | None = None

    @property
    def number(self) -> int:
        """The key as a number that a button can post."""
        return int.from_bytes(hashlib.sha256(self.key.encode()).digest()[:7])


@dataclass(frozen=True)
class Passed:
    """Something that was let through, as the note's history shows it."""

    sentence: str
    by: Member | None
    at: datetime


# What a flag says to a convenor, and whether publication waits for her answer.
FLAG_SENTENCES = {
    Flag.Kind.CONTACT: (
        "Contact details stand in {place}: “{text}”. Take them out, or say that they may stay.",
        True,
    ),
    Flag.Kind.PRIVATE_NAME: (
        "“{text}” looks like the name of a private person. Take it out, or say that it may stay.",
        True,
    ),
    Flag.Kind.ANONYMOUS_QUOTE: ("Someone who is not named is quoted: “{text}”. Would they recognise it?", False),
    Flag.Kind.TRUNCATED: ("The text seems to break off: “{text}”.", False),
}
WHERE = {
    "note": "the name stands in the note. Take it out of the text first",
    "around": "the name stands in the title, the summary, a topic or the line of authors. Take it out first",
    "statement": "the name stands in “{insight}”. Write that point without it first",
    "lines": "the name stands in the words “{insight}” comes from, or in the lines around them. Take it out first",
}


def problems_of(
    note: Note,
    insights: Iterable[Insight] = (),
    *,
    member: Any = None,
    at: datetime | None = None,
    afresh: bool = False,
) -> list[Problem]:
    """What is to be looked at before the note and these insights of it are public, in the order of the text.

    Empty when there is nothing. With a `member`, also what is asked once, of her: without one there is nobody to
    ask. What has been let through is left out. Queries: the flags, what was let through, the says, the speakers, the
    insights' passages unless they are prefetched; for a public note its published insights; for a member two more.
    For her, repeats may have been looked for some minutes ago, unless `afresh`.
    """
    insights = list(insights)
    found = [*_empty(note), *_flags(note), *_gone(insights), *_changes(note)]
    found += names(note, [*insights, *_out_already(note, insights)])
    found += map(_contact_problem, [*contacts.around(note), *contacts.stated(note, insights)])
    if member:
        found += _questions(note, insights, member, at or timezone.now(), afresh)
    return sorted(_open(note, found), key=lambda problem: problem.start or 0)


def _questions(note: Note, insights: Sequence[Insight], member: Any, at: datetime, afresh: bool) -> Iterator[Problem]:
    yield from _dateless(note)
    yield from _not_agreed(note, insights, at)
    yield from _repeated(note, insights, member, afresh)


def names(note: Note, insights: Sequence[Insight]) -> list[Problem]:
    """The places that name a speaker whom the public is not to know by name; also those let through."""
    return [_name_problem(named) for named in discretion.named_in(note, insights)]


def told_by(insight: Insight, topics: Iterable[str] = ()) -> list[Problem]:
    """Names and contact details in one insight as it is about to be; what has been let through is left out."""
    found = [_name_problem(named) for named in discretion.named_by(insight, topics)]
    found += map(_contact_problem, contacts.stated(insight.note, [insight]))
    return _open(insight.note, found)


def contacts_around(note: Note) -> list[Problem]:
    """The contact details around the note that nobody has let through."""
    return _open(note, map(_contact_problem, contacts.around(note)))


def open_names(note: Note, insights: Sequence[Insight]) -> list[Problem]:
    """The names of hidden speakers that nobody has let through."""
    return _open(note, names(note, insights))


def let_through_of(note: Note) -> list[Passed]:
    """What convenors have let through in the note, the latest first: two queries."""
    passed = [Passed(row.sentence, row.by, row.at) for row in note.let_through.select_related("by")]
    for flag in note.flags.exclude(settled_at=None).select_related("settled_by"):
        passed.append(Passed(_flag_problem(flag).sentence, flag.settled_by, flag.settled_at))
    return sorted(passed, key=lambda row: row.at, reverse=True)


def _open(note: Note, found: Iterable[Problem]) -> list[Problem]:
    found = list(found)
    if not any(problem.key for problem in found):
        return found
    known = set(LetThrough.objects.filter(note=note).values_list("key", flat=True))
    return [problem for problem in found if problem.key not in known]


def _empty(note: Note) -> Iterator[Problem]:
    if not note.text.strip():
        yield Problem("The note has no words yet.")


def _flags(note: Note) -> Iterator[Problem]:
    for flag in note.flags.filter(settled_at=None):
        yield _flag_problem(flag)


def _flag_problem(flag: Flag) -> Problem:
    sentence, blocks = FLAG_SENTENCES[Flag.Kind(flag.kind)]
    asks = flag.kind == Flag.Kind.ANONYMOUS_QUOTE
    sentence = sentence.format(place="the note", text=flag.text)
    return Problem(sentence, flag.start, flag.end, blocks, flag, asks, f"flag:{flag.pk}")


def _gone(insights: Iterable[Insight]) -> Iterator[Problem]:
    for insight in insights:
        passages = list(insight.passages.all())
        if passages and all(passage.state == Passage.State.REMOVED for passage in passages):
            yield Problem(f"The words of “{insight}” are no longer in the note.")


def _out_already(note: Note, insights: Sequence[Insight]) -> Iterable[Insight]:
    """What is public of the note beside these, or will be again with it: a hidden name may stand there by now."""
    if note.state == Note.State.DRAFT:
        return []
    rows = note.insights.filter(state=Insight.State.PUBLISHED).exclude(pk__in=[insight.pk for insight in insights])
    return rows.prefetch_related("passages")


def _name_problem(named: discretion.Named) -> Problem:
    label = Attribution(named.level).label
    where = WHERE[named.where].format(insight=named.insight)
    sentence = f"{named.speaker.person.name} is to be named {label}, but {where}"
    if named.sure:
        return Problem(f"{sentence}.", named.start, named.end)
    sentence = f"{sentence}, or say that “{named.words}” is somebody else."
    return Problem(sentence, named.start, named.end, key=named.key, button="It is somebody else")


def _contact_problem(contact: contacts.Contact) -> Problem:
    place = f"“{contact.insight}”" if contact.insight else contact.place
    sentence = FLAG_SENTENCES[Flag.Kind.CONTACT][0].format(place=place, text=contact.words)
    if contact.insight and contact.insight.state == Insight.State.PUBLISHED:  # it has no button on the review page
        sentence += " For that, withdraw the point first."
    start, end = (contact.insight and _standing(contact.insight)) or (None, None)
    return Problem(sentence, start, end, key=contact.key, button="It may stay")


def _changes(note: Note) -> Iterator[Problem]:
    """What speakers want changed, until a convenor says that it is dealt with."""
    for say in [say for say in note.says.all() if say.answer == Say.Answer.CHANGE]:
        sentence = f"{say.speaker.person.name} asks for a change: “{say.text}”"
        yield Problem(sentence, key=f"change:{say.pk}:{say.answered_at:%Y%m%d%H%M%S%f}", button="It is dealt with")


def _dateless(note: Note) -> Iterator[Problem]:
    if note.event and note.event.starts_at is None and note.state != Note.State.PUBLISHED:
        sentence = f"“{note.event}” has no date. Fill it in, or publish it as a meeting whose date is not recorded."
        yield _question(sentence, "no date", button="It is not recorded")


def _not_agreed(note: Note, insights: Sequence[Insight], at: datetime) -> Iterator[Problem]:
    """Speakers about to be named who have not said that they may be: silence counts once the answer is overdue."""
    if note.event is None:
        return
    said = {insight.speaker_id for insight in insights}
    says = {say.speaker_id: say for say in note.says.all()}
    for speaker in note.event.speakers.filter(consent=Speaker.Consent.NOT_ASKED).select_related("person"):
        level = lowest_attribution(note.event.attribution, speaker.attribution)
        named = level == Attribution.NAMED and (note.state != Note.State.PUBLISHED or speaker.pk in said)
        say = says.get(speaker.pk)
        if named and (say is None or at < say.answer_by):
            yield _consent_problem(note, speaker, say)


def _consent_problem(note: Note, speaker: Speaker, say: Say | None) -> Problem:
    name = speaker.person.name
    if say:
        day = date_format(timezone.localtime(say.answer_by), "l j F")
        sentence = f"{name} has been sent the draft and may answer until {day}. Wait, or publish the name now."
    else:
        sentence = f"{name} has not been asked whether the name may stand with the note. Ask first, or publish it so."
    place = naming.first_place(speaker.person, note.text)
    key = f"consent:{speaker.pk}:{say.number if say else 0}"
    return _question(sentence, key, place, button="The name may stand")


def _repeated(note: Note, insights: Sequence[Insight], member: Any, afresh: bool) -> Iterator[Problem]:
    for repeat in repeats.repeats_of(note, insights, member=member, afresh=afresh):
        likeness = "the same" if repeat.exactly else "nearly the same"
        there = "in this note" if repeat.other.note_id == note.pk else f"in “{repeat.other.note}”"
        sentence = f"“{repeat.insight}” says {likeness} as a point {there}: “{repeat.other}”"
        key = f"repeats:{repeat.insight.pk}:{repeat.other.pk}"
        yield _question(sentence, key, _standing(repeat.insight), button="Keep both", other=repeat.other)


def _standing(insight: Insight) -> tuple[int, int] | None:
    standing = (Passage.State.MATCHES, Passage.State.MOVED)
    return next(((p.start, p.end) for p in insight.passages.all() if p.state in standing), None)


def _question(
    sentence: str, key: str, place: tuple[int, int] | None = None, *, button: str, other: Insight | None = None
) -> Problem:
    start, end = place or (None, None)
    return Problem(sentence, start, end, blocks=False, asks=True, key=key, button=button, other=other)
