"""RULES: the speakers' say: a private link to the draft, and what they answer."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse

from events.models import Attribution, Speaker, lowest_attribution
from insights import checks, notices
from insights.models import Insight, Note, Say
from people.models import Member

signer = Signer(sep=".", salt="insights.says")


class SayError(Exception):
    """Why a draft cannot be sent, or an answer not be taken, as a sentence."""


OVER = "This link is over: the note is published, or the time to answer has passed, or a newer link was sent."


def address_of(speaker: Speaker) -> str:
    """Where to write to the speaker: the address a convenor has given, else that of their login; "" if neither."""
    login = speaker.person.member
    return speaker.email or (login.email if login and login.is_active else "")


def link_to(say: Say) -> str:
    """The full private address. It needs no login, and holds until a newer one is sent."""
    return settings.BASE_URL + reverse("insights:say-detail", args=[signer.sign(f"{say.pk}-{say.number}")])


def say_of(token: str, *, at: datetime) -> Say | None:
    """Whose say a link is, if it still holds: nothing if it is forged, replaced, overdue, or the note is out.

    It is over too where the speaker's address has been changed since: it may have gone to somebody else.
    """
    try:
        pk, number = map(int, signer.unsign(token).split("-"))
    except (BadSignature, ValueError):
        return None
    says = Say.objects.select_related("note__event__cell", "speaker__person__member", "speaker__event", "asked_by")
    say = says.filter(pk=pk, number=number).first()
    return say if say and _holds(say, at) else None


def _holds(say: Say, at: datetime) -> bool:
    out = say.note.state == Note.State.PUBLISHED or say.speaker.event_id != say.note.event_id
    return not out and at <= say.answer_by and address_of(say.speaker) == say.to


def points_of(say: Say) -> list[Insight]:
    """The insights under the speaker's name that are not dismissed, as the draft has them."""
    rows = say.note.insights.filter(speaker=say.speaker).exclude(state=Insight.State.DISMISSED)
    return list(rows.with_context().prefetch_related("passages"))


@transaction.atomic
def ask(note: Note, speaker: Speaker, *, by: Member, at: datetime) -> Say:
    """Send the speaker the draft of the note. An earlier link of theirs is over, an earlier answer is put aside.

    Raises SayError where the note is public, the speaker was not there, or no address is known. Locks the note's
    row; writes a mail.
    """
    note = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
    if note.state == Note.State.PUBLISHED:
        raise SayError("The note is public already. Take it off the site first to have it looked at as a draft.")
    if speaker.event_id != note.event_id:
        raise SayError(f"{speaker.person.name} was not at this meeting.")
    to = address_of(speaker)
    if not to:
        raise SayError(f"No e-mail address of {speaker.person.name} is known. Add one to their line at the meeting.")
    say = Say.objects.filter(note=note, speaker=speaker).first() or Say(note=note, speaker=speaker, number=0)
    say.to, say.number, say.asked_by, say.asked_at = to, say.number + 1, by, at
    say.answer, say.text, say.answered_at = "", "", None
    say.save()
    notices.draft_to_look_at(say, link_to(say))
    return say


@transaction.atomic
def answer(say: Say, answer: str, text: str = "", *, at: datetime) -> Say:
    """Take a speaker's answer, in place of an earlier one. Raises SayError where the link is over meanwhile.

    "fine" is a yes to being named, "unnamed" lowers the speaker's level at once, "change" wants `text`, and leaves
    the level as it is. Tells by mail whoever asked, and what stands in the way now. Locks the note's row.
    """
    note = Note.objects.select_for_update(of=("self",)).get(pk=say.note_id)
    fresh = Say.objects.select_related("note__event", "speaker__person__member", "speaker__event").get(pk=say.pk)
    if note.state == Note.State.PUBLISHED or fresh.number != say.number or not _holds(fresh, at):
        raise SayError(OVER)
    if answer == Say.Answer.CHANGE and not text.strip():
        raise SayError("Write what you would like to be changed.")
    fresh.answer, fresh.answered_at = answer, at
    fresh.text = text.strip() if answer == Say.Answer.CHANGE else ""
    if answer == Say.Answer.UNNAMED:
        _lower(fresh)
    elif answer == Say.Answer.FINE:
        _agree(fresh)
    fresh.save()
    waiting = note.insights.exclude(state=Insight.State.DISMISSED).prefetch_related("passages")
    notices.draft_answered(fresh, checks.open_names(fresh.note, list(waiting)))
    return fresh


def _lower(say: Say) -> None:
    speaker = say.speaker
    lowered = lowest_attribution(speaker.attribution, Attribution.ROLE)
    if lowered != speaker.attribution:
        say.named_before = speaker.attribution or Attribution.NAMED
    _save(speaker, Speaker.Consent.REFUSED, lowered)


def _agree(say: Say) -> None:
    """Whoever said "don't name me" and then "fine" is named as before; what a convenor has lowered stays lowered."""
    speaker = say.speaker
    back = say.named_before if speaker.attribution == Attribution.ROLE else ""
    say.named_before = ""
    _save(speaker, Speaker.Consent.AGREED, back or speaker.attribution)


def _save(speaker: Speaker, consent: str, attribution: str) -> None:
    speaker.consent, speaker.attribution = consent, attribution
    speaker._history_user = None  # whoever is logged in where the link is opened
    speaker._change_reason = "The speaker's own answer to the draft"
    speaker.save(update_fields=["consent", "attribution"])
