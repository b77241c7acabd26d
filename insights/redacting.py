"""RULES: words are removed at somebody's request, from every text, row, index and mail; nobody keeps what they were."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import models, transaction
from django.utils import timezone

from events.models import Event, Speaker, Topic, TopicItem
from insights import echoes, leftovers, likeness, revising
from insights.extraction.anchors import describe
from insights.extraction.fingerprints import fingerprint
from insights.models import DeskStep, Flag, FutureMeeting, Insight, Note, NoteRevision, Passage, Redaction
from insights.phrases import Cleaned, PhraseError, Phrases
from insights.reach import is_ours, within
from insights.search import words as words_of_the_search
from people import redacting as people
from people.models import Mail, Member, Person

WHY = "Words were removed at request"
EITHER_SIDE = 60  # letters shown either side of the words
SHOWN = 300  # places shown one by one; all are counted

# Tables that are dealt with in a way of their own, and what is not anybody's words about somebody: logins and the like.
OF_THEIR_OWN = ["insights.Passage", "people.Mail", "people.FormerSlug", "events.Topic", "sessions.Session"]
LOGINS = ["people.Member", "account.EmailAddress", "account.EmailConfirmation", "auth.Permission", "auth.Group"]
LEFT_OUT = frozenset(label.lower() for label in [*OF_THEIR_OWN, *LOGINS, "contenttypes.ContentType"])
PRIVATE = frozenset(["insights.collection", "insights.collectionitem", "admin.logentry"])  # counted, never shown
WITH_OFFSETS = {"insights.note": ["text"], "insights.noterevision": ["text"]}


class RedactingError(Exception):
    """Why words cannot be removed, as a sentence."""


@dataclass(frozen=True)
class Place:
    """One place where the words stand: what it is, and the words with some letters either side (none where private)."""

    kind: str
    where: str = ""
    before: str = ""
    words: str = ""
    after: str = ""


@dataclass
class Removed:
    """What was removed: how many places of each kind, the first of them one by one, and from which notes.

    `left` are people who bear the name and whom this convenor may not change, as they were at other cells too.
    """

    counts: Counter[str] = field(default_factory=Counter)
    places: list[Place] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def add(self, place: Place) -> None:
        self.counts[place.kind] += 1
        if len(self.places) < SHOWN:
            self.places.append(place)


def redact(words: str, *, by: Member, at: datetime, reason: str) -> Removed:
    """Remove the words (phrases, one a line) from all that `by` may edit; "removed at request" stands there instead.

    For a network convenor that is the whole database but for members' logins; for others the notes, meetings and
    people of their cells. Every passage keeps its place in its revision, so that the promise holds; fingerprint and
    sketch are made again, and a note whose text held them gets a new revision. The record holds who, when, why and
    how many places, never the words. Locks the notes concerned; one transaction; empties the cache after it. Raises
    RedactingError for words too short, for none found and for a missing reason.
    """
    phrases = _phrases(words)
    if not reason.strip():
        raise RedactingError("Say at whose request, and why; not the words themselves.")
    leftovers.overwrite_what_is_deleted()
    with transaction.atomic():
        removed = _Removal(phrases, by, at).run()
        if not removed.total:
            raise RedactingError("These words stand nowhere in what you may change.")
        _record(removed, phrases.clean(" ".join(reason.split())), by=by, at=at)
        leftovers.forget_words_of_the_search()
        words_of_the_search.forget()
        transaction.on_commit(lambda: _after(phrases))
    return removed


def foresee(words: str, *, by: Member) -> Removed:
    """Every place from which `redact` would remove the words. It is the removal itself, taken back at once."""
    phrases = _phrases(words)
    with transaction.atomic():
        removed = _Removal(phrases, by, timezone.now()).run()
        transaction.set_rollback(True)
    return removed


def _phrases(words: str) -> Phrases:
    try:
        return Phrases(words)
    except PhraseError as error:
        raise RedactingError(str(error)) from error


def _record(removed: Removed, reason: str, *, by: Member, at: datetime) -> None:
    record = Redaction.objects.create(reason=reason[:300], places=removed.total, made_by=by, made_at=at)
    record.notes.set(removed.notes)


def _after(phrases: Phrases) -> None:
    cache.clear()
    people.clean_mail_folder(phrases.clean)
    leftovers.empty_the_log()


class _Removal:
    """One removal of some phrases from what one member may change, within the transaction of the caller."""

    def __init__(self, phrases: Phrases, by: Member, at: datetime) -> None:
        self.phrases, self.by, self.at, self.removed = phrases, by, at, Removed()

    def run(self) -> Removed:
        said = echoes.confirmed_statements()
        for note in self._notes():
            self._from_note(note)
        self._from_topics()
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label_lower not in LEFT_OUT and model._meta.managed:
                self._from_table(model)
        self._from_log()
        self._from_addresses()
        if self.by.is_network_convenor:
            self._tell("mails", people.clean_mails(self.phrases.clean))
        if self.removed.total:
            people.clean_sessions(self.phrases.clean)
            echoes.forget_meanings(within(Insight, self.by).values("pk"))
            echoes.ask_again([pk for pk, words in echoes.confirmed_statements().items() if words != said.get(pk)])
            within(DeskStep, self.by).delete()  # nothing done before on a review page can be undone
        self._say_who_is_left()
        return self.removed

    def _notes(self) -> list[Note]:
        """The notes with the words in any of their texts, locked in the order of their numbers."""
        own = within(Note, self.by)
        texts = NoteRevision.objects.filter(note__in=own.values("pk")).values_list("note", "text")
        found = {pk for pk, text in texts.iterator() if self.phrases.spans(text)}
        found |= {pk for pk, text in own.values_list("pk", "text").iterator() if self.phrases.spans(text)}
        return list(Note.objects.select_for_update(of=("self",)).filter(pk__in=found).order_by("pk"))

    def _from_note(self, note: Note) -> None:
        self.removed.notes.append(note)
        touched: list[Passage] = []
        for revision in note.revisions.order_by("number"):
            cleaned = self.phrases.cleaned(revision.text)
            if cleaned.spans:
                NoteRevision.objects.filter(pk=revision.pk).update(text=cleaned.text)
                touched += self._from_passages(revision, cleaned)
                self._tell_text(revision.text, cleaned, f"{note.title}, revision {revision.number}")
        Passage.objects.bulk_update(touched, ["start", "end", "quote", "prefix", "suffix"])
        insights = {passage.insight_id for passage in touched}
        revising.refresh_words(Passage.objects.filter(insight__in=insights).select_related("insight"))
        cleaned = self.phrases.cleaned(note.text)
        if cleaned.spans:
            self._from_marks(note, cleaned)
            _give_text(note, cleaned.text)
            self._from_here_on(note)

    def _from_here_on(self, note: Note) -> None:
        """Give the note a revision of its own for it, so that a page opened before cannot bring the words back."""
        latest = note.revisions.order_by("-number")[0]
        revision = NoteRevision.objects.create(
            note=note, number=latest.number + 1, text=note.text, made_by=self.by, made_at=self.at, why=WHY
        )
        Passage.objects.standing().filter(revision=latest).update(revision=revision)

    def _from_passages(self, revision: NoteRevision, cleaned: Cleaned) -> list[Passage]:
        """The passages quoted from a revision, at their places in what it says now; they are not saved yet."""
        passages = list(Passage.objects.filter(revision=revision))
        for passage in passages:
            stood = revision.text[passage.start : passage.end] == passage.quote
            if self.phrases.spans(passage.quote):
                self.removed.counts["passages of points"] += 1
            if not stood:  # a broken one: its place cannot be told, but the words go
                passage.quote, passage.prefix, passage.suffix = map(
                    self.phrases.clean, (passage.quote, passage.prefix, passage.suffix)
                )
                passage.prefix, passage.suffix = passage.prefix[-40:], passage.suffix[:40]
                continue
            anchor = describe(cleaned.text, *cleaned.place(passage.start, passage.end))
            passage.start, passage.end, passage.quote = anchor.start, anchor.end, anchor.quote
            passage.prefix, passage.suffix = anchor.prefix, anchor.suffix
        return passages

    def _from_marks(self, note: Note, cleaned: Cleaned) -> None:
        """Warnings and announced meetings at their places in the new text; a warning of the words themselves goes."""
        for model in (Flag, FutureMeeting):
            rows = list(model.objects.filter(note=note))
            for row in rows:
                row.start, row.end = cleaned.place(row.start, row.end)
            model.objects.bulk_update(rows, ["start", "end"])
        whole = [flag.pk for flag in note.flags.all() if self.phrases.spans(flag.text) == ((0, len(flag.text)),)]
        self.removed.counts["warnings"] += Flag.objects.filter(pk__in=whole).delete()[0]

    def _from_topics(self) -> None:
        """A topic called so goes from what the member may change, and altogether where nothing has it any more."""
        for topic in Topic.objects.all():
            if not self.phrases.spans(topic.name) and not self.phrases.spans(topic.slug):
                continue
            gone = sum(self._untag(topic, model) for model in (Event, Note, Insight))
            if not TopicItem.objects.filter(tag=topic).exists():
                topic.delete()
                gone += 1
            self.removed.counts["topics"] += gone
        if self.by.is_network_convenor:
            self._tell("topics", people.clean_rows(Topic.objects.all(), self.phrases.clean))

    def _untag(self, topic: Topic, model: type[models.Model]) -> int:
        kind = ContentType.objects.get_for_model(model)
        rows = within(model, self.by).values("pk")
        return TopicItem.objects.filter(tag=topic, content_type=kind, object_id__in=rows).delete()[0]

    def _from_table(self, model: type[models.Model]) -> None:
        without = WITH_OFFSETS.get(model._meta.label_lower, [])
        found = people.clean_rows(within(model, self.by), self.phrases.clean, without=without)
        self._tell(_kind(model), found, model)

    def _from_log(self) -> None:
        """Django's own log of the admin: what it says of the rows that the member may change."""
        for model in apps.get_models():
            if is_ours(model) and not self.by.is_network_convenor:
                numbers = [str(pk) for pk in within(model, self.by).values_list("pk", flat=True)]
                kind = ContentType.objects.get_for_model(model)
                entries = LogEntry.objects.filter(content_type=kind, object_id__in=numbers)
                self._tell(_kind(LogEntry), people.clean_rows(entries, self.phrases.clean))

    def _from_addresses(self) -> None:
        def reached(label: str, pk: int) -> bool:
            return self.by.is_network_convenor or within(apps.get_model(label), self.by).filter(pk=pk).exists()

        self.removed.counts["former addresses"] += people.forget_addresses(self.phrases.clean, reached)

    def _tell(self, kind: str, found: Iterable[tuple[Any, str]], model: type[models.Model] | None = None) -> None:
        private = model is not None and model._meta.label_lower in PRIVATE
        for column, old in found:
            if private or model is None:
                self.removed.add(Place(kind))
            else:
                start, end = (*self.phrases.spans(old), (0, 0))[0]
                self.removed.add(_shown(kind, str(column.verbose_name), old, start, end))

    def _tell_text(self, text: str, cleaned: Cleaned, where: str) -> None:
        for start, end in cleaned.spans:
            self.removed.add(_shown("texts of notes", where, text, start, end))

    def _say_who_is_left(self) -> None:
        """People of the member's own meetings who bear the name and belong to others too."""
        if self.by.is_network_convenor:
            return
        there = Speaker.objects.editable_by(self.by).values("person")
        left = Person.objects.filter(pk__in=there).exclude(pk__in=Person.objects.editable_by(self.by).values("pk"))
        self.removed.left = [person.name for person in left if self.phrases.spans(person.name)]


