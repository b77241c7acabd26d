"""Every column of every table that points at a member, and what becomes of its rows when the member leaves.

Which there are is read from the models: a new one fails a test until its fate stands here. The download of one's own
data takes all of them, whatever their fate.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models

from people.models import Member


class Fate(Enum):
    """What becomes of a row that points at somebody who leaves."""

    GOES = "goes"  # theirs alone
    STAYS = "stays"  # the network's work: it points at a bare row, which may bear the name
    LET_GO = "let go"  # it stays, and points at nobody


FATES: dict[str, Fate] = {
    **dict.fromkeys(
        [
            *("events.SignUp.member", "events.HistoricalSignUp.member", "people.Mail.member", "people.Mail.about"),
            *("events.Cell_convenors.member", "events.Cell_people.member", "events.Event_convenors.member"),
            *("events.CalendarAddress.member", "people.StoppedMail.member", "people.FormerEmail.member"),
            *("events.Invitation.member", "insights.Follow.member", "insights.Digest.member"),
            *("account.EmailAddress.user", "mfa.Authenticator.user"),
            *("people.Member_groups.member", "people.Member_user_permissions.member", "admin.LogEntry.user"),
        ],
        Fate.GOES,
    ),
    **dict.fromkeys(
        [
            *("people.Person.created_by", "people.Organisation.created_by", "people.LookAlike.decided_by"),
            *("people.HistoricalPerson.created_by", "people.HistoricalOrganisation.created_by"),
            *("people.Merge.merged_by", "people.Merge.undone_by", "people.Member.decided_by"),
            *("people.HistoricalMember.decided_by", "events.HistoricalCell_convenors.member"),
            *("events.Event.created_by", "events.HistoricalEvent.created_by", "events.Invitation.invited_by"),
            *("events.HistoricalEvent_convenors.member", "insights.Note.created_by", "insights.Note.published_by"),
            *("insights.HistoricalNote.created_by", "insights.HistoricalNote.published_by"),
            *("insights.Withdrawal.withdrawn_by", "insights.HistoricalWithdrawal.withdrawn_by"),
            *("insights.NoteRevision.made_by", "insights.Insight.created_by", "insights.Insight.state_changed_by"),
            *("insights.Insight.approved_by", "insights.HistoricalInsight.created_by"),
            *("insights.HistoricalInsight.state_changed_by", "insights.HistoricalInsight.approved_by"),
            *("insights.PassageDecision.decided_by", "insights.Redaction.made_by", "insights.Flag.settled_by"),
            *("insights.LetThrough.by", "insights.Say.asked_by", "insights.FutureMeeting.decided_by"),
            "insights.Echo.decided_by",
            "insights.Collection.member",  # what is public of it; the rest goes (see `erasure`)
            *("insights.DeskStep.member", "insights.Import.created_by", "events.Recurrence.made_by"),
        ],
        Fate.STAYS,
    ),
    "people.Person.member": Fate.LET_GO,
    "people.HistoricalPerson.member": Fate.LET_GO,
}

# Columns that hold an e-mail address, and so may hold a member's: the row goes, or else only the address in it.
ADDRESSES: dict[str, Fate] = {
    "people.Mail.to": Fate.GOES,
    "people.FormerEmail.email": Fate.GOES,
    "people.Mail.reply_to": Fate.LET_GO,
    "people.Joining.email": Fate.GOES,
    "events.Invitation.email": Fate.GOES,
    "events.Speaker.email": Fate.LET_GO,
    "insights.Say.to": Fate.LET_GO,
}


def pointers() -> Iterator[tuple[str, Fate | None, type[models.Model], str]]:
    """Each column that points at a member: its label, its fate if stated, its table and its name.

    Who made an entry of a history stays with it, as a number, in every history there is.
    """
    for model in _tables():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Member:
                label = f"{model._meta.label}.{field.name}"
                fate = Fate.STAYS if field.name == "history_user" else FATES.get(label)
                yield label, fate, model, field.name


def address_columns() -> Iterator[tuple[str, Fate | None, type[models.Model], str]]:
    """Each column for an e-mail address outside the member's own row."""
    for model in _tables():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.EmailField) and model is not Member and not _follows_member(model):
                label = f"{model._meta.label}.{field.name}"
                yield label, ADDRESSES.get(label), model, field.name


def _follows_member(model: type[models.Model]) -> bool:
    """Whether its rows go with a member anyhow: addresses that allauth keeps."""
    return model._meta.app_label == "account"


def _tables() -> list[type[models.Model]]:
    return list(apps.get_models(include_auto_created=True))


def rows_of(model: type[models.Model], column: str, member: Member) -> models.QuerySet[Any]:
    return model._base_manager.filter(**{column: member.pk}).order_by("pk")
