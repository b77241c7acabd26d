"""RULES: an archive is brought in in the background: a few items a turn, each remembered with what became of it.

Where it stands is in the database alone. So it can be stopped, and goes on after a restart: each turn asks for the
next one, and beforehand for one in `PATIENCE`, in case it is killed. A turn that another has followed does nothing.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django_tasks import task

from insights import intake
from insights.importing import archive, files, sources
from insights.importing.sources import Source
from insights.intake import IntakeError
from insights.models import Import, ImportItem
from people import matching
from people.models import Member

LARGEST = 100 * 2**20
TURN_ITEMS = 50
TURN_SECONDS = 20
PATIENCE = timedelta(minutes=2)  # without a sign of life, after which another turn takes over
MOST_TRIES = 3
LOGGER = logging.getLogger(__name__)
_AT_ONCE = 200


@dataclass(frozen=True)
class Progress:
    """How far an archive is. `standing` is "running", "stands still", "stopped" or "finished"."""

    standing: str
    total: int
    settled: int
    states: dict[str, tuple[str, int]]  # of items: the state's words and how many there are
    left_out: list[str]


def progress_of(there: Import) -> Progress:
    """How far it is. One query."""
    rows = there.items.order_by().values_list("state").annotate(number=Count("pk"))
    numbers = dict(rows)
    states = {state: (label, numbers[state]) for state, label in ImportItem.State.choices if state in numbers}
    total = sum(numbers.values())
    waiting = numbers.get(ImportItem.State.WAITING, 0)
    standing = "stands still" if stands_still(there) else there.state
    return Progress(standing, total, total - waiting, states, archive.said_of(there.left_out))


def begin(stream: BinaryIO, name: str, *, by: Member, publish: bool, every_state: bool) -> Import:
    """Keep what is in the file as waiting items, and ask for the first turn. All or nothing.

    A file that is not all brought in yet goes on where it stopped. Raises IntakeError for one that cannot be read.
    """
    if stream.seek(0, 2) > LARGEST:
        raise IntakeError(f"“{files.shown(name)}” is larger than {LARGEST // 2**20} MB. Export it in parts.")
    stream.seek(0)
    fingerprint = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    try:
        with transaction.atomic():
            there = Import.objects.create(
                name=name[:300], fingerprint=fingerprint, publish=publish, every_state=every_state, created_by=by
            )
            _keep(there, stream)
            _ask_for_turn(there)
    except IntegrityError:
        there = Import.objects.exclude(state=Import.State.FINISHED).get(fingerprint=fingerprint)
        carry_on(there)
    return there


def _keep(there: Import, stream: BinaryIO) -> None:
    left_out: Counter[str] = Counter()
    found = sources.sources_of(stream, there.name, left_out=None if there.every_state else left_out)
    items = (_item(there, source) for source in found)
    kept = 0
    while some := list(islice(items, _AT_ONCE)):
        ImportItem.objects.bulk_create(some)
        kept += len(some)
    if not kept:
        raise IntakeError(" ".join(["There is nothing in this file to bring in.", *archive.said_of(left_out)]))
    there.left_out = left_out
    there.save(update_fields=["left_out"])


def _item(there: Import, source: Source) -> ImportItem:
    """The waiting item; one too large for a note is refused at once, without its words."""
    item = ImportItem(
        archive=there,
        number=source.number,
        line=source.line,
        title=source.title[:300].replace("\0", ""),
        link=source.link if len(source.link) <= 300 else "",
        author=source.author,
        posted_at=source.posted_at,
        stated=source.stated[:40],
        topics=list(source.topics),
        words=source.words.replace("\0", ""),
        html=source.html,
    )
    if source.too_large:
        _settle(item, ImportItem.State.REFUSED, why="It is larger than a note may be.")
    return item


@transaction.atomic
def stop(there: Import) -> None:
    """Take in no further item until someone carries on."""
    there = _locked(there.pk)
    if there.state == Import.State.RUNNING:
        there.state = Import.State.STOPPED
        there.save(update_fields=["state"])


@transaction.atomic
def carry_on(there: Import) -> None:
    """Go on with what is stopped, or has stood still for `PATIENCE`; what runs or is finished is left alone."""
    there = _locked(there.pk)
    if there.state == Import.State.STOPPED or stands_still(there):
        there.state = Import.State.RUNNING
        there.beat_at = timezone.now()
        _ask_for_turn(there)


def stands_still(there: Import) -> bool:
    """Whether it should be running, and has given no sign of life for `PATIENCE`."""
    return there.state == Import.State.RUNNING and there.beat_at < timezone.now() - PATIENCE


def _locked(pk: int) -> Import:
    return Import.objects.select_for_update().get(pk=pk)


def _ask_for_turn(there: Import) -> None:
    there.turn += 1
    there.save(update_fields=["state", "turn", "beat_at"])
    take_turn.enqueue(there.pk, there.turn)
    _ask_in_case(there)


def _ask_in_case(there: Import) -> None:
    """Ask for a turn that does nothing, unless by then no other has followed on this one."""
    take_turn.using(run_after=timezone.now() + PATIENCE).enqueue(there.pk, there.turn)


@task(priority=-10)  # mails go first
def take_turn(pk: int, turn: int) -> None:
    """Take in the next items, for `TURN_SECONDS` or so, and ask for the turn after."""
    there = _claim(pk, turn)
    if there is None:
        return
    ends = time.monotonic() + TURN_SECONDS
    directory = matching.Directory()
    for item in there.items.filter(state=ImportItem.State.WAITING).order_by("number")[:TURN_ITEMS]:
        if time.monotonic() > ends:
            break
        directory = _take_item(there, item, directory)
    _end_turn(there)


@transaction.atomic
def _claim(pk: int, turn: int) -> Import | None:
    there = Import.objects.select_for_update().filter(pk=pk, state=Import.State.RUNNING, turn=turn).first()
    if there:
        there.turn += 1
        there.beat_at = timezone.now()
        there.save(update_fields=["turn", "beat_at"])
        _ask_in_case(there)
    return there


def _still_ours(there: Import) -> bool:
    """Whether this turn may go on; if so, a sign of life. Locks the archive's row."""
    ours = Import.objects.select_for_update().filter(pk=there.pk, state=Import.State.RUNNING, turn=there.turn)
    return bool(ours) and bool(ours.update(beat_at=timezone.now()))


