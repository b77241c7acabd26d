"""RULES: two people, or two organisations, become one, and two again. Only a convenor says so, never a likeness.
(Two topics: events/topics.py, which keeps the same journal, so that `undo` undoes that too.)

Every step is kept in a Merge, so that undoing walks the same way back: what was changed is changed back, what was
dropped stands there again under its old number, what was made goes. What somebody has changed since stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from simple_history.models import HistoricalChanges

from people import addresses
from people.matching import name_key, names_to_decide
from people.models import FormerSlug, LookAlike, Member, Merge, Organisation, Person
from people.turns import one_at_a_time

PLAIN = (str, int, float, bool, type(None))  # what JSON holds as it is


class MergingError(Exception):
    """What stands in the way of making two rows one, or of undoing it, as a sentence."""


def same(look_alike: LookAlike, *, by: Member, at: datetime) -> Person | Organisation:
    """Say that the two of a question are one: the newer row goes, the known one stays, and is returned.

    Raises MergingError, as `merge` does, and where somebody has decided meanwhile.
    """
    noun = "person" if look_alike.person_id else "organisation"
    model = Person if look_alike.person_id else Organisation
    with transaction.atomic():
        one_at_a_time()
        if not LookAlike.objects.select_for_update().to_decide().filter(pk=look_alike.pk).exists():
            raise MergingError("Somebody has decided this meanwhile.")
        numbers = (getattr(look_alike, f"{noun}_id"), getattr(look_alike, f"other_{noun}_id"))
        merged = merge(*(model(pk=number) for number in numbers), by=by, at=at)
    return model.objects.get(pk=merged.stays_id)


def confirm_certain(
    member: Member, questions: models.QuerySet[LookAlike] | None = None, *, at: datetime
) -> list[Person | Organisation]:
    """Say "the same" to every certain candidate that the member may decide; what cannot be made one is passed over.

    Nothing that only looks alike is touched: matching.names_to_decide tells what is certain.
    """
    sure = [name.certain.question for name in names_to_decide(member, questions) if name.certain]
    done = []
    for question in sure:
        with suppress(MergingError):
            done.append(same(question, by=member, at=at))
    return done


@transaction.atomic
def different(look_alike: LookAlike, *, by: Member, at: datetime) -> None:
    """Say that the two are not the same; they are not asked about again. What is decided already stays decided."""
    question = LookAlike.objects.select_for_update().to_decide().filter(pk=look_alike.pk).first()
    if question:
        question.state = LookAlike.State.DIFFERENT
        question.decided_by, question.decided_at = by, at
        question.save()


@transaction.atomic
def merge(gone: Person | Organisation, stays: Person | Organisation, *, by: Member, at: datetime) -> Merge:
    """Make two people, or two organisations, one: all that points at `gone` moves to `stays`.

    `stays` gets the other's names as other names, its addresses, its open questions and, where it has none, its
    login, kind and description. Raises MergingError where both spoke at one meeting, or where one of them is not
    there any more. Waits for a note that is being taken in, which may name either; locks both rows; one transaction.
    """
    one_at_a_time()
    model = type(gone)
    rows = model.objects.select_for_update().order_by("pk").in_bulk([gone.pk, stays.pk])
    if len(rows) < 2:
        raise MergingError("Somebody has decided this meanwhile.")
    gone, stays = rows[gone.pk], rows[stays.pk]
    _refuse_two_at_one_meeting(gone, stays)
    journal = Journal(by)
    _move_questions(journal, gone, stays)
    journal.move_all(gone, stays)
    facts = _facts(gone, stays)
    if isinstance(gone, Person):
        journal.change(gone, member_id=None)  # one login belongs to one person, also half-way
    return close(journal, gone, stays, facts, at=at)


def close(journal: Journal, gone: Any, stays: Any, facts: dict[str, Any], *, at: datetime) -> Merge:
    """The end of every merge: addresses lead on, `gone` goes, `stays` takes over the facts, and all of it is kept."""
    model, number = type(gone), gone.pk
    for former in FormerSlug.objects.filter(model=model._meta.label_lower, object_id=gone.pk):
        journal.change(former, object_id=stays.pk)
    journal.drop(gone)
    journal.change(stays, **facts)
    addresses.keep_former(stays, gone.slug)
    journal.made(FormerSlug.objects.get(model=model._meta.label_lower, slug=gone.slug))
    return Merge.objects.create(
        model=model._meta.label_lower,
        gone_id=number,
        gone_name=gone.name,
        stays_id=stays.pk,
        stays_name=stays.name,
        steps=journal.steps,
        merged_by=journal.by,
        merged_at=at,
    )


def _refuse_two_at_one_meeting(gone: Person | Organisation, stays: Person | Organisation) -> None:
    if isinstance(gone, Person):
        both = gone.speaker_set.filter(event__in=stays.speaker_set.values("event")).select_related("event").first()
        if both:
            raise MergingError(
                f"Both spoke at “{both.event}”, so they cannot be one person. Take one of them off that meeting first."
            )


def _facts(gone: Any, stays: Any) -> dict[str, Any]:
    """What the row that stays takes over."""
    lines = [*stays.other_names.splitlines(), gone.name, *gone.other_names.splitlines()]
    names = {name_key(line): line for line in lines}
    names.pop(name_key(stays.name), None)
    facts: dict[str, Any] = {"other_names": "\n".join(names.values())}
    if isinstance(gone, Person):
        return {**facts, "member_id": stays.member_id or gone.member_id}
    kind = gone.kind if stays.kind == Organisation.Kind.OTHER else stays.kind
    return {**facts, "kind": kind, "description": stays.description or gone.description}


def _move_questions(journal: Journal, gone: Person | Organisation, stays: Person | Organisation) -> None:
    """Questions about the row that goes are asked about the one that stays, each pair once."""
    noun = gone._meta.model_name
    pairs = {frozenset(pair) for pair in LookAlike.objects.values_list(f"{noun}_id", f"other_{noun}_id")}
    for side, other in [(f"{noun}_id", f"other_{noun}_id"), (f"other_{noun}_id", f"{noun}_id")]:
        for question in LookAlike.objects.filter(**{side: gone.pk}):
            pair = frozenset([stays.pk, getattr(question, other)])
            if len(pair) == 1 or pair in pairs:
                journal.drop(question)
            else:
                pairs.add(pair)
                journal.change(question, **{side: stays.pk})


@dataclass
class Journal:
    """Changes rows, with `by` in their history, and keeps each step as JSON."""

    by: Member
    steps: list[dict[str, Any]] = field(default_factory=list)

    def change(self, row: models.Model, **values: Any) -> None:
        """Set columns of a row. Those that hold the value already are left alone."""
        changed = {name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value}
        if changed:
            _set(row, {name: after for name, (_, after) in changed.items()}, self.by)
            self.steps.append({**_named(row), "changed": changed})

    def have_changed(self, rows: Iterable[models.Model], **columns: tuple[Any, Any]) -> None:
        """Keep that columns of rows went from one value to another, where the caller changes many rows at once."""
        changed = {name: list(values) for name, values in columns.items()}
        self.steps += [{**_named(row), "changed": changed} for row in rows]

    def drop(self, row: Any) -> None:
        values = {column.attname: _plain(column, row) for column in row._meta.concrete_fields}
        self.steps.append({**_named(row), "dropped": values})
        row._history_user = self.by
        row.delete()

    def made(self, row: models.Model) -> None:
        self.steps.append({**_named(row), "made": True})

    def move_all(self, gone: models.Model, stays: models.Model) -> None:
        """Point at `stays` whatever points at `gone`; what `stays` has already becomes one with it."""
        for model, link in _pointing_at(gone):
            for row in model._base_manager.filter(**{link.name: gone}).order_by("pk"):
                if twin := _twin(row, link, stays):
                    self.move_all(row, twin)
                    self.drop(row)
                else:
                    self.change(row, **{link.attname: stays.pk})


def _pointing_at(row: models.Model) -> Iterator[tuple[type[models.Model], Any]]:
    """Every model with a foreign key to the row's, whichever app it is in; histories stay as they were written."""
    for relation in row._meta.get_fields(include_hidden=True):
        links = relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if links and not issubclass(relation.related_model, HistoricalChanges):
            yield relation.related_model, relation.field


