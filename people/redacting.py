"""RULES: words that were removed at somebody's request go from the columns of rows, from addresses, logins and mails.

Which words, and of which rows, the caller says: `clean` gives a text without them, and the text itself where they do
not stand in it. Whoever calls these holds the transaction.
"""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from people import addresses
from people.models import FormerSlug, Mail

Clean = Callable[[str], str]

# Columns that nobody writes words into, but that may hold the digits of a number.
NO_WORDS = frozenset(
    ["object_id", "fingerprint", "password", "session_key", "basis", "since", "until", "task_path", "token"]
)
OF_DJANGO = ("_auth_", "_session_")  # keys of a session
IN_JSON = frozenset(["change_message"])  # of Django's log: a list, or a sentence


def text_columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table that hold somebody's words."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    columns = (field for field in model._meta.concrete_fields if isinstance(field, kinds))
    return [field for field in columns if not field.choices and not field.primary_key and field.name not in NO_WORDS]


def clean_rows(
    rows: models.QuerySet[Any], clean: Clean, *, without: Iterable[str] = ()
) -> list[tuple[models.Field[Any, Any], str]]:
    """Take the words out of every text column of these rows, without a trace in their history.

    Addresses get a new end, and the old one leads nowhere any more. Returns the columns and what stood there.
    """
    fields = [field for field in text_columns(rows.model) if field.name not in without]
    if not fields:
        return []
    changed = []
    for pk, *values in rows.order_by("pk").values_list("pk", *(field.name for field in fields)).iterator():
        changes = {
            f: (value, new)
            for f, value in zip(fields, values, strict=True)
            if (new := _clean_log(value, clean) if f.name in IN_JSON else _clean(value, clean)) != value
        }
        if changes:
            changed.append((pk, changes))
    for pk, changes in changed:
        _save(rows.model, pk, {field: new for field, (_, new) in changes.items()})
    return [(field, str(old)) for _, changes in changed for field, (old, _) in changes.items()]


def _clean(value: Any, clean: Clean) -> Any:
    """A value of any column without the words. Keys are the app's own words, whatever they are."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean(item, clean) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item, clean) for key, item in value.items()}
    return value


def _clean_log(value: str, clean: Clean) -> str:
    """What Django's log says was changed, without the words: JSON as text, with its accents spelled as numbers."""
    try:
        said = json.loads(value)
    except ValueError:
        said = None
    if not isinstance(said, list):
        return clean(value)
    cleaned = _clean(said, clean)
    return value if cleaned == said else json.dumps(cleaned)


def _save(model: type[models.Model], pk: Any, changes: dict[models.Field[Any, Any], Any]) -> None:
    """Write them; where another row has the same already, with a number behind."""
    for number in range(1, 1000):
        values = {field.attname: _fitting(model, field, value, number) for field, value in changes.items()}
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=pk).update(**values)
                return
        except IntegrityError:
            continue
    raise IntegrityError(f"{model._meta.label} {pk}: a thousand rows have the same words already")


def _fitting(model: type[models.Model], field: models.Field[Any, Any], value: Any, number: int) -> Any:
    if isinstance(field, models.SlugField):
        return addresses.free_slug(model, value) if field.unique else slugify(value)
    if not isinstance(value, str):
        return value
    tail = f" {number}" if number > 1 else ""
    return value[: (field.max_length or len(value)) - len(tail)] + tail if field.max_length else value + tail


def forget_addresses(clean: Clean, reached: Callable[[str, int], bool]) -> int:
    """Former addresses with the words in them lead nowhere any more; `reached` tells of which rows (model, number)."""
    words = [
        row.pk for row in FormerSlug.objects.all() if clean(row.slug) != row.slug and reached(row.model, row.object_id)
    ]
    return FormerSlug.objects.filter(pk__in=words).delete()[0]


def clean_mails(clean: Clean) -> list[tuple[models.Field[Any, Any], str]]:
    """Take the words out of the outbox. A mail that has not left yet and was for an address with them never leaves."""
    waiting = Mail.objects.filter(state=Mail.State.WAITING).values_list("pk", "to")
    lost = [pk for pk, to in waiting if clean(to) != to]
    _drop_calendars(clean)
    found = clean_rows(Mail.objects.all(), clean)
    gone = {"state": Mail.State.FAILED, "error": "Its address was removed at request."}
    Mail.objects.filter(pk__in=lost).update(**gone)
    return found


def _drop_calendars(clean: Clean) -> None:
    """Take the calendar file from mails where it says the words: its lines are folded, so they may be cut in two."""
    for pk, text in Mail.objects.exclude(calendar="").values_list("pk", "calendar").iterator():
        plain = text.replace("\r\n ", "").replace("\\n", "\n").replace("\\", "")
        if clean(plain) != plain:
            Mail.objects.filter(pk=pk).update(calendar="")


def clean_sessions(clean: Clean) -> int:
    """Take the words out of what is kept for everybody's browser: sentences that wait to be shown, and what was typed.

    Who is logged in, and until when, stays as it is.
    """
    changed = 0
    for session in Session.objects.iterator():
        kept = session.get_decoded()
        cleaned = {key: value if key.startswith(OF_DJANGO) else _clean(value, clean) for key, value in kept.items()}
        if cleaned != kept:
            Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(cleaned))
            changed += 1
    return changed


def clean_mail_folder(clean: Clean) -> int:
    """Delete the copies of mails with the words in them, where mails go into a folder. Returns how many."""
    copies = [path for path in _mail_files() if _says(path, clean)]
    for path in copies:
        path.unlink(missing_ok=True)
    return len(copies)


def _mail_files() -> Iterator[Path]:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    return Path(folder).glob("*.log") if folder else iter(())


def _says(path: Path, clean: Clean) -> bool:
    """Whether a file of mails says the words, in its heads or its texts."""
    for part in path.read_bytes().split(b"-" * 79):
        mail = email.message_from_bytes(part.lstrip(), policy=email.policy.default)
        texts = [str(value) for value in mail.values()]
        texts += [str(p.get_content()) for p in mail.walk() if p.get_content_maintype() == "text"]
        if any(clean(text) != text for text in texts):
            return True
    return False
