"""RULES: a member leaves, and what the network keeps about them goes.

Gone are places and answers, mails, their own lists, their sessions, second factor and login, the address wherever it
stands, and the name in mails. What they did for the network as a convenor, said at its meetings or put together for
everybody stays, under their name or as "A former member". Words in a note are not touched: a convenor removes those
(see `insights.redacting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction

from betterway import forgotten
from betterway.pointers import Fate, address_columns, pointers, rows_of
from events import attendance, signups
from events.models import Cell, Event, Speaker
from insights import leftovers
from insights.models import Collection, CollectionItem, DeskStep, Follow, Insight, Say
from insights.phrases import Phrases
from people import addresses, redacting
from people.models import Affiliation, FormerSlug, LookAlike, Member, Merge, Person

FORMER = "A former member"


class LeavingError(Exception):
    """Why somebody cannot leave, as a sentence."""


@dataclass(frozen=True)
class Leaving:
    """What there is to know before one leaves: what others see of it, and what stands in the way."""

    places: int  # at meetings to come
    person: Person | None  # with a page that others may see
    cells: list[str]  # which nobody else convenes
    approved: int  # insights that say who approved them
    collections: int  # that everybody reads
    refusal: str

    @classmethod
    def of(cls, member: Member, *, at: datetime) -> Leaving:
        coming = member.sign_ups.exclude(state="cancelled").filter(event__in=Event.objects.upcoming(at))
        person = Person.objects.filter(member=member).first()
        own = Cell.objects.filter(convenors=member)
        alone = own.exclude(convenors__in=Member.objects.exclude(pk=member.pk))
        approved = Insight.objects.filter(approved_by=member).count()
        collections = member.collections.filter(visibility=Collection.Visibility.PUBLIC).count()
        cells = [cell.name for cell in alone]
        return cls(coming.count(), person, cells, approved, collections, _refusal(member))

    @property
    def public(self) -> bool:
        """Whether anything of theirs stands under their name where others see it."""
        return bool(self.person or self.approved or self.collections)


def _refusal(member: Member) -> str:
    others = Member.objects.filter(is_superuser=True, is_active=True).exclude(pk=member.pk)
    if not member.is_network_convenor or others.exists():
        return ""
    return "You are the last network convenor. Make somebody else one first, so that there is one to let others in."


def erase(member: Member, *, name_stays: bool, at: datetime) -> None:
    """Erase what is kept about the member. Frees their places, which go to those who wait.

    With `name_stays`, what they said and did in public stays under their name. Raises LeavingError for the last network
    convenor. Locks the member and the events; writes mails to those who get a place.
    """
    leftovers.overwrite_what_is_deleted()
    _erase(member, name_stays, at)
    forgotten.remember(member.email, at=at)
    leftovers.empty_the_log()


@transaction.atomic
def _erase(member: Member, name_stays: bool, at: datetime) -> None:
    list(Member.objects.select_for_update(of=("self",), no_key=True).filter(is_superuser=True).order_by("pk"))
    member = Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    leaving = Leaving.of(member, at=at)
    if leaving.refusal:
        raise LeavingError(leaving.refusal)
    clean = _Names([member.email, member.name]).clean
    _clean_collections(member, leaving.person, name_stays)
    signups.leave_all(member, at=at)
    attendance.keep_numbers(member, at=at)
    _delete_rows(member)
    _forget_address(member.email)
    _forget_sessions(member)
    redacting.clean_mails(clean)
    redacting.clean_sessions(clean)
    redacting.clean_mail_folder(clean)
    if leaving.person:
        _let_go(leaving.person, member, name_stays)
    _leave_bare(member, name_stays and leaving.public, at)


class _Names(Phrases):
    """What somebody who leaves is called, and their address: none of it is refused, however short."""

    instead = FORMER

    def check(self) -> None:
        pass


def _delete_rows(member: Member) -> None:
    """Lists but those that everybody reads; then all else that is theirs alone.

    Histories last: deleting a row writes one more entry of its history."""
    member.collections.exclude(visibility=Collection.Visibility.PUBLIC).delete()
    gone = [(model, column) for _, fate, model, column in pointers() if fate is Fate.GOES]
    for model, column in sorted(gone, key=lambda one: hasattr(one[0], "instance_type")):
        rows_of(model, column, member).delete()
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Member), object_id=str(member.pk))
    about.delete()


def _clean_collections(member: Member, person: Person | None, name_stays: bool) -> None:
    """What they wrote for everybody says their address no more and, unless it stays, their name; nor do its addresses.

    An address that said the name leads nowhere any more, as with those of people.
    """
    names = [member.name, *([person.name, *person.other_names.splitlines()] if person else [])]
    clean = _Names([member.email, *([] if name_stays else names)]).clean
    redacting.clean_rows(member.collections.all(), clean)
    redacting.clean_rows(CollectionItem.objects.filter(collection__member=member), clean)


def _forget_address(email: str) -> None:
    for _, fate, model, column in address_columns():
        rows = model._base_manager.filter(**{f"{column}__iexact": email})
        if fate is Fate.GOES:
            rows.delete()
        else:
            rows.update(**{column: ""})


def _forget_sessions(member: Member) -> None:
    theirs = [row.pk for row in Session.objects.iterator() if row.get_decoded().get("_auth_user_id") == str(member.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _let_go(person: Person, member: Member, name_stays: bool) -> None:
    """Their public page loses its login; without the name it also loses all by which they could be found again."""
    histories = Person.history.model.objects.filter(id=person.pk)
    if name_stays:
        Person.objects.filter(pk=person.pk).update(member=None)
        histories.update(member=None)
        return
    speakers = Speaker.objects.filter(person=person)
    names = _Names([member.email, member.name, person.name, *person.other_names.splitlines()])
    redacting.clean_rows(DeskStep.objects.filter(note__event__in=speakers.values("event")), names.clean)
    Say.objects.filter(speaker__in=speakers).update(text="", to="")
    nowhere = {"position": "", "organisation": "", "affiliation": None}
    speakers.update(**nowhere, email="")
    Speaker.history.model.objects.filter(person=person.pk).update(**nowhere)
    Affiliation.objects.filter(person=person).delete()
    Affiliation.history.model.objects.filter(person=person.pk).delete()
    Follow.objects.filter(person=person).delete()
    LookAlike.objects.filter(person=person).delete()
    LookAlike.objects.filter(other_person=person).delete()
    for end in ("gone_id", "stays_id"):
        Merge.objects.filter(model=Person._meta.label_lower, **{end: person.pk}).delete()
    FormerSlug.objects.filter(model=Person._meta.label_lower, object_id=person.pk).delete()
    slug = addresses.free_slug(Person, FORMER)
    Person.objects.filter(pk=person.pk).update(name=FORMER, slug=slug, other_names="", member=None)
    histories.delete()


def _leave_bare(member: Member, name_stays: bool, at: datetime) -> None:
    """Delete the row; where the network's work points at it, leave it with nothing but, at most, the name."""
    stays = [rows_of(model, column, member) for _, fate, model, column in pointers() if fate is Fate.STAYS]
    if not any(_besides_own(rows, member).exists() for rows in stays):
        Member.objects.filter(pk=member.pk).delete()
    else:
        Member.objects.filter(pk=member.pk).update(**_bare(member, name_stays, at))
    Member.history.model.objects.filter(id=member.pk).delete()


def _besides_own(rows: Any, member: Member) -> Any:
    """The entries of a member's own history do not keep the row: they go."""
    return rows.exclude(id=member.pk) if rows.model is Member.history.model else rows


def _bare(member: Member, name_stays: bool, at: datetime) -> dict[str, Any]:
    return {
        "name": member.name if name_stays else FORMER,
        "email": f"former-{member.pk}@former.invalid",  # nobody's: the ending is reserved for that
        "organisation": "",
        "brings": "",
        "decision": "",
        "listed": False,
        "state": Member.State.LEFT,
        "is_active": False,
        "is_staff": False,
        "is_superuser": False,
        "password": "!",
        "last_login": None,
        "joined_at": at,
        "decided_by": None,
        "decided_at": None,
    }