def _twin(row: models.Model, link: Any, stays: models.Model) -> models.Model | None:
    """The row that a uniqueness forbids `row` to stand beside, once it points at `stays`."""
    meta = row._meta
    together = [constraint.fields for constraint in meta.total_unique_constraints]
    together += [*meta.unique_together, *([link.name],) * link.unique]
    for names in together:
        if link.name in names:
            columns = {name: getattr(row, meta.get_field(name).attname) for name in names}
            if found := type(row)._base_manager.filter(**{**columns, link.name: stays.pk}).first():
                return found
    return None


def _named(row: models.Model) -> dict[str, Any]:
    return {"model": row._meta.label_lower, "pk": row.pk}


def _plain(column: Any, row: models.Model) -> Any:
    value = getattr(row, column.attname)
    return value if isinstance(value, PLAIN) else column.value_to_string(row)


def _set(row: Any, values: dict[str, Any], by: Member) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user = by
    row.save(update_fields=list(values))


@transaction.atomic
def undo(merge: Merge, *, by: Member, at: datetime) -> Merge:
    """Make two of the one again, as they were, as far as nobody has changed it since. Twice is as good as once.

    What came to the row that stayed after the merge stays there. Raises MergingError where a later merge builds on
    this one (undo that first), where the row that stayed is gone, or uses the other's address, or where something else
    has the name by now. Locks the row that stayed; one transaction.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at:
        return merge
    one_at_a_time()
    model = apps.get_model(merge.model)
    stays = model.objects.select_for_update().filter(pk=merge.stays_id).first()
    _refuse_undoing(merge, stays)
    try:
        for step in reversed(merge.steps):
            _undo_step(step, by)
    except IntegrityError as error:
        raise MergingError(
            f"Something else is called “{merge.gone_name}” now. Give that another name first."
        ) from error
    merge.undone_by, merge.undone_at = by, at
    merge.save()
    return merge


def _refuse_undoing(merge: Merge, stays: Any) -> None:
    later = Merge.objects.filter(pk__gt=merge.pk, undone_at=None).order_by("-pk")
    for other in later:
        if (other.model, other.gone_id) == (merge.model, merge.stays_id) or _touched(other) & _touched(merge):
            raise MergingError(
                f"“{other.gone_name}” and “{other.stays_name}” were made one after that, and it has to do with these "
                "two. Undo that first."
            )
    if stays is None:
        raise MergingError(f"“{merge.stays_name}” is not here any more, so there is nothing to take apart.")
    slugs = [step["dropped"]["slug"] for step in merge.steps if "dropped" in step and _is_gone(step, merge)]
    if type(stays)._base_manager.filter(slug__in=slugs).exists():
        raise MergingError(f"Another page has the address “{slugs[0]}” now. Give that page a different one first.")


def _is_gone(step: dict[str, Any], merge: Merge) -> bool:
    return (step["model"], step["pk"]) == (merge.model, merge.gone_id)


def _touched(merge: Merge) -> set[tuple[str, int]]:
    """The rows that a merge changed, but for the one that stayed: several may have come to that."""
    return {(step["model"], step["pk"]) for step in merge.steps} - {(merge.model, merge.stays_id)}


def _undo_step(step: dict[str, Any], by: Member) -> None:
    model = apps.get_model(step["model"])
    row = model._base_manager.filter(pk=step["pk"]).first()
    if "dropped" in step:
        _put_back(model, step["dropped"], by)
    elif row and "made" in step:
        row.delete()
    elif row:
        _change_back(row, step["changed"], by)


def _put_back(model: type[models.Model], values: dict[str, Any], by: Member) -> None:
    """Let a dropped row stand there again, unless what it belongs to has been deleted."""
    row: Any = model()
    for column in model._meta.concrete_fields:
        value = column.to_python(values[column.attname])
        if not _there(column, value):
            if not column.null:
                return
            value = None
        setattr(row, column.attname, value)
    row._history_user = by
    row.save(force_insert=True)


def _change_back(row: Any, changed: dict[str, list[Any]], by: Member) -> None:
    """Set the columns to what they were, where they still hold what the merge wrote."""
    values, columns = {}, {column.attname: column for column in row._meta.concrete_fields}
    for name, (before, after) in changed.items():
        present = getattr(row, name)
        if present == after and _there(columns[name], before):
            values[name] = before
        elif name == "other_names":
            added = set(after.splitlines()) - set(before.splitlines())
            values[name] = "\n".join(line for line in present.splitlines() if line not in added)
    try:
        with transaction.atomic():
            _set(row, values, by)
    except IntegrityError:  # somebody else has it by now, such as a login: what is newer stays
        row.refresh_from_db()


def _there(column: Any, value: Any) -> bool:
    """Whether a value can stand in a column: a foreign key needs its row."""
    if value is None or not column.is_relation:
        return True
    return column.related_model._base_manager.filter(pk=value).exists()
