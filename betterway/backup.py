"""RULES: the whole archive as one file, from either database, and back into an empty one.

The file is a zip: `about.json` says what made it, and each table is a file of lines, a row a line, as Django serialises
it. Logins under way, the queue of work and what Django makes itself are left out; the sent and unsent mails are in it.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from betterway import erasure, forgotten
from people.models import Mail, Member

FORMAT = 1
ABOUT = "about.json"
LEFT_OUT = {"sessions.session", "contenttypes.contenttype", "auth.permission", "people.pulse", "people.mailbox"}
LEFT_OUT |= {"django_tasks_database.dbtaskresult", "account.emailconfirmation", "people.joining"}
LEFT_OUT |= {"insights.meaning", "insights.knownwords"}  # read anew
AT_ONCE = 500


class _Exact(DjangoJSONEncoder):
    """To the millionth of a second, which Django's own cuts off: the line at a meeting is in that order."""

    def default(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else super().default(value)


# What a file with other bytes than were written can raise: zipfile believes much of what it reads.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, DeserializationError)
DAMAGE += (IntegrityError, DataError, LookupError, OSError, TypeError, ValueError, AttributeError)


class BackupError(Exception):
    """Why a backup cannot be made or restored, as a sentence."""


@dataclass(frozen=True)
class Restored:
    """What a backup brought back: rows, when it was made, and how many members were erased anew."""

    rows: int
    made_at: datetime
    erased: int


def write(path: Path, *, at: datetime) -> int:
    """Write everything into a new file at `path`, as it stands at one moment, while others go on; returns the rows.

    The file comes into being whole or not at all, readable by its owner only. Raises BackupError where there is one.
    """
    if path.exists():
        raise BackupError(f"There is a file {path} already; choose another name.")
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}.")
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            rows = _write_tables(bundle)
            about = {"format": FORMAT, "made_at": at.isoformat(), "rows": rows, "migrations": _migrations()}
            about["kinds"] = {kind.pk: ".".join(kind.natural_key()) for kind in ContentType.objects.all()}
            bundle.writestr(ABOUT, json.dumps(about, indent=1))
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return sum(rows.values())


def restore(path: Path, *, at: datetime, erased: Path | None = None) -> Restored:
    """Bring a backup into this empty database; returns what came in.

    Mails that waited are not sent again, and members erased since the backup, as far as this machine's list or the one
    at `erased` knows them, are erased anew. Words taken down since are back: nobody keeps what they were. All or
    nothing. Raises BackupError for what is no backup, is damaged or of another version, and where there is anything in
    the database.
    """
    if Member.objects.exists() or any(model._base_manager.exists() for model in _tables() if _is_ours(model)):
        raise BackupError("There is something in this database. Restore into an empty one, fresh from `migrate`.")
    with transaction.atomic():
        about = _bring(path)
        gone = _erased_since(erased)
        for member, name_stays in gone:
            erasure.erase(member, name_stays=name_stays, at=at, even_the_last=True)
    return Restored(sum(about["rows"].values()), datetime.fromisoformat(about["made_at"]), len(gone))


def _bring(path: Path) -> dict[str, Any]:
    """Read the file's rows into the database; returns what it says about itself."""
    try:
        with zipfile.ZipFile(path) as bundle:
            about = _about(bundle)
            kinds = {int(pk): _kind(name) for pk, name in about["kinds"].items()}
            for label in about["rows"]:
                _read_table(bundle, label, kinds)
        _sequences()
        Mail.objects.filter(state=Mail.State.WAITING).update(state=Mail.State.LEFT)
        connection.check_constraints()
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {path}.") from error
    except DAMAGE as error:
        raise BackupError(f"{path} is damaged, or no backup. Nothing was restored. ({type(error).__name__})") from error
    return about


def _erased_since(erased: Path | None) -> list[tuple[Member, bool]]:
    try:
        return forgotten.among(Member.objects.all(), also=erased)
    except (OSError, ValueError) as error:
        raise BackupError(
            f"{erased or 'What stands there'} is no list of those who were erased. It is the file “erased” in VAR_DIR "
            "of the machine that the backup comes from. Nothing was restored."
        ) from error


def _tables() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT:
            yield model


def _is_ours(model: type[models.Model]) -> bool:
    return model._meta.app_label in ("people", "events", "insights")


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _write_tables(bundle: zipfile.ZipFile) -> dict[str, int]:
    """One view of the database for all tables: nobody is kept from writing meanwhile."""
    rows: dict[str, int] = {}
    with _one_view():
        for model in _tables():
            label = model._meta.label_lower
            with bundle.open(f"{label}.jsonl", "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8") as lines:
                found = model._base_manager.order_by("pk").iterator(AT_ONCE)
                serializers.serialize("jsonl", found, stream=lines, cls=_Exact)
            rows[label] = model._base_manager.count()
    return rows


@contextmanager
def _one_view() -> Iterator[None]:
    """A transaction that sees one moment and only reads. SQLite's would lock writers out by the app's own setting."""
    connection.ensure_connection()
    mode, outermost = getattr(connection, "transaction_mode", None), not connection.in_atomic_block
    if mode:
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if outermost and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if mode:
            connection.transaction_mode = mode


def _about(bundle: zipfile.ZipFile) -> dict[str, Any]:
    try:
        about = json.loads(bundle.read(ABOUT))
    except (KeyError, ValueError) as error:
        raise BackupError("This file is no backup of Better Way.") from error
    if about.get("format") != FORMAT:
        raise BackupError("This backup was made by a version that wrote another format.")
    if about["migrations"] != _migrations():
        raise BackupError(
            "Another version of the app made this backup. Restore it with that version, then `migrate` to this one."
        )
    if damaged := bundle.testzip():
        raise BackupError(f"The backup is damaged: {damaged} cannot be read. Nothing was restored.")
    return about


def _kind(name: str) -> ContentType:
    return ContentType.objects.get_by_natural_key(*name.split(".", 1))


def _read_table(bundle: zipfile.ZipFile, label: str, kinds: dict[int, ContentType]) -> None:
    model = apps.get_model(label)
    if model not in set(_tables()):
        raise KeyError(label)
    with bundle.open(f"{label}.jsonl") as raw, io.TextIOWrapper(raw, "utf-8") as lines:
        batch: list[Any] = []
        for row in serializers.deserialize("jsonl", lines):
            batch.append(row)
            if len(batch) == AT_ONCE:
                _put(model, batch, kinds)
                batch = []
        _put(model, batch, kinds)


def _put(model: type[models.Model], batch: list[Any], kinds: dict[int, ContentType]) -> None:
    """Rows as they are: no `save()`, no signal and so no entry in a history that was not there.

    Only what points to a kind of record gets the number that the kind has in this database.
    """
    for column in [field.attname for field in model._meta.fields if field.related_model is ContentType]:
        for row in batch:
            if number := getattr(row.object, column):
                setattr(row.object, column, kinds[number].pk)
    model._base_manager.bulk_create([row.object for row in batch])
    for name in {name for row in batch for name in row.m2m_data or {}}:
        field: Any = model._meta.get_field(name)
        through, ours, theirs = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
        pairs = [(row.object.pk, value) for row in batch for value in row.m2m_data.get(name, ())]
        through._base_manager.bulk_create(
            [through(**{f"{ours}_id": one, f"{theirs}_id": other}) for one, other in pairs]
        )


def _sequences() -> None:
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(_tables())):
            cursor.execute(sql)