@transaction.atomic
def _end_turn(there: Import) -> None:
    if not _still_ours(there):
        return
    if there.items.filter(state=ImportItem.State.WAITING).exists():
        take_turn.enqueue(there.pk, there.turn)
    else:
        Import.objects.filter(pk=there.pk).update(state=Import.State.FINISHED, finished_at=timezone.now())


def _take_item(there: Import, item: ImportItem, directory: matching.Directory) -> matching.Directory:
    """Take in one item and remember what became of it, both or neither. Returns the directory for the next one.

    The engine reads it before the lock is taken. An item that has stopped the work `MOST_TRIES` times is refused.
    """
    ImportItem.objects.filter(pk=item.pk, state=ImportItem.State.WAITING).update(tries=item.tries + 1)
    try:
        if item.tries >= MOST_TRIES:
            raise IntakeError("The work broke off each time it came to this. Log it by hand.")
        source = _source_of(there, item)
        found = sources.read(source)
        with transaction.atomic():
            if _still_ours(there):
                taken = archive.take(source, found, directory, by=None, publish=there.publish, at=timezone.now())
                _remember(item, taken)
    except Exception as error:  # whatever it is: on record, and on to the next one
        if not isinstance(error, archive.REFUSALS):
            LOGGER.exception("Item %s of archive %s", item.number, there.pk)
        with transaction.atomic():
            if _still_ours(there):
                _settle(item, ImportItem.State.REFUSED, why=_sentence(error))
                item.save()
        return matching.Directory()  # the old one may hold rows that were never written
    return directory


def _sentence(error: Exception) -> str:
    if isinstance(error, IntakeError):
        return str(error)
    return f"Something went wrong that we did not foresee ({type(error).__name__}). Log it by hand."


def _remember(item: ImportItem, taken: archive.Taken) -> None:
    item.note = taken.notes[0]
    if not taken.known:
        _put_after_the_item_before(item)
    if taken.known:
        _settle(item, ImportItem.State.KNOWN)
    else:
        state = ImportItem.State.NEEDS_A_LOOK if taken.urgent else ImportItem.State.NEW
        _settle(item, state, why="\n".join(taken.look))
    item.save()


def _put_after_the_item_before(item: ImportItem) -> None:
    """Let the note follow the last one of the item before it, if that came in with this archive too."""
    new = [ImportItem.State.NEW, ImportItem.State.NEEDS_A_LOOK]
    before = item.archive.items.filter(number=item.number - 1, state__in=new).select_related("note").first()
    last = before and before.note
    while last and (later := last.followed_by.first()):
        last = later
    if last and item.note and item.note.follows_id is None:
        intake.put_after(item.note, last)


def _settle(item: ImportItem, state: str, *, why: str = "") -> None:
    item.state, item.why, item.words = state, why, ""


def _source_of(there: Import, item: ImportItem) -> Source:
    return Source(
        there.name,
        item.number,
        item.line,
        item.words,
        html=item.html,
        title=item.title,
        link=item.link,
        author=item.author,
        posted_at=item.posted_at,
        stated=item.stated,
        topics=item.topics,
    )