def _give_text(note: Note, text: str) -> None:
    """The note's text, with all that is reckoned from it. Its number tells it from a note with the same words."""
    mark = fingerprint(text)
    if Note.objects.filter(fingerprint=mark).exclude(pk=note.pk).exists():
        mark = hashlib.sha256(f"{note.pk} {text}".encode("utf-8", "surrogatepass")).hexdigest()
    note.text, note.fingerprint = text, mark
    Note.objects.filter(pk=note.pk).update(text=text, fingerprint=mark)
    Note.history.filter(id=note.pk).update(fingerprint=mark)
    likeness.keep_sketch(note)


def _shown(kind: str, where: str, text: str, start: int, end: int) -> Place:
    before, after = text[max(0, start - EITHER_SIDE) : start], text[end : end + EITHER_SIDE]
    return Place(kind, where, " ".join(before.split()), text[start:end], " ".join(after.split()))


# What a table is called on the page, where its own name would say nothing to a convenor.
KINDS = {
    Insight: "points",
    Note: "titles and facts of notes",
    NoteRevision: "reasons given for a text",
    Flag: "warnings",
    FutureMeeting: "meetings announced",
    Mail: "mails",
    LogEntry: "records of what convenors did",
    Speaker: "people at meetings",
}


def _kind(model: type[models.Model]) -> str:
    tracked = getattr(model, "instance_type", None)
    if tracked:
        return f"history: {_kind(tracked)}"
    return KINDS.get(model, str(model._meta.verbose_name_plural))


def kinds_of(removed: Removed) -> Sequence[tuple[str, int]]:
    """How many places of each kind, the most first."""
    return [(kind, number) for kind, number in removed.counts.most_common() if number]
